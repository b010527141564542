//! Where a name may start and how far it may reach: runs of words with capitals, with the small
//! words that join them.
//!
//! A run may hold more than one name ("Labour MP Jane Roe"); cutting it is left to `piece`.

use std::ops::Range;

use super::{
    lexicon::names::{Class, phrase_class},
    profile::Profile,
    token::Shape,
};

/// The runs of `profile`'s article, in text order, without overlap.
pub fn sequences(profile: &Profile) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut token = 0;
    while token < profile.text.len() {
        if !profile.has_capital(token) || !profile.is_read(token) || !is_name_word(profile, token) {
            token += 1;
            continue;
        }
        let start =
            with_particles(profile, token, found.last().map_or(0, |it: &Range<usize>| it.end));
        let end = end_of_run(profile, token);
        found.push(start..end);
        token = end;
    }
    found
}

/// Whether a word with a capital can be part of a name.
fn is_name_word(profile: &Profile, token: usize) -> bool {
    let class = profile.class(token);
    let word = profile.text.word(token);
    if word.len() == 1 || word.len() == 2 && word.ends_with('.') {
        return profile.next(token).is_some_and(|it| profile.has_capital(it))
            && !class.is(Class::FUNCTION);
    }
    if class.is(Class::CALENDAR)
        && profile.next(token).is_some_and(|it| profile.text.shape(it) == Shape::Upper)
    {
        return false;
    }
    let upper = profile.text.shape(token) == Shape::Upper;
    let acronym = upper && class.is(Class::PLACE | Class::ORGANISATION);
    let joined = upper && profile.text.word(token + 1) == "&";
    !class.is(Class::FUNCTION | Class::CALENDAR)
        || acronym
        || joined
        || class.is(Class::FIRST | Class::SURNAME)
}

/// The start of a run moved left over "van der".
fn with_particles(profile: &Profile, start: usize, floor: usize) -> usize {
    let particles = (floor..start)
        .rev()
        .take_while(|&token| profile.previous(token + 1).is_some() && is_particle(profile, token));
    start - particles.count()
}

fn is_particle(profile: &Profile, token: usize) -> bool {
    profile.text.shape(token) == Shape::Lower && {
        let class = profile.text.names(token);
        class.is(Class::PARTICLE) && !class.is(Class::FUNCTION)
    }
}

/// Runs are cut here: a longer one is a table or a list, and cutting names out of it would take time
/// that grows with the square of its length.
const LONGEST: usize = 32;

/// One past the last token of the run that starts at `start`.
fn end_of_run(profile: &Profile, start: usize) -> usize {
    let mut end = start + 1;
    while end - start < LONGEST
        && let Some(longer) = step(profile, start, end)
    {
        end = longer;
    }
    end
}

/// The run `start..end` made longer by one word and what joins it.
fn step(profile: &Profile, start: usize, end: usize) -> Option<usize> {
    let next = profile.next(end - 1)?;
    if profile.has_capital(next) {
        return may_follow(profile, next).then_some(next + 1);
    }
    match profile.text.lower(next) {
        "'s" | "’s" => possessive(profile, start, next),
        "'" | "’" => plural_possessive(profile, next),
        "&" => after_ampersand(profile, next),
        "of" => after_of(profile, start, next),
        "for" => after_for(profile, next),
        "and" => after_and(profile, start, next),
        _ if is_particle(profile, next) => after_particles(profile, next),
        _ => None,
    }
}

/// Whether a word goes on with the name before it. "May" and "Will" do after a given name or title.
fn may_follow(profile: &Profile, token: usize) -> bool {
    let class = profile.class(token);
    if !class.is(Class::FUNCTION | Class::CALENDAR) {
        return true;
    }
    let before = profile.class(token - 1);
    class.is(Class::FIRST | Class::SURNAME)
        && before.is(Class::FIRST | Class::HONORIFIC)
        && !before.is(Class::FUNCTION)
}

/// `token` if it is a word with a capital that can be part of a name.
fn word_at(profile: &Profile, token: usize) -> Option<usize> {
    profile.previous(token)?;
    (profile.has_capital(token) && is_name_word(profile, token)).then_some(token)
}

/// "Roe & Sons", "AT&T".
fn after_ampersand(profile: &Profile, mark: usize) -> Option<usize> {
    let next = profile.next(mark)?;
    profile.has_capital(next).then_some(next + 1)
}

/// "Sainsbury's", "St Paul's", "Women's Institute", "Sheriff's Office".
fn possessive(profile: &Profile, start: usize, mark: usize) -> Option<usize> {
    let owner = profile.text.lower(mark - 1);
    let whole = phrase_class(&format!("{owner}'s")).is(Class::ORGANISATION);
    let saint = mark - start == 2 && matches!(profile.text.lower(start), "st" | "st.");
    let group = OWNERS.contains(&owner) && word_at(profile, mark + 1).is_some();
    let office = profile.class(mark - 1).is(Class::ROLE | Class::TITLE)
        && matches!(profile.text.word(mark + 1), "Office" | "Department");
    (whole || saint || group || office).then_some(mark + 1)
}

/// "Workers' Party".
fn plural_possessive(profile: &Profile, mark: usize) -> Option<usize> {
    let owner = OWNERS.contains(&profile.text.lower(mark - 1));
    let next = word_at(profile, mark + 1)?;
    (owner && profile.class(next).is(Class::ORGANISATION_HEAD)).then_some(next + 1)
}

/// "Board of Trade", "University of the West".
fn after_of(profile: &Profile, start: usize, of: usize) -> Option<usize> {
    let before = profile.class(of - 1);
    let is_head = before.is(Class::ORGANISATION_HEAD)
        || OF_HEADS.contains(&profile.text.lower(of - 1)) && of - start <= 2;
    let goes_on = profile.class(start).is(Class::ORGANISATION_HEAD) && of - start >= 3;
    if !is_head && !goes_on {
        return None;
    }
    let next = if profile.text.lower(of + 1) == "the" { of + 2 } else { of + 1 };
    word_at(profile, next).map(|it| it + 1)
}

/// "Centre for Fair Trade".
fn after_for(profile: &Profile, link: usize) -> Option<usize> {
    let is_head = FOR_HEADS.contains(&profile.text.lower(link - 1));
    let article = matches!(profile.text.lower(link + 1), "a" | "the");
    let next = word_at(profile, if article { link + 2 } else { link + 1 })?;
    (is_head && !profile.class(next).is(Class::TITLE)).then_some(next + 1)
}

/// "Department of Health and Social Care", "Food and Drug Administration".
fn after_and(profile: &Profile, start: usize, and: usize) -> Option<usize> {
    let next = word_at(profile, and + 1)?;
    let class = profile.class(next);
    let is_office = FOR_HEADS.contains(&profile.text.lower(start))
        && (start..and).any(|token| matches!(profile.text.lower(token), "of" | "for"))
        && class.is(Class::COMMON)
        && !class.is(Class::TITLE | Class::ROLE | Class::ORGANISATION);
    let first = profile.class(and - 1);
    let plain = first.is(Class::COMMON)
        && !first.is(Class::ORGANISATION
            | Class::PLACE
            | Class::FIRST
            | Class::TITLE
            | Class::ROLE);
    let has_head = || {
        let run = (next..next + 3).take_while(|&token| word_at(profile, token).is_some());
        run.skip(1).any(|token| profile.class(token).is(Class::ORGANISATION_HEAD))
    };
    (is_office || plain && and - start <= 2 && !class.is(Class::FIRST | Class::TITLE) && has_head())
        .then_some(next + 1)
}

/// "Ludwig van der Roe".
fn after_particles(profile: &Profile, first: usize) -> Option<usize> {
    let mut token = first;
    while is_particle(profile, token) && profile.next(token).is_some() {
        token += 1;
    }
    let before = profile.class(first - 1);
    let is_person = !before.is(Class::ORGANISATION_HEAD | Class::COMMON)
        || before.is(Class::TITLE | Class::PARTICLE);
    (is_person && token - first <= 3).then(|| word_at(profile, token))?.map(|it| it + 1)
}

/// What a name with a possessive in its midst belongs to.
const OWNERS: [&str; 16] = [
    "women",
    "children",
    "people",
    "men",
    "workers",
    "king",
    "queen",
    "lloyd",
    "farmers",
    "writers",
    "veterans",
    "teachers",
    "students",
    "girls",
    "consumers",
    "taxpayers",
];

/// Places that go on with "of".
const OF_HEADS: [&str; 18] = [
    "isle",
    "gulf",
    "bay",
    "strait",
    "straits",
    "republic",
    "kingdom",
    "city",
    "state",
    "states",
    "cape",
    "horn",
    "house",
    "order",
    "stock",
    "province",
    "territory",
    "sea",
];

/// Bodies that go on with "for" or a list.
const FOR_HEADS: [&str; 36] = [
    "academy",
    "agency",
    "alliance",
    "association",
    "board",
    "bureau",
    "campaign",
    "center",
    "centers",
    "institutes",
    "centre",
    "coalition",
    "college",
    "commission",
    "committee",
    "council",
    "department",
    "directorate",
    "federation",
    "forum",
    "foundation",
    "fund",
    "initiative",
    "institute",
    "ministry",
    "movement",
    "network",
    "office",
    "organisation",
    "organization",
    "party",
    "programme",
    "school",
    "society",
    "university",
    "union",
];

#[cfg(test)]
mod tests {
    use super::{super::token::Text, *};

    fn runs(text: &str) -> String {
        let text = Text::new(text);
        let profile = Profile::new(&text);
        let runs = sequences(&profile).into_iter().map(|it| text.span(it).of(text.text));
        runs.collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn runs_reach_over_small_words() {
        let cases = [
            ("Then Jane Roe left.", "Jane Roe"),
            (
                "It met the Board of Fair Trade of Lower Wessex.",
                "Board of Fair Trade of Lower Wessex",
            ),
            ("Ms van der Poe and Ann Roe spoke.", "Ms van der Poe | Ann Roe"),
            ("They trust von der Roe.", "von der Roe"),
            ("Workers at Sainsbury's and AT&T left.", "Workers | Sainsbury's | AT&T"),
            ("Roe's Labour MP spoke on Monday.", "Roe | Labour MP"),
            (
                "The Department of Health and Social Care paid.",
                "Department of Health and Social Care",
            ),
            ("It told the Food and Drug Administration off.", "Food and Drug Administration"),
            ("the Workers' Party won", "Workers' Party"),
            ("at St Paul's on Sunday", "St Paul's"),
        ];
        for (text, expected) in cases {
            assert_eq!(runs(text), expected, "in {text:?}");
        }
    }
}
