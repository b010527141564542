//! What a cue is followed by: a clause, a quotation, an infinitive, a thing.
//!
//! Where that ends, is left to `content`.

use std::ops::Range;

use super::{
    circumstance::{after_circumstances, after_hearer},
    content::{self, Scope, is_infinitive},
    cue::{self, Cue},
    lexicon::speech::Class,
    scene::Scene,
    source,
    token::Shape,
};

/// A cue in its unit.
pub struct Complement<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    cue: &'a Cue,
    unit: &'a Range<usize>,
    /// Where what follows the cue begins, after hearer and circumstances.
    start: usize,
}

impl<'a, 's, 't> Complement<'a, 's, 't> {
    /// Looks at what follows `cue`.
    pub fn new(scene: &'a Scene<'s, 't>, unit: &'a Range<usize>, cue: &'a Cue) -> Self {
        Complement { scene, cue, unit, start: start(scene, unit, cue) }
    }

    /// What was said, if the cue can be followed by it.
    pub fn content(&self) -> Option<Range<usize>> {
        let nothing =
            self.is_tale() || self.is_work() || self.is_condition() || self.is_free_relative();
        if self.start >= self.unit.end || nothing {
            return None;
        }
        self.marked()
            .or_else(|| self.said())
            .or_else(|| self.accusation())
            .or_else(|| self.clause())
            .or_else(|| self.after_colon())
            .or_else(|| self.object())
    }

    /// Whether a mark or "that" begins what was said: a participle may then stand anywhere.
    pub fn is_marked(&self) -> bool {
        self.scene.quoted(self.start) || self.word() == "that"
    }

    /// Whether what was said follows as a clause with "that".
    pub fn is_that_clause(&self) -> bool {
        let inside = self.start + 1 < self.unit.end && !self.scene.quoted(self.start);
        inside && self.has(Class::THAT) && self.word() == "that"
    }

    /// Whether something that was said seems to follow the cue.
    pub fn is_likely(&self) -> bool {
        let (scene, next, end) = (self.scene, self.cue.tokens.end, self.unit.end);
        if next >= end || self.start >= end || matches!(scene.text.word(next), "." | ",") {
            return false;
        }
        let asks = scene.is(self.start, Class::INTERROGATIVE) && self.has(Class::QUESTION);
        let vows = self.has(Class::INFINITIVE) && is_infinitive(scene, self.start);
        self.is_marked()
            || asks
            || vows
            || self.word() == ":"
            || scene.word_is(self.start - 1, ":")
            || self.quotation_is_near()
            || content::begins_clause(scene, self.start, end)
    }

    fn has(&self, classes: Class) -> bool {
        self.cue.class.any(classes)
    }

    fn word(&self) -> &str {
        self.scene.text.lower(self.start)
    }

    /// Whether nothing stands between the cue and what follows.
    fn is_beside(&self) -> bool {
        self.start == self.cue.tokens.end
    }

    fn clause_from(&self, from: usize) -> Range<usize> {
        let scope = scope(self.scene, self.unit, self.cue);
        from..content::clause_end(self.scene, from, self.unit.end, scope)
    }

    /// Whether a quotation follows a comma or colon within a few words.
    fn quotation_is_near(&self) -> bool {
        let (scene, next) = (self.scene, self.cue.tokens.end);
        let quoted = scene.first_quoted(next..self.unit.end.min(next + 8));
        quoted.is_some_and(|quoted| {
            matches!(scene.text.word(quoted - 1), "," | ":")
                && !(next..quoted).any(|at| scene.is(at, Class::CUE))
        })
    }

    /// What begins with a mark or a word that says so: “…, that …, whether …, to ….
    fn marked(&self) -> Option<Range<usize>> {
        let quoted = self.scene.quoted(self.start) && self.has(Class::QUOTE.and(Class::LABEL));
        let that = self.word() == "that" && self.has(Class::THAT);
        let asks = self.scene.is(self.start, Class::INTERROGATIVE) && self.has(Class::QUESTION);
        let vows = self.has(Class::INFINITIVE.and(Class::REQUEST))
            && is_infinitive(self.scene, self.start)
            && !self.is_told();
        let asked = self.has(Class::REQUEST) && !self.is_beside();
        match vows && asked {
            true => Some(self.clause_from(self.cue.tokens.end)), // "asked *the mayor to resign*"
            false => (quoted || that || asks || vows).then(|| self.clause_from(self.start)),
        }
    }

    /// What follows "said", which takes anything.
    fn said(&self) -> Option<Range<usize>> {
        let (scene, start, end) = (self.scene, self.start, self.unit.end);
        let says =
            matches!(scene.text.lower(self.cue.tokens.start), "said" | "says" | "say" | "saying");
        if !says || !self.is_beside() || matches!(self.word(), "," | ".") {
            return None;
        }
        if content::begins_clause(scene, start, end) || scene.any_quoted(start..end) {
            return Some(self.clause_from(start));
        }
        Some(start..content::object_end(scene, start, end))
    }

    /// What follows "accused the mayor of".
    fn accusation(&self) -> Option<Range<usize>> {
        if !self.has(Class::OF) {
            return None;
        }
        let scene = self.scene;
        let of = |&at: &usize| scene.text.lower(at) == "of" && !scene.quoted(at);
        let particle = of(&(self.start - 1)).then_some(self.start - 1);
        if particle.is_none() {
            (self.start..self.unit.end.min(self.start + 12)).find(of)?;
        }
        let from = self.cue.tokens.end;
        let end = content::clause_end(scene, self.start, self.unit.end, Scope::Main);
        Some(from..end)
    }

    /// A clause without "that".
    fn clause(&self) -> Option<Range<usize>> {
        let (scene, start, end) = (self.scene, self.start, self.unit.end);
        let comma = |&at: &usize| scene.word_is(at, ",") && !scene.quoted(at);
        let begins = || match self.is_beside() {
            true if self.has(Class::HEARER.and(Class::OBJECT)) => false,
            true => {
                let near = (start..end).find(comma).unwrap_or(end);
                content::begins_clause(scene, start, near)
            }
            false => !self.has(Class::MIND) && content::begins_clause(scene, start, end),
        };
        let clause = self.has(Class::CLAUSE) && begins()
            || self.has(Class::THAT) && names_subject(scene, start, end);
        clause.then(|| self.clause_from(start))
    }

    /// "told the truth about …": the phrase after the verb is no hearer.
    fn is_tale(&self) -> bool {
        let hearer = self.cue.tokens.end..self.start;
        let tale = |at| matches!(self.scene.text.lower(at), "truth" | "story" | "stories" | "lie");
        self.has(Class::HEARER) && hearer.into_iter().any(tale) || self.is_greeting()
    }

    /// "wrote “A Short Life”": the title of a work, right after the verb or a noun, is none of its words.
    fn is_work(&self) -> bool {
        let scene = self.scene;
        let writes = matches!(
            scene.text.lower(self.cue.tokens.end - 1),
            "wrote" | "writes" | "written" | "writing"
        );
        let region = || scene.region(self.start).map(|it| &it.tokens);
        writes
            && self.is_beside()
            && region().is_some_and(|it| {
                let several = it.clone().filter(|&at| scene.is_capital(at)).count() > 1;
                several && content::is_title(scene, it)
            })
    }

    /// "saying their goodbyes".
    fn is_greeting(&self) -> bool {
        let scene = self.scene;
        let says = scene.text.lower(self.cue.tokens.end - 1).starts_with("sa");
        let at = self.start + usize::from(scene.is(self.start, Class::DETERMINER));
        let greets = matches!(
            scene.text.lower(at),
            "goodbye" | "goodbyes" | "farewell" | "farewells" | "hello" | "prayer" | "prayers"
        );
        says && greets && !scene.quoted(at)
    }

    /// "would concede if he lost": under which condition, not what.
    fn is_condition(&self) -> bool {
        let scene = self.scene;
        let modal = |at| matches!(scene.text.lower(at), "would" | "will" | "could" | "might");
        self.word() == "if" && (self.cue.group..self.cue.tokens.start).any(modal)
    }

    /// "That was what Roe said when she left": what was said stands elsewhere.
    fn is_free_relative(&self) -> bool {
        let (scene, start) = (self.scene, self.start);
        let Some(what) = what_before(scene, self.unit, self.cue) else { return false };
        // "What Roe said was important": the subject of another clause.
        let link = Class::CONJUNCTION.and(Class::INTERROGATIVE);
        let subject =
            what == self.unit.start || !scene.is_word(what - 1) || scene.is(what - 1, link);
        let other = scene.is(start, Class::CONJUNCTION) && self.word() != "that"
            || subject && scene.is(start, Class::AUXILIARY);
        other && !scene.any_quoted(start..self.unit.end.min(start + 4))
    }

    /// The quotation after a colon further on: "asked of the mayor: “…”".
    fn after_colon(&self) -> Option<Range<usize>> {
        let (scene, from) = (self.scene, self.cue.tokens.end);
        let other = Class::CUE.without(Class::ING);
        // "asked one question: “…”"
        let announces = |at: usize| scene.is(at, other) && cue::at(scene, self.unit, at).is_some();
        let plain = |&at: &usize| !scene.quoted(at) && !scene.word_is(at, ";") && !announces(at);
        let mut near = (from..self.unit.end.min(from + 30)).take_while(plain);
        let quoted = near.find(|&at| scene.word_is(at, ":"))? + 1;
        let end = content::clause_end(scene, quoted, self.unit.end, Scope::Main);
        (self.has(Class::QUOTE) && scene.quoted(quoted)).then_some(quoted..end)
    }

    /// What is spoken of: "criticised the plan", "called it a farce", "urged members to vote".
    fn object(&self) -> Option<Range<usize>> {
        let (scene, from) = (self.scene, self.cue.tokens.end);
        let adverb = scene.is(from, Class::ADVERB.and(Class::TIME))
            && !scene.is(from, Class::DETERMINER)
            && !scene.is(from + 1, Class::POSSESSIVE)
            && !scene.text.lower(from).contains("sel");
        let told = self.is_told() && is_infinitive(scene, self.start);
        // "warned him": who heard it.
        let hearer = self.has(Class::HEARER)
            && matches!(scene.text.lower(from), "me" | "him" | "her" | "them" | "us" | "you")
            && !scene.is_capital(from + 1);
        if adverb || told || hearer || scene.text.lower(from) == "to" {
            return None;
        }
        if let Some(that) = self.noun_clause() {
            return Some(self.clause_from(that));
        }
        let end = content::object_end(scene, from, self.unit.end);
        if self.has(Class::MENTION) && !scene.any_quoted(from..end) {
            return None;
        }
        if self.has(Class::REQUEST) && (from..end).any(|at| scene.text.lower(at) == "to") {
            return Some(self.clause_from(from));
        }
        if !scene.is_word(from) && !scene.quoted(from) {
            return None;
        }
        let noun = scene.is_word(from) && !scene.is(from, Class::PREPOSITION);
        let particle = self.cue.tokens.len() > 1 && scene.text.lower(from - 1) != "out";
        let calls = scene.text.lower(self.cue.tokens.end - 1).starts_with("call");
        let noun = noun && (!calls || self.is_label(from..end));
        let takes = self.has(Class::LABEL.and(Class::OBJECT)) && noun
            || self.has(Class::OBJECT) && particle;
        (takes && from < end).then_some(from..end)
    }

    /// Where "that" stands after a noun that tells what the clause is: "voiced concern that".
    fn noun_clause(&self) -> Option<usize> {
        let (scene, from) = (self.scene, self.cue.tokens.end);
        let mut near = from..self.unit.end.min(from + 5);
        let that = near.find(|&at| scene.text.lower(at) == "that" && !scene.quoted(at))?;
        let bare = !(from..that).any(|at| scene.is(at, Class::DETERMINER.and(Class::POSSESSIVE)));
        let noun =
            that > from && self.has(Class::OBJECT) && scene.is(that - 1, Class::NOUN) && bare;
        let subject =
            that + 1 < self.unit.end && !scene.is(that + 1, Class::AUXILIARY.and(Class::VERB));
        (noun && subject).then_some(that)
    }

    /// Whether an object says what something was called, and not only whom somebody called:
    /// "called him a liar", not "called the police".
    fn is_label(&self, object: Range<usize>) -> bool {
        const ADJECTIVES: [&str; 9] = ["ed", "ic", "al", "ous", "ive", "ful", "ble", "less", "ist"];
        let scene = self.scene;
        let names =
            |at: usize| matches!(scene.text.lower(at), "a" | "an") || scene.is(at, Class::OWNER);
        let later = (object.start + 1..object.end).any(|at| {
            names(at)
                && !scene.is(at - 1, Class::PREPOSITION)
                && scene.is_word(at - 1)
                && !scene.is(at, Class::POSSESSIVE)
        });
        let short = matches!(scene.text.lower(object.start), "it" | "him" | "them" | "this");
        let ends = |at: usize| {
            let word = scene.text.lower(at);
            scene.text.shape(at) == Shape::Lower && ADJECTIVES.iter().any(|it| word.ends_with(it))
        };
        let adjective = (object.start + 1..object.end)
            .any(|at| ends(at) && (at + 1 == object.end || scene.text.lower(at + 1) == "and"));
        scene.any_quoted(object.clone()) || later || adjective || short && object.len() > 1
    }

    /// Whether somebody was told, not telling: "Roe told to resign".
    fn is_told(&self) -> bool {
        self.is_beside() && !self.has(Class::INFINITIVE)
    }
}

/// Whether a name or pronoun begins at `start`, and a verb right after it: what follows is no object.
pub fn names_subject(scene: &Scene, start: usize, end: usize) -> bool {
    let known = Class::AUXILIARY.and(Class::VERB).and(Class::PAST);
    let verb = |at: usize| {
        scene.is(at, known) && !scene.is(at, Class::POSSESSIVE)
            || scene.text.lower(at).ends_with("ed")
    };
    if scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER) {
        return verb(start + 1);
    }
    let subject = source::phrase_end(scene, start, end);
    let name = subject > start && scene.is_capital(subject - 1);
    subject > start
        && subject < end
        && verb(subject)
        && (name || scene.is(subject, Class::AUXILIARY))
}

/// Where what follows a cue begins.
fn start(scene: &Scene, unit: &Range<usize>, cue: &Cue) -> usize {
    let end = unit.end;
    let mut at = cue.tokens.end;
    let asks = cue.class.any(Class::REQUEST) && !cue.class.any(Class::LABEL);
    let hears = asks || cue.class.any(Class::HEARER);
    if hears && !matches!(scene.text.lower(at), "that" | "to" | "for") {
        at = after_hearer(scene, at, end);
    }
    if cue.class.any(Class::INFINITIVE.and(Class::REQUEST)) && is_infinitive(scene, at) {
        return at;
    }
    at = after_circumstances(scene, at, end);
    at = after_parenthesis(scene, at, end).unwrap_or(at);
    let inside = at + 1 < end;
    let introduces = scene.word_is(at, ":") || scene.word_is(at, ",") && scene.quoted(at + 1);
    if inside && introduces { at + 1 } else { at }
}

/// Where a short insertion ends after a cue: "said, however, that".
fn after_parenthesis(scene: &Scene, at: usize, end: usize) -> Option<usize> {
    if !scene.word_is(at, ",") {
        return None;
    }
    let plain = |&at: &usize| !scene.quoted(at);
    let next = (at + 1..end.min(at + 14)).take_while(plain).find(|&at| scene.word_is(at, ","))? + 1;
    let goes_on = scene.text.lower(next) == "that" || scene.quoted(next);
    (next < end && goes_on).then_some(next)
}

/// How far what was said can reach: a cue after "who" or "when" stands in a clause inside another.
fn scope(scene: &Scene, unit: &Range<usize>, cue: &Cue) -> Scope {
    let relative =
        cue.group > unit.start && matches!(scene.text.lower(cue.group - 1), "who" | "which");
    let subject = source::before(scene, unit.start, cue.group).map_or(cue.group, |it| it.start);
    let subordinate = subject > unit.start && scene.is(subject - 1, Class::SUBORDINATOR);
    let leading = cue.participle && cue.tokens.start == unit.start;
    let free = what_before(scene, unit, cue).is_some();
    if relative || subordinate || leading || free { Scope::Inner } else { Scope::Main }
}

/// The "what" before a cue and its subject: "what Roe said".
fn what_before(scene: &Scene, unit: &Range<usize>, cue: &Cue) -> Option<usize> {
    let subject = source::before(scene, unit.start, cue.group)?;
    let before = subject.start.checked_sub(1).filter(|&it| it >= unit.start);
    before.filter(|&it| scene.text.lower(it) == "what")
}
