//! What the tagger looks at: each token of a chain as a few dozen numbers.
//!
//! A feature is a hash of its template and of what stands there; whoever uses it takes the upper bits
//! of the hash as a row of the weights. It looks at the word, its neighbours, what the lists say, what
//! the article says elsewhere about the same word, and at what the rules took it for.
//!
//! Training and tagging share this file. A change here asks for new weights: raise [`VERSION`].

use std::ops::Range;

use xxhash_rust::xxh3::xxh3_64;

use super::chain::chains;
use crate::extract::{
    EntityKind,
    kind::{Points, is_speech},
    lexicon::names::Class,
    profile::Profile,
    tag::Name,
    token::Shape,
};

/// Weights fit the features they were trained with.
pub const VERSION: u32 = 1;

/// So many features, the first ones, name the word of their token.
pub const NAMING: usize = 5;

/// So many features depend on the neighbours of a token.
const OF_PLACE: usize = 27;

/// Words looked at on each side of a token.
const REACH: usize = 2;

/// The classes that tell something here: no genders.
const SEEN: u32 = !(Class::FEMALE.bits()
    | Class::MALE.bits()
    | Class::WOMANS.bits()
    | Class::MANS.bits()
    | Class::OPENS_PHRASE.bits());

/// A token as the templates see it. The default stands for what lies beyond the sentence.
#[derive(Clone, Copy, Debug, Default)]
struct Word {
    /// A hash of the word as it is written.
    exact: u64,
    /// A hash of the word in lower case.
    lower: u64,
    /// A hash of how it is written: "Xx", "XX", "x-X".
    pattern: u64,
    /// What it may be.
    class: u64,
    /// Its shape, whether a sentence begins with it.
    form: u64,
    /// What the article says elsewhere.
    elsewhere: u64,
    /// What the rules took it for.
    rule: u64,
    /// How sure they were.
    points: u64,
    /// Where it is in the text; empty beyond the sentence.
    token: usize,
}

/// An article's chains with all that the templates look at.
pub struct Features<'p> {
    profile: &'p Profile<'p>,
    chains: Vec<Range<usize>>,
    /// The words of each chain, with [`REACH`] words before and after it.
    words: Vec<Word>,
    /// Where the words of each chain begin.
    starts: Vec<usize>,
}

/// What an article says about a word, as bits.
mod elsewhere {
    pub const LOWER: u64 = 1;
    pub const TITLED: u64 = 1 << 1;
    pub const AFTER_FIRST: u64 = 1 << 2;
    pub const INSIDE: u64 = 1 << 3;
    pub const BRACKET: u64 = 1 << 4;
    pub const SPEAKS: u64 = 1 << 5;
    pub const AFTER_THE: u64 = 1 << 6;
    pub const BEFORE_HEAD: u64 = 1 << 7;
    pub const AFTER_IN: u64 = 1 << 8;
    pub const IN_ROW: u64 = 1 << 9;
    pub const AGAIN: u64 = 1 << 10;
    /// Four bits: what the rules took it for.
    pub const RULED: u64 = 1 << 11;
}

impl<'p> Features<'p> {
    /// Looks through an article in which the rules found `names`.
    pub fn new(profile: &'p Profile<'p>, names: &[(Name, Points)]) -> Features<'p> {
        let chains = chains(profile);
        let tokens: usize = chains.iter().map(|chain| chain.len() + 2 * REACH).sum();
        let mut words = Vec::with_capacity(tokens);
        let mut starts = Vec::with_capacity(chains.len());
        let places = Places::new(profile, names);
        for chain in &chains {
            starts.push(words.len());
            words.extend((1..=REACH).rev().map(|back| places.before(chain.start, back)));
            words.extend(chain.clone().map(|token| places.word(token)));
            words.extend((1..=REACH).map(|on| places.after(chain.end - 1, on)));
        }
        let mut features = Features { profile, chains, words, starts };
        features.note_elsewhere();
        features
    }

    /// The chains, in text order.
    pub fn chains(&self) -> &[Range<usize>] {
        &self.chains
    }

    /// Gives all features of the token `at` of the chain number `chain` to `take`; those that name its
    /// word first.
    pub fn each(&self, chain: usize, at: usize, mut take: impl FnMut(u32)) {
        let place = self.starts[chain] + REACH + at;
        let [_, p1, x, n1, _] = self.words[place - REACH..=place + REACH] else { return };
        let mut add = |template: u64, one: u64, other: u64| take(hash(template, one, other));
        self.naming(&x, &mut add);
        naming_pairs(&p1, &x, &n1, &mut add);
        self.word_itself(&x, &mut add);
        self.around(chain, at, &mut add);
    }

    /// Gives the features of a token that depend on nothing but its word as it stands there to `take`.
    pub fn each_of_word(&self, chain: usize, at: usize, mut take: impl FnMut(u32)) {
        let x = &self.words[self.starts[chain] + REACH + at];
        let mut add = |template: u64, one: u64, other: u64| take(hash(template, one, other));
        self.naming(x, &mut add);
        self.word_itself(x, &mut add);
    }

    /// A number for all that [`Features::each_of_word`] looks at, in this article.
    pub fn word_key(&self, chain: usize, at: usize) -> u64 {
        let x = &self.words[self.starts[chain] + REACH + at];
        x.exact ^ (x.form << 40 | x.rule << 32 | x.points).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }

    /// The features of a token that depend on its neighbours.
    pub fn of_place(&self, chain: usize, at: usize) -> [u32; OF_PLACE] {
        let place = self.starts[chain] + REACH + at;
        let (mut features, mut count) = ([0; OF_PLACE], 0);
        let mut add = |template: u64, one: u64, other: u64| {
            features[count] = hash(template, one, other);
            count += 1;
        };
        naming_pairs(&self.words[place - 1], &self.words[place], &self.words[place + 1], &mut add);
        self.around(chain, at, &mut add);
        features
    }

    /// The word, and what lists, article and rules say of it.
    fn word_itself(&self, x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
        let word = self.profile.text.word(x.token);
        add(1, 0, 0);
        add(4, x.pattern, x.form);
        let bytes = word.as_bytes();
        for len in 2..=4 {
            if bytes.len() > len {
                add(20 + len as u64, packed(&bytes[..len]), 0);
                add(30 + len as u64, packed(&bytes[bytes.len() - len..]), 0);
            }
        }
        listed(x, add);
        noted(x, add);
        ruled(x, add);
    }

    /// What stands around the word.
    fn around(&self, chain: usize, at: usize, add: &mut impl FnMut(u64, u64, u64)) {
        let place = self.starts[chain] + REACH + at;
        let [p2, p1, x, n1, n2] = &self.words[place - REACH..=place + REACH] else { return };
        neighbours(p2, p1, x, n1, n2, add);
        self.chain(chain, at, x, add);
    }

    /// The features that name the word alone.
    fn naming(&self, x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
        add(2, x.exact, 0);
        add(3, x.lower, 0);
        add(74, x.rule, x.lower);
    }

    /// What the chain says as a whole: the word before and after it, head nouns to come.
    fn chain(&self, chain: usize, at: usize, x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
        let start = self.starts[chain] + REACH;
        let len = self.chains[chain].len();
        let (before, after) = (&self.words[start - 1], &self.words[start + len]);
        let rest = &self.words[start + at + 1..start + len.min(at + 5)];
        let heads = Class::ORGANISATION_HEAD | Class::LEGAL_FORM | Class::PLACE_HEAD;
        let heads = rest.iter().fold(0, |bits, it| bits | it.class & u64::from(heads.bits()));
        add(50, heads, x.form);
        add(51, before.lower, at.min(4) as u64);
        add(52, before.class, at.min(4) as u64);
        add(54, after.lower, (len - at).min(4) as u64);
        add(56, at.min(4) as u64, len.min(6) as u64);
    }

    /// Collects what the article says about each word, and gives it to every place of the word.
    fn note_elsewhere(&mut self) {
        let text = self.profile.text;
        let mut notes: Vec<u64> = vec![0; text.words().len()];
        for (chain, &start) in self.chains.iter().zip(&self.starts) {
            for place in start + REACH..start + REACH + chain.len() {
                let [before, word, next] = &self.words[place - 1..=place + 1] else { continue };
                let note = &mut notes[text.first(word.token)];
                let again = *note & !elsewhere::LOWER != 0;
                if self.profile.seen_lower(word.token) {
                    *note |= elsewhere::LOWER;
                }
                *note |= self.note(word, before, next);
                *note |= if again { elsewhere::AGAIN } else { 0 };
            }
        }
        for word in self.words.iter_mut().filter(|it| it.form != 0) {
            word.elsewhere = notes[text.first(word.token)];
        }
    }

    /// What one place says about its word.
    fn note(&self, word: &Word, before: &Word, next: &Word) -> u64 {
        let has = |it: &Word, class: Class| it.class & u64::from(class.bits()) != 0;
        let has_capital = |it: &Word| it.form & form::CAPITAL != 0;
        let (b, n) = (lower(self.profile, before), lower(self.profile, next));
        let bits = [
            (elsewhere::INSIDE, word.form & form::INITIAL == 0),
            (elsewhere::TITLED, has_capital(before) && has(before, Class::TITLE | Class::ROLE)),
            (elsewhere::AFTER_FIRST, has_capital(before) && has(before, Class::FIRST)),
            (elsewhere::BRACKET, b == "("),
            (elsewhere::SPEAKS, is_speech(n) || is_speech(b)),
            (elsewhere::AFTER_THE, b == "the"),
            (
                elsewhere::BEFORE_HEAD,
                has(next, Class::ORGANISATION_HEAD | Class::LEGAL_FORM) && has_capital(next),
            ),
            (elsewhere::AFTER_IN, matches!(b, "in" | "at" | "from" | "near")),
            (elsewhere::IN_ROW, has_capital(before) || has_capital(next)),
        ];
        let ruled = match word.rule {
            1..=16 => elsewhere::RULED << ((word.rule - 1) / 4),
            _ => 0,
        };
        bits.iter().filter(|(_, holds)| *holds).map(|(bit, _)| bit).sum::<u64>() | ruled
    }
}

/// The shape of a word and where it stands, as bits.
mod form {
    pub const CAPITAL: u64 = 8;
    pub const INITIAL: u64 = 16;
}

/// The features that name the word and one beside it.
fn naming_pairs(p1: &Word, x: &Word, n1: &Word, add: &mut impl FnMut(u64, u64, u64)) {
    add(9, p1.lower, x.lower);
    add(10, x.lower, n1.lower);
}

/// The words beside it, and what lists, article and rules say of them.
fn neighbours(
    p2: &Word,
    p1: &Word,
    x: &Word,
    n1: &Word,
    n2: &Word,
    add: &mut impl FnMut(u64, u64, u64),
) {
    add(5, p1.lower, 0);
    add(6, n1.lower, 0);
    add(7, p2.lower, 0);
    add(8, n2.lower, 0);
    add(11, p1.pattern, x.pattern);
    add(12, x.pattern, n1.pattern);
    add(13, p1.pattern.wrapping_mul(31) ^ n1.pattern, x.pattern);
    add(17, x.form, p1.form << 8 | n1.form);
    add(42, p1.class, p1.form);
    add(43, n1.class, n1.form);
    add(44, p1.class, x.class);
    add(45, x.class, n1.class);
    add(46, p2.class, p1.class);
    add(47, n1.class, n2.class);
    add(64, n1.elsewhere & 0x1ff, x.elsewhere & 0x1ff);
    add(65, p1.elsewhere & 0x1ff, x.elsewhere & 0x1ff);
    add(67, n1.elsewhere >> 11, x.elsewhere >> 11);
    add(68, p1.elsewhere >> 11, x.elsewhere >> 11);
    add(72, x.rule, p1.rule);
    add(73, x.rule, n1.rule);
}

/// What the lists say.
fn listed(x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
    add(41, x.class, x.form);
    let mut bits = x.class;
    while bits != 0 {
        add(48, u64::from(bits.trailing_zeros()), x.form);
        bits &= bits - 1;
    }
}

/// What the article says elsewhere.
fn noted(x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
    use elsewhere::*;
    let names = Class::FIRST | Class::SURNAME | Class::PLACE;
    add(60, x.elsewhere & (LOWER | INSIDE), x.form);
    add(61, x.elsewhere & (TITLED | AFTER_FIRST | SPEAKS), x.form);
    add(62, x.elsewhere & (AFTER_THE | BEFORE_HEAD | AFTER_IN | BRACKET), x.form);
    add(63, x.elsewhere, x.class & u64::from(names.bits()));
    add(66, x.elsewhere >> 11, x.rule);
}

/// What the rules took the token for.
fn ruled(x: &Word, add: &mut impl FnMut(u64, u64, u64)) {
    add(70, x.rule, 0);
    add(71, x.rule, x.class);
    add(76, x.rule, x.points);
}

/// Sees words at their places.
struct Places<'p> {
    profile: &'p Profile<'p>,
    /// What the rules took each token for.
    rules: Vec<(u8, u32)>,
}

/// A word without its place, as the templates see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spelling {
    /// A hash of the word as it is written.
    pub exact: u64,
    /// A hash of the word in lower case.
    pub lower: u64,
    /// A hash of how it is written: "Xx", "XX", "x-X".
    pattern: u64,
}

impl Spelling {
    /// How `written` is written; `lower` is the same in lower case.
    pub fn new(written: &str, lower: &str) -> Spelling {
        let exact = xxh3_64(written.as_bytes());
        let lower = if written == lower { exact } else { xxh3_64(lower.as_bytes()) };
        Spelling { exact, lower, pattern: pattern(written) }
    }
}

impl<'p> Places<'p> {
    fn new(profile: &'p Profile<'p>, names: &[(Name, Points)]) -> Places<'p> {
        let rules = rule_marks(profile, names);
        Places { profile, rules }
    }

    /// The word `back` places before `token` if it is in the same sentence.
    fn before(&self, token: usize, back: usize) -> Word {
        let profile = self.profile;
        let at = (0..back).try_fold(token, |at, _| profile.previous(at));
        at.map_or_else(Word::default, |at| self.word(at))
    }

    /// The word `on` places after `token` if it is in the same sentence.
    fn after(&self, token: usize, on: usize) -> Word {
        let profile = self.profile;
        let at = (0..on).try_fold(token, |at, _| profile.next(at));
        at.map_or_else(Word::default, |at| self.word(at))
    }

    fn word(&self, token: usize) -> Word {
        let (profile, text) = (self.profile, self.profile.text);
        let Spelling { exact, lower, pattern } = text.words()[text.number(token)].known.spelling;
        let class = match text.shape(token) {
            Shape::Lower => text.names(token),
            _ => profile.class(token),
        };
        let has_capital = profile.has_capital(token);
        let initial = has_capital && profile.is_initial(token);
        let shape = match text.shape(token) {
            Shape::Lower => 1,
            Shape::Capital => 2,
            Shape::Upper => 3,
            Shape::Mixed => 4,
            Shape::Number => 5,
            Shape::Mark => 6,
        };
        let (rule, points) = self.rules.get(token).copied().unwrap_or_default();
        Word {
            exact,
            lower,
            pattern,
            class: u64::from(class.bits() & SEEN),
            form: shape
                | if has_capital { form::CAPITAL } else { 0 }
                | if initial { form::INITIAL } else { 0 },
            elsewhere: 0,
            rule: u64::from(rule),
            points: u64::from(points),
            token,
        }
    }
}

fn lower<'p>(profile: &'p Profile, word: &Word) -> &'p str {
    if word.form == 0 { "" } else { profile.text.lower(word.token) }
}

/// How a word is written, with runs of the same sort as one, and how long it is.
fn pattern(word: &str) -> u64 {
    let (mut pattern, mut last, mut len) = (0u64, 0, 0u64);
    for c in word.chars() {
        let sort = match c {
            _ if c.is_uppercase() => 1,
            _ if c.is_numeric() => 2,
            _ if c.is_alphabetic() => 3,
            '-' => 4,
            '.' => 5,
            '\'' | '’' => 6,
            _ => 7,
        };
        if sort != last {
            pattern = pattern << 3 | sort;
            last = sort;
        }
        len += 1;
    }
    pattern << 3 | len.min(4)
}

/// What the rules took each token for: 0 for nothing, then kind and place in the name; titles. With how
/// sure they were.
fn rule_marks(profile: &Profile, names: &[(Name, Points)]) -> Vec<(u8, u32)> {
    let mut marks = vec![(0, 0); profile.text.len()];
    for (name, points) in names {
        let kind = match name.kind {
            EntityKind::Person => 0,
            EntityKind::Organisation => 1,
            EntityKind::Place => 2,
            EntityKind::Other => 3,
        };
        marks[name.lead..name.tokens.start].fill((TITLE_MARK, 0));
        let sure = |points: i32| (points.clamp(-2, 13) + 2) as u32 / 2;
        let points = 1 << 12
            | sure(points.person) << 8
            | sure(points.organisation) << 4
            | sure(points.place);
        for token in name.tokens.clone() {
            let first = u8::from(token == name.tokens.start);
            let last = u8::from(token + 1 == name.tokens.end);
            marks[token] = (1 + 4 * kind + 2 * first + last, points);
        }
    }
    marks
}

/// The mark of a title before a name.
const TITLE_MARK: u8 = 17;

/// A few bytes as a number.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

/// A hash that is the same on every machine: its upper bits are the row.
fn hash(template: u64, one: u64, other: u64) -> u32 {
    let mixed = one.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ other;
    let mixed =
        (mixed ^ template.wrapping_mul(0xC2B2_AE3D_27D4_EB4F)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    ((mixed ^ mixed >> 29).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::{tag, token::Text};

    #[test]
    fn what_word_and_place_say_is_all() {
        let text = Text::new("Mrs Ana Ruiz of the Fair Trade Board (FTB), Ruiz said, was in Ohio.");
        let profile = Profile::new(&text);
        let features = Features::new(&profile, &tag::tag(&profile));
        for (number, chain) in features.chains().iter().enumerate() {
            for at in 0..chain.len() {
                let (mut all, mut parts) = (Vec::new(), features.of_place(number, at).to_vec());
                features.each(number, at, |feature| all.push(feature));
                features.each_of_word(number, at, |feature| parts.push(feature));
                all.sort_unstable();
                parts.sort_unstable();
                assert_eq!(all, parts, "token {at} of chain {number}");
            }
        }
    }
}
