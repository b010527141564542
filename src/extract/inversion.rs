//! How cue, source and content stand together in German and French.
//!
//! Both put the verb before its subject after what was said (`„…“, sagte die Ministerin`, `« … », a
//! déclaré la ministre`), and a subject in front keeps everything up to the verb. Quotations without
//! a cue are left to `floating`; the words are in `lexicon`, noun phrases in `constituent`.

use std::ops::Range;

use super::{
    constituent, content,
    dateline::after_dateline,
    language::Language,
    lexicon::{names, speech::Class},
    scene::Scene,
    statement::{Link, Statement},
    token::Shape,
};

/// How far a participle stands from its auxiliary, and a particle from its verb, in tokens.
const BRACKET: usize = 24;

/// What a verb takes whose particle is missing no more.
const CLAUSES: Class = Class::CLAUSE.and(Class::THAT).and(Class::TAIL);

/// Reads the statements of one unit that have a cue.
pub fn read(scene: &Scene, unit: &Range<usize>) -> Vec<Statement> {
    let unit = after_dateline(scene.text, unit.start, unit.end)..unit.end;
    let mut reader = Reader { scene, unit: unit.clone(), found: Vec::new() };
    for at in unit {
        reader.read_at(at);
    }
    reader.found
}

/// A verb that announces what somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    /// The verb that says so.
    pub verb: usize,
    /// The finite verb: the same, or the auxiliary before it.
    pub finite: usize,
    /// What it can be followed by.
    pub class: Class,
}

/// The cue whose verb is the token `at` of `unit`.
pub fn cue_at(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<Cue> {
    let class = scene.class(at);
    if !class.any(Class::CUE) || scene.text.shape(at) == Shape::Upper {
        return None;
    }
    let cue = |finite: usize| Some(Cue { verb: at, finite, class });
    let auxiliary = auxiliary(scene, unit, at);
    let has = auxiliary.filter(|&it| makes_perfect(scene, it));
    match has {
        Some(has) if class.any(Class::PARTICIPLE) => return cue(has),
        _ if auxiliary.is_some() && class.any(Class::PARTICIPLE) => return None, // a passive
        _ => {}
    }
    let finite = class.any(Class::THIRD) && !is_noun(scene, unit, at);
    let whole = !class.any(Class::SEPARABLE) || has_particle(scene, unit, at);
    match finite {
        true if whole => cue(at),
        // "sprach von einer „Farce“": its particle would make another verb of it.
        true if class.any(Class::LABEL) => {
            Some(Cue { verb: at, finite: at, class: class.without(CLAUSES) })
        }
        _ => None,
    }
}

/// The auxiliary of a participle at `at`: in French right before it but for a pronoun and adverbs,
/// in German anywhere before it in its clause.
fn auxiliary(scene: &Scene, unit: &Range<usize>, at: usize) -> Option<usize> {
    let quoted = scene.quoted(at);
    let same = |&it: &usize| scene.quoted(it) == quoted;
    let mut before = (unit.start.max(at.saturating_sub(BRACKET))..at).rev().take_while(same);
    match scene.text.language {
        Language::French => before
            .find(|&it| {
                let between = Class::ADVERB.and(Class::PRONOUN);
                let hyphen = matches!(scene.text.word(it), "-" | "-t-");
                !(hyphen || scene.is(it, between) && !scene.is(it, Class::AUXILIARY))
            })
            .filter(|&it| scene.is(it, Class::AUXILIARY))
            .map(|it| it - usize::from(makes_known(scene, unit, it))),
        _ => before
            .take_while(|&it| !matches!(scene.text.word(it), "," | ";" | ":"))
            .find(|&it| matches!(scene.text.gloss(it), "has" | "let" | "will" | "is")),
    }
}

/// Whether "fait" is itself a participle: "a *fait* savoir".
fn makes_known(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    scene.text.lower(at) == "fait" && at > unit.start && scene.text.gloss(at - 1) == "has"
}

/// Whether an auxiliary makes its participle an act of the subject: "hat gesagt", "a dit", "s'est
/// félicité", not "wurde gesagt", "est appelé".
fn makes_perfect(scene: &Scene, auxiliary: usize) -> bool {
    let reflexive =
        |at: usize| matches!(scene.text.lower(at), "s'" | "s’" | "se" | "m'" | "m’" | "me");
    match scene.text.gloss(auxiliary) {
        "has" | "let" => true,
        "is" => auxiliary.checked_sub(1).is_some_and(reflexive),
        _ => false,
    }
}

/// Whether an article makes a noun of the verb form: "la demande", "das Sagen".
fn is_noun(scene: &Scene, unit: &Range<usize>, at: usize) -> bool {
    let Some(before) = at.checked_sub(1).filter(|&it| it >= unit.start) else { return false };
    let as_said = before.checked_sub(1).is_some_and(|it| scene.text.gloss(it) == "when");
    let french = scene.text.language == Language::French;
    let determiner = scene.is(before, Class::DETERMINER) && !scene.is(before, Class::PRONOUN);
    let preposition = scene.is(before, Class::PREPOSITION);
    french && (determiner || preposition) && !as_said
}

/// Whether the particle of a separable verb stands at the end of its clause: "teilte … mit".
fn has_particle(scene: &Scene, unit: &Range<usize>, verb: usize) -> bool {
    let ends = |at: usize| at >= unit.end || !scene.quoted(at) && !scene.is_word(at);
    (verb + 1..unit.end.min(verb + BRACKET))
        .take_while(|&at| !scene.quoted(at))
        .any(|at| scene.is(at, Class::PARTICLE) && ends(at + 1))
}

/// Who speaks by the verb at `verb`: the constituent before it, else what follows it.
pub fn speaker(scene: &Scene, unit: &Range<usize>, verb: usize) -> Option<Range<usize>> {
    let cue = cue_at(scene, unit, verb)?;
    constituent::before(scene, unit.start, group(scene, unit.start, cue.finite))
        .or_else(|| constituent::after(scene, cue.finite + 1, unit.end))
}

/// The subject of the first clause in `start..end`: what stands before its first finite verb.
pub fn subject(scene: &Scene, start: usize, end: usize) -> Option<Range<usize>> {
    let finite = |&at: &usize| {
        scene.text.shape(at) == Shape::Lower && scene.is(at, Class::AUXILIARY.and(Class::THIRD))
    };
    let verb = (start + 1..end).find(finite)?;
    constituent::before(scene, start, group(scene, start, verb))
}

/// Where the words begin that stand before a finite verb and belong to it: "ne l'a", "s'est".
fn group(scene: &Scene, from: usize, finite: usize) -> usize {
    if scene.text.language != Language::French {
        return finite;
    }
    let clitic = |&at: &usize| CLITICS.contains(&scene.text.lower(at));
    finite - (from..finite).rev().take_while(clitic).count()
}

/// Pronouns and negations between a French subject and its verb.
const CLITICS: [&str; 19] = [
    "ne", "n'", "n’", "s'", "s’", "se", "lui", "leur", "nous", "vous", "y", "en", "l'", "l’", "le",
    "me", "m'", "m’", "les",
];

struct Reader<'a, 's, 't> {
    scene: &'a Scene<'s, 't>,
    unit: Range<usize>,
    found: Vec<Statement>,
}

impl Reader<'_, '_, '_> {
    /// Reads the statement whose cue stands at `at`.
    fn read_at(&mut self, at: usize) -> Option<()> {
        let scene = self.scene;
        if scene.quoted(at) {
            return self.parenthesis(at);
        }
        if self.found.iter().rev().take(8).any(|it| it.holds(at)) {
            return None;
        }
        if let Some(source) = self.named_by_sign(at) {
            return self.sign(at, source);
        }
        if let Some(said) = self.as_said(at) {
            return Some(said);
        }
        if scene.is(at, Class::ING) {
            return self.participle(at);
        }
        let cue = cue_at(scene, &self.unit, at)?;
        self.inverted(&cue).or_else(|| self.forward(&cue))
    }

    /// Keeps a statement unless what was said is somebody's already.
    fn keep(
        &mut self,
        cue: Range<usize>,
        source: Option<Range<usize>>,
        content: Vec<Range<usize>>,
        link: Link,
    ) -> Option<()> {
        let scene = self.scene;
        let pieces = content.into_iter().filter_map(|tokens| content::piece(scene, tokens));
        let content = content::merged(scene, pieces.collect());
        let words: usize = content.iter().map(|piece| scene.words(piece.clone())).sum();
        let quoted = content.iter().any(|piece| scene.any_quoted(piece.clone()));
        let taken = content.iter().any(|piece| self.found.iter().any(|it| it.overlaps(piece)));
        if taken || words < 3 && !quoted || words == 0 {
            return None;
        }
        let link = if source.is_none() { Link::Unknown } else { link };
        self.found.push(Statement { content, cue: Some(cue), source, link });
        Some(())
    }

    /// Where what was said begins at the earliest, for a cue at `at`: after statements before.
    fn floor(&self, at: usize) -> usize {
        let ends = self.found.iter().map(Statement::end).filter(|&end| end <= at);
        ends.max().unwrap_or(self.unit.start)
    }

    /// `„…“, sagte die Ministerin, „…“`; `…, a déclaré la ministre.`
    fn inverted(&mut self, cue: &Cue) -> Option<()> {
        let (scene, end) = (self.scene, self.unit.end);
        let group = group(scene, self.unit.start, cue.finite);
        let before = group.checked_sub(1).filter(|&it| it >= self.floor(group))?;
        let comma =
            matches!(scene.text.word(before), "," | "–" | "—" | "-") && !scene.quoted(before);
        let closes = scene.quoted(before) || comma && before > 0 && scene.quoted(before - 1);
        if !(closes || comma && scene.word_is(before, ",")) || !cue.class.any(Class::TAIL) {
            return None;
        }
        let (source, after) = self.inverted_source(cue)?;
        if !closes && self.introduces(cue, after).is_some() {
            return None;
        }
        let start = self.left_start(before);
        let subordinate = scene.is(start, Class::CONJUNCTION.and(Class::RELATIVE))
            || scene.text.lower(start) == "um"; // "um … auszugleichen"
        let speaks = source.as_ref().is_some_and(|it| may_say(scene, it));
        // "The minister, Ann Roe, said": what stands before the comma is who speaks.
        let apposed =
            || constituent::before(scene, start, group).is_some_and(|it| it.start == start);
        if !closes && (!speaks || subordinate || scene.words(start..before) < 3 || apposed()) {
            return None;
        }
        let content = std::iter::once(start..group).chain(self.resumed(after, end)).collect();
        self.keep(cue.verb..cue.verb + 1, source, content, Link::Beside)
    }

    /// The source after an inverted cue, and where it ends; "hieß es" may have none.
    fn inverted_source(&self, cue: &Cue) -> Option<(Option<Range<usize>>, usize)> {
        let (scene, end) = (self.scene, self.unit.end);
        let next = cue.verb + 1;
        if cue.class.any(Class::IMPERSONAL) {
            let es = (scene.text.gloss(next) == "it").then_some(next + 1)?;
            let link = scene.is(es, Class::PREPOSITION);
            let source = link.then(|| constituent::after(scene, es + 1, end)).flatten();
            let after = source.as_ref().map_or(es, |it| it.end);
            return Some((source, after));
        }
        let between = cue.finite + 1..cue.verb;
        let clitic = between.clone().find(|&at| constituent::is_pronoun(scene, at));
        let source = match (scene.text.language, clitic) {
            (Language::French, Some(clitic)) => clitic..clitic + 1,
            (Language::French, None) => constituent::after(scene, next, end)?,
            _ if between.is_empty() => constituent::after(scene, next, end)?,
            _ => constituent::after(scene, cue.finite + 1, cue.verb)?,
        };
        let after = source.end.max(next);
        Some((Some(source), after))
    }

    /// Where what was said before an inverted cue begins: with the quotation after a colon or after
    /// nothing but adverbs, else with the clause.
    fn left_start(&self, before: usize) -> usize {
        let scene = self.scene;
        let floor = self.floor(before);
        let Some(quoted) = scene.first_quoted(floor..before + 1) else { return floor };
        let lead = floor..quoted;
        let colon = quoted > floor && scene.word_is(quoted - 1, ":");
        let adverbs = Class::ADVERB.and(Class::TIME).and(Class::CONJUNCTION).and(Class::LINK);
        let bare = lead.clone().all(|at| !scene.is_word(at) || scene.is(at, adverbs));
        if colon || bare { quoted } else { floor }
    }

    /// A quotation that goes on after cue and source: `…, sagte sie, „…“`.
    fn resumed(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let quoted = scene.first_quoted(from..end)?;
        let marked = quoted > from
            && matches!(scene.text.word(quoted - 1), "," | ":" | "–" | "—" | "." | ";");
        let other = (from..quoted).any(|at| cue_at(scene, &self.unit, at).is_some());
        (marked && !other).then(|| scene.region(quoted).map(|it| it.tokens.clone()))?
    }

    /// What follows a cue: `Die Ministerin sagte: „…“`, `…, dass …`, `a dit que …`.
    fn forward(&mut self, cue: &Cue) -> Option<()> {
        let scene = self.scene;
        let group = group(scene, self.unit.start, cue.finite);
        let floor = self.floor(group);
        let (source, link) = match constituent::before(scene, floor, group) {
            Some(source) => (Some(source), Link::Beside),
            None if cue.class.any(Class::IMPERSONAL) => (self.origin(floor, group), Link::Beside),
            None => match constituent::after(scene, cue.finite + 1, self.unit.end) {
                Some(source) if self.may_follow(&source, group) => (Some(source), Link::Beside),
                _ => (self.found.last().and_then(|it| it.source.clone()), Link::Inherited),
            },
        };
        let follows = source.as_ref().map_or(0, |it| it.end).max(cue.verb + 1);
        let content = self.introduces(cue, follows)?;
        self.keep(cue.verb..cue.verb + 1, source, vec![content], link)
    }

    /// Where "hieß es" comes from: "*Aus Stadtkreisen* hieß es".
    fn origin(&self, floor: usize, end: usize) -> Option<Range<usize>> {
        let link = self.scene.is(floor, Class::PREPOSITION);
        link.then(|| constituent::bare(self.scene, floor + 1, end)).flatten()
    }

    /// Whether a subject follows its verb: in German wherever something else stands before, which
    /// "and" is not.
    fn may_follow(&self, source: &Range<usize>, group: usize) -> bool {
        let scene = self.scene;
        let joined = group > self.unit.start && scene.text.gloss(group - 1) == "and";
        let german = scene.text.language == Language::German;
        !joined && (german || scene.is_capital(source.end - 1))
    }

    /// What a cue announces after `from`, the end of cue and source.
    fn introduces(&self, cue: &Cue, from: usize) -> Option<Range<usize>> {
        let (scene, end) = (self.scene, self.unit.end);
        let reach = from..end.min(from + BRACKET);
        let stop = |&at: &usize| {
            scene.quoted(at) || matches!(scene.text.word(at), "," | ":" | ";") || is_that(scene, at)
        };
        let mark = reach.clone().find(stop)?;
        let next = mark + 1;
        let clause = cue.class.any(Class::CLAUSE.and(Class::THAT));
        match scene.text.word(mark) {
            _ if scene.quoted(mark) => self.quoted_object(cue, mark),
            ":" if scene.quoted(next) => scene.region(next).map(|it| it.tokens.clone()),
            ":" if clause => Some(next..end),
            "," if scene.quoted(next) => Some(next..self.clause_end(next)),
            "," if clause && is_that(scene, next) => Some(next..self.clause_end(next)),
            "," if clause && (self.is_reported(next) || self.points(from..mark)) => {
                Some(next..self.clause_end(next))
            }
            "," => self.after_aside(next, reach.end),
            ":" | ";" => None,
            _ if clause && scene.text.language == Language::French => {
                Some(mark..self.clause_end(mark))
            }
            _ => None,
        }
    }

    /// What a colon announces after an aside: `m'a dit, les yeux dans les yeux : “…”`.
    fn after_aside(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let other = |at: usize| cue_at(scene, &self.unit, at).is_some();
        let colon =
            (from..end).find(|&at| scene.quoted(at) || scene.word_is(at, ":") || other(at))?;
        let region = scene.region(colon + 1).filter(|_| scene.word_is(colon, ":"))?;
        Some(region.tokens.clone())
    }

    /// Whether a word points to the clause that follows: "warnte *davor*, …".
    fn points(&self, between: Range<usize>) -> bool {
        let pointer = ["davor", "dafür", "darauf", "daran", "dagegen"];
        between.into_iter().any(|at| pointer.contains(&self.scene.text.lower(at)))
    }

    /// What stands in marks without comma or colon: `nannte das „einen Skandal“`.
    fn quoted_object(&self, cue: &Cue, quoted: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let region = scene.region(quoted)?.tokens.clone();
        let label = cue.class.any(Class::LABEL);
        let long = scene.words(region.clone()) >= if label { 1 } else { 3 };
        let named = !label && scene.is(quoted.wrapping_sub(1), Class::DETERMINER);
        (long && !named).then_some(region)
    }

    /// Whether a clause reports by its mood: ", er *sei* müde".
    fn is_reported(&self, start: usize) -> bool {
        let scene = self.scene;
        let plain = |&at: &usize| !matches!(scene.text.word(at), "," | ";" | ":");
        scene.text.language == Language::German
            && (start..self.unit.end.min(start + 16))
                .take_while(plain)
                .any(|at| SUBJUNCTIVES.contains(&scene.text.lower(at)))
    }

    /// Where the clause ends that begins at `start`: with the unit, unless somebody else goes on.
    fn clause_end(&self, start: usize) -> usize {
        let scene = self.scene;
        let ends = |&at: &usize| {
            let mark = scene.word_is(at, ";");
            let link = scene.text.gloss(at) == "and" || scene.word_is(at, ",");
            let next = at + 1;
            let tells = |cue: Cue| cue.class.any(Class::CLAUSE);
            let cue = || {
                let finite = scene.is(next, Class::THIRD);
                let participle = scene.is(next, Class::ING);
                participle || finite && cue_at(scene, &self.unit, next).is_some_and(tells)
            };
            !scene.quoted(at) && at > start && (mark || link && cue())
        };
        (start..self.unit.end).find(ends).unwrap_or(self.unit.end)
    }

    /// ", ajoutant que …": the speaker is the one of the sentence.
    fn participle(&mut self, at: usize) -> Option<()> {
        let scene = self.scene;
        let detached = at > self.unit.start && !scene.is_word(at - 1);
        let cue = Cue { verb: at, finite: at, class: scene.class(at) };
        let content = self.introduces(&cue, at + 1).filter(|_| detached)?;
        let source = self.found.last().and_then(|it| it.source.clone());
        let source = source.or_else(|| subject(scene, self.unit.start, at));
        self.keep(at..at + 1, source, vec![content], Link::Inherited)
    }

    /// The source of a word that is no verb: "laut Polizei", "selon elle", "nach Angaben der
    /// Polizei", "so die Polizei".
    fn named_by_sign(&self, at: usize) -> Option<Range<usize>> {
        let (scene, end) = (self.scene, self.unit.end);
        let lower = scene.text.lower(at);
        let before = at.checked_sub(1).filter(|&it| it >= self.unit.start);
        let word = |at: Option<usize>| at.map_or("", |at| scene.text.lower(at));
        if lower == "zufolge" {
            return self.last_phrase(at);
        }
        let start = match scene.text.language {
            Language::German if scene.is(at, Class::NOUN) => {
                let sign = matches!(word(before), "nach" | "laut" | "aus" | "gemäß");
                let link = scene.text.gloss(at + 1);
                let from = if scene.text.lower(at + 1) == "von" { at + 2 } else { at + 1 };
                let genitive = link == "of" || scene.text.lower(at + 1) == "der";
                (sign && (genitive || scene.is_capital(at + 1))).then_some(from)?
            }
            Language::German if lower == "so" => {
                let open = before.is_none_or(|it| scene.quoted(it) || scene.word_is(it, ","));
                let named = scene.is_capital(at + 1) || scene.is(at + 1, Class::DETERMINER);
                (open && named && before.is_some()).then_some(at + 1)?
            }
            Language::French if lower == "après" => {
                matches!(word(before), "d'" | "d’").then_some(at + 1)?
            }
            Language::French if lower == "pour" => return self.holder_of_view(at),
            _ if scene.is(at, Class::SIGN) => at + 1,
            _ => return None,
        };
        if scene.is(start, Class::NOUN) && word(Some(start - 1)) == "laut" {
            return None; // "laut Angaben der Polizei": read at the noun
        }
        if matches!(scene.text.lower(start), "lui" | "moi" | "nous") {
            return Some(start..start + 1);
        }
        let source = match lower {
            "so" => constituent::after(scene, start, end)?,
            _ => constituent::leading(scene, start, end)?,
        };
        if !may_say(scene, &source) {
            return None;
        }
        let after = Class::ADVERB.and(Class::PREPOSITION).and(Class::TIME);
        let ends = |at: usize| at >= end || !scene.is_word(at) || scene.is(at, after);
        (lower != "so" || ends(source.end)).then_some(source)
    }

    /// Whose view a quotation after a comma is, where "pour" begins the sentence: "Pour Mme Roe, « … »".
    fn holder_of_view(&self, at: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let plain = |&at: &usize| !scene.quoted(at) && !scene.word_is(at, ":");
        let mut near = (at + 1..self.unit.end.min(at + BRACKET)).take_while(plain);
        let comma = near.find(|&it| scene.word_is(it, ",") && scene.quoted(it + 1))?;
        let holder = constituent::bare(scene, at + 1, comma)?;
        (at == self.unit.start && may_say(scene, &holder)).then_some(at + 1..comma)
    }

    /// "*Wie* die Polizei mitteilte, wurde ein Boot gestohlen"; "…, *wie* die Polizei am Montag mitteilte."
    fn as_said(&mut self, at: usize) -> Option<()> {
        let (scene, unit) = (self.scene, self.unit.clone());
        let german = scene.text.language == Language::German;
        let first = at == unit.start;
        let opens = first || at > unit.start && scene.word_is(at - 1, ",") && !scene.quoted(at - 1);
        if !german || !opens || scene.text.gloss(at) != "how" {
            return None;
        }
        let mark = |&it: &usize| scene.quoted(it) || matches!(scene.text.word(it), "," | "." | ":");
        let end = (at + 1..unit.end.min(at + BRACKET)).find(mark).unwrap_or(unit.end);
        let comma = scene.word_is(end, ",") && end + 1 < unit.end;
        let verb = self.last_verb(at + 1, end)?;
        let source = constituent::bare(scene, at + 1, verb.start)?;
        let after = Class::ADVERB.and(Class::PREPOSITION).and(Class::TIME);
        let near = source.end == verb.start || scene.is(source.end, after);
        let nobody = scene.text.lower(source.end - 1) == "name"; // "wie der Name schon sagt"
        if !near || nobody || !may_say(scene, &source) || first && !comma {
            return None;
        }
        let left = (!first).then(|| self.left_start(at - 1)..at - 1);
        let right = comma.then(|| end + 1..self.clause_end(end + 1));
        self.keep(verb, Some(source), left.into_iter().chain(right).collect(), Link::Beside)
    }

    /// The words of a verb of saying at the end of a clause: "mitteilte", "bekannt gab", "gesagt hat".
    fn last_verb(&self, from: usize, end: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let last = end.checked_sub(1).filter(|&it| it > from)?;
        let class = scene.class(last);
        let before = scene.class(last - 1);
        let tells = class.any(Class::CUE) && class.any(Class::CLAUSE) && class.any(Class::THIRD);
        let perfect = scene.text.gloss(last) == "has"
            && before.any(Class::CUE)
            && before.any(Class::PARTICIPLE);
        let particle = before.any(Class::PARTICLE);
        match () {
            () if perfect => Some(last - 1..end),
            () if !tells => None,
            () if !class.any(Class::SEPARABLE) => Some(last..end),
            () => particle.then_some(last - 1..end),
        }
    }

    /// The noun phrase right before `end`: from its article, or its last word.
    fn last_phrase(&self, end: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let from = self.floor(end).max(end.saturating_sub(6));
        let article = (from..end).rev().find(|&at| scene.is(at, Class::DETERMINER));
        let start = article.or_else(|| end.checked_sub(1).filter(|&it| scene.is_capital(it)))?;
        (start >= from && !scene.any_quoted(start..end)).then_some(start..end)
    }

    /// What was said around such a word: before it, after it, or both.
    fn sign(&mut self, at: usize, source: Range<usize>) -> Option<()> {
        let scene = self.scene;
        let start = match scene.is(at, Class::NOUN) || scene.text.lower(at) == "après" {
            true => at - 1,
            false => at.min(source.start),
        };
        let end = source.end.max(at + 1);
        let cue = if source.end <= at { at..at + 1 } else { start..at + 1 };
        let floor = self.left_start(start.saturating_sub(1)).min(start);
        let left = floor..start;
        let right = end..self.clause_end(end);
        let says =
            |part: &Range<usize>| scene.words(part.clone()) >= 2 || scene.any_quoted(part.clone());
        let (before, after) = (says(&left), says(&right));
        let tail = !scene.is_word(end) && !scene.word_is(end, ",") || scene.text.lower(at) == "so";
        let content = match (before, after) {
            (true, _) if tail || !after => vec![left],
            (true, true) => vec![left, right],
            (false, true) => vec![right],
            _ => return None,
        };
        self.keep(cue, Some(source), content, Link::Beside)
    }

    /// A cue inside the marks: `« Non, a répondu la ministre, jamais. »`
    fn parenthesis(&mut self, at: usize) -> Option<()> {
        let scene = self.scene;
        if scene.text.language != Language::French || !scene.is(at, Class::CUE) {
            return None;
        }
        let region = scene.region(at)?.tokens.clone();
        let cue = cue_at(scene, &region, at).filter(|it| it.class.any(Class::TAIL))?;
        let group = group(scene, region.start, cue.finite);
        let before = group.checked_sub(1).filter(|&it| it > region.start)?;
        let opens = matches!(scene.text.word(before), "," | "?" | "!" | "…");
        // « “Jamais”, m'a dit le maire »: it is told of what stands in marks of its own.
        let inner = scene.text.shape(before - 1) == Shape::Mark && before - 1 > region.start;
        let told = inner && matches!(scene.text.word(before - 1), "”" | "\"" | "’" | "›");
        if told {
            return None;
        }
        let (clitic, end) = self.inner_source(&cue, region.end)?;
        let end = self.after_manner(end, region.end);
        let closes = end + 1 >= region.end || matches!(scene.text.word(end), "," | "." | ";" | ":");
        let taken = self.found.iter().any(|it| it.overlaps(&region));
        if !opens || !closes || taken {
            return None;
        }
        let rest = (end + 1).min(region.end)..region.end;
        let rest = Some(rest).filter(|it| scene.words(it.clone()) > 0);
        let content = std::iter::once(region.start..group).chain(rest).collect();
        let (cue, source) = (Some(at..at + 1), Some(clitic));
        self.found.push(Statement { content, cue, source, link: Link::Beside });
        Some(())
    }

    /// The source of a cue inside marks, and where it ends: a pronoun, or a name or title.
    fn inner_source(&self, cue: &Cue, end: usize) -> Option<(Range<usize>, usize)> {
        let scene = self.scene;
        let clitic = (cue.finite + 1..end.min(cue.verb + 3)).find(|&at| {
            constituent::is_pronoun(scene, at) && matches!(scene.text.word(at - 1), "-" | "-t-")
        });
        if let Some(clitic) = clitic {
            return Some((clitic..clitic + 1, (clitic + 1).max(cue.verb + 1)));
        }
        let source = constituent::after(scene, cue.verb + 1, end)?;
        let short = source.len() <= 3 && scene.is(source.start, Class::DETERMINER);
        let end = source.end;
        (short || may_say(scene, &source)).then_some((source, end))
    }

    /// Skips how it was said, up to a mark: "dit-il *dans un souffle*,".
    fn after_manner(&self, from: usize, end: usize) -> usize {
        let word = |&at: &usize| self.scene.is_word(at);
        from + (from..end.min(from + 6)).take_while(word).count()
    }
}

/// Whether a noun phrase may be who speaks: a pronoun or name, or a noun for persons, bodies and
/// texts; not "le niveau de vie".
fn may_say(scene: &Scene, source: &Range<usize>) -> bool {
    let mut head = source.clone().take(4);
    let noun = |at: usize| {
        let gloss = scene.text.gloss(at);
        let known = names::class(gloss).is(names::Class::ORGANISATION_HEAD | names::Class::ROLE);
        let text = matches!(gloss, "report" | "study" | "survey" | "statement" | "document");
        known && gloss != scene.text.lower(at) || text
    };
    let somebody = Class::PERSON.and(Class::PRONOUN);
    head.any(|at| scene.is_capital(at) || scene.is(at, somebody) || noun(at))
}

/// A word that begins a clause of what was said.
fn is_that(scene: &Scene, at: usize) -> bool {
    let that = matches!(scene.text.gloss(at), "that" | "whether");
    let question =
        matches!(scene.text.gloss(at), "why" | "who") && scene.text.language == Language::German;
    !scene.quoted(at) && (that || question)
}

/// Verbs in the mood of what others say.
const SUBJUNCTIVES: [&str; 34] = [
    "sei", "seien", "habe", "werde", "könne", "müsse", "solle", "wolle", "dürfe", "möge", "wäre",
    "wären", "hätte", "hätten", "würde", "würden", "könnte", "könnten", "müsste", "müssten",
    "gebe", "gehe", "komme", "stehe", "bleibe", "mache", "wisse", "brauche", "sehe", "halte",
    "liege", "bringe", "bestehe", "führe",
];

#[cfg(test)]
mod tests {
    use crate::extract::{language::Language, speech::tests::check_in};

    #[test]
    fn german_verbs_stand_second() {
        check_in(
            Language::German,
            &[
                (
                    "„Die Mieten fallen“, sagte die Ministerin Anna Roe. „Das ist gut.“",
                    "„Die Mieten fallen“ … „Das ist gut.“ | sagte | die Ministerin Anna Roe",
                ),
                ("Roe sprach von einer „Katastrophe“.", "„Katastrophe“ | sprach | Roe"),
                (
                    "Roe rief: „Raus hier!“ Poe rief zum Boykott auf: „Kauft nichts!“",
                    "„Raus hier!“ | rief | Roe\n„Kauft nichts!“ | rief | Poe",
                ),
                ("„Das war gut“, erinnert sich Roe.", "„Das war gut“ | erinnert | Roe"),
                (
                    "»Nein«, sagt er, »die Mieten steigen.«",
                    "»Nein« … »die Mieten steigen.« | sagt | er",
                ),
                (
                    "Roe sagte der Presse: „Die Mieten fallen.“",
                    "„Die Mieten fallen.“ | sagte | Roe",
                ),
                ("Am Montag sagte Roe: „Die Mieten fallen.“", "„Die Mieten fallen.“ | sagte | Roe"),
                (
                    "„Die Mieten fallen“, hatte Roe zuvor erklärt.",
                    "„Die Mieten fallen“ | erklärt | Roe",
                ),
                (
                    "„Die Mieten fallen“, teilte das Amt am 3. Mai mit.",
                    "„Die Mieten fallen“ | teilte | das Amt",
                ),
                ("Er teilte die Wohnung mit „Freunden aus der Stadt“.", ""),
                (
                    "„Die Mieten fallen“, hieß es von der Stadt.",
                    "„Die Mieten fallen“ | hieß | der Stadt",
                ),
                ("„Die Mieten fallen“, so Roe.", "„Die Mieten fallen“ | so | Roe"),
                ("«Nein», so Roe. «Nie», so Poe.", "«Nein» | so | Roe\n«Nie» | so | Poe"),
                ("„Die Mieten fallen“, so Roe am Montag.", "„Die Mieten fallen“ | so | Roe"),
                (
                    "Nach Angaben der Polizei wurden zwei Boote gestohlen.",
                    "wurden zwei Boote gestohlen | Nach Angaben | der Polizei",
                ),
                (
                    "PORT ELLERY (dpa) – „Die Mieten fallen“, sagte Roe.",
                    "„Die Mieten fallen“ | sagte | Roe",
                ),
                (
                    "Die Mieten fallen nach Angaben des Amtes.",
                    "Die Mieten fallen | nach Angaben | des Amtes",
                ),
                ("Laut Roe fallen die Mieten.", "fallen die Mieten | Laut | Roe"),
                (
                    "Wie die Polizei am Montag mitteilte, wurden zwei Boote gestohlen.",
                    "wurden zwei Boote gestohlen | mitteilte | die Polizei",
                ),
                (
                    "Zwei Boote wurden gestohlen, wie das Amt bekannt gab.",
                    "Zwei Boote wurden gestohlen | bekannt gab | das Amt",
                ),
                ("Wie Roe gesagt hat, fallen die Mieten.", "fallen die Mieten | gesagt hat | Roe"),
                ("Wie der Name schon sagt, fallen die Mieten.", ""),
                ("Das Amt prüft, wie Roe das sagte.", ""),
                (
                    "Roe sagte, dass die Mieten fallen, und fügte hinzu: „Endlich.“",
                    "dass die Mieten fallen | sagte | Roe\n„Endlich.“ | fügte | Roe",
                ),
                ("Roe sagte, die Miete sei hoch.", "die Miete sei hoch | sagte | Roe"),
                (
                    "Die Miete sei hoch, sagte Roe, die Chefin des Amtes.",
                    "Die Miete sei hoch | sagte | Roe, die Chefin des Amtes",
                ),
                ("Als Roe kam, sagte Poe: „Nein.“", "„Nein.“ | sagte | Poe"),
                ("Roe nannte das „einen Skandal“.", "„einen Skandal“ | nannte | Roe"),
                ("Es wurde gesagt: „Die Mieten fallen nie.“", "„Die Mieten fallen nie.“ | - | -"),
                ("Roe warnte davor, die Mieten zu senken.", "die Mieten zu senken | warnte | Roe"),
                (
                    "Aus Stadtkreisen hieß es, die Miete sei hoch.",
                    "die Miete sei hoch | hieß | Stadtkreisen",
                ),
                (
                    "„Die Mieten fallen“, sagte der für den Bau zuständige Vorstand Jan Roe.",
                    "„Die Mieten fallen“ | sagte | der für den Bau zuständige Vorstand Jan Roe",
                ),
                (
                    "Die Mieten fallen einem Bericht zufolge.",
                    "Die Mieten fallen | zufolge | einem Bericht",
                ),
                ("Das „Haus der Kunst“ zeigt den Film „Alle Tage Roe“.", ""),
            ],
        );
    }

    #[test]
    fn french_subjects_follow_what_was_said() {
        check_in(
            Language::French,
            &[
                (
                    "« Nous baissons, a déclaré Mme Roe, directrice du port, parce qu'il le faut. »",
                    "« Nous baissons, … parce qu'il le faut. » | déclaré | Mme Roe, directrice du port",
                ),
                (
                    "Selon Jean Roe, doyen des élus, les loyers baissent.",
                    "les loyers baissent | Selon | Jean Roe, doyen des élus",
                ),
                ("Cela varie selon le niveau de vie.", ""),
                (
                    "Pour Mme Roe, la maire, « les loyers baissent ».",
                    "« les loyers baissent » | Pour | Mme Roe, la maire",
                ),
                ("Pour acheter du pain, on prend « la grande rue ».", ""),
                (
                    "La mairie a fait savoir que les loyers baissaient.",
                    "que les loyers baissaient | savoir | La mairie",
                ),
                (
                    "— Non.\n— Les loyers baissent, dit-il dans un souffle. Enfin.\n— Ah ?",
                    "Non. | - | -\nLes loyers baissent, … Enfin. | dit | il\nAh ? | - | -",
                ),
                (
                    "« Les loyers baissent », a déclaré Mme Roe, la ministre. « Enfin. »",
                    "« Les loyers baissent » … « Enfin. » | déclaré | Mme Roe, la ministre",
                ),
                ("« Non », dit-il.", "« Non » | dit | il"),
                ("« Jamais ! » a-t-elle ajouté.", "« Jamais ! » | ajouté | elle"),
                (
                    "« Les loyers, a répondu Mme Roe, baissent enfin. »",
                    "« Les loyers, … baissent enfin. » | répondu | Mme Roe",
                ),
                (
                    "« Les loyers, poursuit-elle, baissent. »",
                    "« Les loyers, … baissent. » | poursuit | elle",
                ),
                (
                    "Le ministre de la Ville, Jean Roe, a expliqué : « Les loyers baissent. »",
                    "« Les loyers baissent. » | expliqué | Le ministre de la Ville, Jean Roe",
                ),
                (
                    "Mardi, la maire a assuré que les loyers baissaient, ajoutant qu'ils restaient hauts.",
                    "que les loyers baissaient | assuré | la maire\nqu'ils restaient hauts | ajoutant | la maire",
                ),
                ("Selon Mme Roe, les loyers baissent.", "les loyers baissent | Selon | Mme Roe"),
                (
                    "Les loyers baissent, d'après la mairie.",
                    "Les loyers baissent | d'après | la mairie",
                ),
                (
                    "Elle s'est félicitée : « Les loyers baissent. »",
                    "« Les loyers baissent. » | félicitée | Elle",
                ),
                ("Il dénonce « une folie ».", "« une folie » | dénonce | Il"),
                ("Le prix « Étoile » et la demande « verte » plaisent.", ""),
            ],
        );
    }
}
