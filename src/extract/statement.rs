//! How cue, source and content stand together in one unit of text.
//!
//! Each construction has a function: "according to", a participle, an inverted or following
//! cue, a cue before its content. Quotations without a cue are left to `floating`.

use std::ops::Range;

use super::{
    content::{self, Scope},
    cue::{self, Cue},
    lexicon::speech::Class,
    scene::Scene,
    source,
};

/// Something that somebody said, as ranges of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What was said, in pieces.
    pub content: Vec<Range<usize>>,
    /// The words that announce it.
    pub cue: Option<Range<usize>>,
    /// The mention of who said it.
    pub source: Option<Range<usize>>,
    /// How the source was found.
    pub link: Link,
}

/// How the source of a statement was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// It stands beside the cue.
    Beside,
    /// It is the source or subject of a cue before, in the same sentence: "and added".
    Inherited,
    /// There is no cue: it is the one who spoke before.
    Continued,
    /// It is the label of a turn.
    Turn,
}

/// Reads the statements of one unit that have a cue.
pub fn read(scene: &Scene, unit: &Range<usize>) -> Vec<Statement> {
    let mut reader = Reader { scene, unit: unit.clone(), found: Vec::new() };
    let mut at = unit.start;
    while at < unit.end {
        if !scene.quoted(at)
            && !reader.covers(at)
            && let Some(next) = reader.read_at(at)
        {
            at = next.max(at);
        }
        at += 1;
    }
    reader.found
}

struct Reader<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    unit: Range<usize>,
    found: Vec<Statement>,
}

impl Reader<'_, '_, '_> {
    /// Whether a token stands in what was said by somebody already.
    fn covers(&self, at: usize) -> bool {
        self.found.iter().flat_map(|it| &it.content).any(|piece| piece.contains(&at))
    }

    /// Reads the statement whose cue stands at `at`; returns the last token that it used up.
    fn read_at(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        if scene.text.lower(at) == "according" && scene.text.lower(at + 1) == "to" {
            return self.according(at);
        }
        let cue = cue::at(scene, &self.unit, at)?;
        if cue.participle {
            return self.participle(&cue);
        }
        if cue.passive {
            return self.passive(&cue);
        }
        self.inverted(&cue).or_else(|| self.following(&cue)).or_else(|| self.forward(&cue))
    }

    /// Where the clause begins that `at` stands in: after the statement before.
    fn floor(&self) -> usize {
        let end = |it: &Statement| {
            let content = it.content.last().map_or(0, |piece| piece.end);
            let cue = it.cue.as_ref().map_or(0, |cue| cue.end);
            content.max(cue).max(it.source.as_ref().map_or(0, |source| source.end))
        };
        self.found.iter().map(end).max().unwrap_or(0).max(self.unit.start)
    }

    /// Keeps a statement if any content is left; drops the ones that it holds.
    fn keep(
        &mut self,
        cue: Range<usize>,
        source: Option<Range<usize>>,
        content: Vec<Range<usize>>,
        link: Link,
    ) -> Option<usize> {
        let content: Vec<_> =
            content.into_iter().filter_map(|tokens| content::piece(self.scene, tokens)).collect();
        let content = merged(self.scene, content);
        content.last()?;
        let held = |it: &Statement| {
            it.content.iter().any(|piece| {
                content.iter().any(|outer| piece.start < outer.end && outer.start < piece.end)
            })
        };
        self.found.retain(|it| !held(it));
        let used = cue.end.max(source.as_ref().map_or(0, |it| it.end)) - 1;
        let link = if source.is_none() && link == Link::Beside { Link::Inherited } else { link };
        self.found.push(Statement { content, cue: Some(cue), source, link });
        Some(used)
    }

    /// "According to the mayor, rents fell."
    fn according(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let source = source::after(scene, at + 2, self.unit.end)?;
        let floor = self.floor();
        let left = content::piece(scene, floor..at).filter(|left| {
            scene.words(left.clone()) > 2
                && !(scene.words(left.clone()) < 5 && scene.word_is(source.end, ","))
        });
        let right = source.end..content::clause_end(scene, source.end, self.unit.end, Scope::Main);
        let content = left.unwrap_or(right);
        self.keep(at..at + 2, Some(source), vec![content], Link::Beside)
    }

    /// ", adding that rents fell."
    fn participle(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let at = cue.tokens.start;
        let before = at.checked_sub(1).filter(|&before| before >= self.unit.start);
        let detached = before.is_none_or(|before| {
            !scene.is_word(before)
                || scene.quoted(before)
                || matches!(
                    scene.text.lower(before),
                    "and"
                        | "while"
                        | "by"
                        | "before"
                        | "after"
                        | "without"
                        | "in"
                        | "but"
                        | "even"
                        | "as"
                )
        });
        let start = self.right_start(cue);
        let signal = scene.text.lower(start) == "that" || scene.quoted(start);
        if !(detached || signal) {
            return None;
        }
        let source = self.inherited(at);
        let content = self.right(cue)?;
        self.keep(cue.tokens.clone(), source, vec![content], Link::Inherited)
    }

    /// "was described as a farce by critics", "It was reported that".
    fn passive(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let end = self.unit.end;
        let by = (cue.tokens.end..end.min(cue.tokens.end + 14))
            .take_while(|&at| !matches!(scene.text.word(at), "," | ";"))
            .find(|&at| scene.text.lower(at) == "by" && !scene.quoted(at));
        let source = by.and_then(|by| source::after(scene, by + 1, end));
        let quoted = scene.first_quoted(cue.tokens.end..end);
        if let Some(quoted) = quoted.filter(|&quoted| {
            cue.class.any(Class::LABEL.and(Class::THAT)) && quoted < cue.tokens.end + 4
        }) {
            let region = scene.region(quoted)?.tokens.clone();
            return self.keep(cue.tokens.clone(), source, vec![region], Link::Beside);
        }
        None
    }

    /// "…," said the mayor.
    fn inverted(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let before = cue.group.checked_sub(1).filter(|&before| before >= self.unit.start)?;
        if cue.group != cue.tokens.start || !cue.class.any(Class::TAIL) {
            return None;
        }
        let closes = scene.quoted(before)
            || scene.word_is(before, ",") && before > 0 && scene.quoted(before - 1);
        let comma = matches!(scene.text.word(before), "," | "?" | "!" | "—");
        let next = cue.tokens.end;
        if !(closes || comma)
            || next >= self.unit.end
            || scene.quoted(next)
            || scene.is(next, Class::TIME)
        {
            return None;
        }
        if !closes
            && (!scene.is_capital(next) && !scene.is(next, Class::DETERMINER)
                || source::before(scene, self.floor(), cue.group).is_some())
        {
            return None;
        }
        let source = source::after(scene, next, self.unit.end)?;
        if source.end < self.unit.end
            && !closes
            && scene.is(source.end, Class::AUXILIARY.and(Class::VERB))
        {
            return None;
        }
        let left = self.left_start(before)..cue.tokens.start;
        let mut content = vec![left];
        content.extend(self.resumed(source.end));
        self.keep(cue.tokens.clone(), Some(source), content, Link::Beside)
    }

    /// Where the content to the left begins.
    fn left_start(&self, last: usize) -> usize {
        let floor = self.floor();
        match self.scene.region(last) {
            Some(region) if region.tokens.start < floor => region.tokens.start,
            _ => floor,
        }
    }

    /// The rest of a quotation that goes on after its cue: "…," she said, "…".
    fn resumed(&self, from: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let quoted = scene.first_quoted(from..self.unit.end)?;
        let plain = (from..quoted)
            .all(|at| !scene.is(at, Class::CUE) || scene.is(at - 1, Class::DETERMINER));
        if !plain {
            return None;
        }
        let region = scene.region(quoted)?.tokens.clone();
        let end = content::clause_end(scene, region.start, self.unit.end, Scope::Main);
        Some(region.start..end.max(region.end))
    }

    /// "…," the mayor said.
    fn following(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        if !cue.class.any(Class::TAIL) {
            return None;
        }
        let source = source::before(scene, self.unit.start, cue.group)?;
        let before = source.start.checked_sub(1).filter(|&before| before >= self.unit.start)?;
        let floor = self.left_start(before);
        let ends_quoted = scene.quoted(before)
            || scene.word_is(before, ",") && scene.quoted(before.saturating_sub(1));
        let mark =
            ends_quoted || matches!(scene.text.word(before), "," | "?" | "!" | "—" | "–" | "…");
        if !mark || floor >= source.start {
            return None;
        }
        let left = content::piece(scene, floor..source.start)?;
        let next = cue.tokens.end;
        let last = next >= self.unit.end
            || matches!(scene.text.word(next), "." | "," | ";" | "?" | "!" | "—" | "–" | ")");
        if !ends_quoted {
            let leads = scene.is(left.start, Class::PREPOSITION.and(Class::CONJUNCTION))
                && !scene.quoted(left.start);
            let asked = matches!(
                scene.text.lower(left.start),
                "asked"
                    | "speaking"
                    | "writing"
                    | "citing"
                    | "instead"
                    | "meanwhile"
                    | "still"
                    | "however"
                    | "yesterday"
            );
            if leads && !last || asked || scene.words(left.clone()) < 3 || self.has_right(cue) {
                return None;
            }
        } else if matches!(scene.text.word(next), ":") && scene.quoted(next + 1) {
            return None;
        }
        let mut content = vec![left];
        content.extend(self.resumed(next).or_else(|| self.resumed_plain(next)));
        self.keep(cue.tokens.clone(), Some(source), content, Link::Beside)
    }

    /// The rest of an unquoted statement around its cue: "Rents, she said, would fall".
    fn resumed_plain(&self, from: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let goes_on = scene.word_is(from, ",")
            && scene.is(from + 1, Class::AUXILIARY.and(Class::VERB).and(Class::INTERROGATIVE))
            && scene.text.lower(from + 1) != "who";
        goes_on.then(|| from + 1..content::clause_end(scene, from + 1, self.unit.end, Scope::Main))
    }

    /// Whether something that was said seems to follow the cue.
    fn has_right(&self, cue: &Cue) -> bool {
        let scene = self.scene;
        let next = cue.tokens.end;
        if next >= self.unit.end || matches!(scene.text.word(next), "." | ",") {
            return false;
        }
        let start = self.right_start(cue);
        start < self.unit.end
            && (scene.quoted(start)
                || matches!(scene.text.lower(start), "that" | ":")
                || content::begins_clause(scene, start, self.unit.end)
                || matches!(scene.text.word(start.saturating_sub(1)), ":"))
    }

    /// Where the content after a cue begins.
    fn right_start(&self, cue: &Cue) -> usize {
        let scene = self.scene;
        let end = self.unit.end;
        let mut at = cue.tokens.end;
        if cue.class.any(Class::HEARER.and(Class::REQUEST))
            && !matches!(scene.text.lower(at), "that" | "to" | "for")
        {
            at = content::after_hearer(scene, at, end);
        }
        at = content::after_circumstances(scene, at, end);
        if scene.word_is(at, ",")
            && at + 1 < end
            && let Some(close) = self.parenthesis_end(at)
        {
            at = close;
        }
        if matches!(scene.text.word(at), ":" | ",")
            && at + 1 < end
            && (scene.quoted(at + 1) || scene.word_is(at, ":"))
        {
            at += 1;
        }
        at
    }

    /// Where a short insertion ends after a cue: "said, however, that".
    fn parenthesis_end(&self, comma: usize) -> Option<usize> {
        let scene = self.scene;
        let close = (comma + 1..self.unit.end.min(comma + 14))
            .take_while(|&at| !scene.quoted(at))
            .find(|&at| scene.word_is(at, ","))?;
        (close + 1 < self.unit.end
            && (scene.text.lower(close + 1) == "that" || scene.quoted(close + 1)))
        .then_some(close + 1)
    }

    /// "The mayor said that …", with all complements that the cue can take.
    fn forward(&mut self, cue: &Cue) -> Option<usize> {
        let content = self.right(cue)?;
        let (source, link) = match source::before(self.scene, self.unit.start, cue.group) {
            Some(source) => (Some(source), Link::Beside),
            None => (self.inherited(cue.group), Link::Inherited),
        };
        source.as_ref()?;
        self.keep(cue.tokens.clone(), source, vec![content], link)
    }

    /// The content to the right of a cue that takes a complement there.
    fn right(&self, cue: &Cue) -> Option<Range<usize>> {
        let scene = self.scene;
        let unit_end = self.unit.end;
        let scope = self.scope(cue);
        let start = self.right_start(cue);
        if start >= unit_end {
            return None;
        }
        let class = cue.class;
        let word = scene.text.lower(start);
        let clause = |from: usize| Some(from..content::clause_end(scene, from, unit_end, scope));
        if scene.quoted(start) && class.any(Class::QUOTE.and(Class::LABEL))
            || word == "that" && class.any(Class::THAT)
        {
            return clause(start);
        }
        if class.any(Class::QUESTION) && scene.is(start, Class::INTERROGATIVE) {
            return clause(start);
        }
        if class.any(Class::INFINITIVE.and(Class::REQUEST)) && word == "to" {
            return clause(start);
        }
        if class.any(Class::CLAUSE)
            && !class.any(Class::HEARER)
            && start < unit_end
            && !matches!(word, "," | ".")
        {
            return clause(start);
        }
        if class.any(Class::CLAUSE)
            && start > cue.tokens.end
            && content::begins_clause(scene, start, unit_end)
        {
            return clause(start);
        }
        if class.any(Class::THAT)
            && content::begins_clause(scene, start, unit_end)
            && !class.any(Class::OBJECT)
        {
            return clause(start);
        }
        self.object(cue, start)
    }

    /// What is spoken of: "criticised the plan", "called it a farce", "urged members to vote".
    fn object(&self, cue: &Cue, start: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let from = cue.tokens.end;
        let class = cue.class;
        let end = content::object_end(scene, from, self.unit.end);
        if class.any(Class::REQUEST) && (from..end).any(|at| scene.text.lower(at) == "to") {
            return Some(from..content::clause_end(scene, from, self.unit.end, self.scope(cue)));
        }
        if class.any(Class::LABEL) && scene.any_quoted(from..end) {
            let quoted = scene.first_quoted(from..end)?;
            return Some(quoted..scene.region(quoted)?.tokens.end);
        }
        if class.any(Class::LABEL.and(Class::OBJECT))
            && from < end
            && scene.is_word(from)
            && !scene.is(from, Class::PREPOSITION)
        {
            return Some(from..end);
        }
        if class.any(Class::OBJECT) && cue.tokens.len() > 1 && from < end {
            return Some(from..end);
        }
        let _ = start;
        None
    }

    /// Whether the cue stands in a clause inside another: after "who", or after "when" at the start.
    fn scope(&self, cue: &Cue) -> Scope {
        let scene = self.scene;
        let relative = cue.group > self.unit.start
            && matches!(scene.text.lower(cue.group - 1), "who" | "which");
        let first = scene.text.lower(self.unit.start);
        let subordinate = matches!(
            first,
            "when"
                | "after"
                | "while"
                | "although"
                | "though"
                | "if"
                | "as"
                | "because"
                | "since"
                | "before"
        ) && !(self.unit.start..cue.group).any(|at| scene.word_is(at, ","));
        if relative || subordinate { Scope::Inner } else { Scope::Main }
    }

    /// The source of the statement before in this unit, or the subject of its first clause.
    fn inherited(&self, verb: usize) -> Option<Range<usize>> {
        let last = self.found.iter().rev().find_map(|it| it.source.clone());
        last.or_else(|| source::clause_subject(self.scene, self.unit.start, verb))
    }
}

/// Joins pieces that only marks or nothing keep apart.
pub fn merged(scene: &Scene, mut pieces: Vec<Range<usize>>) -> Vec<Range<usize>> {
    pieces.sort_by_key(|piece| piece.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last)
                if piece.start <= last.end || same_paragraph_gap(scene, last.end, piece.start) =>
            {
                last.end = last.end.max(piece.end);
            }
            _ => joined.push(piece),
        }
    }
    joined
}

fn same_paragraph_gap(scene: &Scene, end: usize, start: usize) -> bool {
    let paragraph = |at: usize| scene.text.tokens.get(at).map(|it| it.paragraph);
    paragraph(end.saturating_sub(1)) == paragraph(start)
        && (end..start).all(|at| !scene.is_word(at))
}
