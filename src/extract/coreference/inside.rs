//! Sources inside a quotation: "I" is who speaks, "he" is somebody else.

use super::{Discourse, Found, Resolution, unnamed::is_human};
use crate::{
    extract::{
        Attribution, By, EntityKind, Quotation, Sourcing, Step, nested::pronoun, person::Gender,
        token::Shape,
    },
    text::Span,
};

/// How many sentences before a quotation "he" inside it looks back.
const REACH: u32 = 2;

impl Discourse<'_> {
    /// Says who said what the quotation `outer` reports. `is_verbatim` says whether the source
    /// stands in the very words of the outer speaker. Nobody is remembered as having spoken.
    pub fn resolve_inside(
        &mut self,
        source: Span,
        cue: Option<Span>,
        outer: &Quotation,
        is_verbatim: bool,
    ) -> Resolution {
        let tokens = self.text.tokens_in(source);
        let first = tokens.start;
        let found = match pronoun(self.text.gloss(first)) {
            "i" | "we" if is_verbatim => return speaker_of(outer, source),
            "he" => self.third_person(first, Gender::Male, outer, is_verbatim),
            "she" => self.third_person(first, Gender::Female, outer, is_verbatim),
            "i" | "we" | "you" | "it" | "this" | "that" => Found::nobody(),
            "they" => Found::nameless(),
            _ => self.read(tokens.clone(), tokens),
        };
        let is_outer = found.mention.is_some_and(|it| self.is_speaker(it, outer));
        let found = match found.by {
            Some(By::Pronoun | By::Role) if is_outer && is_verbatim => Found::nameless(),
            _ => found,
        };
        let sourcing = self.sourcing(&found, Some(source));
        Resolution { sourcing, ..self.resolution(&found, Some(source), cue) }
    }

    fn is_speaker(&self, mention: usize, outer: &Quotation) -> bool {
        outer.speaker == Some(self.names.mentions[mention].entity)
    }

    /// "he": in the words of the speaker somebody else, whom the quotation or the text right before
    /// it speaks of; in the words of the reporter the speaker, if the quotation names nobody else.
    fn third_person(
        &self,
        at: usize,
        gender: Gender,
        outer: &Quotation,
        is_verbatim: bool,
    ) -> Found {
        let content = outer.content.first().map_or(at, |it| self.text.tokens_in(*it).start);
        let named = || self.last_person(content.min(at), at, gender, outer);
        if !is_verbatim {
            let first = outer.source.is_some_and(|source| self.text.tokens_in(source).start < at);
            let speaker = self.turns.last().filter(|_| first).and_then(|turn| turn.mention);
            let speaker =
                speaker.filter(|&it| self.is_speaker(it, outer) && self.may_be(it, gender));
            let found = speaker.filter(|_| named().is_none());
            return found.map_or(Found::nobody(), |it| Found::speaker(it, Some(By::Pronoun), 0.6));
        }
        let sentence = self.sentence(self.text.tokens_in(outer.extent()).start);
        let from = self.text.tokens.partition_point(|it| it.sentence + REACH < sentence);
        let known = |it: &usize| self.has_gender(*it, gender);
        let near = || self.last_person(from, content, gender, outer).filter(known);
        let found = named().or_else(near);
        let since = found.map_or(content, |it| self.names.places[it].tokens.end);
        if (since..at).any(|token| self.introduces(token)) {
            return Found::nameless();
        }
        found.map_or(Found::nobody(), |it| Found::speaker(it, Some(By::Pronoun), 0.6))
    }

    /// Whether an article or owner begins a description of somebody without a name: "a friend",
    /// "my old boss".
    fn introduces(&self, token: usize) -> bool {
        let opens = matches!(
            self.text.lower(token),
            "a" | "an" | "another" | "one" | "my" | "our" | "this" | "that" | "the"
        );
        let word = |at: &usize| self.text.shape(*at) == Shape::Lower;
        let mut near = (token + 1..token + 4).take_while(word);
        opens && near.any(|at| is_human(self.text.lower(at)))
    }

    /// The last subject among the persons named in a part of the text, without the speaker; if none
    /// is a subject, the only person.
    fn last_person(
        &self,
        from: usize,
        to: usize,
        gender: Gender,
        outer: &Quotation,
    ) -> Option<usize> {
        let fits = |it: &usize| {
            self.names.kind(*it) == EntityKind::Person
                && !self.is_speaker(*it, outer)
                && self.may_be(*it, gender)
        };
        let persons = || self.names.mentions_in(from..to).rev().filter(fits);
        let is_subject =
            |it: &usize| self.subjects.of(self.sentence(self.starts(*it))) == Some(*it);
        let only = || {
            let last = persons().next()?;
            let entity = |it: usize| self.names.mentions[it].entity;
            persons().all(|it| entity(it) == entity(last)).then_some(last)
        };
        persons().find(is_subject).or_else(only)
    }
}

/// "I": the speaker of the quotation.
fn speaker_of(outer: &Quotation, source: Span) -> Resolution {
    let mention = outer.source.unwrap_or(source);
    let step = Step { mention, by: By::Outer };
    let named = outer.speaker.is_some();
    Resolution {
        speaker: outer.speaker,
        candidates: outer.candidates.clone(),
        organisation: outer.organisation,
        role: outer.role,
        attribution: if named { Attribution::Inferred } else { Attribution::Unattributed },
        sourcing: if outer.source.is_some() { outer.sourcing } else { Sourcing::None },
        chain: std::iter::once(step).chain(outer.chain.iter().cloned()).collect(),
        confidence: outer.confidence * 0.9,
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Article,
        extract::{Extraction, Quotation, extract},
    };

    /// What is reported in the quotations of a text, one a line: "source -> speaker, how: chain".
    fn shown(body: &str) -> String {
        let article = Article { body: body.to_owned(), ..Article::default() };
        let found = extract(&article);
        let reports = found.quotations().filter(|it| it.outer.is_some());
        let lines = reports.map(|report| line(body, &found, report.quote));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn line(body: &str, found: &Extraction, report: &Quotation) -> String {
        let speaker = found.entity(report.speaker).map_or("-", |it| it.name.as_str());
        let source = report.source.map_or("-", |it| it.of(body));
        let chain =
            report.chain.iter().map(|it| format!(" {} by {:?}", it.mention.of(body), it.by));
        let chain: String = chain.collect();
        let (how, what) = (report.attribution.name(), report.sourcing.name());
        format!("{source} -> {speaker}, {how} {what}:{chain}").trim_end_matches(':').to_owned()
    }

    #[test]
    fn sources_inside_a_quotation_lead_to_names() {
        let cases = [
            (
                "“I said no. We asked them to leave,” said Ann Roe.",
                "I -> Ann Roe, inferred person: Ann Roe by Outer\n\
                 We -> Ann Roe, inferred person: Ann Roe by Outer",
            ),
            (
                "“Bob Poe came in. He told me ‘no way’,” said Ann Roe.",
                "He -> Bob Poe, inferred person: Bob Poe by Pronoun",
            ),
            (
                "Bob Poe left. “He told me ‘no’,” said Ann Roe.",
                "He -> Bob Poe, inferred person: Bob Poe by Pronoun",
            ),
            (
                "It rained on Bob Poe. “He told me ‘no’,” said Ann Roe.",
                "He -> -, unattributed none",
            ),
            ("Ann Roe left. “She told me ‘no’,” she said.", "She -> -, unattributed none"),
            (
                "“Bob Poe has a friend. He told me ‘no’,” said Ann Roe.",
                "He -> -, unattributed unnamed",
            ),
            (
                "“The doctor said I was lucky,” said Ann Roe.",
                "The doctor -> -, unattributed unnamed",
            ),
            ("“Bob Poe told me ‘no’,” said Ann Roe.", "Bob Poe -> Bob Poe, stated person"),
            (
                "Bob Poe said that he had told the board that it rained.",
                "he -> Bob Poe, inferred person: Bob Poe by Pronoun",
            ),
            ("“It says ‘no’ and you said no,” said Ann Roe.", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(shown(body), expected, "in {body:?}");
        }
    }
}
