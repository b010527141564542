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

    /// Whether it is one of `classes` at least.
    pub fn any(self, classes: Class) -> bool {
        self.0 & classes.0 != 0
    }

    /// All of both.
    pub const fn and(self, other: Class) -> Class {
        Class(self.0 | other.0)
    }

    /// Without `other`.
    pub const fn without(self, other: Class) -> Class {
        Class(self.0 & !other.0)
    }
}

/// What `word`, in lower case, can be.
pub fn class(word: &str) -> Class {
    let known = CLASSES.get(word).copied().unwrap_or_default();
    if word.len() > 4 && word.ends_with("ly") { known.and(Class::ADVERB) } else { known }
}

static CLASSES: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut classes = FxHashMap::default();
    let mut put = |word: &'static str, class: Class| {
        let known: &mut Class = classes.entry(word).or_default();
        *known = known.and(class);
    };
    for (forms, complements) in VERBS.lines().filter_map(|line| line.split_once(" = ")) {
        let complements = complements.split(' ').map(complement).fold(Class::NONE, Class::and);
        for (form, word) in FORMS.into_iter().zip(forms.split(' ')) {
            put(word, form.and(complements));
        }
    }
    for (class, words) in WORDS {
        words.split_whitespace().for_each(|word| put(word, class));
    }
    classes
});

const VERBS: &str = include_str!("verbs.txt");

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
        _ => Class::NONE,
    }
}

const AUXILIARY_BE: Class = Class::BE.and(Class::AUXILIARY);

const WORDS: [(Class, &str); 15] = [
    (
        Class::PRONOUN,
        "i he she it we they you who everyone everybody someone somebody nobody others many some both one another",
    ),
    (
        AUXILIARY_BE,
        "is are was were be been being 's ’s 're ’re isn't isn’t wasn't wasn’t aren't aren’t weren't weren’t",
    ),
    (
        Class::AUXILIARY,
        "has have had having do does did will would can could may might must shall should \
        hasn't haven't hadn't don't doesn't didn't won't wouldn't can't couldn't shouldn't hasn’t haven’t hadn’t \
        don’t doesn’t didn’t won’t wouldn’t can’t couldn’t shouldn’t cannot 've ’ve 'd ’d 'll ’ll",
    ),
    (
        Class::ADVERB,
        "not never also later then now just even still already once twice again often soon only ever first \
        too further instead meanwhile however always sometimes all both himself herself themselves itself earlier \
        previously ago today yesterday long since therefore thus nevertheless nonetheless so",
    ),
    (
        Class::DETERMINER,
        "the a an this these those his her its their our my your another every each any no some \
        several many most all both such one two three four five six dozens",
    ),
    (
        Class::PREPOSITION,
        "in on at by for from of to with about after against amid among around as before behind \
        between despite during into like near off onto outside over since through throughout toward towards under \
        until upon via within without across along beyond inside per regarding following unlike than",
    ),
    (
        Class::CONJUNCTION,
        "but because when while as that which after before if where whether though although since \
        and until or so than what why yet how unless whereas nor once",
    ),
    (
        Class::TIME,
        "monday tuesday wednesday thursday friday saturday sunday january february march april june july \
        august september october november december jan. feb. aug. sept. oct. nov. dec. today yesterday tonight tomorrow morning afternoon evening \
        night week weekend month year last next earlier later ago recently early late days weeks months years hours minutes afterwards afterward",
    ),
    (
        Class::NOUN,
        "statement claim claims allegation allegations argument assertion assertions announcement \
        accusation accusations assurance assurances belief warning warnings comment comments complaint complaints \
        conclusion contention denial declaration demand demands insistence message observation pledge pledges \
        prediction promise promises proposal question questions remark remarks report reports response rumour \
        rumours rumor rumors speech suggestion suggestions testimony threat threats tweet tweets view vow words letter memo email post",
    ),
    (
        Class::PERSON,
        "spokesman spokeswoman spokesperson spokesmen official officials source sources minister \
        secretary president chairman chairwoman chair chief executive director leader leaders adviser advisers advisor aide aides \
        analyst analysts expert experts critics supporters opponents lawyer lawyers attorney attorneys police \
        judge author authors researcher researchers scientist scientists professor senator congressman \
        congresswoman governor mayor manager coach captain editor reporter reporters journalist voter voters \
        resident residents witness witnesses mother father son daughter brother sister wife husband friend \
        friends economist economists republicans democrats lawmakers mps economist strategist strategists founder \
        campaign government committee company party union people activists campaigners doctor doctors teacher \
        teachers student students member members head boss owner general colonel prosecutor prosecutors pollster pollsters",
    ),
    (Class::RELATIVE, "who which whom"),
    (Class::INTERROGATIVE, "whether how why what if where when who which"),
    (
        Class::CATENATIVE,
        "went continued continues continue appeared appears seemed seems began begins started starts \
        wanted wants sought seeks tried tries managed proceeded rushed moved quick \
        careful keen happy ready able unable came likes loves used yet eager reluctant prepared known expected hastened failed",
    ),
    (
        Class::VERB,
        "came comes took takes made makes got gets gave gives went goes saw sees left leaves put puts ran runs \
        won wins lost loses held holds kept keeps brought brings became becomes began begins met meets led leads \
        paid pays fell falls rose rises grew grows stood stands faced faces includes included wants wanted needs \
        needed seems seemed appears appeared remains remained continues voted voted played plays moved moves \
        lives lived works worked joined joins hit hits shows showed found finds set sets helped helps used uses knows knew thinks thought feels felt hopes hoped wants",
    ),
    (Class::NONE, ""),
];

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
