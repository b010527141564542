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
    /// There is none.
    Unknown,
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
        if let Some(used) = self.noun(at) {
            return Some(used);
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

    /// Where the content of a cue at the end of a sentence begins: it holds the statements that
    /// end right before it, cue and all.
    fn outer_floor(&self, start: usize, end: usize) -> usize {
        let scene = self.scene;
        let last = content::ends_statement(scene, end, self.unit.end);
        let comma = start.checked_sub(1).filter(|&comma| {
            scene.word_is(comma, ",")
                && !scene.quoted(comma)
                && comma > self.unit.start
                && !scene.quoted(comma - 1)
        });
        let floor = self.floor();
        match comma {
            Some(comma) if last && floor + 1 >= comma => {
                let before = &self.found[..self.found.len().saturating_sub(1)];
                before
                    .iter()
                    .flat_map(|it| it.content.last())
                    .map(|piece| piece.end)
                    .max()
                    .unwrap_or(self.unit.start)
            }
            _ => floor,
        }
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
        let link = if source.is_none() { Link::Unknown } else { link };
        self.found.push(Statement { content, cue: Some(cue), source, link });
        Some(used)
    }

    /// "According to the mayor, rents fell."
    fn according(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let source = source::after(scene, at + 2, self.unit.end)?;
        let floor = self.outer_floor(at, source.end);
        let left = content::piece(scene, floor..at).filter(|left| {
            scene.words(left.clone()) > 2
                && !(scene.words(left.clone()) < 5 && scene.word_is(source.end, ","))
        });
        let right = source.end..content::clause_end(scene, source.end, self.unit.end, Scope::Main);
        let content = left.unwrap_or(right);
        self.keep(at..at + 2, Some(source), vec![content], Link::Beside)
    }

    /// "The mayor's claim that rents fell", "his promise to resign".
    fn noun(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let next = at + 1;
        let that = scene.text.lower(next) == "that"
            && scene.is(at, Class::NOUN)
            && next + 1 < self.unit.end;
        if !that || at == self.unit.start || scene.is(at + 2, Class::AUXILIARY.and(Class::VERB)) {
            return None;
        }
        let owner = (self.unit.start.max(at.saturating_sub(4))..at).rev().find(|&to| {
            matches!(
                scene.text.lower(to),
                "'s" | "’s" | "his" | "her" | "their" | "its" | "my" | "our" | "your"
            )
        })?;
        let source = if scene.is(owner, Class::DETERMINER) {
            owner..owner + 1
        } else {
            source::before(scene, self.unit.start, owner)?
        };
        let content = next..content::clause_end(scene, next, self.unit.end, Scope::Inner);
        self.keep(at..next, Some(source), vec![content], Link::Beside)
    }

    /// ", adding that rents fell."
    fn participle(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let at = cue.tokens.start;
        let before = at.checked_sub(1).filter(|&before| before >= self.unit.start);
        let detached = before.is_none_or(|before| {
            !scene.is_word(before) && !matches!(scene.text.lower(before), "'s" | "’s")
                || scene.quoted(before)
                || follows_freely(scene.text.lower(before))
        });
        let start = self.right_start(cue);
        let signal = scene.text.lower(start) == "that" || scene.quoted(start);
        if !(detached || signal) {
            return None;
        }
        let source = self.participle_source(at);
        let content = self.right(cue)?;
        self.keep(cue.tokens.clone(), source, vec![content], Link::Inherited)
    }

    /// Who a participle belongs to: the name right before it, else the subject.
    fn participle_source(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let before = at.checked_sub(1).filter(|&before| before >= self.unit.start);
        let name = before.filter(|&before| {
            scene.is_capital(before) && !scene.is(before, Class::TIME) && !scene.quoted(before)
        });
        name.and_then(|name| source::before(scene, self.unit.start, name + 1))
            .or_else(|| self.inherited(at))
            .or_else(|| self.subject_after_comma(at))
    }

    /// The subject after a leading participle clause: "Citing costs, the mayor".
    fn subject_after_comma(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let comma = (at..self.unit.end)
            .find(|&comma| scene.word_is(comma, ",") && !scene.quoted(comma))
            .filter(|_| at == self.unit.start)?;
        source::after(scene, comma + 1, self.unit.end)
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
        if scene.text.lower(before) == "as" && !scene.quoted(before) {
            return self.as_said(cue, source, before);
        }
        let floor = self.left_start(before).min(self.outer_floor(source.start, cue.tokens.end));
        let ends_quoted = scene.quoted(before)
            || scene.word_is(before, ",") && scene.quoted(before.saturating_sub(1));
        let mark =
            ends_quoted || matches!(scene.text.word(before), "," | "?" | "!" | "—" | "–" | "…");
        if !mark {
            return None;
        }
        let next = cue.tokens.end;
        let Some(left) = content::piece(scene, floor..source.start) else {
            // What stands before is somebody else's already: “…,” she said. “…”
            let right = self.resumed(next).filter(|_| ends_quoted)?;
            return self.keep(cue.tokens.clone(), Some(source), vec![right], Link::Beside);
        };
        let last = content::ends_statement(scene, next, self.unit.end);
        let quoted_first = scene.quoted(left.start);
        let leads =
            scene.is(left.start, Class::PREPOSITION.and(Class::CONJUNCTION)) && !quoted_first;
        let rest = self.resumed_plain(next, &left);
        if !ends_quoted {
            let participle = !quoted_first
                && (scene.text.lower(left.start).ends_with("ing")
                    || scene.is(left.start, Class::PARTICIPLE));
            let adverb = matches!(
                scene.text.lower(left.start),
                "instead" | "meanwhile" | "still" | "however" | "yesterday" | "today"
            );
            let short = scene.words(left.clone()) < 3 && rest.is_none();
            let quoted = matches!(scene.text.word(next), "," | ":") && scene.quoted(next + 1);
            let bare = leads || participle || !content::has_verb(scene, left.start, left.end);
            if quoted && bare
                || leads && !last
                || participle && !last
                || adverb
                || short
                || self.has_right(cue)
            {
                return None;
            }
        } else if leads && self.has_right(cue) || scene.word_is(next, ":") && scene.quoted(next + 1)
        {
            return None;
        }
        let mut content = vec![left];
        content.extend(rest.or_else(|| self.resumed(next)));
        self.keep(cue.tokens.clone(), Some(source), content, Link::Beside)
    }

    /// "As the mayor put it, …", "…, as the mayor put it."
    fn as_said(&mut self, cue: &Cue, source: Range<usize>, link: usize) -> Option<usize> {
        let scene = self.scene;
        let next = content::after_circumstances(scene, cue.tokens.end, self.unit.end);
        let end = self.unit.end;
        if next + 1 < end && matches!(scene.text.word(next), "," | ":") {
            let right = next + 1..content::clause_end(scene, next + 1, end, Scope::Main);
            return self.keep(cue.tokens.clone(), Some(source), vec![right], Link::Beside);
        }
        let comma = link
            .checked_sub(1)
            .filter(|&comma| scene.word_is(comma, ",") || scene.quoted(comma))?;
        if next + 1 < end && !matches!(scene.text.word(next), "." | "?" | "!") {
            return None;
        }
        let left = self.left_start(comma)..link;
        self.keep(cue.tokens.clone(), Some(source), vec![left], Link::Beside)
    }

    /// The rest of an unquoted statement around its cue: "Rents, she said, would fall".
    fn resumed_plain(&self, from: usize, left: &Range<usize>) -> Option<Range<usize>> {
        let scene = self.scene;
        if !scene.word_is(from, ",") || from + 2 >= self.unit.end || scene.any_quoted(left.clone())
        {
            return None;
        }
        let word = scene.text.lower(from + 1);
        let verb =
            scene.is(from + 1, Class::AUXILIARY.and(Class::VERB)) || matches!(word, "that" | "to");
        let open = !content::has_verb(scene, left.start, left.end)
            || scene.is(left.start, Class::PREPOSITION.and(Class::CONJUNCTION));
        let new = scene.is(from + 1, Class::ING.and(Class::RELATIVE))
            || matches!(word, "in" | "on" | "at" | "during" | "according");
        (verb || open && !new)
            .then(|| from + 1..content::clause_end(scene, from + 1, self.unit.end, Scope::Main))
    }

    /// Whether something that was said seems to follow the cue.
    fn has_right(&self, cue: &Cue) -> bool {
        let scene = self.scene;
        let next = cue.tokens.end;
        if next >= self.unit.end || matches!(scene.text.word(next), "." | ",") {
            return false;
        }
        let start = self.right_start(cue);
        let quoted = scene.first_quoted(next..self.unit.end.min(next + 8)).is_some_and(|quoted| {
            matches!(scene.text.word(quoted - 1), "," | ":")
                && !(next..quoted).any(|at| scene.is(at, Class::CUE))
        });
        start < self.unit.end
            && (quoted
                || scene.quoted(start)
                || matches!(scene.text.lower(start), "that" | ":")
                || scene.is(start, Class::INTERROGATIVE) && cue.class.any(Class::QUESTION)
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
        if cue.class.any(Class::INFINITIVE.and(Class::REQUEST)) && self.infinitive(at) {
            return at;
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

    /// Whether "to" or "not to" stands at `at`.
    fn infinitive(&self, at: usize) -> bool {
        let word = |at: usize| self.scene.text.lower(at);
        word(at) == "to" || matches!(word(at), "not" | "never") && word(at + 1) == "to"
    }

    /// Whether somebody was told, not telling: "Roe told to resign".
    fn told(&self, cue: &Cue, start: usize) -> bool {
        start == cue.tokens.end && !cue.class.any(Class::INFINITIVE)
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
            None if self.may_inherit(cue) => (self.inherited(cue.group), Link::Inherited),
            None => return None,
        };
        source.as_ref()?;
        self.keep(cue.tokens.clone(), source, vec![content], link)
    }

    /// Whether a cue without a subject can have the one before: "and added", "then said".
    fn may_inherit(&self, cue: &Cue) -> bool {
        let scene = self.scene;
        let Some(before) = cue.group.checked_sub(1).filter(|&before| before >= self.unit.start)
        else {
            return false;
        };
        let word = scene.text.lower(before);
        matches!(word, "and" | "but" | "or" | "then" | "also" | "—" | "–")
            || cue.group < cue.tokens.start
            || word == "," && cue.class.any(Class::CLAUSE)
            || scene.quoted(before)
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
        if class.any(Class::INFINITIVE.and(Class::REQUEST))
            && self.infinitive(start)
            && !self.told(cue, start)
        {
            return clause(start);
        }
        let beside = start == cue.tokens.end;
        if says(scene.text.lower(cue.tokens.start)) && beside && !matches!(word, "," | ".") {
            let clause_begins =
                content::begins_clause(scene, start, unit_end) || scene.any_quoted(start..unit_end);
            let end = if clause_begins {
                content::clause_end(scene, start, unit_end, scope)
            } else {
                content::object_end(scene, start, unit_end)
            };
            return Some(start..end);
        }
        if class.any(Class::OF) {
            let of = (start..unit_end.min(start + 12))
                .find(|&at| scene.text.lower(at) == "of" && !scene.quoted(at));
            let from =
                if scene.text.lower(start.saturating_sub(1)) == "of" { start } else { of? + 1 };
            return clause(from);
        }
        if class.any(Class::CLAUSE)
            && beside
            && !class.any(Class::HEARER.and(Class::OBJECT))
            && content::begins_clause(scene, start, self.comma(start))
        {
            return clause(start);
        }
        if class.any(Class::CLAUSE) && !beside && content::begins_clause(scene, start, unit_end) {
            return clause(start);
        }
        if class.any(Class::THAT) && self.plain_clause(start) {
            return clause(start);
        }
        if let Some(quoted) = self.after_colon(cue) {
            return Some(quoted..content::clause_end(scene, quoted, unit_end, Scope::Main));
        }
        self.object(cue, start)
    }

    /// The first comma after `from`, or the end.
    fn comma(&self, from: usize) -> usize {
        let comma = |&at: &usize| self.scene.word_is(at, ",") && !self.scene.quoted(at);
        (from..self.unit.end).find(comma).unwrap_or(self.unit.end)
    }

    /// Whether a clause without "that" begins, for verbs that can have an object as well: a name
    /// or pronoun, and a verb soon.
    fn plain_clause(&self, start: usize) -> bool {
        let scene = self.scene;
        let subject = source::phrase_end(scene, start, self.unit.end);
        let verb = |at: usize| {
            scene.is(at, Class::AUXILIARY.and(Class::VERB).and(Class::PAST))
                && !matches!(scene.text.lower(at), "'s" | "’s")
                || scene.text.lower(at).ends_with("ed")
        };
        let pronoun = scene.is(start, Class::PRONOUN) && !scene.is(start, Class::DETERMINER);
        if pronoun {
            verb(start + 1)
        } else {
            subject > start
                && subject < self.unit.end
                && verb(subject)
                && (scene.is_capital(subject - 1) || scene.is(subject, Class::AUXILIARY))
        }
    }

    /// The quotation after a colon further on: "asked of the mayor: “…”".
    fn after_colon(&self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let from = cue.tokens.end;
        let plain = |&at: &usize| {
            !scene.quoted(at)
                && !matches!(scene.text.word(at), ";")
                && !scene.is(at, Class::CUE.without(Class::ING))
        };
        let colon = (from..self.unit.end.min(from + 30))
            .take_while(plain)
            .find(|&at| scene.word_is(at, ":"))?;
        (cue.class.any(Class::QUOTE) && scene.quoted(colon + 1)).then_some(colon + 1)
    }

    /// What is spoken of: "criticised the plan", "called it a farce", "urged members to vote".
    fn object(&self, cue: &Cue, start: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let from = cue.tokens.end;
        let class = cue.class;
        if scene.is(from, Class::ADVERB.and(Class::TIME)) && !scene.is(from, Class::DETERMINER)
            || scene.text.lower(from) == "to"
            || self.told(cue, start) && self.infinitive(start)
        {
            return None;
        }
        let end = content::object_end(scene, from, self.unit.end);
        if class.any(Class::REQUEST) && (from..end).any(|at| scene.text.lower(at) == "to") {
            return Some(from..content::clause_end(scene, from, self.unit.end, self.scope(cue)));
        }
        if class.any(Class::LABEL.and(Class::OBJECT))
            && from < end
            && scene.is_word(from)
            && !scene.is(from, Class::PREPOSITION)
        {
            return Some(from..end);
        }
        if class.any(Class::OBJECT)
            && cue.tokens.len() > 1
            && from < end
            && scene.text.lower(from - 1) != "out"
        {
            return Some(from..end);
        }
        None
    }

    /// Whether the cue stands in a clause inside another: after "who", or after "when" at the start.
    fn scope(&self, cue: &Cue) -> Scope {
        let scene = self.scene;
        let relative = cue.group > self.unit.start
            && matches!(scene.text.lower(cue.group - 1), "who" | "which");
        let source =
            source::before(scene, self.unit.start, cue.group).map_or(cue.group, |it| it.start);
        let link = source.checked_sub(1).map_or("", |link| scene.text.lower(link));
        let subordinate = source > self.unit.start
            && matches!(
                link,
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
                    | "where"
            )
            || cue.participle && cue.tokens.start == self.unit.start;
        if relative || subordinate { Scope::Inner } else { Scope::Main }
    }

    /// The source of the statement before in this unit, or the subject of its first clause.
    fn inherited(&self, verb: usize) -> Option<Range<usize>> {
        let main = |source: &Range<usize>| {
            !matches!(self.scene.text.lower(source.end - 1), "who" | "which")
        };
        let last = self.found.iter().rev().find_map(|it| it.source.clone().filter(main));
        last.or_else(|| source::clause_subject(self.scene, self.unit.start, verb))
    }
}

/// Whether a verb takes any complement: "said yes".
fn says(word: &str) -> bool {
    matches!(word, "said" | "says" | "say" | "saying")
}

/// Whether a participle after this word is a statement of its own: "heard telling", "by saying".
fn follows_freely(word: &str) -> bool {
    matches!(
        word,
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
            | "heard"
            | "recorded"
            | "filmed"
            | "caught"
            | "quoted"
            | "keep"
            | "keeps"
            | "kept"
            | "began"
            | "started"
            | "starts"
            | "resist"
            | "stopped"
    )
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
