//! Quotations that no cue beside them announces.
//!
//! They go on from the sentence or paragraph before, answer a colon, are signed, or stay without a
//! source. Short ones are scare quotes, titles and nicknames, and are left out.

use std::ops::Range;

use super::{
    content, grammar,
    lexicon::speech::Class,
    scene::Scene,
    statement::{Link, Statement},
};

/// The fewest words that a quotation without a cue must have.
const FEWEST_WORDS: usize = 4;

/// A cue with its source, if it has one.
type Announcement = (Range<usize>, Option<Range<usize>>);

/// What the text before says about who goes on speaking.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// The last statement of the units before.
    pub last: Option<Statement>,
    /// The cue and source before a colon that ended the paragraph before.
    pub announced: Option<Announcement>,
}

/// Adds the quotations of `unit` that nobody took to `found`, the statements of this unit, or to
/// the statement in `all` that they go on from.
pub fn read(
    scene: &Scene,
    unit: &Range<usize>,
    memory: &Memory,
    found: &mut Vec<Statement>,
    all: &mut [Statement],
) {
    let is_whole = is_whole(scene, unit);
    let mut at = unit.start;
    while let Some(region) = scene.first_quoted(at..unit.end).and_then(|at| scene.region(at)) {
        let region = region.tokens.clone();
        at = region.end.max(at + 1);
        if found.iter().any(|it| it.overlaps(&region)) {
            continue;
        }
        let place = Place { scene, unit, is_whole, region };
        if !place.goes_on(found, all) && !place.joins(found) {
            found.extend(place.statement(memory));
        }
    }
}

/// Whether a unit is nothing but quotations.
fn is_whole(scene: &Scene, unit: &Range<usize>) -> bool {
    unit.clone().all(|at| scene.quoted(at) || !scene.is_word(at))
}

/// A quotation that looks for a home.
struct Place<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    unit: &'a Range<usize>,
    is_whole: bool,
    region: Range<usize>,
}

impl Place<'_, '_, '_> {
    /// Gives the quotation to a statement of the sentence before: `“…,” she said. “…”`.
    fn goes_on(&self, found: &[Statement], all: &mut [Statement]) -> bool {
        let begins = self.region.start == self.unit.start && found.is_empty();
        if !(self.is_whole || begins) {
            return false;
        }
        let mut near = all.iter_mut().rev().take(3);
        let Some(last) = near.find(|last| self.follows(last)) else { return false };
        let end = if self.is_whole { self.region.end } else { self.unit.end };
        let rest = content::piece(self.scene, self.region.start..end);
        last.content = content::merged(self.scene, last.content.drain(..).chain(rest).collect());
        true
    }

    fn follows(&self, last: &Statement) -> bool {
        let scene = self.scene;
        let Some(cue) = last.cue.as_ref().filter(|_| last.link == Link::Beside) else {
            return false;
        };
        let before = scene.text.tokens.get(last.content_end().max(cue.end) - 1);
        let (Some(before), Some(here)) = (before, scene.text.tokens.get(self.region.start)) else {
            return false;
        };
        before.paragraph == here.paragraph
            && here.sentence <= before.sentence + 1
            && last.content.iter().any(|piece| scene.any_quoted(piece.clone()))
    }

    /// Gives the quotation to a statement of its own unit, unless it has its own cue.
    fn joins(&self, found: &mut [Statement]) -> bool {
        if self.is_short() || self.after_mark().is_some() || self.signature().is_some() {
            return false;
        }
        let mut near = found.iter_mut().rev();
        let Some(near) = near.find(|it| it.cue.is_some() && it.link == Link::Beside) else {
            return false;
        };
        let pieces = near.content.drain(..).chain([self.region.clone()]).collect();
        near.content = content::merged(self.scene, pieces);
        true
    }

    /// The quotation as a statement of its own.
    fn statement(&self, memory: &Memory) -> Option<Statement> {
        let with = |cue: Option<Range<usize>>, source: Option<Range<usize>>, link: Link| {
            Some(Statement { content: vec![self.region.clone()], cue, source, link })
        };
        if let Some((cue, source)) = self.after_mark() {
            return with(Some(cue), source, Link::Beside);
        }
        if let Some(source) = self.signature() {
            return with(None, Some(source), Link::Beside);
        }
        if let Some(source) =
            self.subject_before_colon().filter(|_| !content::is_title(self.scene, &self.region))
        {
            return with(None, Some(source), Link::Inherited);
        }
        if self.is_short() {
            return None;
        }
        let announced = memory.announced.clone().filter(|_| self.is_whole);
        if let Some((cue, source)) = announced.or_else(|| self.nearest_cue()) {
            return with(Some(cue), source, Link::Beside);
        }
        let turn = self.scene.region(self.region.start).is_some_and(|region| region.turn);
        let before = memory.last.as_ref().filter(|_| self.is_whole && !turn);
        match before.and_then(|it| it.source.clone()) {
            Some(source) => with(None, Some(source), Link::Continued),
            None => with(None, None, Link::Unknown),
        }
    }

    /// Whether it is no speech without a cue of its own: a few words, a title, a heading.
    fn is_short(&self) -> bool {
        let region = self.scene.region(self.region.start);
        if region.is_some_and(|it| it.continues || !it.closed || it.marked) {
            return false;
        }
        let words = self.scene.words(self.region.clone());
        words < FEWEST_WORDS
            || content::is_title(self.scene, &self.region)
            || self.is_work()
            || self.is_heading()
    }

    /// Whether it says how something is called: the book “…”.
    fn is_work(&self) -> bool {
        const WORKS: [&str; 20] = [
            "book",
            "novel",
            "film",
            "movie",
            "play",
            "song",
            "album",
            "show",
            "series",
            "episode",
            "essay",
            "article",
            "paper",
            "column",
            "documentary",
            "podcast",
            "titled",
            "entitled",
            "headlined",
            "called",
        ];
        let before = self.region.start.checked_sub(1).filter(|&it| it >= self.unit.start);
        before.is_some_and(|it| WORKS.contains(&self.scene.text.lower(it)))
    }

    /// Whether it stands in a heading: a short paragraph without a stop at its end.
    fn is_heading(&self) -> bool {
        let (scene, last) = (self.scene, self.unit.end - 1);
        let stop = |at: usize| matches!(scene.text.word(at), "." | "?" | "!" | ":" | ",");
        !self.is_whole
            && scene.begins_paragraph(self.unit.start)
            && scene.begins_paragraph(self.unit.end)
            && scene.words(self.unit.clone()) < 16
            && !stop(last)
            && !stop(last.saturating_sub(1))
    }

    /// The cue before a comma or colon right before the quotation: `The sign read: “…”`.
    fn after_mark(&self) -> Option<Announcement> {
        let (scene, from) = (self.scene, self.unit.start);
        let mark = self.region.start.checked_sub(1).filter(|&mark| mark > from)?;
        let colon = scene.word_is(mark, ":");
        if !colon && !scene.word_is(mark, ",") {
            return None;
        }
        let mut near = (from..mark).rev().take(8);
        let verb = near.find(|&at| grammar::is_cue(scene, self.unit, at))?;
        (colon || verb + 1 == mark).then(|| announcement_at(scene, self.unit, verb))
    }

    /// The name after a dash that signs the quotation: `“…” — Ann Roe`.
    fn signature(&self) -> Option<Range<usize>> {
        let (scene, dash) = (self.scene, self.region.end);
        let signs = matches!(scene.text.word(dash), "—" | "–" | "―" | "-" | "~");
        // "in the “fast lane” — Ann Roe and Bob Poe": those are named, they sign nothing.
        let part = !scene.begins_paragraph(self.region.start) && self.is_short();
        if !signs || part || scene.begins_paragraph(dash) || !scene.is_capital(dash + 1) {
            return None;
        }
        let end = (dash + 1..dash + 14).find(|&at| scene.begins_paragraph(at))?;
        (!scene.any_quoted(dash + 1..end)).then(|| grammar::mention(scene, dash + 1, end))?
    }

    /// The subject of a clause that ends with a colon before the quotation.
    fn subject_before_colon(&self) -> Option<Range<usize>> {
        let colon = self.region.start.checked_sub(1).filter(|&colon| colon > self.unit.start)?;
        let is_colon = self.scene.word_is(colon, ":");
        is_colon.then(|| grammar::subject(self.scene, self.unit.start, colon))?
    }

    /// The cue of the unit that stands nearest.
    fn nearest_cue(&self) -> Option<Announcement> {
        let scene = self.scene;
        let quotes = |&at: &usize| {
            let form = scene.is(at, Class::CUE) && scene.is(at, Class::QUOTE);
            form && grammar::is_cue(scene, self.unit, at)
        };
        let distance =
            |at: &usize| at.abs_diff(self.region.start).min(at.abs_diff(self.region.end));
        let verb = self.unit.clone().filter(quotes).min_by_key(distance)?;
        Some(announcement_at(scene, self.unit, verb))
    }
}

/// The cue and source of a paragraph that ends with a colon, for the quotation that follows.
pub fn announcement(scene: &Scene, unit: &Range<usize>) -> Option<Announcement> {
    let last = unit.end.checked_sub(1)?;
    if !scene.word_is(last, ":") || scene.quoted(last) {
        return None;
    }
    let is_cue = |&at: &usize| scene.is(at, Class::CUE) && !scene.quoted(at);
    let verb = (unit.start..last).rev().find(is_cue)?;
    Some(announcement_at(scene, unit, verb))
}

/// A paragraph without marks that a colon before it gives to somebody: a block quotation.
pub fn block(
    scene: &Scene,
    paragraph: impl Fn() -> Range<usize>,
    memory: &Memory,
) -> Option<Statement> {
    let (cue, source) = memory.announced.clone()?;
    let paragraph = paragraph();
    let spoken = scene.is(cue.start, Class::TAIL) && source.is_some();
    let bare = !scene.any_quoted(paragraph.clone()) && scene.words(paragraph.clone()) > 5;
    let near = scene.begins_paragraph(paragraph.start) && paragraph.start - cue.end < 5;
    let content = content::piece(scene, paragraph).filter(|_| spoken && bare && near)?;
    Some(Statement { content: vec![content], cue: Some(cue), source, link: Link::Beside })
}

/// A verb as a cue, with its subject.
fn announcement_at(scene: &Scene, unit: &Range<usize>, verb: usize) -> Announcement {
    (verb..verb + 1, grammar::speaker(scene, unit, verb))
}

#[cfg(test)]
mod tests {
    use crate::extract::speech::tests::check;

    #[test]
    fn quotations_without_a_cue_go_on_or_stand_alone() {
        check(&[
            (
                "“Rents fell,” she said.\n\n“It is a great pity for us all.”",
                "“Rents fell,” | said | she\n“It is a great pity for us all.” | - | she",
            ),
            (
                "Ann Roe wrote to the paper:\n\n“It is a great pity for us all.”",
                "“It is a great pity for us all.” | wrote | Ann Roe",
            ),
            (
                "Ann Roe added:\n\nIt is a great pity. It rained.\n\nThe end.",
                "It is a great pity. It rained | added | Ann Roe",
            ),
            (
                "“It is a great pity for us all.” — Ann Roe",
                "“It is a great pity for us all.” | - | Ann Roe",
            ),
            (
                "The mayor has a new message: “Rents must fall.”",
                "“Rents must fall.” | - | The mayor",
            ),
            ("“It is a great pity for us all.”", "“It is a great pity for us all.” | - | -"),
            (
                "The report's point six states: “Rents must fall.”",
                "“Rents must fall.” | states | The report's point six",
            ),
        ]);
    }

    #[test]
    fn scare_quotes_titles_and_headings_are_left_out() {
        let texts = [
            "The so-called “JC9” group met.",
            "She sang “All The Rents Are Falling” there.",
            "Roe 'seeks help over the rents' in town",
            "The three met in the “fast lane” — Ann Roe, Bob Poe and Max Lee.",
        ];
        check(&texts.map(|text| (text, "")));
    }
}
