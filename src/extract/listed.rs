//! Which words of a German or French article are names, and of what kind: by lists, by titles, and
//! by what the article says elsewhere.
//!
//! A capital says little here: German writes all nouns with one. A person needs a listed given name,
//! a title, or a full name elsewhere; an organisation a listed name, a head noun, a legal form or
//! capitals. Which names are one person's is left to `identity`.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::{
    EntityKind,
    language::Language,
    lexicon::{
        foreign::Lexicon,
        names::{self, Class, fold},
        speech,
    },
    tag::Name,
    token::{Shape, Text},
};

/// The longest name, in tokens.
const LONGEST: usize = 6;

/// Finds the names of an article, in text order, without overlap.
pub fn tag(text: &Text, lexicon: &'static Lexicon) -> Vec<Name> {
    let mut words = Words::new(text, lexicon);
    let first = words.names();
    for name in first.iter().filter(|name| name.kind == EntityKind::Person && name.tokens.len() > 1)
    {
        words.surnames.insert(text.lower(name.tokens.end - 1));
    }
    words.names()
}

struct Words<'a, 't> {
    text: &'a Text<'t>,
    lexicon: &'static Lexicon,
    /// What each token may name.
    classes: Vec<Class>,
    /// The last words of the full names of the article.
    surnames: FxHashSet<&'a str>,
    /// The words that the article also writes in lower case.
    lower: FxHashSet<&'a str>,
}

impl<'a, 't> Words<'a, 't> {
    fn new(text: &'a Text<'t>, lexicon: &'static Lexicon) -> Words<'a, 't> {
        let classes = (0..text.len()).map(|token| class_of(text, lexicon, token)).collect();
        let lower = (0..text.len()).filter(|&token| text.shape(token) == Shape::Lower);
        let lower = lower.map(|token| text.lower(token)).collect();
        Words { text, lexicon, classes, surnames: FxHashSet::default(), lower }
    }

    fn names(&self) -> Vec<Name> {
        let mut found: Vec<Name> = Vec::new();
        let mut at = 0;
        while at < self.text.len() {
            let floor = found.last().map_or(0, |it| it.tokens.end);
            match self.name_at(at, floor) {
                Some(name) => {
                    at = name.tokens.end;
                    found.push(name);
                }
                None => at += 1,
            }
        }
        found
    }

    fn name_at(&self, at: usize, floor: usize) -> Option<Name> {
        let plain = |tokens: Range<usize>, kind| Name { lead: tokens.start, tokens, kind };
        let body = self.organisation(at).filter(|it| it.start >= floor);
        if let Some(tokens) = body {
            return Some(plain(tokens, EntityKind::Organisation));
        }
        if !self.is_name(at) {
            return None;
        }
        if let Some(tokens) = self.person(at) {
            let lead = self.lead(at, floor);
            return Some(Name { lead, tokens, kind: EntityKind::Person });
        }
        if self.is_place(at) {
            return Some(plain(at..at + 1, EntityKind::Place));
        }
        let kind = self.announced(at)?;
        Some(plain(at..at + 1, kind))
    }

    fn class(&self, token: usize) -> Class {
        self.classes.get(token).copied().unwrap_or_default()
    }

    fn has_capital(&self, token: usize) -> bool {
        matches!(self.text.shape(token), Shape::Capital | Shape::Upper | Shape::Mixed)
            && self.text.word(token).starts_with(char::is_uppercase)
    }

    /// Whether a word with a capital can be part of a name: no word of grammar, no role, no noun.
    fn is_name(&self, token: usize) -> bool {
        self.has_capital(token)
            && self.lexicon.gloss(self.text.lower(token)).is_none()
            && !self.class(token).is(Class::COMMON | Class::DEMONYM)
    }

    fn is_first(&self, token: usize) -> bool {
        let all = |word: &str| {
            word.split('-').all(|part| names::class(part).is(Class::FIRST) || part.len() == 1)
        };
        let word = self.text.lower(token);
        self.is_name(token)
            && (self.class(token).is(Class::FIRST) || word.contains('-') && all(word))
    }

    fn same_sentence(&self, one: usize, other: usize) -> bool {
        let sentence = |token: usize| self.text.tokens.get(token).map(|it| it.sentence);
        sentence(one).is_some() && sentence(one) == sentence(other)
    }

    /// Whether a capital says nothing: the token begins a sentence, or follows a mark that opens.
    fn is_initial(&self, token: usize) -> bool {
        let before = token.checked_sub(1).filter(|&it| self.same_sentence(it, token));
        before.is_none_or(|it| {
            matches!(self.text.word(it), "“" | "\"" | "«" | "»" | "„" | ":" | "—" | "–" | "‚" | "•")
        })
    }

    /// A title or role, as a class of the English lists.
    fn title(&self, token: usize) -> Class {
        self.lexicon.gloss(self.text.lower(token)).map(names::class).unwrap_or_default()
    }

    /// Where the titles begin that stand right before a name.
    fn lead(&self, at: usize, floor: usize) -> usize {
        let titled = |&token: &usize| {
            let title = self.title(token).is(Class::TITLE | Class::ROLE);
            title && self.same_sentence(token, at)
        };
        at - (floor..at).rev().take(4).take_while(titled).count()
    }

    /// A person's name that begins at `at`.
    fn person(&self, at: usize) -> Option<Range<usize>> {
        let titles = self.lead(at, 0)..at;
        let honoured = titles.clone().any(|token| self.title(token).is(Class::HONORIFIC));
        let full = at..self.person_end(at);
        let given = self.is_first(at) && full.len() > 1;
        let unlisted = || self.ends_in_surname(full.clone(), !titles.is_empty());
        if given || full.len() > 1 && (unlisted() || self.is_introduced(full.clone())) {
            return Some(full);
        }
        let known = self.surnames.contains(self.text.lower(at)) && !self.is_everyday(at);
        if known {
            return (!self.follows_unknown(at)).then_some(at..at + 1);
        }
        let other = Class::PLACE | Class::ORGANISATION | Class::ORGANISATION_HEAD;
        let surname = self.class(at).is(Class::SURNAME | Class::FIRST);
        let named = honoured || surname || self.text.language == Language::French;
        (!titles.is_empty() && named && (honoured || !self.class(at).is(other))).then_some(full)
    }

    /// Whether a given name that no list has seems to stand before a surname: who "Henning Roe" is, a
    /// mention of "Roe" would not say. Titles are long or compounds.
    fn follows_unknown(&self, at: usize) -> bool {
        let before = at.checked_sub(1).filter(|&it| self.same_sentence(it, at));
        before.is_some_and(|it| {
            let word = self.text.word(it);
            self.is_name(it)
                && self.title(it) == Class::default()
                && word.len() < 12
                && (!word.contains('-') || self.text.language == Language::French)
                && self.text.shape(it) == Shape::Capital
                && !(self.is_initial(it) && self.lower.contains(self.text.lower(it)))
        })
    }

    /// Whether a run without a listed name is somebody's by what stands around it: "sagte Solveig
    /// Roe", "Solveig Roe (SPD)", "Solveig Roe, Vorsitzende".
    fn is_introduced(&self, run: Range<usize>) -> bool {
        let other =
            Class::PLACE | Class::ORGANISATION | Class::ORGANISATION_HEAD | Class::LEGAL_FORM;
        let plain = |it: usize| {
            self.text.shape(it) == Shape::Capital && !self.class(it).is(other) && self.is_name(it)
        };
        let end = run.end;
        let before = run.start.checked_sub(1);
        let announced = before.is_some_and(|it| self.announces(it)) || self.announces(end);
        let apposed = before.is_some_and(|it| self.text.word(it) == ",")
            && matches!(self.text.word(end), "," | "." | ")")
            && (run.start.saturating_sub(12)..run.start).any(|it| {
                self.same_sentence(it, end) && self.title(it).is(Class::TITLE | Class::ROLE)
            });
        let bracket = self.text.word(end) == "(" && self.text.shape(end + 1) == Shape::Upper;
        let role = self.text.word(end) == ","
            && [end + 1, end + 2].iter().any(|&it| self.title(it).is(Class::TITLE | Class::ROLE));
        let known = self.surnames.contains(self.text.lower(end - 1));
        let french = self.text.language == Language::French;
        let pair = run.len() == 2 && run.clone().all(plain);
        pair && (announced || apposed || bracket || role || french && known)
            && !self.is_first(run.start + 1)
    }

    /// Whether a token is a verb of saying.
    fn announces(&self, token: usize) -> bool {
        self.text.shape(token) == Shape::Lower
            && self.lexicon.speech(self.text.lower(token)).any(speech::Class::CUE)
    }

    /// Whether a surname is an everyday word where it stands: "Kurz darauf".
    fn is_everyday(&self, token: usize) -> bool {
        self.is_initial(token) && self.lower.contains(self.text.lower(token))
    }

    /// Where the name ends that begins at `at`: given names, particles, a surname or two.
    fn person_end(&self, at: usize) -> usize {
        let mut end = at + 1;
        let mut surnames = 0;
        while end < self.text.len() && end < at + LONGEST && self.same_sentence(at, end) {
            let next = self.after_particles(end);
            let class = self.class(next);
            let joined = next == end && surnames == 0 && self.is_capital_particle(end);
            if !joined && (next > end && surnames > 0 || !self.is_name(next)) {
                break;
            }
            if next == end && self.is_capital_particle(end) && surnames == 0 {
                end += 2; // "Ann Le Roe"
                surnames += 1;
                continue;
            }
            let initial = self.text.word(next).ends_with('.') || self.text.word(next).len() == 1;
            if !(initial || self.is_first(next)) {
                let more = self.text.language == Language::French || class.is(Class::SURNAME);
                if surnames > 1 || surnames == 1 && !more || class.is(Class::LEGAL_FORM) {
                    break;
                }
                surnames += 1;
            }
            end = next + 1;
        }
        end
    }

    /// Whether a particle with a capital goes on with a name: "Ann Le Roe".
    fn is_capital_particle(&self, token: usize) -> bool {
        matches!(self.text.word(token), "Le" | "La" | "De" | "Du" | "Des" | "Van" | "Von" | "Del")
            && self.has_capital(token + 1)
            && self.same_sentence(token, token + 1)
    }

    /// The token after "von der", "de la", "d'".
    fn after_particles(&self, start: usize) -> usize {
        let particle = |&token: &usize| {
            let word = self.text.lower(token);
            let known = names::class(word).is(Class::PARTICLE) || matches!(word, "d'" | "d’" | "y");
            known && self.text.shape(token) == Shape::Lower && self.same_sentence(start, token)
        };
        start + (start..start + 3).take_while(particle).count()
    }

    /// Whether a run whose first word is no listed given name ends with a surname, or has a title.
    fn ends_in_surname(&self, run: Range<usize>, titled: bool) -> bool {
        let other =
            Class::PLACE | Class::ORGANISATION | Class::ORGANISATION_HEAD | Class::LEGAL_FORM;
        let free = !run
            .clone()
            .any(|token| self.class(token).is(other) || self.text.shape(token) == Shape::Upper);
        let surname = self.class(run.end - 1).is(Class::SURNAME | Class::FIRST);
        let french = self.text.language == Language::French;
        let given = self.is_first(run.start + 1); // a noun before "Ann Roe"
        free && !given && (titled || surname && french)
    }

    /// A town or country.
    fn is_place(&self, token: usize) -> bool {
        let class = self.class(token);
        let listed = self.lexicon.name(self.text.lower(token)).is(Class::PLACE);
        let before = token.checked_sub(1).map_or("", |it| self.text.gloss(it));
        let at = matches!(before, "in" | "from" | "at" | "to" | "of" | "after");
        let single = self.text.shape(token) != Shape::Upper;
        single && (listed || class.is(Class::PLACE) && at && !self.is_initial(token))
    }

    /// A single unknown name beside a verb of saying: "betonte Acme", "explique Roe".
    fn announced(&self, token: usize) -> Option<EntityKind> {
        let announces = |it: usize| self.announces(it) && self.same_sentence(it, token);
        let before = token.checked_sub(1).is_some_and(announces);
        let next = token + 1;
        let ends = self.text.shape(next) == Shape::Mark || self.text.shape(next) == Shape::Lower;
        let french = self.text.language == Language::French;
        let after = french && !self.is_initial(token) && announces(next);
        let noun = self.lexicon.speech(self.text.lower(token)).any(speech::Class::NOUN);
        let unknown = !self.class(token).is(Class::PLACE) && !noun;
        let person = self.class(token).is(Class::SURNAME | Class::FIRST);
        let kind = if person { EntityKind::Person } else { EntityKind::Organisation };
        ((before && ends || after) && unknown && !self.is_everyday(token)).then_some(kind)
    }

    /// An organisation's name that begins at `at`.
    fn organisation(&self, at: usize) -> Option<Range<usize>> {
        self.known_phrase(at)
            .or_else(|| self.with_legal_form(at))
            .or_else(|| self.with_head(at))
            .or_else(|| self.single(at))
    }

    /// A well-known name of several words.
    fn known_phrase(&self, at: usize) -> Option<Range<usize>> {
        if !self.has_capital(at) {
            return None;
        }
        let known = |end: &usize| {
            let span = self.text.span(at..*end);
            let capital = self.has_capital(*end - 1) && self.same_sentence(at, *end - 1);
            capital && names::phrase_class(&fold(span.of(self.text.text))).is(Class::ORGANISATION)
        };
        (at + 2..(at + 5).min(self.text.len() + 1)).rev().find(known).map(|end| at..end)
    }

    /// "Acme Freight GmbH".
    fn with_legal_form(&self, at: usize) -> Option<Range<usize>> {
        let capital = |&token: &usize| self.has_capital(token) && self.same_sentence(at, token);
        let run = if self.is_name(at) { (at..at + 4).take_while(capital).count() } else { 0 };
        let legal = |&token: &usize| self.class(token).is(Class::LEGAL_FORM);
        let form = (at + 1..at + run + 1).find(legal)?;
        (run > 0 && self.has_capital(form) && self.same_sentence(at, form)).then_some(at..form + 1)
    }

    /// A head noun and what names it: "Universität Wien", "ministère de la Justice".
    fn with_head(&self, at: usize) -> Option<Range<usize>> {
        if !self.lexicon.name(self.text.lower(at)).is(Class::ORGANISATION_HEAD) {
            return None;
        }
        let capital = self.has_capital(at);
        if self.text.language == Language::German && !capital {
            return None;
        }
        let end = self.run_end(at + 1);
        let word = self.text.lower(at);
        // "Hafenbehörde Norwick", but "der Autokonzern Roe".
        let public = PUBLIC_BODIES.iter().any(|it| word.trim_end_matches('s').ends_with(it));
        let whole = (self.lexicon.is_named(word) || public) && capital;
        if end > at + 1 {
            return Some(if whole { at..end } else { at + 1..end });
        }
        if self.text.language == Language::German {
            let link = self.text.gloss(at + 1) == "for";
            let end = self.run_end(at + 2);
            return (link && end > at + 2).then_some(at..end);
        }
        let named = capital && !self.is_initial(at);
        self.french_attribute(at, named).map(|end| at..end)
    }

    /// Where the name ends that a French head noun begins: "Parti socialiste", "Cour des comptes".
    fn french_attribute(&self, head: usize, named: bool) -> Option<usize> {
        let next = head + 1;
        let adjective = |token: usize| {
            self.text.shape(token) == Shape::Lower
                && self.lexicon.gloss(self.text.lower(token)).is_none()
                && self.lexicon.speech(self.text.lower(token)) == speech::Class::NONE
        };
        if self.text.gloss(next) != "of" {
            return (named && adjective(next)).then_some(next + 1);
        }
        let article = self.text.gloss(next + 1) == "the";
        let noun = next + 1 + usize::from(article);
        if !self.same_sentence(head, noun) {
            return None;
        }
        let capital = self.has_capital(noun);
        let end = if capital { self.run_end(noun).max(noun + 1) } else { noun + 1 };
        let more = capital && adjective(end) && self.text.shape(noun) == Shape::Capital;
        (capital || named && adjective(noun)).then_some(if more { end + 1 } else { end })
    }

    /// Where a run of names ends that begins at `start`.
    fn run_end(&self, start: usize) -> usize {
        let goes_on = |&token: &usize| {
            let role = token == start && self.has_capital(token) && self.has_capital(token + 1);
            (self.is_name(token) && !self.is_first(token) || role && self.is_office(token))
                && self.same_sentence(start - 1, token)
        };
        start + (start..start + LONGEST).take_while(goes_on).count()
    }

    /// A role inside a body's name: "Fondation Roi Roe".
    fn is_office(&self, token: usize) -> bool {
        let title = self.title(token);
        title.is(Class::TITLE) && !title.is(Class::HONORIFIC)
    }

    /// A listed name, a compound of a head noun, an acronym.
    fn single(&self, at: usize) -> Option<Range<usize>> {
        if !self.has_capital(at) {
            return None;
        }
        let word = self.text.lower(at);
        let own = self.lexicon.name(word);
        let common = names::class(word);
        let prefixed = word.starts_with("bundes")
            || self.text.word(at).split_once('-').is_some_and(|(first, _)| is_acronym(first));
        let listed = own.is(Class::ORGANISATION)
            || own.is(Class::ORGANISATION_HEAD) && prefixed && !self.lexicon.is_named(word)
            || common.is(Class::ORGANISATION)
                && !common.is(Class::FIRST | Class::SURNAME | Class::COMMON)
                && self.lexicon.gloss(word).is_none();
        if listed {
            return Some(self.with_adjective(at)..at + 1);
        }
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let upper = |token: usize| self.text.shape(token) == Shape::Upper;
        let shouted = upper(at + 1) && upper(at + 2) || at > 1 && upper(at - 1) && upper(at - 2);
        let acronym = upper(at)
            && (2..=6).contains(&letters)
            && !shouted
            && !word.contains('.')
            && self.lexicon.gloss(word).is_none()
            && !self.class(at).is(Class::COMMON | Class::PLACE | Class::LEGAL_FORM);
        acronym.then_some(at..at + 1)
    }

    /// Where a name begins with its adjective: "Deutschen Bundesbank", "Europäische Zentralbank".
    fn with_adjective(&self, at: usize) -> usize {
        let german = self.text.language == Language::German;
        let adjective = |it: usize| {
            let word = self.text.lower(it);
            let inflected =
                word.ends_with("sche") || word.ends_with("schen") || word.ends_with("scher");
            self.has_capital(it) && inflected && self.same_sentence(it, at)
        };
        if german && at > 0 && adjective(at - 1) { at - 1 } else { at }
    }
}

/// The ends of compounds for public bodies: the name of a town after one belongs to it.
const PUBLIC_BODIES: [&str; 9] = [
    "behörde",
    "amt",
    "gericht",
    "universität",
    "hochschule",
    "anwaltschaft",
    "kammer",
    "kommission",
    "verwaltung",
];

fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.chars().all(char::is_uppercase)
}

/// What a token may name: the common lists without their English words, and the language's own.
fn class_of(text: &Text, lexicon: &Lexicon, token: usize) -> Class {
    if matches!(text.shape(token), Shape::Lower | Shape::Mark | Shape::Number) {
        return Class::default();
    }
    let own = lexicon.name(text.lower(token));
    let common = text.names(token);
    let kept = [Class::FIRST, Class::SURNAME, Class::PLACE, Class::ORGANISATION, Class::LEGAL_FORM];
    let kept = kept.into_iter().filter(|&class| common.is(class));
    kept.fold(own, |all, class| all | class)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::mention;

    /// "PER Anna Roe (Roe)", one for each entity.
    fn entities(body: &str, language: Language) -> String {
        mention::tests::shown(&Text::written_in(body, language), "")
    }

    #[test]
    fn german_nouns_are_no_names() {
        let cases = [
            (
                "Die Ministerin Anna Roe und Frau Dr. Poe trafen Roe im Rathaus.",
                "PER Anna Roe (Roe); PER Poe (Frau Dr. Poe)",
            ),
            (
                "Ursula von der Roe sprach mit dem Vorstand der Deutschen Bundesbank in Berlin.",
                "PER Ursula von der Roe; ORG Deutschen Bundesbank; LOC Berlin",
            ),
            (
                "Die Roe Bau GmbH, das Finanzministerium und die EU-Kommission bauen eine Bank.",
                "ORG Roe Bau GmbH; ORG Finanzministerium; ORG EU-Kommission",
            ),
            (
                "Die Universität Wien und die SPD baten Solveig Roe (SPD) um Hilfe.",
                "ORG Universität Wien; ORG SPD; PER Solveig Roe",
            ),
            ("Die Hafenbehörde Ellery schweigt.", "ORG Hafenbehörde Ellery"),
            // Who this Roe is, nobody can say.
            ("Anna Roe kam. Zuvor ging Wendelmar Roe.", "PER Anna Roe"),
            ("Der Vertrag von Roe galt zwei Jahre.", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(entities(body, Language::German), expected, "in {body:?}");
        }
    }

    #[test]
    fn french_names_have_particles_and_heads() {
        let cases = [
            (
                "La ministre Anne Roe a reçu M. Poe et Bruno Le Doe. Mme Roe part.",
                "PER Anne Roe (Mme Roe); PER Poe (M. Poe); PER Bruno Le Doe",
            ),
            (
                "Le ministère de la Justice et l'Assemblée nationale saluent la CGT.",
                "ORG ministère de la Justice; ORG Assemblée nationale; ORG CGT",
            ),
            (
                "D'Anne d'Ormesson à Paris, la Cour des comptes veille.",
                "PER Anne d'Ormesson; LOC Paris; ORG Cour des comptes",
            ),
            ("Le Français Modesto Roe, président du port, part.", "PER Modesto Roe"),
            ("Selon elle, Roe part. Hier, il pleuvait.", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(entities(body, Language::French), expected, "in {body:?}");
        }
    }
}
