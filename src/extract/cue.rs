//! The verbs that announce what somebody said.
//!
//! A cue is found by its verb and the words that belong to it. Who said it is left to `source`,
//! what was said to `complement`.

use std::ops::Range;

use super::{lexicon::speech::Class, scene::Scene, token::Shape};

/// A verb that announces what somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Its words: "said", "pointed out", "went on to say".
    pub tokens: Range<usize>,
    /// Where the words before it begin that belong to the verb: "*has repeatedly* said".
    pub group: usize,
    /// The forms that the verb has here and the complements that it can take.
    pub class: Class,
    /// Whether the subject is spoken of, not speaking: "was accused".
    pub passive: bool,
    /// Whether it has no subject of its own: ", adding".
    pub participle: bool,
}

impl Cue {
    /// All its words, with the auxiliaries and adverbs before the verb: "has repeatedly said".
    pub fn words(&self, scene: &Scene) -> Range<usize> {
        let joint = |&at: &usize| {
            let subject = matches!(scene.text.lower(at), "both" | "all");
            subject || scene.is(at, Class::POSSESSIVE) || !scene.is_word(at)
        };
        let skipped = (self.group..self.tokens.start).take_while(joint).count();
        self.group + skipped..self.tokens.end
    }
}

/// The cue whose verb is the token `at` of `unit`.
pub fn at(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<Cue> {
    if scene.quoted(at) {
        return None;
    }
    if let Some(cue) = put_it(scene, unit, at) {
        return Some(cue);
    }
    let class = scene.class(at);
    if !class.any(Class::CUE) || is_noun(scene, unit, at) {
        return None;
    }
    let group = verb_group(scene, unit.start, at);
    if !group.announces(scene, at) || group.is_adjective(scene, unit, at) {
        return None;
    }
    let (end, class) = particle(scene, unit, at, class);
    Some(Cue {
        tokens: group.start..end,
        group: group.group,
        class,
        passive: group.be && class.any(Class::PARTICIPLE) && !class.any(Class::ING),
        participle: class.any(Class::ING) && !group.be,
    })
}

/// Where the auxiliaries and adverbs begin that stand before the verb at `at`, back to `from`.
pub fn group(scene: &Scene, from: usize, at: usize) -> usize {
    verb_group(scene, from, at).group
}

/// "As the mayor put it", “…,” she went on.
fn put_it(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<Cue> {
    let word = |at: usize| scene.text.lower(at);
    let class = Class::PAST.and(Class::THIRD).and(Class::TAIL).and(Class::QUOTE);
    if matches!(word(at), "went" | "goes") && word(at + 1) == "on" {
        // “…,” she went on.
        let last = at + 2 >= unit.end || matches!(word(at + 2), "." | "," | ":");
        let (tokens, group) = (at..(at + 2).min(unit.end), group(scene, unit.start, at));
        return last.then_some(Cue { tokens, group, class, passive: false, participle: false });
    }
    if !matches!(word(at), "put" | "puts") || word(at + 1) != "it" || at + 2 >= unit.end {
        return None;
    }
    let end = if word(at + 2) == "this" { at + 4 } else { at + 2 };
    let group = group(scene, unit.start, at);
    Some(Cue { tokens: at..end.min(unit.end), group, class, passive: false, participle: false })
}

/// What stands before a verb and belongs to it.
#[derive(Default)]
struct Group {
    /// Where auxiliaries and adverbs begin.
    group: usize,
    /// Where the cue begins: with the verb, or with one before "to" that belongs to it.
    start: usize,
    be: bool,
    have: bool,
    to: bool,
    catenative: bool,
    negated: bool,
    modal: bool,
    /// "could blast": nobody is known to do so.
    possible: bool,
}

impl Group {
    /// Whether the verb at `at` says, in this group, that something was said.
    fn announces(&self, scene: &Scene, at: usize) -> bool {
        let class = scene.class(at);
        let only = |form: Class| !class.without(form).any(Class::CUE);
        let infinitive = only(Class::BASE) && self.to && !self.catenative;
        let bare = only(Class::PARTICIPLE) && !self.have && !self.be;
        let wants = class.any(Class::MIND) && class.any(Class::INFINITIVE);
        let not_said = self.negated && !wants;
        // "might think": nobody is known to think it.
        let supposed = self.modal && class.any(Class::MIND) || self.possible;
        // "Sky News can reveal": the outlet speaks of itself.
        let own = scene.text.lower(self.group) == "can" && scene.text.lower(at) == "reveal";
        !(infinitive || bare || not_said || supposed || own)
    }

    /// Whether the verb is an adjective after an adverb: "a widely read column".
    fn is_adjective(&self, scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
        let Some(before) = self.group.checked_sub(1).filter(|&it| it >= unit.start) else {
            return false;
        };
        let adverbs = self.group < at && !(self.be || self.have || self.to);
        let sign = scene.is(before, Class::DETERMINER.and(Class::PREPOSITION));
        adverbs && sign && !scene.is(before, Class::PRONOUN)
    }
}

/// The auxiliaries and adverbs before the verb at `at`, back to `from`.
fn verb_group(scene: &Scene, from: usize, at: usize) -> Group {
    let mut group = Group { start: at, group: at, ..Group::default() };
    while group.group > from && !scene.quoted(group.group - 1) {
        let token = group.group - 1;
        let class = scene.class(token);
        let word = scene.text.lower(token);
        let on = group.to && word == "on" && group.start == at;
        let adverb = class.any(Class::ADVERB)
            && (!class.any(Class::PRONOUN) || matches!(word, "both" | "all"));
        let auxiliary = class.any(Class::AUXILIARY);
        group.modal |= auxiliary && is_modal(word);
        group.possible |= auxiliary && matches!(word, "could" | "might" | "may");
        group.negated |= matches!(word, "not" | "never") || is_negated(word);
        if auxiliary {
            group.be |= class.any(Class::BE) && !group.have && !group.to;
            group.have |= is_have(word);
        } else if word == "to" && !group.to {
            group.to = true;
            group.catenative = catenative_before(scene, from, token);
            if !group.catenative {
                break;
            }
        } else if group.to && class.any(Class::CATENATIVE) {
            group.start = token;
        } else if !on && !adverb {
            break;
        }
        group.group = token;
    }
    group
}

fn is_negated(word: &str) -> bool {
    word.ends_with("n't") || word.ends_with("n’t")
}

fn is_modal(word: &str) -> bool {
    matches!(word, "would" | "could" | "might" | "may" | "should" | "must" | "can" | "’d" | "'d")
}

fn is_have(word: &str) -> bool {
    matches!(word, "has" | "have" | "had" | "having" | "'ve" | "’ve" | "'d" | "’d")
}

/// Whether the word before "to" keeps its subject as the speaker: "went on to say".
fn catenative_before(scene: &Scene, from: usize, to: usize) -> bool {
    let on = to > from && scene.text.lower(to - 1) == "on";
    let verb = to.checked_sub(1 + usize::from(on)).filter(|&verb| verb >= from);
    verb.is_some_and(|verb| scene.is(verb, Class::CATENATIVE))
}

/// Whether the words around make a noun of the verb: "his claims", "new emission rules".
fn is_noun(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let class = scene.class(at);
    let noun_form = class.any(Class::BASE.and(Class::THIRD)) && !class.any(Class::PAST);
    if class.any(Class::THIRD) && scene.word_is(at + 1, ":") && scene.quoted(at + 2) {
        return false;
    }
    if at == unit.start {
        return !class.any(Class::ING.and(Class::PAST));
    }
    follows_noun_sign(scene, at, noun_form) || noun_form && disagrees(scene, unit, at)
}

/// Whether a determiner, a possessive or a preposition stands before.
fn follows_noun_sign(scene: &Scene, at: usize, noun_form: bool) -> bool {
    let (class, before) = (scene.class(at), at - 1);
    let subject = match scene.text.lower(before) {
        "both" | "all" | "some" | "many" | "most" | "that" => true,
        "this" => !noun_form,
        "her" => class.any(Class::PAST),
        _ => false,
    };
    let ing = class.any(Class::ING);
    let linked = scene.is(before, Class::NOUN_SIGN);
    scene.is(before, Class::DETERMINER) && !subject
        || linked && !ing
        || scene.is(before, Class::POSSESSIVE) && (noun_form || ing && !class.any(Class::PAST))
}

/// Whether a base or third-person form does not fit what stands before and after it as a verb.
fn disagrees(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let (before, next) = (at - 1, at + 1);
    let (word, after) = (scene.text.lower(before), scene.text.lower(next));
    let says = matches!(scene.text.lower(at), "say" | "says" | "insist" | "argue" | "believe");
    let inside = next < unit.end && !scene.quoted(next);
    let verb =
        scene.is(next, Class::AUXILIARY.and(Class::VERB)) && !scene.is(next, Class::POSSESSIVE);
    if inside && !says && (verb || matches!(after, "by" | "from")) {
        return true;
    }
    let lower = scene.text.shape(before) == Shape::Lower;
    let verb_before = lower
        && (scene.is(before, Class::VERB.and(Class::PAST)) || word.ends_with("ed"))
        && !scene.is(before, Class::ADVERB);
    let number = scene.text.shape(before) == Shape::Number && !says;
    let date = lower && scene.is(before, Class::TIME) || number;
    verb_before || date || !agrees(scene, unit, at, says) || is_noun_here(scene, unit, at)
}

/// Whether the word before can be the last of a subject of this number.
fn agrees(scene: &Scene, unit: &Range<usize>, at: usize, says: bool) -> bool {
    let before = at - 1;
    let word = scene.text.lower(before);
    let function = Class::AUXILIARY.and(Class::ADVERB).and(Class::RELATIVE).and(Class::PRONOUN);
    if says || !scene.is_word(before) || scene.is(before, function) || matches!(word, "to" | "that")
    {
        return true;
    }
    let plural = word.ends_with('s') && !word.ends_with("ss")
        || matches!(word, "people" | "men" | "women" | "police" | "children");
    if !scene.is(at, Class::BASE) {
        return !plural || scene.text.shape(before) != Shape::Lower;
    }
    let name = scene.is_capital(before) && is_joined(scene, unit.start, before);
    plural || name || !scene.is_word(before)
}

/// Whether the name that ends at `last` is the second of two: "Roe and Poe say".
fn is_joined(scene: &Scene, from: usize, last: usize) -> bool {
    (from.max(last.saturating_sub(4))..last).any(|at| scene.text.lower(at) == "and")
}

/// Whether a form that is a noun more often has nothing that makes a verb of it: a pronoun or name
/// before, "that" or a quotation after.
fn is_noun_here(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let (before, next) = (at - 1, at + 1);
    let object = scene.is(before, Class::PERSON)
        && scene.is(next, Class::DETERMINER.and(Class::PRONOUN))
        && !scene.is(next, Class::ADVERB.and(Class::TIME));
    let plans = scene.is(before, Class::PERSON)
        && scene.is(at, Class::INFINITIVE)
        && scene.text.lower(next) == "to";
    let introduces = matches!(scene.text.lower(next), "that" | ":")
        || plans
        || object && next < unit.end
        || scene.word_is(next, ",") && scene.quoted(next + 1);
    let signal = introduces || next < unit.end && scene.quoted(next);
    let function = Class::PRONOUN.and(Class::AUXILIARY).and(Class::RELATIVE);
    let verb = scene.is(before, function) || scene.text.lower(before) == "to";
    let lower = scene.text.shape(before) == Shape::Lower;
    scene.is(at, Class::NOUNISH) && !signal && !verb && (lower || scene.is(at, Class::BASE))
}

/// Where the cue ends with its particle, and which complements it takes with it.
fn particle(scene: &Scene, unit: &Range<usize>, at: usize, class: Class) -> (usize, Class) {
    let (object, quote) = (Class::OBJECT, Class::QUOTE);
    let clause = Class::THAT.and(Class::CLAUSE).and(quote).and(Class::TAIL);
    let next = at + 1;
    let complements = match scene.text.lower(next) {
        _ if next >= unit.end => None,
        "of" if class.any(Class::OF) => Some(Class::OF.and(Class::CLAUSE).and(quote)),
        "out" if class.any(Class::OUT) => Some(clause.and(object)),
        "for" if class.any(Class::FOR) => Some(object),
        "on" if class.any(Class::ON) => Some(object.and(Class::REQUEST)),
        "about" | "of" if class.any(Class::ABOUT) => {
            Some(object.and(Class::THAT).and(Class::QUESTION).and(quote))
        }
        "against" if class.any(Class::AGAINST) => Some(object),
        "to" if class.any(Class::TO) && !class.any(Class::INFINITIVE) => {
            Some(object.and(Class::LABEL))
        }
        "with" if class.any(Class::WITH) => Some(object),
        _ => None,
    };
    match complements {
        Some(complements) => {
            (next + 1, complements.and(class.only(Class::CUE.and(Class::MENTION))))
        }
        None => (next, class),
    }
}
