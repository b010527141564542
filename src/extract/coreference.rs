//! Whom the source of a quotation means: from "she" or "the minister" to a name.
//!
//! A [`Discourse`] is asked once for each quotation, in text order, and remembers who spoke. It is
//! careful: a new speaker without a name ends the reach of a pronoun, and where nothing decides,
//! nobody is named.

mod inside;
mod interview;
mod nominal;
mod unnamed;

use std::ops::Range;

use self::unnamed::Unnamed;
use super::{
    Attribution, By, EntityId, EntityKind, Sourcing, Step, mention::Names, person::Gender,
    role::mention_ending, subject::Subjects, token::Text,
};
use crate::text::{Span, fold_quote};

// How often the speaker is right, by how it was found: rounded from counts on annotated US news, of
// which a fifth was read while writing the rules.

/// A name beside the cue.
const NAMED: f32 = 0.97;
/// "He", "she".
const PRONOUN: f32 = 0.86;
/// No source at all.
pub const CONTINUATION: f32 = 0.45;

/// Who said a quotation, and how that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Who said it; `None` if nobody with a name was found.
    pub speaker: Option<EntityId>,
    /// Who may have said it, where a bare surname does not say which of several.
    pub candidates: Vec<EntityId>,
    /// Whom the speaker belongs to or speaks for.
    pub organisation: Option<EntityId>,
    /// What the speaker is there.
    pub role: Option<Span>,
    /// How the speaker was found.
    pub attribution: Attribution,
    /// Who or what the source is.
    pub sourcing: Sourcing,
    /// From the source to the name.
    pub chain: Vec<Step>,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
}

impl Resolution {
    /// What is known of a quotation that the text gives to nobody: "It was called a farce".
    pub fn nobody() -> Resolution {
        Resolution {
            speaker: None,
            candidates: Vec::new(),
            organisation: None,
            role: None,
            attribution: Attribution::Unattributed,
            sourcing: Sourcing::None,
            chain: Vec::new(),
            confidence: 0.0,
        }
    }
}

/// Who has spoken so far in an article.
pub struct Discourse<'a> {
    text: &'a Text<'a>,
    names: &'a Names,
    subjects: Subjects,
    /// What titles and pronouns say, one for each entity.
    genders: Vec<Option<Gender>>,
    /// The mentions of each entity that are a person's given name and surname.
    full: Vec<Vec<usize>>,
    turns: Vec<Turn>,
    /// The sources without a name, in the order in which they are introduced.
    unnamed: Vec<Unnamed>,
    /// Where the first label of an interview stands.
    opening: Option<usize>,
}

/// One quotation that was resolved.
struct Turn {
    /// The mention that its source led to.
    mention: Option<usize>,
    /// Whether its source is a description of somebody without a name: whom "he" may mean then.
    nameless: bool,
    /// Which of the sources without a name it is.
    unnamed: Option<usize>,
    sentences: Range<u32>,
    paragraphs: Range<u32>,
}

/// What a source led to.
struct Found {
    mention: Option<usize>,
    speaks: bool,
    by: Option<By>,
    organisation: Option<EntityId>,
    role: Option<Span>,
    nameless: bool,
    /// Which of the sources without a name it is.
    unnamed: Option<usize>,
    confidence: f32,
}

impl Found {
    fn nobody() -> Found {
        Found {
            mention: None,
            speaks: false,
            by: None,
            organisation: None,
            role: None,
            nameless: false,
            unnamed: None,
            confidence: 0.0,
        }
    }

    fn nameless() -> Found {
        Found { nameless: true, ..Found::nobody() }
    }

    fn speaker(mention: usize, by: Option<By>, confidence: f32) -> Found {
        Found { mention: Some(mention), speaks: true, by, confidence, ..Found::nobody() }
    }
}

impl<'a> Discourse<'a> {
    /// Begins an article in which nobody has spoken yet.
    pub fn new(text: &'a Text<'a>, names: &'a Names) -> Discourse<'a> {
        let subjects = Subjects::new(text, names);
        let genders = subjects.genders(text, names);
        let mut full = vec![Vec::new(); names.entities.len()];
        for (mention, it) in names.mentions.iter().enumerate() {
            if names.places[mention].is_full {
                full[it.entity as usize].push(mention);
            }
        }
        let (turns, unnamed) = (Vec::new(), Vec::new());
        Discourse { text, names, subjects, genders, full, turns, unnamed, opening: None }
    }

    /// Says who said the next quotation of the article.
    pub fn resolve(
        &mut self,
        source: Option<Span>,
        cue: Option<Span>,
        content: &[Span],
    ) -> Resolution {
        let place = self.place(source, cue, content);
        let found = match source {
            Some(source) => self.read(self.text.tokens_in(source), place.clone()),
            None if cue.is_none() && self.is_quoted(place.start) => {
                self.continuation(place.clone())
            }
            None => Found::nobody(),
        };
        self.settle(found, source, cue, place)
    }

    /// Says whose turn the next quotation of the article is.
    pub fn resolve_turn(&mut self, label: Span, content: &[Span]) -> Resolution {
        let place = self.place(Some(label), None, content);
        let tokens = self.text.tokens_in(label);
        let opening = *self.opening.get_or_insert(tokens.start);
        let found = self.label(tokens.clone(), opening);
        let found = found.unwrap_or_else(|| self.read(tokens.clone(), place.clone()));
        let titled = self.named_by_title(tokens, &found);
        let resolution = self.settle(found, Some(label), None, place);
        titled.unwrap_or(resolution)
    }

    /// What `found` says of a quotation, which is remembered.
    fn settle(
        &mut self,
        mut found: Found,
        source: Option<Span>,
        cue: Option<Span>,
        place: Range<usize>,
    ) -> Resolution {
        let sourcing = self.sourcing(&found, source);
        found.role = found.role.filter(|_| sourcing != Sourcing::Document);
        if let (Sourcing::Unnamed | Sourcing::Document, Some(source)) = (sourcing, source) {
            self.introduce(self.text.tokens_in(source), &mut found);
        }
        found.nameless &= !matches!(sourcing, Sourcing::Document | Sourcing::Organisation);
        let resolution = Resolution { sourcing, ..self.resolution(&found, source, cue) };
        self.remember(&found, place);
        resolution
    }

    /// Who or what a source is that led to `found`.
    fn sourcing(&self, found: &Found, source: Option<Span>) -> Sourcing {
        match found.mention.filter(|_| found.speaks) {
            Some(speaker) if self.names.kind(speaker) == EntityKind::Person => Sourcing::Person,
            Some(_) => Sourcing::Organisation,
            None if found.unnamed.is_some() => Sourcing::Unnamed,
            None => source
                .filter(|_| found.nameless)
                .map_or(Sourcing::None, |source| self.kind_of_unnamed(self.text.tokens_in(source))),
        }
    }

    /// The tokens from the first to the last word of a quotation with its cue and source.
    fn place(&self, source: Option<Span>, cue: Option<Span>, content: &[Span]) -> Range<usize> {
        let parts = content.iter().copied().chain(source).chain(cue);
        let tokens = parts.map(|part| self.text.tokens_in(part)).filter(|it| !it.is_empty());
        tokens
            .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
            .unwrap_or(0..0)
    }

    /// Whether a quotation mark stands at `token`.
    fn is_quoted(&self, token: usize) -> bool {
        let mark = self.text.word(token).chars().next().map(fold_quote);
        matches!(mark, Some('"' | '\'' | '`'))
    }

    fn sentence(&self, token: usize) -> u32 {
        self.text.tokens.get(token).map_or(0, |it| it.sentence)
    }

    fn paragraph(&self, token: usize) -> u32 {
        self.text.tokens.get(token).map_or(0, |it| it.paragraph)
    }

    fn remember(&mut self, found: &Found, place: Range<usize>) {
        let last = place.end.saturating_sub(1);
        self.turns.push(Turn {
            mention: found.mention.filter(|_| found.speaks),
            nameless: found.nameless,
            unnamed: found.unnamed,
            sentences: self.sentence(place.start)..self.sentence(last) + 1,
            paragraphs: self.paragraph(place.start)..self.paragraph(last) + 1,
        });
    }

    /// Reads a source.
    fn read(&mut self, source: Range<usize>, place: Range<usize>) -> Found {
        if source.is_empty() {
            return self.continuation(place);
        }
        match self.text.gloss(source.start) {
            "he" | "him" => self.pronoun(source.start, Gender::Male),
            "she" => self.pronoun(source.start, Gender::Female),
            "her" | "his" if source.len() == 1 => self.pronoun(source.start, Gender::Female),
            "who" => self.relative(source.start, true),
            "which" => self.relative(source.start, false),
            "it" => self.it(source.start),
            "they" | "we" | "i" | "you" | "this" | "that" => Found::nameless(),
            _ => match self.head(source.clone()) {
                Some(mention) => self.named(mention),
                None => self.described(source),
            },
        }
    }

    /// A source with a name. Only somebody or something can speak, and a place can.
    fn named(&self, mention: usize) -> Found {
        let place = &self.names.places[mention];
        let entity = self.names.mentions[mention].entity;
        match self.names.kind(mention) {
            EntityKind::Person if !place.is_full => {
                let by = self.full_mention(entity, mention).map(|_| By::Surname);
                Found::speaker(mention, by, NAMED)
            }
            EntityKind::Organisation => {
                Found { organisation: Some(entity), ..Found::speaker(mention, None, NAMED) }
            }
            _ => Found::speaker(mention, None, NAMED),
        }
    }

    /// "Ann Roe, who said …", "the Lakeside Trust, which said …"
    fn relative(&self, pronoun: usize, is_person: bool) -> Found {
        let comma = pronoun > 0 && self.text.word(pronoun - 1) == ",";
        let direct = mention_ending(self.names, if comma { pronoun - 1 } else { pronoun });
        let subject = self.subjects.of(self.sentence(pronoun));
        let before = subject.filter(|&it| self.starts(it) < pronoun);
        let fits = |it: &usize| (self.names.kind(*it) == EntityKind::Person) == is_person;
        match direct.filter(fits).or(before.filter(fits)) {
            Some(mention) => Found { by: Some(By::Pronoun), ..self.named(mention) },
            None => Found::nameless(),
        }
    }

    fn starts(&self, mention: usize) -> usize {
        self.names.places[mention].tokens.start
    }

    /// "he": who spoke or acted last, one sentence after another backwards.
    fn pronoun(&mut self, at: usize, gender: Gender) -> Found {
        let own = self.sentence(at);
        let mut candidate = self.before_in_sentence(at, gender);
        for sentence in (own.saturating_sub(REACH)..own).rev() {
            if candidate.is_some() {
                break;
            }
            let mut turns = self.turns.iter().rev().take(TURNS);
            let turn = turns.find(|it| it.sentences.contains(&sentence));
            match turn {
                Some(turn) if turn.nameless && self.subjects.of(sentence).is_none() => {
                    let by = Some(By::Pronoun);
                    match turn.unnamed {
                        None => break,
                        unnamed => return Found { unnamed, by, ..Found::nameless() },
                    }
                }
                Some(turn) if turn.mention.is_some() => {
                    candidate = turn.mention.filter(|&it| self.may_be(it, gender));
                }
                _ => {}
            }
            let subject =
                self.subjects.of(sentence).filter(|_| turn.is_none_or(|it| it.mention.is_none()));
            candidate = candidate.or(subject.filter(|&it| self.may_be(it, gender)));
            if candidate.is_none() && sentence + 1 == own {
                candidate = subject.and_then(|it| self.beside(it, gender));
            }
        }
        match candidate.or_else(|| self.last_speaker(gender)) {
            Some(mention) => {
                self.learn(mention, gender);
                Found::speaker(mention, Some(By::Pronoun), PRONOUN)
            }
            None => Found::nobody(),
        }
    }

    /// The only other person in the sentence of a subject who is known to be of the other gender: "Ms
    /// Roe, whose colleague *Bob Poe* was hurt".
    fn beside(&self, subject: usize, gender: Gender) -> Option<usize> {
        let sentence = self.text.sentences.get(self.sentence(self.starts(subject)) as usize)?;
        let entity = |it: usize| self.names.mentions[it].entity;
        let other = |it: &usize| {
            self.names.kind(*it) == EntityKind::Person && entity(*it) != entity(subject)
        };
        let mut others = self.names.mentions_in(self.text.tokens_in(*sentence)).filter(other);
        let first = others.next().filter(|&it| self.may_be(it, gender))?;
        others.all(|it| entity(it) == entity(first)).then_some(first)
    }

    /// The subject of the sentence itself, if it stands before the pronoun.
    fn before_in_sentence(&self, at: usize, gender: Gender) -> Option<usize> {
        let subject = self.subjects.of(self.sentence(at))?;
        let open = self
            .turns
            .last()
            .is_some_and(|it| it.sentences.contains(&self.sentence(at)) && it.mention.is_some());
        let subject = if open { self.turns.last()?.mention? } else { subject };
        (self.starts(subject) < at && self.may_be(subject, gender)).then_some(subject)
    }

    fn last_speaker(&self, gender: Gender) -> Option<usize> {
        let turn = self.turns.last()?;
        turn.mention.filter(|&it| self.may_be(it, gender))
    }

    fn may_be(&self, mention: usize, gender: Gender) -> bool {
        let entity = self.names.mentions[mention].entity as usize;
        let name = || self.names.entities.get(entity).map(|it| it.name.as_str());
        let usual = || Gender::usual(name()?, self.text.language);
        let known = self.genders.get(entity).copied().flatten().or_else(usual);
        self.names.kind(mention) == EntityKind::Person && known.is_none_or(|it| it == gender)
    }

    /// Whether titles or pronouns have said that the person is of this gender.
    fn has_gender(&self, mention: usize, gender: Gender) -> bool {
        let entity = self.names.mentions[mention].entity as usize;
        self.genders.get(entity).copied().flatten() == Some(gender)
    }

    fn learn(&mut self, mention: usize, gender: Gender) {
        let entity = self.names.mentions[mention].entity as usize;
        if let Some(known) = self.genders.get_mut(entity) {
            known.get_or_insert(gender);
        }
    }

    /// "it": the organisation that spoke in the sentence before, in the same paragraph.
    fn it(&self, at: usize) -> Found {
        let near = |it: &&Turn| {
            it.sentences.end >= self.sentence(at) && it.paragraphs.contains(&self.paragraph(at))
        };
        let last = self.turns.last().filter(near).and_then(|it| it.mention);
        match last.filter(|&it| self.names.kind(it) != EntityKind::Person) {
            Some(mention) => {
                Found { by: Some(By::Pronoun), confidence: 0.6, ..self.named(mention) }
            }
            None => Found::nobody(),
        }
    }

    /// A quotation without a source goes to the speaker before, or to a subject since.
    fn continuation(&self, place: Range<usize>) -> Found {
        let Some(turn) = self.turns.last() else { return Found::nobody() };
        let paragraph = self.paragraph(place.start);
        let near = turn.paragraphs.end >= paragraph;
        let since = turn.sentences.end..self.sentence(place.start);
        let subject = since.rev().find_map(|sentence| self.subjects.of(sentence));
        match subject.or(turn.mention) {
            Some(mention) if near => Found::speaker(mention, Some(By::Continuation), CONTINUATION),
            _ => Found::nobody(),
        }
    }

    /// A mention of the person's full name: the last one before `mention`, else the first.
    fn full_mention(&self, entity: EntityId, mention: usize) -> Option<usize> {
        let full = self.full.get(entity as usize)?;
        let before = full.partition_point(|&it| it < mention);
        full.get(before.saturating_sub(1)).copied()
    }

    fn resolution(&self, found: &Found, source: Option<Span>, cue: Option<Span>) -> Resolution {
        let Some(mention) = found.mention.filter(|_| found.speaks) else {
            return Resolution {
                organisation: found.organisation,
                role: found.role,
                chain: self.chain_to_unnamed(found),
                confidence: found.confidence,
                ..Resolution::nobody()
            };
        };
        let speaker = self.names.mentions[mention].entity;
        let candidates = &self.names.entities[speaker as usize].one_of;
        if !candidates.is_empty() {
            let (candidates, sourcing) = (candidates.clone(), Sourcing::Person);
            return Resolution { candidates, sourcing, ..Resolution::nobody() };
        }
        let (organisation, role) = match found.organisation {
            Some(organisation) => (Some(organisation), found.role),
            None => self.affiliation(speaker, source.unwrap_or(self.names.mentions[mention].span)),
        };
        Resolution {
            speaker: Some(speaker),
            candidates: Vec::new(),
            organisation,
            role,
            attribution: self.attribution(found, source, cue),
            sourcing: Sourcing::None,
            chain: self.chain(found, mention),
            confidence: found.confidence,
        }
    }

    /// Whether a source names somebody else beside the speaker: "Ann Roe and Bob Poe", "Ann Roe, the
    /// mayor, and Bob Poe".
    fn is_joint(&self, speaker: Option<usize>, source: Span) -> bool {
        let Some(speaker) = speaker else { return false };
        let end = self.names.places[speaker].tokens.end;
        let entity = |it: usize| self.names.mentions[it].entity;
        let joins = |it: usize| {
            let and = self.names.places[it].lead.saturating_sub(1);
            let after = and == end || and > end && self.text.word(and - 1) == ",";
            after && self.text.gloss(and) == "and"
        };
        let others = self.names.mentions_in(self.text.tokens_in(source));
        others.into_iter().any(|it| {
            let person = self.names.kind(it) == EntityKind::Person;
            person && entity(it) != entity(speaker) && joins(it)
        })
    }

    /// Stated if the name stands in the sentence of the cue, and alone.
    fn attribution(&self, found: &Found, source: Option<Span>, cue: Option<Span>) -> Attribution {
        let named = matches!(found.by, None | Some(By::Surname));
        let sentence = |span: Span| self.sentence(self.text.tokens_in(span).start);
        let together = match (source, cue) {
            (Some(source), Some(cue)) => sentence(source) == sentence(cue),
            (Some(_), None) => true,
            (None, _) => false,
        };
        let joint = || source.is_some_and(|it| self.is_joint(found.mention, it));
        if named && together && !joint() { Attribution::Stated } else { Attribution::Inferred }
    }

    /// The step from the source to where somebody without a name was introduced.
    fn chain_to_unnamed(&self, found: &Found) -> Vec<Step> {
        let first = found.unnamed.and_then(|it| self.unnamed.get(it));
        let step = first.zip(found.by).map(|(it, by)| Step { mention: it.source, by });
        step.into_iter().collect()
    }

    /// The steps from the source to the full name.
    fn chain(&self, found: &Found, mention: usize) -> Vec<Step> {
        let span = |it: usize| self.names.mentions[it].span;
        let mut chain = Vec::new();
        if let Some(by) = found.by.filter(|&by| by != By::Surname) {
            chain.push(Step { mention: span(mention), by });
        }
        let bare =
            self.names.kind(mention) == EntityKind::Person && !self.names.places[mention].is_full;
        let full = || self.full_mention(self.names.mentions[mention].entity, mention);
        if let Some(full) = bare.then(full).flatten() {
            chain.push(Step { mention: span(full), by: By::Surname });
        }
        chain
    }

    /// Where a person works: as the source itself says, else as said last before it, else first.
    fn affiliation(&self, speaker: EntityId, source: Span) -> (Option<EntityId>, Option<Span>) {
        let stated = &self.names.entities[speaker as usize].affiliations;
        let own = || stated.iter().filter(|it| it.evidence.overlaps(source));
        let own = own().find(|it| it.organisation.is_some()).or(own().next());
        let with_body = || stated.iter().filter(|it| it.organisation.is_some());
        let before = || with_body().rfind(|it| it.evidence.end() <= source.start());
        let chosen = own.or_else(before).or_else(|| with_body().next()).or(stated.first());
        chosen.map_or((None, None), |it| (it.organisation, it.role))
    }
}

/// How many sentences a pronoun looks back.
const REACH: u32 = 8;

/// How many quotations it looks back; so many sentences hold fewer.
const TURNS: usize = 64;

#[cfg(test)]
mod tests {
    use super::super::{extractor::embedded, mention};
    use super::*;

    /// Resolves each `[source]` of a body from which the brackets are then taken; what follows a
    /// source up to the paragraph's end is its content. One line for each: "speaker | role @
    /// organisation | how: chain".
    fn speakers(marked: &str) -> Vec<String> {
        let (mut body, mut sources) = (String::new(), Vec::new());
        for part in marked.split_inclusive(['[', ']']) {
            let start = body.len();
            body.push_str(part.trim_end_matches(['[', ']']));
            if part.ends_with(']') {
                sources.push(start..body.len());
            }
        }
        let text = Text::new(&body);
        let names = mention::find(&text, "", Vec::new(), embedded());
        let mut discourse = Discourse::new(&text, &names);
        let resolve = |source: Range<usize>| {
            let end = body[source.end..].find('\n').map_or(body.len(), |it| source.end + it);
            let content = Span::new(&body, source.end..end);
            let source = Span::new(&body, source).filter(|it| !it.is_empty());
            shown(&text, &names, &discourse.resolve(source, None, content.as_slice()))
        };
        sources.into_iter().map(resolve).collect()
    }

    fn shown(text: &Text, names: &Names, found: &Resolution) -> String {
        let name = |id: Option<EntityId>| {
            id.map_or("-", |id| names.entities[id as usize].name.as_str()).to_owned()
        };
        let role = found.role.map_or("", |role| role.of(text.text));
        let chain =
            found.chain.iter().map(|it| format!("{} by {:?}", it.mention.of(text.text), it.by));
        let chain: Vec<_> = chain.collect();
        let how = format!("{:?}", found.attribution).to_lowercase();
        let organisation = name(found.organisation);
        format!("{} | {role} @ {organisation} | {how} {}", name(found.speaker), chain.join(", "))
            .trim_end()
            .to_owned()
    }

    #[test]
    fn sources_lead_to_names() {
        let cases: [(&str, &[&str]); 21] = [
            (
                "Ann Roe left. [Kall -- author of a book about Ann Roe --] said no.",
                &["- |  @ - | unattributed"],
            ),
            (
                "[Ann Roe, head of the Lakeside Trust,] said no.\n[Ms Roe] said yes.",
                &[
                    "Ann Roe | head @ Lakeside Trust | stated",
                    "Ann Roe | head @ Lakeside Trust | stated Ann Roe by Surname",
                ],
            ),
            (
                "Ann Roe left the meeting.\n[She] said no.",
                &["Ann Roe |  @ - | inferred Ann Roe by Pronoun"],
            ),
            (
                "Mr Bob Poe left. [Ms Ann Roe] said no. [He] said yes.",
                &["Ann Roe |  @ - | stated", "Bob Poe |  @ - | inferred Bob Poe by Pronoun"],
            ),
            (
                "Bob Poe, a member of the Trade Board, left.\n[the board member] said no. [He] wrote this.",
                &[
                    "Bob Poe | member @ Trade Board | inferred Bob Poe by Role",
                    "Bob Poe | member @ Trade Board | inferred Bob Poe by Pronoun",
                ],
            ),
            (
                "Ann Roe left. [A witness] said no.\n[She] wept.",
                &[
                    "- | witness @ - | unattributed",
                    "- | witness @ - | unattributed A witness by Pronoun",
                ],
            ),
            (
                "Ann van der Roe left. [Ms van der Roe] said no.",
                &["Ann van der Roe |  @ - | stated Ann van der Roe by Surname"],
            ),
            ("[a Labour spokesperson] said no.", &["Labour | spokesperson @ Labour | stated"]),
            ("[A senior Labour source] said no.", &["- |  @ Labour | unattributed"]),
            (
                "[Ann Roe and Bob Poe] said no.\n[Ann Roe, the mayor, and Bob Poe] said no.",
                &["Ann Roe | mayor @ - | inferred", "Ann Roe | mayor @ - | inferred"],
            ),
            ("[Ann Roe, who met Bob Poe and Ed Lee,] said no.", &["Ann Roe |  @ - | stated"]),
            (
                "Ms Ann Roe, whose colleague Bob Poe was hurt, left.\n[He] said no.",
                &["Bob Poe | colleague @ - | inferred Bob Poe by Pronoun"],
            ),
            ("Ms Ann Roe met Bob Poe and Ed Lee.\n[He] said no.", &["- |  @ - | unattributed"]),
            ("Ms Ann Roe met Sue Poe.\n[He] said no.", &["- |  @ - | unattributed"]),
            (
                "[critics] said no. [The source] said yes.",
                &["- |  @ - | unattributed", "- |  @ - | unattributed"],
            ),
            ("Bob Poe, [who] said no, left.", &["Bob Poe |  @ - | inferred Bob Poe by Pronoun"]),
            (
                "[A former player at Norwick in Port Ellery, Ohio,] said no.",
                &["- | former player @ - | unattributed"],
            ),
            (
                "The Harbour Administration paid. [The administration] said no.",
                &["- |  @ - | unattributed"],
            ),
            (
                "The Lakeside Trust paid. [The trust] said no.",
                &["Lakeside Trust |  @ Lakeside Trust | inferred Lakeside Trust by Role"],
            ),
            (
                "[Labour MP Ann Roe] said no.\n[]“It is late.”",
                &[
                    "Ann Roe | MP @ Labour | stated",
                    "Ann Roe | MP @ Labour | inferred Ann Roe by Continuation",
                ],
            ),
            (
                "[A friend of Ann Roe] said no. [Ann Roe's lawyer] said yes.",
                &["- |  @ - | unattributed", "- | lawyer @ - | unattributed"],
            ),
        ];
        for (marked, expected) in cases {
            assert_eq!(speakers(marked), expected, "in {marked:?}");
        }
    }
}
