//! Who is who: names that mean one person, organisation or place become one entity.
//!
//! What counts as one person is decided in `people`, one organisation in `organisations`; here
//! their answers become entities with a fullest name and other spellings.

use std::{ops::Range, rc::Rc};

use rustc_hash::FxHashMap;

use super::{
    Entity, EntityId, EntityKind, Mention,
    language::Language,
    lexicon::names::{Class, class, fold},
    organisations, people,
    person::{Gender, PersonName, without_nickname},
    tag::Name,
    token::{Shape, Text},
};

/// What an article names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Everybody and everything with a name, in order of appearance.
    pub entities: Vec<Entity>,
    /// Every place where one of them is named, in text order, without overlap.
    pub mentions: Vec<Mention>,
    /// More about each mention, in the same order.
    pub places: Vec<Place>,
    /// The gender that titles state, one for each entity.
    pub genders: Vec<Option<Gender>>,
    /// Who is interviewed, where only the title says so.
    pub interviewee: Option<EntityId>,
}

/// Where a mention stands among the tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The tokens of the name, without title.
    pub tokens: Range<usize>,
    /// The first token of the titles before it; the start of `tokens` if there is none.
    pub lead: usize,
    /// Whether it is a person's given name and surname.
    pub is_full: bool,
}

impl Names {
    /// The numbers of the mentions that start in `tokens`.
    pub fn mentions_in(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self.places.partition_point(|it| it.tokens.start < tokens.start);
        let end = self.places.partition_point(|it| it.tokens.start < tokens.end);
        start..end.max(start)
    }

    /// What the mention names.
    pub fn kind(&self, mention: usize) -> EntityKind {
        let entity =
            self.mentions.get(mention).and_then(|it| self.entities.get(it.entity as usize));
        entity.map_or(EntityKind::Other, |it| it.kind)
    }
}

/// Joins the names of an article to entities. The title helps where the body has a surname only;
/// `genders`, one for each name or none at all, help where a title is all that can decide.
pub fn identify(text: &Text, names: &[Name], title: &str, genders: &[Option<Gender>]) -> Names {
    let forms = written(text, names);
    let persons = parsed(names, &forms);
    let Owners { owners, candidates } = owners(text, names, &forms, &persons, genders);
    let mut ids: FxHashMap<(EntityKind, usize), usize> = FxHashMap::default();
    let mut members: Vec<Vec<usize>> = Vec::new();
    let mut found = Names {
        mentions: Vec::with_capacity(names.len()),
        places: Vec::with_capacity(names.len()),
        ..Names::default()
    };
    for (number, (name, &owner)) in names.iter().zip(&owners).enumerate() {
        let id = *ids.entry((name.kind, owner)).or_insert(members.len());
        if id == members.len() {
            members.push(Vec::new());
        }
        members[id].push(number);
        let span = text.span(name.tokens.clone());
        found.mentions.push(Mention { span, entity: id as EntityId });
        found.places.push(Place {
            tokens: name.tokens.clone(),
            lead: name.lead,
            is_full: persons[number]
                .as_ref()
                .is_some_and(|it| name.tokens.len() > 1 && it.is_full()),
        });
    }
    let members: Vec<Vec<&Name>> =
        members.iter().map(|it| it.iter().map(|&number| &names[number]).collect()).collect();
    let mut fullest: Vec<String> = members.iter().map(|it| fullest_form(text, it)).collect();
    complete(&members, &mut fullest, title, text.language);
    for (members, name) in members.iter().zip(fullest) {
        found.genders.push(members.iter().find_map(|name| gender(text, name)));
        found.entities.push(entity(text, members, name));
    }
    let id = |person: &usize| ids.get(&(EntityKind::Person, *person)).map(|&id| id as EntityId);
    for (person, people) in candidates.iter().enumerate().filter(|(_, people)| !people.is_empty()) {
        if let Some(bare) = id(&person) {
            found.entities[bare as usize].one_of = people.iter().filter_map(id).collect();
        }
    }
    found
}

/// Gives persons with a bare name the given name that the title has, if nobody else in the article
/// has that surname.
fn complete(members: &[Vec<&Name>], fullest: &mut [String], title: &str, language: Language) {
    let is_bare = |at: usize, name: &str| {
        members[at].first().is_some_and(|it| it.kind == EntityKind::Person) && !name.contains(' ')
    };
    if title.is_empty() || !fullest.iter().enumerate().any(|(at, it)| is_bare(at, it)) {
        return;
    }
    let title = Text::written_in(title, language);
    for at in 0..fullest.len() {
        if !is_bare(at, &fullest[at]) {
            continue;
        }
        let Some(full) = full_in_title(&title, &fullest[at]) else { continue };
        let is_surname = |it: &&String| it.rsplit(' ').next() == Some(fullest[at].as_str());
        if fullest.iter().filter(is_surname).count() == 1 {
            fullest[at] = full;
        }
    }
}

/// Whom each name names.
struct Owners {
    /// For each name the number of whom it names, counted for each kind by itself.
    owners: Vec<usize>,
    /// For each person the people that it may be, see [`people::Groups`].
    candidates: Vec<Vec<usize>>,
}

fn owners(
    text: &Text,
    names: &[Name],
    forms: &[&str],
    persons: &[Option<Rc<PersonName>>],
    genders: &[Option<Gender>],
) -> Owners {
    let of_kind =
        |kind| -> Vec<usize> { (0..names.len()).filter(|&it| names[it].kind == kind).collect() };
    let mut owners = vec![0; names.len()];
    let mut set = |numbers: &[usize], groups: Vec<usize>| {
        numbers.iter().zip(groups).for_each(|(&number, group)| owners[number] = group);
    };
    let known = |number: usize| genders.get(number).copied().flatten();
    let numbers = of_kind(EntityKind::Person);
    let person = |&it: &usize| Some(person_form(text, &names[it], persons[it].clone()?, known(it)));
    let people = people::group(&numbers.iter().filter_map(person).collect::<Vec<_>>());
    set(&numbers, people.owners);
    let bodies = of_kind(EntityKind::Organisation);
    set(&bodies, organisations::group(&organisation_forms(text, names, forms, &bodies)));
    for kind in [EntityKind::Place, EntityKind::Other] {
        let others = of_kind(kind);
        set(&others, by_key(forms, &others));
    }
    Owners { owners, candidates: people.candidates }
}

/// Each name as it is written.
fn written<'t>(text: &Text<'t>, names: &[Name]) -> Vec<&'t str> {
    names.iter().map(|name| text.span(name.tokens.clone()).of(text.text)).collect()
}

/// The names of persons in their parts; those that are written alike are taken apart once.
fn parsed<'t>(names: &[Name], forms: &[&'t str]) -> Vec<Option<Rc<PersonName>>> {
    let mut known: FxHashMap<&'t str, Rc<PersonName>> = FxHashMap::default();
    let mut parse = |form: &'t str| {
        let parsed = known.entry(form).or_insert_with(|| Rc::new(PersonName::parse(form)));
        Rc::clone(parsed)
    };
    let person = |name: &Name| name.kind == EntityKind::Person;
    names.iter().zip(forms).map(|(name, form)| person(name).then(|| parse(form))).collect()
}

fn person_form(
    text: &Text,
    name: &Name,
    parsed: Rc<PersonName>,
    known: Option<Gender>,
) -> people::Form {
    people::Form {
        gender: gender(text, name).or(known.filter(|_| parsed.is_full())),
        name: parsed,
        in_office: (name.lead..name.tokens.start).any(|it| is_office(text.gloss_names(it))),
        is_kin: name.lead.checked_sub(1).is_some_and(|it| is_kinship(text.gloss(it))),
        paragraph: text.tokens.get(name.tokens.start).map_or(0, |it| it.paragraph),
    }
}

/// The gender that the titles before a name state.
fn gender(text: &Text, name: &Name) -> Option<Gender> {
    (name.lead..name.tokens.start).find_map(|token| match text.is_female(token) {
        true => Some(Gender::Female),
        false => Gender::of_title(text.gloss_names(token)),
    })
}

fn is_office(class: Class) -> bool {
    class.is(Class::TITLE) && !class.is(Class::FEMALE | Class::MALE)
}

fn is_kinship(word: &str) -> bool {
    matches!(
        word,
        "wife"
            | "husband"
            | "son"
            | "daughter"
            | "brother"
            | "sister"
            | "father"
            | "mother"
            | "lady"
            | "widow"
            | "cousin"
            | "uncle"
            | "aunt"
            | "nephew"
            | "niece"
            | "grandson"
    )
}

fn organisation_forms<'t>(
    text: &Text<'t>,
    names: &[Name],
    forms: &[&'t str],
    bodies: &[usize],
) -> Vec<organisations::Form<'t>> {
    let form = |(at, &number): (usize, &usize)| {
        let tokens = names[number].tokens.clone();
        let before = at.checked_sub(1).map(|it| names[bodies[it]].tokens.end);
        let bracket = before
            .is_some_and(|end| end + 1 == tokens.start && matches!(text.word(end), "(" | "["));
        organisations::Form { text: forms[number], brackets: bracket.then(|| at.saturating_sub(1)) }
    };
    bodies.iter().enumerate().map(form).collect()
}

/// Names with the same words, or of the same country.
fn by_key(forms: &[&str], numbers: &[usize]) -> Vec<usize> {
    let mut keys: FxHashMap<String, usize> = FxHashMap::default();
    let mut known: FxHashMap<&str, usize> = FxHashMap::default();
    let mut owner = |form| {
        let name = fold(form).into_owned();
        let country = COUNTRIES.iter().find(|(short, _)| *short == name);
        let next = keys.len();
        *keys.entry(country.map_or(name, |(_, long)| (*long).to_owned())).or_insert(next)
    };
    let forms = numbers.iter().map(|&number| forms[number]);
    forms.map(|form| *known.entry(form).or_insert_with(|| owner(form))).collect()
}

/// Other names of countries.
const COUNTRIES: [(&str, &str); 8] = [
    ("u.s.", "united states"),
    ("us", "united states"),
    ("usa", "united states"),
    ("u.s.a.", "united states"),
    ("united states of america", "united states"),
    ("uk", "united kingdom"),
    ("u.k.", "united kingdom"),
    ("uae", "united arab emirates"),
];

/// The fullest form among `members`.
fn fullest_form(text: &Text, members: &[&Name]) -> String {
    let fullest = members.iter().rev().max_by_key(|name| fullness(text, name));
    let Some(fullest) = fullest else { return String::new() };
    let name = one_line(text.span(fullest.tokens.clone()).of(text.text));
    if fullest.kind != EntityKind::Person {
        return name;
    }
    let name = without_nickname(&name).into_owned();
    let shouted = fullest.tokens.len() > 1 && !name.contains(char::is_lowercase);
    if shouted { quieted(&name) } else { name }
}

/// "Ann O'Roe" for "ANN O'ROE".
fn quieted(name: &str) -> String {
    let mut start = true;
    let quiet = |c: char| {
        let first = std::mem::replace(&mut start, !c.is_alphabetic());
        if first { c } else { c.to_lowercase().next().unwrap_or(c) }
    };
    name.chars().map(quiet).collect()
}

/// The entity `name` that `members`, at least one, name.
fn entity(text: &Text, members: &[&Name], name: String) -> Entity {
    let kind = members.first().map_or(EntityKind::Other, |name| name.kind);
    let mut spellings: Vec<String> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for member in members {
        let tokens = title_start(text, member)..member.tokens.end;
        let written = text.span(tokens).of(text.text);
        if seen.contains(&written) {
            continue;
        }
        seen.push(written);
        let spelling = one_line(written);
        if spelling != name && !spellings.contains(&spelling) {
            spellings.push(spelling);
        }
    }
    Entity { kind, name, spellings, affiliations: Vec::new(), one_of: Vec::new() }
}

/// The first token of the titles that belong to a spelling: "Ms", "Prime Minister", not "MPs",
/// not "Messrs".
fn title_start(text: &Text, name: &Name) -> usize {
    let title = |&token: &usize| {
        let word = text.gloss(token);
        let class = text.gloss_names(token);
        let shared = matches!(word.trim_end_matches('.'), "messrs" | "sens" | "reps" | "govs");
        class.is(Class::TITLE) && (class.is(Class::HONORIFIC) || !class.is(Class::ROLE)) && !shared
    };
    name.tokens.start - (name.lead..name.tokens.start).rev().take_while(title).count()
}

/// How good a form is for a name: whether a person's begins with a given name, its words, then
/// whether it is not all in capitals.
fn fullness(text: &Text, name: &Name) -> (bool, usize, bool, usize) {
    let shouted = name.tokens.clone().all(|token| text.shape(token) == Shape::Upper);
    let length = text.span(name.tokens.clone()).len();
    if name.kind != EntityKind::Person {
        return (true, 1, !shouted, length);
    }
    let first = name.tokens.start;
    let given = text.lower(first).ends_with('.') || text.names(first).is(Class::FIRST);
    (given && name.tokens.len() > 1, name.tokens.len(), !shouted, length)
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// "Jane Roe" for "Roe" where the title has the given name.
fn full_in_title(title: &Text, surname: &str) -> Option<String> {
    let at = (1..title.len()).find(|&token| title.word(token) == surname)?;
    let given = title.word(at - 1);
    class(given).is(Class::FIRST).then(|| format!("{given} {surname}"))
}
