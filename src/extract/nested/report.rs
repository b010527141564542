//! Which statements inside a quotation report that somebody said something.
//!
//! Wishes, conditions, questions, what the speaker says here and now, and what nobody in particular
//! says are none.

use std::ops::Range;

use crate::extract::{
    complement, content,
    lexicon::speech::Class,
    scene::Scene,
    statement::{Link, Statement},
    token::Shape,
};

/// Whether a statement inside a quotation, which begins at `from`, says that something was said, by
/// whom and what.
pub fn is_report(scene: &Scene, from: usize, is_verbatim: bool, statement: &Statement) -> bool {
    let (Some(cue), Some(first)) = (&statement.cue, statement.content.first()) else {
        return false;
    };
    let Some(source) = &statement.source else { return is_hearsay(scene, from, cue, first) };
    let Some(verb) = cue.clone().rev().find(|&at| scene.is(at, Class::REPORTING)) else {
        return false;
    };
    let report = Candidate { scene, from, verb, cue, source, content: first, link: statement.link };
    report.is_finite()
        && !report.is_relative()
        && report.is_told_as_fact()
        && !report.is_own_speech_act()
        && report.has_speaker()
        && report.has_words(is_verbatim)
}

/// Whether something was heard from nobody in particular: "I was told that rents fell".
fn is_hearsay(scene: &Scene, from: usize, cue: &Range<usize>, content: &Range<usize>) -> bool {
    let before = from.max(cue.start.saturating_sub(3));
    let supposed = (before..cue.end).any(|at| is_supposed(scene, at) || is_condition(scene, at));
    let heard = matches!(
        scene.text.lower(cue.end - 1),
        "told" | "advised" | "informed" | "warned" | "assured"
    );
    let heard = heard && cue.len() > 1;
    heard && !supposed && content.start >= cue.end && scene.words(content.clone()) > 2
}

/// Whether the word at `at` before a verb says that it need not have happened; "'d" may be "had".
fn is_supposed(scene: &Scene, at: usize) -> bool {
    match contraction(scene.text.lower(at)) {
        "would" | "will" | "shall" | "should" | "can" | "could" | "may" | "might" | "must"
        | "'ll" | "’ll" | "cannot" | "do" | "does" => true,
        word => word.ends_with("n't") || word.ends_with("n’t"),
    }
}

/// Whether a word makes a condition or question of the clause that it begins.
fn is_condition(scene: &Scene, at: usize) -> bool {
    matches!(scene.text.lower(at), "if" | "unless" | "until" | "whether" | "let")
}

/// A statement that may be a report.
struct Candidate<'s, 'a, 't> {
    scene: &'s Scene<'a, 't>,
    /// Where the quotation begins.
    from: usize,
    verb: usize,
    cue: &'s Range<usize>,
    source: &'s Range<usize>,
    content: &'s Range<usize>,
    link: Link,
}

impl Candidate<'_, '_, '_> {
    fn verb_is(&self, classes: Class) -> bool {
        self.scene.is(self.verb, classes)
    }

    /// The token before the source, if it belongs to the quotation.
    fn before(&self) -> Option<usize> {
        self.source.start.checked_sub(1).filter(|&at| at >= self.from)
    }

    /// The words from the source to the verb, the verb among them.
    fn group(&self) -> Range<usize> {
        let follows = self.source.end <= self.cue.start;
        if follows { self.source.end..self.cue.end } else { self.cue.clone() }
    }

    /// Whether the verb is one of a sentence: not "claiming", "and say", "to say".
    fn is_finite(&self) -> bool {
        let be = self.group().any(|at| self.scene.is(at, Class::BE));
        if self.verb_is(Class::ING) {
            let keeps = self.verb.checked_sub(1).is_some_and(|it| {
                matches!(self.scene.text.lower(it), "keep" | "keeps" | "kept" | "started" | "began")
            });
            return be && self.source.end <= self.cue.start || keeps;
        }
        let subject_first = self.link == Link::Beside && self.source.end <= self.cue.start;
        let to = self.cue.clone().find(|&at| self.scene.text.lower(at) == "to");
        let keeps = to.is_none_or(|to| {
            matches!(
                self.scene.text.lower(to - 1),
                "used" | "on" | "continued" | "continues" | "began"
            )
        });
        keeps && !self.is_far() && (subject_first || self.verb_is(Class::PAST.and(Class::THIRD)))
    }

    /// Whether another subject may stand between an inherited one and the verb.
    fn is_far(&self) -> bool {
        let between = self.source.end..self.cue.start;
        self.link == Link::Inherited
            && (between.len() > 8 || between.clone().any(|at| self.scene.word_is(at, ",")))
    }

    /// Whether it is a clause that tells what a noun is: "what he said", "the things he said".
    fn is_relative(&self) -> bool {
        self.before().is_some_and(|at| {
            let free =
                Class::CONJUNCTION.and(Class::ADVERB).and(Class::TIME).and(Class::PREPOSITION);
            let word = self.scene.text.lower(at);
            let dated = at > 0 && self.scene.is(at - 1, Class::TIME);
            self.scene.is_word(at)
                && !dated
                && (word == "what" || !self.scene.is(at, free))
                && !matches!(
                    word,
                    "and" | "but" | "or" | "so" | "yeah" | "yes" | "no" | "well" | "because"
                )
        })
    }

    /// Whether nothing makes a wish, a question or a condition of it: "would say", "if he says".
    fn is_told_as_fact(&self) -> bool {
        let asks = self
            .before()
            .is_some_and(|at| self.scene.is(at, Class::AUXILIARY) || is_condition(self.scene, at));
        let by = self.scene.text.lower(self.cue.end) == "by";
        !asks && !by && !(self.source.end - 1..self.group().end).any(|at| self.supposes(at))
    }

    /// Whether the word at `at` before the verb says that it need not have happened. What somebody would
    /// say in so many words, they did say.
    fn supposes(&self, at: usize) -> bool {
        match contraction(self.scene.text.lower(at)) {
            "would" | "will" if self.is_word_for_word() => false,
            "'m" | "’m" => true,
            "'re" | "’re" => self.is_own(),
            "'d" | "’d" => !self.verb_is(Class::PAST.and(Class::PARTICIPLE)),
            _ => is_supposed(self.scene, at),
        }
    }

    /// Whether a sentence in marks of its own follows, which the speaker says is somebody else's.
    fn is_word_for_word(&self) -> bool {
        let follows = self.content.start >= self.cue.end && self.scene.quoted(self.content.start);
        follows && self.scene.words(self.content.clone()) > 2 && !self.is_own()
    }

    fn is_own(&self) -> bool {
        matches!(pronoun(self.scene.text.lower(self.source.start)), "i" | "we" | "you")
    }

    /// Whether the speaker says it here and now: "I say that", "we ask you to", "I'm telling you".
    fn is_own_speech_act(&self) -> bool {
        let past = self.scene.is(self.cue.start, Class::PAST)
            || self.verb_is(Class::PAST.and(Class::PARTICIPLE))
            || self.scene.text.lower(self.cue.start) == "used";
        !past && self.is_own()
    }

    /// Whether the source can be somebody: not "anyone", nor a verb that was taken for a name.
    fn has_speaker(&self) -> bool {
        let text = self.scene.text;
        let one = self.source.len() > 1; // "one woman"
        let means_anybody = |word: &str| ANYBODY.contains(&word) && !(one && word == "one");
        let anybody = self.source.clone().any(|at| means_anybody(text.lower(at)));
        let first = self.source.start;
        let lower = text.shape(first) == Shape::Lower;
        let verb = lower
            && (text.lower(first).ends_with("ed")
                || self.scene.is(first, Class::VERB.and(Class::CUE)));
        !anybody && !verb
    }

    /// Whether the content is what was said and not what was spoken of: a clause, words in marks,
    /// a request, a name for something.
    fn has_words(&self, is_verbatim: bool) -> bool {
        let (scene, content) = (self.scene, self.content);
        if self.verb_is(Class::MIND) {
            return is_verbatim && scene.quoted(content.start); // "I thought, ‘No’", not "I thought no"
        }
        if scene.any_quoted(content.clone()) || self.is_request() {
            return true;
        }
        if content.start < self.cue.start {
            return !is_verbatim && self.is_clause();
        }
        match scene.text.lower(content.start) {
            "to" | "not" | "no" | "yes" => true,
            "something" | "anything" | "nothing" | "everything" | "things" | "so" | "because" => {
                false
            }
            "that" | "whether" | "if" => {
                let next = content.start + 1;
                let pronoun = scene.is(next, Class::PRONOUN) && !scene.is(next, Class::DETERMINER);
                pronoun || content::has_verb(scene, content.start, content.end)
            }
            "me" | "him" | "her" | "us" | "them" | "it" if !self.begins_with_subject() => {
                let no_label =
                    Class::PREPOSITION.and(Class::TIME).and(Class::ADVERB).and(Class::CONJUNCTION);
                self.verb_is(Class::LABEL)
                    && content.len() > 1
                    && !scene.is(content.start + 1, no_label)
            }
            _ if scene.is(content.start, Class::INTERROGATIVE) => {
                self.is_clause() && scene.text.lower(self.verb).starts_with("ask")
            }
            _ => {
                self.verb_is(Class::CLAUSE)
                    && !self.is_written()
                    && content::begins_clause(scene, content.start, content.end)
                    && self.is_clause()
            }
        }
    }

    /// "told me *it was* late": no object.
    fn begins_with_subject(&self) -> bool {
        let (scene, content) = (self.scene, self.content);
        complement::names_subject(scene, content.start, content.end)
    }

    /// "asked *me to leave*".
    fn is_request(&self) -> bool {
        let near = self.content.start..self.content.end.min(self.content.start + 8);
        self.verb_is(Class::REQUEST) && near.clone().any(|at| self.scene.text.lower(at) == "to")
    }

    /// "wrote the letter": a thing, not what it says.
    fn is_written(&self) -> bool {
        self.scene.text.lower(self.verb).starts_with("wr")
            && self.scene.is(self.content.start, Class::DETERMINER)
    }

    /// Whether a verb that is known as one stands in the content before any "who" or "which".
    fn is_clause(&self) -> bool {
        let scene = self.scene;
        let ends = |&at: &usize| {
            scene.is(at, Class::RELATIVE)
                || matches!(scene.text.lower(at), "that" | "," | ";" | "—" | "–")
        };
        let known = Class::AUXILIARY.and(Class::VERB).and(Class::PAST).and(Class::THIRD);
        let begin = self.content.start + 1;
        let verb = |at: usize| {
            let word = scene.text.lower(at);
            scene.is(at, known) && !scene.is(at, Class::POSSESSIVE)
                || word.ends_with("ed")
                || scene.is(at - 1, Class::PRONOUN) && word.ends_with('s')
        };
        (begin..self.content.end).take_while(|at| !ends(at)).any(verb)
    }
}

/// The end of a short form, with its apostrophe, or the word itself: "'ll" of "he'll".
fn contraction(word: &str) -> &str {
    word.find(['\'', '’'])
        .filter(|_| !word.ends_with("n't") && !word.ends_with("n’t"))
        .map_or(word, |at| &word[at..])
}

/// A pronoun without what is contracted with it: "i" of "i've".
pub fn pronoun(word: &str) -> &str {
    word.split(['\'', '’']).next().unwrap_or(word)
}

/// Words that mean nobody in particular.
const ANYBODY: [&str; 12] = [
    "anyone",
    "anybody",
    "those",
    "whoever",
    "nobody",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "no",
    "one",
    "whom",
];
