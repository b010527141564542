//! How cue, source and content stand together in one unit of text.
//!
//! Each construction has a function: "according to", a noun, a participle, an inverted or following
//! cue, a cue before its content. Quotations without a cue are left to `floating`.

use std::ops::Range;

use super::{
    circumstance::{after_circumstances, after_hearer},
    complement::{self, Complement},
    content::{self, Scope},
    cue::{self, Cue},
    dateline::after_dateline,
    lexicon::speech::Class,
    scene::Scene,
    source,
    statement::{Link, Statement},
    token::Shape,
};

/// Reads the statements of one unit that have a cue.
pub fn read(scene: &Scene, unit: &Range<usize>) -> Vec<Statement> {
    // What was said never begins with the place and day of the report.
    let unit = after_dateline(scene.text, unit.start, unit.end)..unit.end;
    let mut at = unit.start;
    let mut reader = Reader { scene, unit: unit.clone(), found: Vec::new() };
    while at < unit.end {
        let last = if scene.is(at, Class::ANNOUNCES) { reader.read_at(at) } else { None };
        at = last.map_or(at, |last| last.max(at)) + 1;
    }
    reader.found
}

/// How far before a participle its subject is looked for, in tokens.
const LONGEST_CLAUSE: usize = 30;

struct Reader<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    unit: Range<usize>,
    found: Vec<Statement>,
}

impl Reader<'_, '_, '_> {
    /// Reads the statement whose cue stands at `at`; returns the last token that it used up.
    fn read_at(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        if scene.quoted(at) || self.found.iter().rev().take(8).any(|it| it.holds(at)) {
            return None;
        }
        if scene.text.lower(at) == "according" && scene.text.lower(at + 1) == "to" {
            return self.according(at);
        }
        if scene.is(at, Class::NOUN)
            && let Some(used) = self.noun(at)
        {
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

    /// Keeps a statement of a verb, with the auxiliaries and adverbs that belong to it.
    fn keep_verb(
        &mut self,
        cue: &Cue,
        source: Option<Range<usize>>,
        content: Vec<Range<usize>>,
        link: Link,
    ) -> Option<usize> {
        let words = cue.words(self.scene);
        // "The court heard": somebody else spoke there.
        let hears = matches!(self.scene.text.lower(cue.tokens.start), "hear" | "hears" | "heard");
        let source = source.filter(|_| !hears);
        let that = content.first().map_or(words.end, |piece| piece.start);
        let noun = that > words.end
            && that < words.end + 5
            && self.scene.is(that - 1, Class::NOUN)
            && self.scene.text.lower(that) == "that";
        let end = if noun { that } else { words.end }; // "voiced concern"
        self.keep(words.start..end, source, content, link)
    }

    /// Keeps a statement if any content is left; drops the ones that it holds.
    fn keep(
        &mut self,
        cue: Range<usize>,
        source: Option<Range<usize>>,
        content: Vec<Range<usize>>,
        link: Link,
    ) -> Option<usize> {
        let scene = self.scene;
        let pieces = content.into_iter().filter_map(|tokens| content::piece(scene, tokens));
        let content = content::merged(scene, pieces.collect());
        let words: usize = content.iter().map(|piece| scene.words(piece.clone())).sum();
        let is_answer = |piece: &Range<usize>| {
            piece.len() == 1 && matches!(scene.text.lower(piece.start), "no" | "yes")
        };
        let says = |piece: &Range<usize>| scene.any_quoted(piece.clone()) || is_answer(piece);
        if words < 2 && !content.iter().any(says) {
            return None;
        }
        self.found.retain(|it| !content.iter().any(|piece| it.overlaps(piece)));
        let used = cue.end.max(source.as_ref().map_or(0, |it| it.end)) - 1;
        let link = if source.is_none() { Link::Unknown } else { link };
        self.found.push(Statement { content, cue: Some(cue), source, link });
        Some(used)
    }

    /// "According to the mayor, rents fell."
    fn according(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let mut source = source::after(scene, at + 2, self.unit.end)?;
        source.end = source::whole(scene, source.end, self.unit.end);
        let left = content::piece(scene, self.outer_floor(at, source.end)..at);
        let least = if scene.word_is(source.end, ",") { 5 } else { 3 };
        let open = |left: &Range<usize>| scene.is(left.end - 1, Class::CONJUNCTION);
        let left = left.filter(|left| scene.words(left.clone()) >= least && !open(left));
        let told = self.found.last().is_some_and(|it| it.end() < at && it.end() + 12 > at);
        if told && left.as_ref().is_some_and(|it| !content::has_verb(scene, it.start, it.end)) {
            return None; // it belongs to what somebody said before
        }
        if left.is_none() && !scene.word_is(source.end, ",") {
            // What follows the comma is no apposition but what was said.
            source.end = source::phrase_end(scene, source.start, source.end);
        }
        if left.is_none() && at > self.unit.start && !scene.word_is(source.end, ",") {
            return None; // "…,” Roe wrote, according to letters found there"
        }
        let end = content::clause_end(scene, source.end, self.unit.end, Scope::Main);
        let content = left.unwrap_or(source.end..end);
        self.keep(at..at + 2, Some(source), vec![content], Link::Beside)
    }

    /// "The mayor's claim that rents fell", "his promise that".
    fn noun(&mut self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let that = at + 1;
        let inside = that + 1 < self.unit.end;
        if let Some(content) = self.demanded(at) {
            let owner = at.checked_sub(1).filter(|&it| it > self.unit.start);
            let owner = owner.filter(|&it| scene.is(it, Class::POSSESSIVE));
            let source = owner.and_then(|it| source::before(scene, self.unit.start, it));
            return self.keep(at..that, source, vec![content], Link::Beside);
        }
        let clause = scene.text.lower(that) == "that"
            && !scene.is(that + 1, Class::AUXILIARY.and(Class::VERB));
        let vow = scene.text.lower(that) == "to" && scene.is(at, Class::VOW);
        if !inside || !(clause || vow) {
            return None;
        }
        let mut before = (self.unit.start.max(at.saturating_sub(4))..at).rev();
        let owner = before.find(|&to| scene.is(to, Class::OWNER) && !scene.quoted(to))?;
        let source = if scene.is(owner, Class::DETERMINER) {
            owner..owner + 1
        } else {
            let source = source::before(scene, self.unit.start, owner)?;
            // "seized on *Roe*'s claim"
            let other = |&at: &usize| {
                scene.is(at, Class::PREPOSITION)
                    && scene.text.lower(at) != "of"
                    && !scene.is_capital(at)
            };
            source.clone().rev().find(other).map_or(source.start, |at| at + 1)..source.end
        };
        let content = that..content::clause_end(scene, that, self.unit.end, Scope::Inner);
        self.keep(at..that, Some(source), vec![content], Link::Beside)
    }

    /// What is asked for, in words that somebody used: "demands for Roe to be “expelled”".
    fn demanded(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let noun = matches!(scene.text.lower(at), "demand" | "demands");
        let start = at + 2;
        if !noun || scene.text.lower(at + 1) != "for" || start >= self.unit.end {
            return None;
        }
        let end = content::clause_end(scene, start, self.unit.end, Scope::Inner);
        let quoted = scene.first_quoted(start..end)?;
        let infinitive = (start..quoted).any(|it| scene.text.lower(it) == "to");
        infinitive.then_some(start..end)
    }

    /// ", adding that rents fell."
    fn participle(&mut self, cue: &Cue) -> Option<usize> {
        let scene = self.scene;
        let detached = self.before(cue.group).is_none_or(|before| {
            !scene.is_word(before) && !scene.is(before, Class::POSSESSIVE)
                || scene.quoted(before)
                || scene.is(before, Class::FREE)
                || is_text(scene, before) && is_stating(scene.text.lower(cue.tokens.start))
        });
        let complement = Complement::new(scene, &self.unit, cue);
        if !(detached || complement.is_marked()) {
            return None;
        }
        let content = complement.content()?;
        let source = self.participle_source(cue.group);
        self.keep_verb(cue, source, vec![content], Link::Inherited)
    }

    /// Who a participle belongs to: the name right before it, else the subject.
    fn participle_source(&self, at: usize) -> Option<Range<usize>> {
        let (scene, start) = (self.scene, self.unit.start);
        let before = self.before(at);
        if before.is_some_and(|it| scene.is(it, Class::OVERHEARD) || begins(scene, it)) {
            return source::before(scene, start, cue::group(scene, start, at - 1));
        }
        let is_name = |&before: &usize| {
            let name = scene.is_capital(before) && !scene.is(before, Class::TIME);
            before > start && name && !scene.quoted(before)
        };
        if let Some(company) = self.company(at) {
            return Some(company);
        }
        let name = before.filter(is_name);
        name.and_then(|name| source::before(scene, start, name + 1))
            .or_else(|| self.subject_since(at))
            .or_else(|| self.inherited(at))
            .or_else(|| self.subject_after_comma(at))
    }

    /// The subject of a clause that began since the last statement: "Roe said no, but *the mayor* agreed,
    /// saying".
    fn subject_since(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let from = self.floor().max(at.saturating_sub(LONGEST_CLAUSE)).max(self.unit.start + 1);
        let links = |&it: &usize| {
            let link = matches!(scene.text.lower(it), "and" | "but" | "while");
            link && !scene.quoted(it) && !scene.is_word(it - 1)
        };
        let link = (from..at).rev().find(links)?;
        let subject = source::after(scene, link + 1, at)?;
        let acts = content::begins_clause(scene, link + 1, at)
            && content::has_verb(scene, subject.end, at);
        acts.then_some(subject)
    }

    /// "with many economists *saying*": who does what the participle says.
    fn company(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let mut near = (self.unit.start.max(at.saturating_sub(7))..at).rev();
        let with = near.find(|&to| scene.text.lower(to) == "with" || !scene.is_word(to))?;
        let is_with = scene.is_word(with) && !scene.quoted(with) && with + 1 < at;
        is_with.then(|| source::before(scene, with + 1, at))?
    }

    /// The subject after a leading participle clause: "Citing costs, the mayor".
    fn subject_after_comma(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let is_comma = |&comma: &usize| scene.word_is(comma, ",") && !scene.quoted(comma);
        let comma = (at..self.unit.end).find(is_comma).filter(|_| at == self.unit.start)?;
        source::after(scene, comma + 1, self.unit.end)
    }

    /// "was described as “a farce” by critics".
    fn passive(&mut self, cue: &Cue) -> Option<usize> {
        let (scene, from, end) = (self.scene, cue.tokens.end, self.unit.end);
        let plain = |&at: &usize| !matches!(scene.text.word(at), "," | ";");
        let mut near = (from..end.min(from + 14)).take_while(plain);
        let by = near.find(|&at| scene.text.lower(at) == "by" && !scene.quoted(at));
        let source = by.and_then(|by| source::after(scene, by + 1, end));
        let heard = matches!(
            scene.text.lower(cue.tokens.end - 1),
            "told" | "informed" | "advised" | "assured" | "warned"
        );
        if scene.text.lower(from) == "by"
            && let Some(agent) = &source
            && let Some(content) = self.told_by(cue, agent)
        {
            return self.keep_verb(cue, source, vec![content], Link::Beside);
        }
        let clause = heard && complement::names_subject(scene, from, end);
        if heard && scene.text.lower(from) == "that" || clause {
            let content = from..content::clause_end(scene, from, end, Scope::Main);
            return self.keep_verb(cue, None, vec![content], Link::Beside); // "The jury was told that"
        }
        let labels = cue.class.any(Class::LABEL.and(Class::THAT));
        let quoted = scene.first_quoted(from..end.min(from + 4)).filter(|_| labels)?;
        let content = scene.region(quoted)?.tokens.clone();
        self.keep_verb(cue, source, vec![content], Link::Beside)
    }

    /// What follows the agent of a passive: "was described by Roe *as a farce*", "was told by Roe *that
    /// rents fell*".
    fn told_by(&self, cue: &Cue, agent: &Range<usize>) -> Option<Range<usize>> {
        let (scene, at, end) = (self.scene, agent.end, self.unit.end);
        let next = at + 1;
        if next >= end {
            return None;
        }
        match scene.text.lower(at) {
            "as" if cue.class.any(Class::LABEL) => {
                Some(next..content::object_end(scene, next, end))
            }
            "that" if cue.class.any(Class::THAT) => {
                Some(at..content::clause_end(scene, at, end, Scope::Main))
            }
            _ => None,
        }
    }

    /// "…," said the mayor.
    fn inverted(&mut self, cue: &Cue) -> Option<usize> {
        let (scene, next) = (self.scene, cue.tokens.end);
        let before = self.before(cue.group).filter(|_| cue.group == cue.tokens.start)?;
        let closes = self.closes_quotation(before);
        let follows = closes || matches!(scene.text.word(before), "," | "?" | "!" | "—");
        let finite = cue.class.any(Class::PAST.and(Class::THIRD)) || !cue.class.any(Class::HEARER);
        let agent = scene.is(next, Class::PREPOSITION); // "noted by the mayor"
        if !follows
            || !finite
            || agent
            || !cue.class.any(Class::TAIL)
            || scene.is(next, Class::TIME)
        {
            return None;
        }
        let source = source::after(scene, next, self.unit.end)?;
        if !closes && !self.may_be_inverted(cue, &source) {
            return None;
        }
        let left = self.left_start(before)..cue.tokens.start;
        let rest = self.resumed(source.end).or_else(|| self.resumed_after(source.end, &left));
        let content = std::iter::once(left).chain(rest).collect();
        self.keep_verb(cue, Some(source), content, Link::Beside)
    }

    /// Whether a comma and a verb begin ", said the mayor" and not the rest of an apposition.
    fn may_be_inverted(&self, cue: &Cue, source: &Range<usize>) -> bool {
        let scene = self.scene;
        let named = scene.is_capital(source.start) || scene.is_capital(source.end - 1);
        let person = scene.is(source.end - 1, Class::PERSON) || named;
        let tells = cue.class.any(Class::HEARER);
        if person && !tells && content::ends_statement(scene, source.end, self.unit.end) {
            return true;
        }
        let named = scene.is_capital(source.start) || scene.is(source.start, Class::DETERMINER);
        let subject = source::before(scene, self.floor(), cue.group);
        let object =
            scene.is(source.end, Class::AUXILIARY.and(Class::VERB)) && source.end < self.unit.end;
        named && subject.is_none() && !object
    }

    /// "…," the mayor said.
    fn following(&mut self, cue: &Cue) -> Option<usize> {
        let (scene, next) = (self.scene, cue.tokens.end);
        let source = source::before(scene, self.unit.start, cue.group)
            .filter(|_| cue.class.any(Class::TAIL))?;
        if scene.text.lower(source.end - 1) == "nobody" {
            return None; // “Who is there?” Nobody answered.
        }
        let before = self.before(source.start)?;
        if scene.text.lower(before) == "as" && !scene.quoted(before) {
            return self.as_said(cue, source, before);
        }
        let closes = self.closes_quotation(before);
        let mark = matches!(scene.text.word(before), "," | "?" | "!" | "…");
        if !closes && !mark && !scene.text.is_dash(before) {
            return None;
        }
        let floor = self.left_start(before).min(self.outer_floor(source.start, next));
        // "…, which, Roe said, …": only the relative clause is said.
        let relative = before - usize::from(before > floor);
        let is_relative = scene.word_is(before, ",") && scene.is(relative, Class::RELATIVE);
        let floor = if is_relative { relative } else { floor };
        let Some(left) = content::piece(scene, floor..source.start) else {
            // What stands before is somebody else's already: “…,” she said. “…”
            let right = self.resumed(next).filter(|_| closes)?;
            return self.keep_verb(cue, Some(source), vec![right], Link::Beside);
        };
        let resumes = match cue.class.any(Class::HEARER) {
            true => after_hearer(scene, next, self.unit.end),
            false => next,
        };
        let resumes = after_circumstances(scene, resumes, self.unit.end);
        let rest = self.resumed_plain(resumes, &left);
        let follows = match closes {
            true => self.follows_quotation(cue, &source, &left),
            false => self.follows_clause(cue, &left, rest.is_some()),
        };
        if !follows {
            return None;
        }
        let rest = rest.or_else(|| self.resumed(next));
        let content = std::iter::once(left).chain(rest).collect();
        self.keep_verb(cue, Some(source), content, Link::Beside)
    }

    /// Whether a cue after a quotation belongs to it, not to what follows: "In “News,” Roe said",
    /// “Why?” He said, “No.”
    fn follows_quotation(&self, cue: &Cue, source: &Range<usize>, left: &Range<usize>) -> bool {
        let (scene, next) = (self.scene, cue.tokens.end);
        let begins = scene.is_capital(source.start) && scene.is(source.start, Class::PRONOUN);
        let introduces = scene.quoted(next + 1)
            && (scene.word_is(next, ":")
                || scene.word_is(next, ",") && begins && scene.text.lower(source.start) != "i");
        let complement = Complement::new(scene, &self.unit, cue);
        let told = complement.is_that_clause();
        let likely = || complement.is_likely();
        let named = scene.first_quoted(left.clone()).is_some_and(|quoted| {
            quoted > left.start && scene.words(quoted..left.end) < 4 // the title of a work
        });
        !(introduces || told || (self.leads(left) || named) && likely())
    }

    /// Whether a cue after an unquoted clause belongs to it: the clause is whole, and what was said
    /// does not follow.
    fn follows_clause(&self, cue: &Cue, left: &Range<usize>, has_rest: bool) -> bool {
        let (scene, next) = (self.scene, cue.tokens.end);
        let first = scene.text.lower(left.start);
        let quoted_first = scene.quoted(left.start);
        let participle = first.ends_with("ing") || scene.is(left.start, Class::PARTICIPLE);
        let leading = self.leads(left) || participle && !quoted_first;
        let nominal = !content::has_verb(scene, left.start, left.end);
        let introduces = matches!(scene.text.word(next), "," | ":") && scene.quoted(next + 1);
        let adverb = scene.is(left.start, Class::ADVERB) && scene.words(left.clone()) < 3;
        let part = nominal || scene.words(left.clone()) < 3;
        let whole = !part || has_rest;
        let last = !leading || has_rest || content::ends_statement(scene, next, self.unit.end);
        let begins = introduces && (leading || nominal || self.begins_sentence(next + 1));
        whole && last && !adverb && !begins && !Complement::new(scene, &self.unit, cue).is_likely()
    }

    /// Whether a quotation begins with a capital letter.
    fn begins_sentence(&self, quoted: usize) -> bool {
        let word = (quoted..self.unit.end).find(|&at| self.scene.is_word(at));
        word.is_some_and(|word| self.scene.is_capital(word))
    }

    /// Whether an unquoted preposition or conjunction begins a piece.
    fn leads(&self, piece: &Range<usize>) -> bool {
        let scene = self.scene;
        let link = Class::PREPOSITION.and(Class::CONJUNCTION);
        let even = scene.is(piece.start, Class::ADVERB) && !scene.is(piece.start, link);
        let first = piece.start + usize::from(even); // "even if"
        scene.is(first, link) && !scene.quoted(piece.start)
    }

    /// "As the mayor put it, …", "…, as the mayor put it."
    fn as_said(&mut self, cue: &Cue, source: Range<usize>, link: usize) -> Option<usize> {
        let (scene, end) = (self.scene, self.unit.end);
        let next = after_circumstances(scene, cue.tokens.end, end);
        let goes_on = next + 1 < end;
        if goes_on && matches!(scene.text.word(next), "," | ":") {
            let right = next + 1..content::clause_end(scene, next + 1, end, Scope::Main);
            return self.keep_verb(cue, Some(source), vec![right], Link::Beside);
        }
        if goes_on && !matches!(scene.text.word(next), "." | "?" | "!") {
            return None;
        }
        let is_edge = |&at: &usize| scene.word_is(at, ",") || scene.quoted(at);
        let comma = self.before(link).filter(is_edge)?;
        let left = self.left_start(comma)..link;
        self.keep_verb(cue, Some(source), vec![left], Link::Beside)
    }

    /// "The mayor said that …", with all complements that the cue can take.
    fn forward(&mut self, cue: &Cue) -> Option<usize> {
        let content = Complement::new(self.scene, &self.unit, cue).content()?;
        let (source, link) = match source::before(self.scene, self.unit.start, cue.group) {
            Some(source) => (self.with_first_of_both(cue, source), Link::Beside),
            None if self.may_inherit(cue) => (self.inherited(cue.group)?, Link::Inherited),
            None => return None,
        };
        let nobody = self.is_comment(cue, &source)
            || self.is_supposed(&source) && !self.scene.any_quoted(content.clone())
            || self.is_anybody(cue, &source)
            || self.is_whoever(&source) && !self.is_said(&content);
        if nobody {
            return None;
        }
        self.keep_verb(cue, Some(source), vec![content], link)
    }

    /// The source with who stands before "and", where "both" say it: "*Ann Roe, the mayor, and* Bob Poe
    /// have both called for".
    fn with_first_of_both(&self, cue: &Cue, source: Range<usize>) -> Range<usize> {
        let scene = self.scene;
        let both = (cue.group..cue.tokens.start).any(|at| scene.text.lower(at) == "both");
        let and = self.before(source.start).filter(|&it| scene.text.lower(it) == "and");
        let first = and.filter(|_| both).and_then(|and| {
            let start = self.unit.start;
            source::clause_subject(scene, start, and + 1)
        });
        first.map_or(source.start, |first| first.start)..source.end
    }

    /// Whether "as" makes a comment of subject and cue, so that nothing follows: "as Roe said on
    /// Monday".
    fn is_comment(&self, cue: &Cue, source: &Range<usize>) -> bool {
        let scene = self.scene;
        let link = self.before(source.start).is_some_and(|it| scene.text.lower(it) == "as");
        let reduced = matches!(scene.text.lower(source.start), "a" | "an") // "a man named Poe"
            && cue.group == cue.tokens.start
            && scene.text.lower(cue.group) == "named";
        let marked = || Complement::new(scene, &self.unit, cue).is_marked();
        reduced || link && cue.class.any(Class::TAIL.and(Class::LABEL)) && !marked()
    }

    /// Whether a source is whoever does what the cue says: "those who", "anyone who".
    fn is_whoever(&self, source: &Range<usize>) -> bool {
        let scene = self.scene;
        let last = source.end - 1;
        scene.is(last, Class::RELATIVE)
            && last > self.unit.start
            && matches!(
                scene.text.lower(last - 1),
                "those" | "anyone" | "anybody" | "everyone" | "everybody" | "people" | "one"
            )
    }

    /// Whether it is a condition that somebody says something: "if the court agrees to hear it".
    fn is_supposed(&self, source: &Range<usize>) -> bool {
        let before = self.before(source.start);
        before.is_some_and(|it| matches!(self.scene.text.lower(it), "if" | "unless"))
    }

    /// Whether a content is a clause with "that" or holds a quotation.
    fn is_said(&self, content: &Range<usize>) -> bool {
        let scene = self.scene;
        scene.text.lower(content.start) == "that" || scene.any_quoted(content.clone())
    }

    /// Whether "you" stands for anybody: "you think", "you agree".
    fn is_anybody(&self, cue: &Cue, source: &Range<usize>) -> bool {
        let bare = cue.class.any(Class::BASE) && cue.group == cue.tokens.start;
        self.scene.text.lower(source.start) == "you" && (bare || cue.class.any(Class::MIND))
    }

    /// Whether a cue without a subject can have the one before: "and added", "then said".
    fn may_inherit(&self, cue: &Cue) -> bool {
        let scene = self.scene;
        self.before(cue.group).is_some_and(|before| {
            let word = scene.text.lower(before);
            matches!(word, "and" | "but" | "or" | "—" | "–")
                || cue.group < cue.tokens.start && word != ","
                || word == "," && cue.class.any(Class::CLAUSE)
                || scene.quoted(before)
        })
    }

    /// The source of the statement before in this unit, or the subject of its first clause.
    fn inherited(&self, verb: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let is_main = |source: &&Range<usize>| !scene.is(source.end - 1, Class::RELATIVE);
        // "According to the paper, Roe left and said …": the paper is no subject.
        let has_verb = |it: &&Statement| {
            it.cue.as_ref().is_none_or(|cue| scene.text.lower(cue.start) != "according")
        };
        let mut with_verb = self.found.iter().rev().filter(has_verb);
        let last = with_verb.find_map(|it| it.source.as_ref().filter(is_main));
        let told = self.found.last().filter(|it| !has_verb(it));
        let from = told.and_then(|it| it.content.first()).map_or(self.unit.start, |it| it.start);
        last.cloned().or_else(|| source::clause_subject(scene, from, verb))
    }

    /// The token before `at`, if it is in this unit.
    fn before(&self, at: usize) -> Option<usize> {
        at.checked_sub(1).filter(|&before| before >= self.unit.start)
    }

    /// Whether a quotation ends at `at`, or before the comma there.
    fn closes_quotation(&self, at: usize) -> bool {
        let scene = self.scene;
        scene.quoted(at) || scene.word_is(at, ",") && at > 0 && scene.quoted(at - 1)
    }

    /// Where the clause begins after the statement before.
    fn floor(&self) -> usize {
        let ends = self.found.iter().rev().take(8).map(Statement::end);
        ends.max().unwrap_or(0).max(self.unit.start)
    }

    /// Where the content of a cue at the end of a sentence begins: it holds the statement that
    /// ends right before its comma, cue and all.
    fn outer_floor(&self, start: usize, end: usize) -> usize {
        let scene = self.scene;
        let plain = |&at: &usize| scene.word_is(at, ",") && !self.closes_quotation(at);
        let comma = self.before(start).filter(plain);
        let floor = self.floor();
        match (comma, self.found.split_last()) {
            (Some(comma), Some((_, before)))
                if floor + 1 >= comma && content::ends_statement(scene, end, self.unit.end) =>
            {
                let ends = before.iter().map(Statement::content_end);
                ends.max().unwrap_or(self.unit.start)
            }
            _ => floor,
        }
    }

    /// Where the content to the left begins whose last token is `last`.
    fn left_start(&self, last: usize) -> usize {
        let floor = self.floor();
        self.scene.region(last).map_or(floor, |region| region.tokens.start.min(floor))
    }

    /// The rest of a quotation that goes on after its cue: "…," she said, "…".
    fn resumed(&self, from: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let quoted = scene.first_quoted(from..self.unit.end)?;
        if scene.is_word(quoted - 1) && quoted > from {
            return None; // the title of a work: said in the play “…”
        }
        let is_other = |at: usize| scene.is(at, Class::CUE) && !scene.is(at - 1, Class::DETERMINER);
        if (from..quoted).any(is_other) {
            return None;
        }
        let region = &scene.region(quoted)?.tokens;
        let end = content::clause_end(scene, region.start, self.unit.end, Scope::Main);
        Some(region.start..end.max(region.end))
    }

    /// The same around an inverted cue, whose subject may have an apposition: "Rents, said Roe, would
    /// fall", "If it rains, said Roe, rents will fall".
    fn resumed_after(&self, from: usize, left: &Range<usize>) -> Option<Range<usize>> {
        let scene = self.scene;
        let start = from + 1;
        let left = content::piece(scene, left.clone())?;
        let verb = scene.is(start, Class::AUXILIARY.and(Class::VERB));
        let known = Class::AUXILIARY.and(Class::VERB).and(Class::PAST);
        let open =
            scene.is(left.start, Class::CONJUNCTION) || !left.clone().any(|at| scene.is(at, known));
        let subject = Class::DETERMINER.and(Class::PRONOUN);
        let clause =
            open && scene.is(start, subject) && !matches!(scene.text.lower(start), "a" | "an");
        (verb && open || clause).then(|| self.resumed_plain(from, &left))?
    }

    /// The rest of an unquoted statement around its cue: "Rents, she said, would fall".
    fn resumed_plain(&self, from: usize, left: &Range<usize>) -> Option<Range<usize>> {
        let (scene, start, end) = (self.scene, from + 1, self.unit.end);
        if !scene.word_is(from, ",") || start + 1 >= end || scene.any_quoted(left.clone()) {
            return None;
        }
        let word = scene.text.lower(start);
        let verb =
            scene.is(start, Class::AUXILIARY.and(Class::VERB)) || matches!(word, "that" | "to");
        let open = !content::has_verb(scene, left.start, left.end) || self.leads(left);
        let new = scene.is(start, Class::ING.and(Class::RELATIVE))
            || matches!(word, "in" | "on" | "at" | "during" | "according");
        let rest = start..content::clause_end(scene, start, end, Scope::Main);
        (verb || open && !new || content::goes_on(scene, start, end)).then_some(rest)
    }
}

/// Whether a noun names what somebody issues: "a *statement* saying that".
fn is_text(scene: &Scene, at: usize) -> bool {
    scene.is(at, Class::OCCASION) && scene.text.shape(at) == Shape::Lower
}

fn is_stating(word: &str) -> bool {
    matches!(word, "saying" | "stating" | "claiming" | "arguing" | "insisting" | "alleging")
}

/// Whether a verb only tells that its subject does what the participle after it says: "*began* telling".
fn begins(scene: &Scene, at: usize) -> bool {
    matches!(
        scene.text.lower(at),
        "began" | "begins" | "started" | "starts" | "keep" | "keeps" | "kept" | "stopped"
    )
}

#[cfg(test)]
mod tests {
    use crate::extract::speech::tests::check;

    #[test]
    fn cues_follow_a_quotation_in_either_order() {
        check(&[
            ("“Rents fell,” Ann Roe said.", "“Rents fell,” | said | Ann Roe"),
            ("“Rents fell,” said the mayor.", "“Rents fell,” | said | the mayor"),
            (
                "“Rents fell,” said Ann “Shorty” Roe, the mayor.",
                "“Rents fell,” | said | Ann “Shorty” Roe, the mayor",
            ),
            ("Max \"Big Max\" Poe said rents fell.", "rents fell | said | Max \"Big Max\" Poe"),
            (
                "“Rents fell,” said Ann Roe, a council spokeswoman, on Monday.",
                "“Rents fell,” | said | Ann Roe, a council spokeswoman",
            ),
            (
                "“Rents fell,” Roe, 55, who owns two houses, told the Daily Post.",
                "“Rents fell,” | told | Roe, 55, who owns two houses",
            ),
            ("“Rents,” she said, “will fall.”", "“Rents,” … “will fall.” | said | she"),
            ("“Rents fell,” she said. “I know.”", "“Rents fell,” … “I know.” | said | she"),
            ("“Rents fell,” she went on. “I know.”", "“Rents fell,” … “I know.” | went on | she"),
            ("“Rents fell,” that person said.", "“Rents fell,” | said | that person"),
            ("‘Rents fell,’ Ann May said.", "‘Rents fell,’ | said | Ann May"),
            ("“Did rents fall?” asked Roe.", "“Did rents fall?” | asked | Roe"),
            (
                "“Rents fell,” Ann Roe, a party spokeswoman said.",
                "“Rents fell,” | said | Ann Roe, a party spokeswoman",
            ),
            (
                "\"Rents fell,\" Rep. Ann Roe (D-Ohio) said.",
                "\"Rents fell,\" | said | Rep. Ann Roe (D-Ohio)",
            ),
            (
                "'It's Roe's turn,' the boys' coach said.",
                "'It's Roe's turn,' | said | the boys' coach",
            ),
        ]);
    }

    #[test]
    fn a_participle_belongs_to_the_subject_of_its_clause() {
        check(&[
            (
                "Roe told them “rents fell” -- but some members left, saying it was late.",
                "“rents fell” | told | Roe\nit was late | saying | some members",
            ),
            (
                "The mayor cut rents, but Poe objected, saying it was late.",
                "it was late | saying | Poe",
            ),
            (
                "Roe called rents a “farce,” while the mayor left, adding that it was late.",
                "rents a “farce,” | called | Roe\nthat it was late | adding | the mayor",
            ),
            (
                "Roe said rents fell, and left, adding that it was late.",
                "rents fell, and left | said | Roe\nthat it was late | adding | Roe",
            ),
        ]);
    }

    #[test]
    fn a_dateline_is_no_part_of_what_was_said() {
        check(&[
            (
                "PORT ELLERY, May 6 (Press) - “Rents fell,” Ann Roe said.",
                "“Rents fell,” | said | Ann Roe",
            ),
            ("PORT ELLERY (PA) — “Rents fell,” said Ann Roe.", "“Rents fell,” | said | Ann Roe"),
            (
                "PORT ELLERY — The rents have fallen since May, Ann Roe said.",
                "The rents have fallen since May | said | Ann Roe",
            ),
            ("Rents fell — for now, Ann Roe said.", "Rents fell — for now | said | Ann Roe"),
        ]);
    }

    #[test]
    fn cues_come_before_what_was_said() {
        check(&[
            ("Roe said: “Rents fell.”", "“Rents fell.” | said | Roe"),
            ("Posting on Chirper, Roe asked how rents fell.", "how rents fell | asked | Roe"),
            ("Roe told Post News that rents fell.", "that rents fell | told | Roe"),
            ("Roe told the paper Clarion it had won.", "it had won | told | Roe"),
            ("Roe also asked of the mayor: “Why?”", "“Why?” | also asked of | Roe"),
            (
                "The mayor said in a statement on Monday that rents fell.",
                "that rents fell | said | The mayor",
            ),
            (
                "Roe said rents were “a farce” and must fall.",
                "rents were “a farce” and must fall | said | Roe",
            ),
            ("Roe went on to say that rents fell.", "that rents fell | went on to say | Roe"),
            ("Roe pointed out that rents fell.", "that rents fell | pointed out | Roe"),
            ("Roe has long said rents fell.", "rents fell | has long said | Roe"),
            ("Poe, who said rents fell, left.", "rents fell | said | Poe, who"),
            ("When Roe said rents fell, Poe left.", "rents fell | said | Roe"),
            ("As Roe put it, rents fell.", "rents fell | put it | Roe"),
            ("Roe did not say that rents fell.", ""),
        ]);
    }

    #[test]
    fn unquoted_statements_have_cues_on_either_side() {
        check(&[
            ("Rents have fallen, Ann Roe said on Monday.", "Rents have fallen | said | Ann Roe"),
            ("Rents, Roe said, would fall.", "Rents … would fall | said | Roe"),
            ("According to the mayor, rents fell.", "rents fell | According to | the mayor"),
            (
                "Rents fell this year, according to Ann Roe.",
                "Rents fell this year | according to | Ann Roe",
            ),
            (
                "In June Roe said rents fell, but Poe denied the plan.",
                "rents fell | said | Roe\nthe plan | denied | Poe",
            ),
            (
                "Roe denied that rents fell, adding he was ill.",
                "that rents fell | denied | Roe\nhe was ill | adding | Roe",
            ),
            ("Roe's claim that rents fell was wrong.", "that rents fell was wrong | claim | Roe"),
        ]);
    }

    #[test]
    fn other_complements_are_statements_too() {
        check(&[
            ("Roe vowed to cut rents.", "to cut rents | vowed | Roe"),
            ("Roe talked about “foul rents”.", "“foul rents” | talked about | Roe"),
            ("Roe talked about how rents fell.", "how rents fell | talked about | Roe"),
            ("Roe called the plan “a farce”.", "the plan “a farce” | called | Roe"),
            ("Roe criticised the plan after the vote.", "the plan | criticised | Roe"),
            ("Roe rejected the requests of the board.", ""),
            ("Roe rejected the “foul deal” there.", "the “foul deal” there | rejected | Roe"),
            ("Roe defended the plan in a tweet on Monday.", "the plan | defended | Roe"),
            ("Roe attacked the plan in early tweets.", "the plan | attacked | Roe"),
            ("Roe condemned the attack as Poe fired again.", "the attack | condemned | Roe"),
            ("Roe criticised the plan, which cost a fortune.", "the plan | criticised | Roe"),
            ("Roe praised the plan and has signed it.", "the plan | praised | Roe"),
            ("Roe described herself as “a fan”.", "herself as “a fan” | described | Roe"),
            ("Roe called the police after the vote.", ""),
            (
                "A former mayor described the plan as “a farce”.",
                "the plan as “a farce” | described | A former mayor",
            ),
            ("Roe called the plan unwise.", ""),
            ("Roe voiced concern that rents fell.", "that rents fell | voiced concern | Roe"),
            ("Roe urged the council to act.", "the council to act | urged | Roe"),
            ("Roe renewed her promise to cut rents.", "to cut rents | promise | her"),
            ("Roe called for Poe to resign.", "Poe to resign | called for | Roe"),
            ("Roe accused Poe of lying to voters.", "Poe of lying to voters | accused | Roe"),
            (
                "The plan was described as “a farce” by critics.",
                "“a farce” | was described | critics",
            ),
            (
                "The plan was described by Ann Roe as a farce on Monday.",
                "a farce | was described | Ann Roe",
            ),
            (
                "Poe was told by the mayor that rents fell.",
                "that rents fell | was told | the mayor",
            ),
            (
                "It prompted demands for Roe to be “expelled at once”.",
                "Roe to be “expelled at once” | demands | -",
            ),
            ("Number six states: “Rents fall.”", "“Rents fall.” | states | Number six"),
            (
                "Roe was heard telling a meeting he would be “glad”.",
                "he would be “glad” | telling | Roe",
            ),
        ]);
    }

    #[test]
    fn what_somebody_thinks_is_attributed_but_not_what_one_might_think() {
        check(&[
            ("Roe believes that rents fell.", "that rents fell | believes | Roe"),
            ("The mayor wants to cut rents.", "to cut rents | wants | The mayor"),
            ("Voters expect rents to fall.", "rents to fall | expect | Voters"),
            ("You think rents fell. Roe might think rents fell.", ""),
            ("Roe thought of the days when rents fell.", ""),
        ]);
    }

    #[test]
    fn hearers_and_named_people_do_not_speak() {
        check(&[
            ("The court heard that Poe lied.", "that Poe lied | heard | -"),
            ("The jury was told that Poe lied.", "that Poe lied | was told | -"),
            ("A man named Poe sent it to the mayor.", ""),
            ("Roe told the painful truth about a town he loved.", ""),
            ("Roe would concede if she lost.", ""),
            ("Roe did not criticise the plan.", ""),
            ("Her new book “How the Rents of Poe fell” sold well.", ""),
            ("By reading on, you agree to the terms.", ""),
            ("As the mayor pointed out the other day, rents fell.", ""),
            ("It was, as the Post called it in May, a dear town.", ""),
            ("That was what Roe said when she left.", ""),
            ("What Roe said was important.", ""),
            ("Those who want rents to fall did not vote.", ""),
            ("If the court had agreed to hear Roe, rents would fall.", ""),
            ("Her family is saying their goodbyes on Monday.", ""),
            ("The mayor warned him in the vote.", ""),
            ("The mayor could blast the plan again.", ""),
            ("The paper lost 352 points to close at 600.", ""),
            ("Roe called a meeting to hear the council.", ""),
            ("Roe maintains a list of rents for the council's clerks.", ""),
            ("Roe offered no proof.", ""),
            ("When the film won, Roe and Poe spoke out there.", ""),
            (
                "“Rents fell,” Roe wrote, according to letters found in May.",
                "“Rents fell,” Roe wrote | according to | letters found in May",
            ),
            ("Roe wrote “The Fall of Rents” in May.", ""),
            ("Roe talks about rents. Poe talked about the rents of May.", ""),
            ("Typically party rules permit members to vote.", ""),
            (
                "It rained, with many experts saying that rents fell.",
                "that rents fell | saying | many experts",
            ),
            (
                "It pleased Ann Roe, a Democrat, who said rents fell.",
                "rents fell | said | Ann Roe, a Democrat, who",
            ),
        ]);
    }

    #[test]
    fn what_was_said_ends_before_the_reporter_goes_on() {
        check(&[
            (
                "Roe told the paper, “Rents fell,” adding that Poe left.",
                "“Rents fell,” | told | Roe\nthat Poe left | adding | Roe",
            ),
            (
                "Roe said rents would “never fall,” in an interview with the Post.",
                "rents would “never fall,” | said | Roe",
            ),
            ("“Rents fell,” Roe said on the radio show “Good Day.”", "“Rents fell,” | said | Roe"),
            ("When asked about rents, Roe said, “They fell.”", "“They fell.” | said | Roe"),
            (
                "Rents fell, Roe said, and they would fall again.",
                "Rents fell … they would fall again | said | Roe",
            ),
            (
                "It rained because, according to Roe, the dam broke.",
                "the dam broke | according to | Roe",
            ),
            (
                "Roe vowed to cut rents, and the council agreed to pay.",
                "to cut rents | vowed | Roe\nto pay | agreed | the council",
            ),
            (
                "When Roe noted that rents fell ― as they did ― Poe boasted, “I cut them.”",
                "that rents fell | noted | Roe\n“I cut them.” | boasted | Poe",
            ),
            (
                "Roe said that rents fell, prompting a rebuke from Poe.",
                "that rents fell | said | Roe",
            ),
            (
                "It is what Roe says rents do and how experts say they fall.",
                "rents do | says | Roe\nthey fall | say | experts",
            ),
            (
                "Roe said the wave of fires and protests demands a reply.",
                "the wave of fires and protests demands a reply | said | Roe",
            ),
        ]);
    }

    #[test]
    fn what_was_said_goes_on_after_its_cue() {
        check(&[
            (
                "Roe Freight was a giant, Poe said, until it went bankrupt.",
                "Roe Freight was a giant … until it went bankrupt | said | Poe",
            ),
            (
                "Even if the port closes, Roe said, it has paid its debts.",
                "Even if the port closes … it has paid its debts | said | Roe",
            ),
            (
                "The dockers, Roe explained on Monday, were “well paid,” making ten pounds an hour.",
                "The dockers … were “well paid,” making ten pounds an hour | explained | Roe",
            ),
            (
                "The park is near the stadium, which, Roe said, is full.",
                "which … is full | said | Roe",
            ),
        ]);
    }

    #[test]
    fn what_is_spoken_of_ends_with_its_list_and_no_sooner() {
        check(&[
            (
                "Roe condemned riots in Poe, Lee and elsewhere on Monday.",
                "riots in Poe, Lee and elsewhere | condemned | Roe",
            ),
            (
                "Roe criticised the Tulsa, Ohio, police chief after the vote.",
                "the Tulsa, Ohio, police chief | criticised | Roe",
            ),
            (
                "Roe announced some plans, including, “We pave the road.”",
                "some plans, including, “We pave the road.” | announced | Roe",
            ),
            (
                "Roe compared the plan to “a fire” - a word that stung.",
                "the plan to “a fire” | compared | Roe",
            ),
        ]);
    }

    #[test]
    fn nouns_and_adjectives_are_no_cues() {
        let texts = [
            "The new emission rules could change states.",
            "It prompted demands for a vote.",
            "In a widely read column it rained.",
            "The party's ruling body met.",
            "Poe told to resign",
            "Post News can reveal that rents fell.",
        ];
        check(&texts.map(|text| (text, "")));
    }
}
