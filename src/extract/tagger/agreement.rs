//! What the names of one article say about each other: the same words mean the same thing, a surname is
//! its person's, a long name gives its short form in brackets away, and a name found once is a name
//! wherever else it stands.
//!
//! Titles are taken off persons' names here, too: they stand before a name and are none of it.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::extract::{
    EntityKind,
    dateline::dateline,
    kind::Points,
    lexicon::names::{Class, fold, phrase_class},
    organisation::{abbreviates, is_acronym},
    piece::{is_suffix, lead_start},
    profile::Profile,
    tag::{Name, is_free, key},
    token::Shape,
};

/// The names of an article after they have agreed, in text order, without overlap. `names` is in text
/// order, too, and none crosses the `chains`.
pub fn agreed(
    profile: &Profile,
    chains: &[Range<usize>],
    names: Vec<Name>,
    rules: &[(Name, Points)],
) -> Vec<Name> {
    let mut names = with_sure(profile, split(profile, names, rules), rules);
    names.retain(|name| profile.is_read(name.tokens.start));
    names.iter_mut().for_each(|name| trim(profile, name));
    names.retain(|name| !name.tokens.is_empty());
    with_datelines(profile, chains, &mut names);
    let mut names = with_nicknames(profile, names);
    let acronyms = acronyms(profile, &mut names);
    let votes = Votes::count(profile, &names);
    for name in &mut names {
        name.kind = votes.kind(profile, name, &acronyms);
    }
    names.retain(|name| !votes.is_bare_title(profile, name));
    let mut names = with_missed(profile, chains, names, &votes);
    let mut floor = 0;
    for name in &mut names {
        name.lead = lead(profile, floor, name);
        floor = name.tokens.end;
    }
    names
}

/// Parts names with a possessive in their midst: "Labour's Board" is two. Where the rules know the whole
/// as one ("Women's Institute"), it stays one.
fn split(profile: &Profile, names: Vec<Name>, rules: &[(Name, Points)]) -> Vec<Name> {
    let mut all = Vec::with_capacity(names.len());
    for mut name in names {
        let marks = name.tokens.start + 1..name.tokens.end.saturating_sub(1);
        let mark = marks.into_iter().find(|&it| matches!(profile.text.lower(it), "'s" | "’s"));
        if let Some(mark) = mark
            && rule_at(rules, mark).is_none()
        {
            let owner = rule_at(rules, mark - 1).filter(|it| it.tokens.start >= name.tokens.start);
            all.extend(owner.cloned());
            name.tokens.start = mark + 1;
            name.lead = mark + 1;
        }
        all.push(name);
    }
    all
}

/// The name of the rules that holds a token.
fn rule_at(rules: &[(Name, Points)], token: usize) -> Option<&Name> {
    let at = rules.partition_point(|(name, _)| name.tokens.end <= token);
    rules.get(at).map(|(name, _)| name).filter(|name| name.tokens.start <= token)
}

/// Names the places that stories say they come from.
fn with_datelines(profile: &Profile, chains: &[Range<usize>], names: &mut Vec<Name>) {
    let line = |chain: &Range<usize>| dateline(profile.text, chain.start, profile.text.len());
    for place in chains.iter().filter_map(|chain| line(chain)?.place) {
        let overlaps = |it: &Name| it.tokens.start < place.end && place.start < it.tokens.end;
        names.retain(|name| !overlaps(name));
        let at = names.partition_point(|name| name.tokens.start < place.start);
        names.insert(at, Name { lead: place.start, tokens: place, kind: EntityKind::Place });
    }
}

/// Adds the names that the rules are sure of and nothing else overlaps.
fn with_sure(profile: &Profile, names: Vec<Name>, rules: &[(Name, Points)]) -> Vec<Name> {
    let beaten = |name: &Name| {
        let sure = name.tokens.clone().find_map(|token| sure_at(profile, rules, token));
        sure.is_some_and(|it| beats(profile, it, name))
    };
    let mut all = Vec::with_capacity(names.len());
    let mut rules = rules.iter().peekable();
    for name in names.into_iter().filter(|name| !beaten(name)) {
        while let Some((rule, points)) = rules.next_if(|(it, _)| it.tokens.start < name.tokens.end)
        {
            let floor = all.last().map_or(0, |it: &Name| it.tokens.end);
            if rule.tokens.end <= name.tokens.start
                && rule.tokens.start >= floor
                && is_sure(profile, rule, *points)
            {
                all.push(rule.clone());
            }
        }
        all.push(name);
    }
    let floor = all.last().map_or(0, |it| it.tokens.end);
    let rest =
        rules.filter(|(it, points)| it.tokens.start >= floor && is_sure(profile, it, *points));
    let rest: Vec<Name> = rest.map(|(name, _)| name.clone()).collect();
    all.extend(rest);
    all
}

/// The name that the rules are sure of and that holds a token.
fn sure_at<'r>(profile: &Profile, rules: &'r [(Name, Points)], token: usize) -> Option<&'r Name> {
    let at = rules.partition_point(|(name, _)| name.tokens.end <= token);
    let (name, points) = rules.get(at)?;
    (name.tokens.start <= token && is_sure(profile, name, *points)).then_some(name)
}

/// Whether what the rules are sure of stands in the place of a name: it holds more, or says better what
/// kind of name it is.
fn beats(profile: &Profile, sure: &Name, name: &Name) -> bool {
    let holds = sure.tokens.start <= name.tokens.start && name.tokens.end <= sure.tokens.end;
    let person =
        name.kind == EntityKind::Person && profile.class(name.tokens.start).is(Class::FIRST);
    match name.kind {
        EntityKind::Other => true,
        _ if sure.tokens == name.tokens => sure.kind != name.kind && !person,
        _ => holds,
    }
}

/// Whether the rules know a name: it is on a list, or it is an organisation's with its head noun.
fn is_sure(profile: &Profile, name: &Name, points: Points) -> bool {
    let several = name.tokens.len() > 1;
    let last = profile.class(name.tokens.end - 1);
    match name.kind {
        EntityKind::Place => is_region(profile, name) || several && points.place >= 10,
        EntityKind::Organisation => {
            let headed = last.is(Class::ORGANISATION_HEAD | Class::LEGAL_FORM);
            // "Guardian columnist": a known organisation where only an employer can stand.
            let employs = || {
                let next = profile.next(name.tokens.end - 1);
                next.is_some_and(|it| {
                    profile.text.shape(it) == Shape::Lower && profile.text.names(it).is(Class::ROLE)
                })
            };
            several && (headed || points.organisation >= 10)
                || !several && profile.is_definite_head(name.tokens.start)
                || !several && last.is(Class::ORGANISATION) && employs()
        }
        EntityKind::Person => {
            let first = profile.class(name.tokens.start);
            let thing = Class::PLACE | Class::COMMON | Class::ORGANISATION_HEAD | Class::PLACE_HEAD;
            several && first.is(Class::FIRST) && !last.is(thing) && points.person >= 6
        }
        EntityKind::Other => false,
    }
}

/// Takes off what belongs to no name; leaves nothing of what is none.
fn trim(profile: &Profile, name: &mut Name) {
    let is = |token: usize, class: Class| profile.class(token).is(class);
    let end = name.tokens.end;
    let surname = surname(profile, &name.tokens);
    if surname < end - 1 && matches!(profile.text.lower(end - 1), "jr" | "jr." | "sr" | "sr.") {
        name.kind = EntityKind::Person; // "Roe Jr.", but "World War II"
    }
    match name.kind {
        EntityKind::Person => {
            let mut links = name.tokens.clone().skip(1);
            let link =
                links.find(|&it| matches!(profile.text.lower(it), "of" | "at" | "for" | "&"));
            let end = link.unwrap_or(end);
            name.tokens.end = end;
            let last = surname.min(end - 1);
            let titles = (name.tokens.start..last).rev().find(|&token| is_title(profile, token));
            name.tokens.start = titles.map_or(name.tokens.start, |it| it + 1);
            while name.tokens.start < last && is_rank(profile, name.tokens.start) {
                name.tokens.start += 1;
            }
            let (start, named) = (name.tokens.start, Class::FIRST | Class::SURNAME);
            let no_name = Class::TITLE | Class::ROLE | Class::DEMONYM;
            let is_month = start == last && is(start, Class::CALENDAR) && !is_free(profile, start);
            let before = profile.previous(start).map_or("", |it| profile.text.lower(it));
            // "Secretary of State", "@RoeForMayor"
            let is_part =
                start == last && (before == "of" && is(start, Class::COMMON) || before == "@");
            if is(last, no_name) && !is(last, named) || is_month || is_part {
                name.tokens.start = end;
            }
        }
        EntityKind::Place | EntityKind::Organisation => {
            while name.tokens.len() > 1 && is_link(profile, name.tokens.start) {
                name.tokens.start += 1;
            }
            let start = name.tokens.start;
            if end - start == 1
                && is(start, Class::DEMONYM)
                && !is(start, Class::PLACE | Class::ORGANISATION)
            {
                name.kind = EntityKind::Other;
            }
        }
        EntityKind::Other => {}
    }
}

/// "Senior Trump aides": what stands before a role, where the name of whoever it is for comes between.
fn is_rank(profile: &Profile, token: usize) -> bool {
    matches!(profile.text.lower(token), "senior" | "top" | "former" | "longtime" | "veteran")
}

/// The last word of a person's name that is no "Jr."; its first word if there is no other.
fn surname(profile: &Profile, name: &Range<usize>) -> usize {
    let suffix = |token: usize| is_suffix(profile.text.lower(token));
    let last = name.clone().rev().find(|&token| !suffix(token));
    last.unwrap_or(name.start)
}

/// Whether a token joins words of a name and begins none.
fn is_link(profile: &Profile, token: usize) -> bool {
    matches!(profile.text.word(token), "of" | "and" | "for" | "on" | "in" | "at" | "to" | "&" | "-")
}

/// Lets persons' names reach over a nickname in quotation marks: "Ann “Shorty” Roe".
fn with_nicknames(profile: &Profile, names: Vec<Name>) -> Vec<Name> {
    let mut all: Vec<Name> = Vec::with_capacity(names.len());
    for mut name in names {
        if all.last().is_some_and(|it| it.tokens.end > name.tokens.start) {
            continue; // it is the nickname, or the surname after it
        }
        let surname = name.tokens.end + 3;
        if name.kind == EntityKind::Person && is_nickname(profile, name.tokens.end) {
            name.tokens.end = surname + 1;
        }
        all.push(name);
    }
    all
}

/// Whether a word in quotation marks begins at `mark` and a surname follows.
fn is_nickname(profile: &Profile, mark: usize) -> bool {
    let text = profile.text;
    matches!(text.word(mark), "“" | "\"" | "‘" | "'")
        && matches!(text.word(mark + 2), "”" | "\"" | "’" | "'")
        && profile.has_capital(mark + 1)
        && profile.has_capital(mark + 3)
        && (mark..mark + 3).all(|token| profile.next(token).is_some())
}

/// Whether a word before a person's name is a title there, or a people: not "Dean" in "Dean Poe".
fn is_title(profile: &Profile, token: usize) -> bool {
    let class = profile.class(token);
    let given = class.is(Class::FIRST) && !class.is(Class::HONORIFIC);
    let people = class.is(Class::DEMONYM) && !class.is(Class::SURNAME);
    !given && (class.is(Class::TITLE | Class::ROLE) || people)
}

/// Makes organisations of the long and short forms of "Fair Trade Board (FTB)"; the keys of the short ones.
fn acronyms(profile: &Profile, names: &mut Vec<Name>) -> FxHashSet<u64> {
    let text = profile.text;
    let mut found = FxHashSet::default();
    let mut missing = Vec::new();
    for number in 0..names.len() {
        let long = names[number].tokens.clone();
        let short = long.end + 1;
        if long.len() < 2 || text.word(long.end) != "(" || text.word(short + 1) != ")" {
            continue;
        }
        let (inner, outer) = (text.word(short), text.span(long).of(text.text));
        if !is_acronym(inner)
            || !abbreviates(inner, outer)
            || names[number].kind == EntityKind::Person
        {
            continue;
        }
        if names[number].kind != EntityKind::Place {
            names[number].kind = EntityKind::Organisation;
        }
        let kind = names[number].kind;
        match names.get_mut(number + 1) {
            Some(next) if next.tokens.start == short => next.kind = kind,
            _ => missing.push(Name { tokens: short..short + 1, lead: short, kind }),
        }
        if kind == EntityKind::Organisation {
            found.insert(key(text, short..short + 1));
        }
    }
    if !missing.is_empty() {
        names.extend(missing);
        names.sort_by_key(|name| name.tokens.start);
    }
    found
}

/// What all names of an article say together.
#[derive(Default)]
struct Votes {
    /// For the words of a name: the votes for each kind.
    kinds: FxHashMap<u64, [u32; 4]>,
    /// The last words of persons' names of two words or more, with how many there are.
    surnames: FxHashMap<u64, u32>,
}

/// The kinds in the order in which their votes are counted.
const KINDS: [EntityKind; 4] =
    [EntityKind::Person, EntityKind::Organisation, EntityKind::Place, EntityKind::Other];

const PERSON: usize = 0;

impl Votes {
    fn count(profile: &Profile, names: &[Name]) -> Votes {
        let mut votes = Votes::default();
        for name in names {
            let vote = if profile.is_initial(name.tokens.start) { 1 } else { 2 };
            let kind = KINDS.iter().position(|&it| it == name.kind).unwrap_or_default();
            votes.kinds.entry(key(profile.text, name.tokens.clone())).or_default()[kind] += vote;
            let last = surname(profile, &name.tokens);
            let full = kind == PERSON && last > name.tokens.start;
            if full && profile.text.shape(last) != Shape::Lower && profile.text.word(last).len() > 2
            {
                *votes.surnames.entry(key(profile.text, last..last + 1)).or_default() += 2;
            }
        }
        votes
    }

    /// The kind of a name: what the article says, if it says so clearly.
    fn kind(&self, profile: &Profile, name: &Name, acronyms: &FxHashSet<u64>) -> EntityKind {
        let key = key(profile.text, name.tokens.clone());
        if acronyms.contains(&key) {
            return EntityKind::Organisation;
        }
        if is_region(profile, name) {
            return EntityKind::Place;
        }
        let votes = self.kinds.get(&key).copied().unwrap_or_default();
        let own = KINDS.iter().position(|&it| it == name.kind).unwrap_or_default();
        if name.tokens.len() == 1 && own != PERSON {
            let surname = self.surnames.get(&key).copied().unwrap_or_default();
            if surname > 0 && surname + votes[PERSON] > votes[own] {
                return EntityKind::Person;
            }
        }
        let clear = |&kind: &usize| votes[kind] > 2 * votes[own] && votes[kind] >= 4;
        let best = (0..KINDS.len()).filter(clear).max_by_key(|&kind| votes[kind]);
        best.map_or(name.kind, |kind| KINDS[kind])
    }

    /// Whether a word that is a title and a surname stands for nobody whose surname it is: "the Pope".
    fn is_bare_title(&self, profile: &Profile, name: &Name) -> bool {
        let first = name.tokens.start;
        name.kind == EntityKind::Person
            && name.tokens.len() == 1
            && profile.class(first).is(Class::TITLE | Class::ROLE)
            && !self.surnames.contains_key(&key(profile.text, first..first + 1))
            && profile.previous(first).is_some_and(|it| !profile.has_capital(it))
    }

    /// The kind of words that are a name elsewhere.
    fn known(&self, key: u64) -> Option<EntityKind> {
        let votes = self.kinds.get(&key)?;
        let best = (0..KINDS.len()).rev().max_by_key(|&kind| votes[kind])?;
        (votes.iter().sum::<u32>() >= 4).then_some(KINDS[best])
    }
}

/// Whether a name is a country's or a state's, which is nobody's name.
fn is_region(profile: &Profile, name: &Name) -> bool {
    let start = name.tokens.start;
    let class = match name.tokens.len() {
        1 => profile.class(start),
        _ if profile.class(start).is(Class::OPENS_PHRASE) => {
            phrase_class(&fold(profile.text.span(name.tokens.clone()).of(profile.text.text)))
        }
        _ => return false,
    };
    class.is(Class::REGION) && !class.is(Class::FIRST | Class::SURNAME)
}

/// Adds the places of names that were not seen as names there.
fn with_missed(
    profile: &Profile,
    chains: &[Range<usize>],
    names: Vec<Name>,
    votes: &Votes,
) -> Vec<Name> {
    let mut longer: FxHashMap<u64, Vec<(Range<usize>, EntityKind)>> = FxHashMap::default();
    for name in names.iter().filter(|name| name.tokens.len() > 1) {
        let first = name.tokens.start;
        longer
            .entry(key(profile.text, first..first + 1))
            .or_default()
            .push((name.tokens.clone(), name.kind));
    }
    let mut all = Vec::with_capacity(names.len());
    let mut known = names.into_iter().peekable();
    for chain in chains {
        // A name with a nickname in it reaches over the chain of its surname.
        let reached = all.last().map_or(0, |name: &Name| name.tokens.end);
        let mut token = chain.start.max(reached);
        while token < chain.end {
            if let Some(name) = known.next_if(|name| name.tokens.start <= token) {
                token = token.max(name.tokens.end);
                all.push(name);
                continue;
            }
            let end = known.peek().map_or(chain.end, |it| it.tokens.start.min(chain.end));
            match missed(profile, token, end, &longer, votes) {
                Some(name) => {
                    token = name.tokens.end;
                    all.push(name);
                }
                None => token += 1,
            }
        }
    }
    all.extend(known);
    all
}

/// The name at `token`, which nobody saw, if it is known from elsewhere. It ends before `end`.
fn missed(
    profile: &Profile,
    token: usize,
    end: usize,
    longer: &FxHashMap<u64, Vec<(Range<usize>, EntityKind)>>,
    votes: &Votes,
) -> Option<Name> {
    let text = profile.text;
    if !profile.has_capital(token) {
        return None;
    }
    let first = key(text, token..token + 1);
    let same = |(words, _): &&(Range<usize>, EntityKind)| {
        token + words.len() <= end
            && words.clone().zip(token..).all(|(one, other)| text.word(one) == text.word(other))
    };
    let whole =
        longer.get(&first).into_iter().flatten().filter(same).max_by_key(|(words, _)| words.len());
    if let Some((words, kind)) = whole {
        return Some(Name { tokens: token..token + words.len(), lead: token, kind: *kind });
    }
    let beside = |other: Option<usize>| other.is_some_and(|it| profile.has_capital(it));
    if beside(profile.previous(token)) || beside(profile.next(token)) {
        return None;
    }
    let kind = if votes.surnames.contains_key(&first) {
        EntityKind::Person
    } else if profile.seen_lower(token) {
        return None;
    } else {
        votes.known(first)?
    };
    Some(Name { tokens: token..token + 1, lead: token, kind })
}

/// Where the titles before a person's name begin.
fn lead(profile: &Profile, floor: usize, name: &Name) -> usize {
    let start = name.tokens.start;
    match profile.previous(start) {
        Some(before)
            if name.kind == EntityKind::Person && before >= floor && is_lead(profile, before) =>
        {
            lead_start(profile, floor, before)
        }
        _ => start,
    }
}

fn is_lead(profile: &Profile, token: usize) -> bool {
    profile.has_capital(token)
        && profile.class(token).is(Class::TITLE | Class::ROLE | Class::DEMONYM)
}
