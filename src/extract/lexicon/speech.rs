//! What a word can do in a sentence that says who said what.
//!
//! One table of words, looked up once per token. It knows no names.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A set of things that a word can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Class(u64);

impl Class {
    /// Nothing.
    pub const NONE: Class = Class(0);

    // Forms of verbs that announce what somebody said.
    /// "say".
    pub const BASE: Class = Class(1);
    /// "says".
    pub const THIRD: Class = Class(1 << 1);
    /// "said", "wrote".
    pub const PAST: Class = Class(1 << 2);
    /// "said", "written".
    pub const PARTICIPLE: Class = Class(1 << 3);
    /// "saying".
    pub const ING: Class = Class(1 << 4);
    /// Any of these forms.
    pub const CUE: Class = Class(0b11111);

    // What such a verb can be followed by.
    /// A clause without "that": "said rents would fall".
    pub const CLAUSE: Class = Class(1 << 5);
    /// A clause with "that": "agreed that rents would fall".
    pub const THAT: Class = Class(1 << 6);
    /// A quotation.
    pub const QUOTE: Class = Class(1 << 7);
    /// Nothing, since it follows what was said: "rents would fall, she said".
    pub const TAIL: Class = Class(1 << 8);
    /// Who was spoken to: "told reporters".
    pub const HEARER: Class = Class(1 << 9);
    /// Who was asked to do what: "urged members to vote".
    pub const REQUEST: Class = Class(1 << 10);
    /// An infinitive: "vowed to resign".
    pub const INFINITIVE: Class = Class(1 << 11);
    /// An indirect question: "asked whether".
    pub const QUESTION: Class = Class(1 << 12);
    /// What was spoken of: "criticised the plan".
    pub const OBJECT: Class = Class(1 << 13);
    /// What something was called: "called the plan a farce".
    pub const LABEL: Class = Class(1 << 14);
    /// "called for".
    pub const FOR: Class = Class(1 << 15);
    /// "called on".
    pub const ON: Class = Class(1 << 16);
    /// "talked about", "spoke of".
    pub const ABOUT: Class = Class(1 << 17);
    /// "warned against".
    pub const AGAINST: Class = Class(1 << 18);
    /// "referred to".
    pub const TO: Class = Class(1 << 19);
    /// "pointed out".
    pub const OUT: Class = Class(1 << 20);
    /// "agreed with".
    pub const WITH: Class = Class(1 << 21);

    /// "accused of".
    pub const OF: Class = Class(1 << 36);
    /// No complement: its base and third-person form are nouns more often: "states", "calls".
    pub const NOUNISH: Class = Class(1 << 37);

    // Words around them.
    /// A pronoun that can be a subject.
    pub const PRONOUN: Class = Class(1 << 22);
    /// "is", "were", "been".
    pub const BE: Class = Class(1 << 23);
    /// Auxiliaries, "be" among them.
    pub const AUXILIARY: Class = Class(1 << 24);
    /// Adverbs that stand between subject and verb.
    pub const ADVERB: Class = Class(1 << 25);
    /// "the", "a", "his": a noun phrase begins.
    pub const DETERMINER: Class = Class(1 << 26);
    /// "in", "of", "with".
    pub const PREPOSITION: Class = Class(1 << 27);
    /// "because", "while", "that": a clause begins, and no noun phrase goes on.
    pub const CONJUNCTION: Class = Class(1 << 28);
    /// "Monday", "night", "last", "earlier".
    pub const TIME: Class = Class(1 << 29);
    /// A noun for something said: "statement", "claim".
    pub const NOUN: Class = Class(1 << 30);
    /// A noun for a person: "spokesman", "critics".
    pub const PERSON: Class = Class(1 << 31);
    /// "who", "which".
    pub const RELATIVE: Class = Class(1 << 32);
    /// "whether", "how", "why".
    pub const INTERROGATIVE: Class = Class(1 << 33);
    /// A verb before an infinitive that stays the speaker's: "went on to", "declined to".
    pub const CATENATIVE: Class = Class(1 << 34);
    /// A frequent finite verb that announces nothing: "came", "takes".
    pub const VERB: Class = Class(1 << 35);
    /// "but" at the start of a sentence.
    pub const LINK: Class = Class(1 << 38);
    /// The possessive ending.
    pub const POSSESSIVE: Class = Class(1 << 39);
    /// A word that says whose.
    pub const OWNER: Class = Class(1 << 40);
    /// A preposition that tells when, where or to what occasion something was said.
    pub const CIRCUMSTANCE: Class = Class(1 << 41);
    /// A word after which another subject may speak: ", while Roe said".
    pub const CONTRAST: Class = Class(1 << 42);
    /// A word that makes a clause part of another: "when Roe said".
    pub const SUBORDINATOR: Class = Class(1 << 43);
    /// A word after a comma with which a noun phrase goes on: ", including".
    pub const GOING_ON: Class = Class(1 << 44);
    /// A word after which a participle stands for itself: "by saying", "heard telling".
    pub const FREE: Class = Class(1 << 45);
    /// What happens to people whom others hear: "recorded claiming".
    pub const OVERHEARD: Class = Class(1 << 46);
    /// A word with which a clause without "that" can begin: "there", "if".
    pub const OPENER: Class = Class(1 << 47);
    /// A word with which an apposition can begin: ", a spokesman".
    pub const APPOSITIVE: Class = Class(1 << 48);
    /// A word after which a verb form is a noun: "of claims".
    pub const NOUN_SIGN: Class = Class(1 << 49);
    /// A label in capitals that is nobody's name: "UPDATE:".
    pub const HEADING: Class = Class(1 << 50);
    /// A day or month that is written like a name.
    pub const DAY: Class = Class(1 << 51);
    /// A word that ends what was spoken of: "criticised the plan after".
    pub const OBJECT_END: Class = Class(1 << 52);

    /// A verb that announces only with its particle: "teilte … mit".
    pub const SEPARABLE: Class = Class(1 << 54);
    /// The particle of such a verb.
    pub const PARTICLE: Class = Class(1 << 55);
    /// A verb whose subject is not who speaks: "hieß es".
    pub const IMPERSONAL: Class = Class(1 << 56);
    /// A verb form that reports, inside what somebody says, what was said: "he told me".
    pub const REPORTING: Class = Class(1 << 57);
    /// No complement: what somebody thinks, feels or plans, and need not have said.
    pub const MIND: Class = Class(1 << 58);

    /// A noun for what somebody is to do: "promise to", "plan to".
    pub const VOW: Class = Class(1 << 59);

    /// A noun for an occasion to speak: "interview", "rally".
    pub const OCCASION: Class = Class(1 << 60);
    /// No complement: its object is only spoken of, unless words of it are quoted: "rejected the
    /// “deal”".
    pub const MENTION: Class = Class(1 << 61);

    /// Whether it is one of `classes` at least.
    pub fn any(self, classes: Class) -> bool {
        self.0 & classes.0 != 0
    }

    /// All of both.
    pub const fn and(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// A word that announces something and is no verb of saying: "according", "put".
    pub const SIGN: Class = Class(1 << 53);

    /// Whatever announces what somebody said.
    pub const ANNOUNCES: Class = Class::CUE.and(Class::NOUN).and(Class::SIGN);

    /// What it shares with `other`.
    pub const fn only(self, other: Class) -> Class {
        Class(self.0 & other.0)
    }

    /// Without `other`.
    pub const fn without(self, other: Class) -> Class {
        Class(self.0 & !other.0)
    }
}

/// What `word`, in lower case, can be.
pub fn class(word: &str) -> Class {
    let known = CLASSES.get(word).copied().unwrap_or_default();
    if word.len() > 4 && word.ends_with("ly") && !NO_ADVERBS.contains(&word) {
        known.and(Class::ADVERB)
    } else {
        known
    }
}

static CLASSES: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut classes = FxHashMap::default();
    let mut put = |word: &'static str, class: Class| {
        let known: &mut Class = classes.entry(word).or_default();
        *known = known.and(class);
    };
    for (forms, complements) in rows(VERBS) {
        let complements = complements.split(' ').map(complement).fold(Class::NONE, Class::and);
        for (form, word) in FORMS.into_iter().zip(forms.split(' ')) {
            put(word, form.and(complements));
        }
    }
    for (name, words) in rows(WORDS) {
        words.split(' ').for_each(|word| put(word, kind(name)));
    }
    classes
});

/// Words that end like adverbs and are none.
const NO_ADVERBS: [&str; 32] = [
    "assembly", "family", "supply", "rally", "bully", "monopoly", "reply", "apply", "imply",
    "comply", "multiply", "italy", "elderly", "friendly", "lovely", "costly", "deadly", "unlikely",
    "likely", "lonely", "orderly", "jelly", "belly", "anomaly", "emily", "kelly", "sally", "billy",
    "holly", "molly", "polly", "sicily",
];

const VERBS: &str = include_str!("verbs.txt");
const WORDS: &str = include_str!("speech_words.txt");

/// The texts of all lists here.
pub fn lists() -> impl Iterator<Item = &'static str> {
    [VERBS, WORDS].into_iter()
}

/// The lines of a list, each cut at its equals sign.
fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = "))
}

/// The forms in the order of `verbs.txt`.
const FORMS: [Class; 5] = [Class::BASE, Class::THIRD, Class::PAST, Class::PARTICIPLE, Class::ING];

fn complement(name: &str) -> Class {
    match name {
        "clause" => Class::CLAUSE.and(Class::THAT),
        "that" => Class::THAT,
        "quote" => Class::QUOTE,
        "tail" => Class::TAIL,
        "hearer" => Class::HEARER,
        "request" => Class::REQUEST,
        "infinitive" => Class::INFINITIVE,
        "question" => Class::QUESTION,
        "object" => Class::OBJECT,
        "label" => Class::LABEL,
        "for" => Class::FOR,
        "on" => Class::ON,
        "about" => Class::ABOUT,
        "against" => Class::AGAINST,
        "to" => Class::TO,
        "out" => Class::OUT,
        "with" => Class::WITH,
        "of" => Class::OF,
        "noun" => Class::NOUNISH,
        "mind" => Class::MIND,
        "mention" => Class::MENTION,
        _ => Class::NONE,
    }
}

/// The class with the name that the list of a language other than English gives it.
pub fn named(name: &str) -> Class {
    match name {
        "finite" => Class::THIRD,
        "participle" => Class::PARTICIPLE,
        "ing" => Class::ING,
        "separable" => Class::SEPARABLE,
        "particle" => Class::PARTICLE,
        "impersonal" => Class::IMPERSONAL,
        "noun" => Class::NOUN,
        "sign" => Class::SIGN,
        "determiner" => Class::DETERMINER,
        "person" => Class::PERSON,
        name => complement(name),
    }
}

/// The class with the name that `speech_words.txt` gives it.
fn kind(name: &str) -> Class {
    match name {
        "pronoun" => Class::PRONOUN,
        "be" => Class::BE.and(Class::AUXILIARY),
        "auxiliary" => Class::AUXILIARY,
        "adverb" => Class::ADVERB,
        "determiner" => Class::DETERMINER,
        "preposition" => Class::PREPOSITION,
        "conjunction" => Class::CONJUNCTION,
        "time" => Class::TIME,
        "noun" => Class::NOUN,
        "person" => Class::PERSON,
        "relative" => Class::RELATIVE,
        "interrogative" => Class::INTERROGATIVE,
        "catenative" => Class::CATENATIVE,
        "verb" => Class::VERB,
        "link" => Class::LINK,
        "possessive" => Class::POSSESSIVE,
        "owner" => Class::OWNER,
        "circumstance" => Class::CIRCUMSTANCE,
        "contrast" => Class::CONTRAST,
        "subordinator" => Class::SUBORDINATOR,
        "going_on" => Class::GOING_ON,
        "free" => Class::FREE,
        "overheard" => Class::OVERHEARD,
        "opener" => Class::OPENER,
        "appositive" => Class::APPOSITIVE,
        "noun_sign" => Class::NOUN_SIGN,
        "heading" => Class::HEADING,
        "day" => Class::DAY,
        "sign" => Class::SIGN,
        "occasion" => Class::OCCASION,
        "vow" => Class::NOUN.and(Class::VOW),
        "object_end" => Class::OBJECT_END,
        "reporting" => Class::REPORTING,
        _ => Class::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_classes() {
        let cases = [
            ("said", Class::PAST, true),
            ("said", Class::THIRD, false),
            ("says", Class::CLAUSE, true),
            ("told", Class::HEARER, true),
            ("who", Class::RELATIVE, true),
            ("flatly", Class::ADVERB, true),
            ("monday", Class::TIME, true),
            ("table", Class::CUE, false),
        ];
        for (word, classes, expected) in cases {
            assert_eq!(class(word).any(classes), expected, "{word} {classes:?}");
        }
    }

    #[test]
    fn every_line_of_words_has_a_class() {
        for line in WORDS.lines().filter(|line| !line.starts_with('#')) {
            let (name, words) = line.split_once(" = ").unwrap();
            assert!(kind(name) != Class::NONE && !words.contains("  "), "{line}");
        }
    }

    #[test]
    fn every_verb_has_five_forms_and_known_complements() {
        for line in VERBS.lines().filter(|line| line.contains(" = ")).skip(1) {
            let (forms, complements) = line.split_once(" = ").unwrap();
            assert_eq!(forms.split(' ').count(), FORMS.len(), "{line}");
            for name in complements.split(' ') {
                assert_ne!(complement(name), Class::NONE, "{line}");
            }
        }
    }
}
