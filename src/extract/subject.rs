//! Whom a sentence is about: its first person who is no complement and no owner.
//!
//! A stand-in for a parser, good enough for pronouns in the sentence after.

use super::{
    Entity, EntityKind,
    language::Language,
    mention::Names,
    person::Gender,
    token::{Shape, Text},
};

/// How many pronouns a given name outweighs.
const GIVEN_NAME: u32 = 3;

/// The subject of each sentence that has one.
pub struct Subjects {
    /// Numbers of mentions, one for each sentence.
    mentions: Vec<Option<usize>>,
    /// Whom a passive names, one for each sentence: good enough for the gender of a pronoun.
    agents: Vec<Option<usize>>,
}

impl Subjects {
    /// Looks for the subject of each sentence.
    pub fn new(text: &Text, names: &Names) -> Subjects {
        Subjects {
            mentions: first_in_sentences(text, names, is_subject),
            agents: first_in_sentences(text, names, is_agent),
        }
    }

    /// The mention of the subject of a sentence.
    pub fn of(&self, sentence: u32) -> Option<usize> {
        self.mentions.get(sentence as usize).copied().flatten()
    }

    /// What titles say about each entity, and where they are silent, what pronouns say: those in
    /// the sentence of a subject or the one after it, if they agree. A pronoun is often somebody
    /// else's: against a given name that is nearly always of one gender it takes several.
    pub fn genders(&self, text: &Text, names: &Names) -> Vec<Option<Gender>> {
        let mut votes = vec![[0u32; 2]; names.entities.len()];
        for token in 0..text.len() {
            let Some(gender) = pronoun_gender(text, token) else { continue };
            let Some(subject) = self.antecedent(text, names, token) else { continue };
            if let Some(vote) = votes.get_mut(names.mentions[subject].entity as usize) {
                vote[gender as usize] += 1;
            }
        }
        let voted = votes
            .iter()
            .zip(&names.entities)
            .map(|(&votes, it)| majority(votes, it, text.language));
        names.genders.iter().zip(voted).map(|(stated, voted)| stated.or(voted)).collect()
    }

    /// The subject before a pronoun, in its sentence or the one before.
    fn antecedent(&self, text: &Text, names: &Names, pronoun: usize) -> Option<usize> {
        let sentence = text.tokens.get(pronoun)?.sentence;
        let own = self.of(sentence).filter(|&own| names.places[own].tokens.start < pronoun);
        let before = || sentence.checked_sub(1);
        own.or_else(|| self.of(before()?)).or_else(|| *self.agents.get(before()? as usize)?)
    }
}

/// What the pronouns of a person, counted by gender, say.
fn majority(votes: [u32; 2], person: &Entity, language: Language) -> Option<Gender> {
    if votes == [0, 0] {
        return None;
    }
    let mut weighed = votes;
    if let Some(usual) = Gender::usual(&person.name, language) {
        weighed[usual as usize] += GIVEN_NAME;
    }
    let [female, male] = weighed;
    let majority = match () {
        () if female > 2 * male => Some(Gender::Female),
        () if male > 2 * female => Some(Gender::Male),
        () => None,
    };
    majority.filter(|&gender| votes[gender as usize] > 0)
}

/// The first person of each sentence who fits.
fn first_in_sentences(
    text: &Text,
    names: &Names,
    fits: fn(&Text, &Names, usize) -> bool,
) -> Vec<Option<usize>> {
    let mut first = vec![None; text.sentences.len()];
    for (mention, place) in names.places.iter().enumerate() {
        let Some(token) = text.tokens.get(place.tokens.start) else { continue };
        if names.kind(mention) != EntityKind::Person || !fits(text, names, mention) {
            continue;
        }
        if let Some(person @ None) = first.get_mut(token.sentence as usize) {
            *person = Some(mention);
        }
    }
    first
}

fn pronoun_gender(text: &Text, token: usize) -> Option<Gender> {
    if !matches!(text.shape(token), Shape::Lower | Shape::Capital) {
        return None;
    }
    match text.gloss(token) {
        "he" | "his" | "him" | "himself" => Some(Gender::Male),
        "she" | "her" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Whether a person's mention can be the subject of its sentence.
fn is_subject(text: &Text, names: &Names, mention: usize) -> bool {
    let place = &names.places[mention];
    let owner = matches!(text.gloss(place.tokens.end), "'s" | "’s");
    let before = place.lead.checked_sub(1).filter(|&it| {
        text.tokens.get(it).map(|it| it.sentence)
            == text.tokens.get(place.lead).map(|it| it.sentence)
    });
    let hears = |it: usize| matches!(text.gloss(it), "told" | "tells" | "tell" | "telling");
    !owner
        && !before.is_some_and(|it| is_preposition(text.gloss(it)) || hears(it))
        && !in_leading_clause(text, place.lead)
}

/// Whether a token stands in a clause that comes before the main one: "Dass Anna Roe kam, …". Of
/// English sentences this is not asked.
fn in_leading_clause(text: &Text, token: usize) -> bool {
    let sentence = |at: usize| text.tokens.get(at).map(|it| it.sentence);
    if text.language == Language::English {
        return false;
    }
    let inside = |&at: &usize| sentence(at) == sentence(token) && text.word(at) != ",";
    let start = token - (0..token).rev().take(24).take_while(inside).count();
    let opens = start == 0 || sentence(start - 1) != sentence(start);
    opens && matches!(text.gloss(start), "that" | "when" | "because" | "whether")
}

/// Whether a person's mention is who does what is told in the passive: "brought by Ann Roe".
fn is_agent(text: &Text, names: &Names, mention: usize) -> bool {
    let place = &names.places[mention];
    let owner = matches!(text.gloss(place.tokens.end), "'s" | "’s");
    !owner && place.lead.checked_sub(1).is_some_and(|it| text.gloss(it) == "by")
}

fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "of" | "to"
            | "by"
            | "with"
            | "for"
            | "from"
            | "against"
            | "on"
            | "in"
            | "at"
            | "about"
            | "than"
            | "over"
            | "after"
            | "between"
            | "under"
            | "behind"
            | "like"
            | "toward"
            | "towards"
            | "including"
            | "around"
            | "upon"
            | "into"
            | "versus"
            | "near"
            | "beside"
            | "via"
    )
}
