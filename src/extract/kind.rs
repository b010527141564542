//! What kind of name a piece is: each piece of evidence adds points for person, organisation or
//! place; the article's other places with the same words vote with it.

use super::{
    EntityKind,
    lexicon::names::{Class, fold, phrase_class},
    organisation::is_acronym,
    piece::{Piece, is_faction},
    profile::Profile,
    token::Shape,
};

/// Points for each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Points {
    /// For a person.
    pub person: i32,
    /// For an organisation.
    pub organisation: i32,
    /// For a place.
    pub place: i32,
}

impl Points {
    fn person(points: i32) -> Points {
        Points { person: points, ..Points::default() }
    }

    fn organisation(points: i32) -> Points {
        Points { organisation: points, ..Points::default() }
    }

    fn place(points: i32) -> Points {
        Points { place: points, ..Points::default() }
    }

    /// Adds the points of `other`.
    pub fn add(&mut self, other: Points) {
        self.person += other.person;
        self.organisation += other.organisation;
        self.place += other.place;
    }

    /// The points for one of `count` pieces.
    pub fn per(self, count: i32) -> Points {
        let per = |points: i32| points / count.max(1);
        Points {
            person: per(self.person),
            organisation: per(self.organisation),
            place: per(self.place),
        }
    }

    /// The kind with the most points; `Other` if there are hardly any.
    pub fn kind(self) -> EntityKind {
        let most = self.person.max(self.organisation).max(self.place);
        match most {
            ..=1 => EntityKind::Other,
            _ if most == self.person => EntityKind::Person,
            _ if most == self.organisation => EntityKind::Organisation,
            _ => EntityKind::Place,
        }
    }
}

/// The evidence for what `piece` is, at its own place.
pub fn evidence(profile: &Profile, piece: &Piece) -> Points {
    let mut points = Points::default();
    points.add(of_words(profile, piece));
    points.add(of_lead(profile, piece));
    points.add(of_text_before(profile, piece));
    points.add(of_text_after(profile, piece));
    if piece.before_title {
        points.add(Points { person: -8, organisation: 3, place: 1 });
    }
    points
}

/// What the words of the name are.
fn of_words(profile: &Profile, piece: &Piece) -> Points {
    match piece.tokens.len() {
        1 => of_word(profile, piece.tokens.start),
        _ => of_several(profile, piece),
    }
}

fn of_word(profile: &Profile, token: usize) -> Points {
    let class = profile.class(token);
    let plain = class.is(Class::COMMON | Class::FUNCTION);
    let mut points = Points::default();
    if class.is(Class::ORGANISATION) {
        points.add(Points::organisation(if plain { 3 } else { 6 }));
    }
    if class.is(Class::PLACE) {
        let unsure = class.is(Class::FIRST | Class::SURNAME) && !class.is(Class::REGION);
        let shouted =
            profile.text.shape(token) == Shape::Upper && profile.text.word(token).len() <= 5;
        let shouted = shouted && !class.is(Class::REGION);
        points.add(Points::place(if unsure || shouted { 3 } else { 6 }));
    }
    if class.is(Class::SURNAME) && !plain && !class.is(Class::REGION) {
        points.add(Points::person(2));
    }
    if class.is(Class::FIRST) && !plain && !class.is(Class::REGION) {
        points.add(Points::person(2));
    }
    let upper = profile.text.shape(token) == Shape::Upper;
    if upper && is_acronym(profile.text.word(token)) && !class.is(Class::REGION) {
        points.add(Points::organisation(4));
    }
    points
}

fn of_several(profile: &Profile, piece: &Piece) -> Points {
    let (first, last) = (piece.tokens.start, piece.tokens.end - 1);
    let (first_class, last_class) = (profile.class(first), profile.class(last));
    let name = fold(profile.text.span(piece.tokens.clone()).of(profile.text.text));
    let whole = phrase_class(&name);
    let mut points = Points::default();
    let listed = whole.is(Class::ORGANISATION) || is_faction(profile, &piece.tokens);
    if listed || profile.text.lower(first) == "radio" {
        points.add(Points::organisation(10));
    } else if whole.is(Class::PLACE) {
        points.add(Points::place(10));
    } else if piece.organised {
        points.add(Points::organisation(8));
    } else {
        points.add(of_person_parts(profile, piece));
    }
    if last_class.is(Class::PLACE_HEAD)
        && !(first_class.is(Class::FIRST) && last_class.is(Class::SURNAME))
    {
        points.add(Points::place(6));
    }
    if PLACE_OPENERS.contains(&profile.text.lower(first)) {
        points.add(Points::place(if last_class.is(Class::PLACE) { 8 } else { 3 }));
    }
    if last_class.is(Class::LEGAL_FORM)
        || piece.tokens.clone().any(|it| profile.text.word(it) == "&")
    {
        points.add(Points::organisation(6));
    }
    points
}

/// Given names, surnames, initials and particles in a name of several words.
fn of_person_parts(profile: &Profile, piece: &Piece) -> Points {
    let (first, last) = (piece.tokens.start, piece.tokens.end - 1);
    let (first_class, last_class) = (profile.class(first), profile.class(last));
    let other = Class::PLACE | Class::ORGANISATION | Class::COMMON;
    if first_class.is(Class::ORGANISATION) && !last_class.is(Class::SURNAME) {
        return Points::organisation(5);
    }
    let length_fits = (2..=5).contains(&piece.tokens.len());
    let mut person = 0;
    if first_class.is(Class::FIRST) && length_fits {
        person += 6;
    }
    if last_class.is(Class::SURNAME) && !last_class.is(Class::COMMON) && !first_class.is(other) {
        person += 3;
    }
    if last_class.is(Class::SURNAME | Class::FIRST) && first_class.is(Class::SURNAME) {
        person += 2;
    }
    let initial = |token: usize| {
        let word = profile.text.word(token);
        word.len() <= 2 && word.ends_with('.') || word.len() == 1 && token > first
    };
    if piece.tokens.clone().take(piece.tokens.len() - 1).any(initial) {
        person += 4;
    }
    if piece.tokens.clone().any(|token| profile.text.shape(token) == Shape::Lower) && length_fits {
        person += 4;
    }
    let taken = Class::COMMON | Class::PLACE | Class::ORGANISATION | Class::ORGANISATION_HEAD;
    let free = |token: usize| {
        !profile.class(token).is(taken) && profile.text.shape(token) == Shape::Capital
    };
    if piece.tokens.len() <= 3 && piece.tokens.clone().all(free) {
        person += 2;
    }
    Points::person(person)
}

/// The titles and roles before the name.
fn of_lead(profile: &Profile, piece: &Piece) -> Points {
    let lead = piece.lead..piece.tokens.start;
    let has = |class: Class| lead.clone().any(|token| profile.class(token).is(class));
    let length_fits = piece.tokens.len() <= 4;
    Points::person(match () {
        () if has(Class::HONORIFIC) => 12,
        () if has(Class::TITLE | Class::ROLE) && length_fits && !piece.organised => 6,
        () => 0,
    })
}

fn of_text_before(profile: &Profile, piece: &Piece) -> Points {
    let Some(before) = profile.previous(piece.lead) else { return Points::default() };
    let single = piece.tokens.len() == 1;
    match profile.text.lower(before) {
        "in" | "near" | "across" | "outside" | "throughout" => Points::place(3),
        "at" | "from" => Points { place: 1, organisation: 1, ..Points::default() },
        "the" if single => Points { person: -3, organisation: 0, place: -1 },
        "the" => Points { person: -3, organisation: 1, place: 0 },
        "than" | "whom" => Points::person(1),
        word if is_speech(word) && piece.lead > before => Points::person(2),
        _ if profile.text.names(before).is(Class::ROLE)
            && profile.text.shape(before) == Shape::Lower =>
        {
            Points::person(5)
        }
        "," => after_comma(profile, piece, before),
        "of" if before > 0 && single && profile.text.word(before - 1) == "," => Points::place(4),
        _ => Points::default(),
    }
}

/// "Springfield, Ohio": what follows a place after a comma may be one.
fn after_comma(profile: &Profile, piece: &Piece, comma: usize) -> Points {
    let place_before = comma.checked_sub(1).is_some_and(|it| profile.class(it).is(Class::PLACE));
    let place = profile.class(piece.tokens.start).is(Class::PLACE) && piece.tokens.len() == 1;
    if place_before && place { Points::place(3) } else { Points::default() }
}

fn of_text_after(profile: &Profile, piece: &Piece) -> Points {
    let Some(after) = profile.next(piece.tokens.end - 1) else { return Points::default() };
    match profile.text.lower(after) {
        "who" | "whose" => Points::person(4),
        "'s" | "’s" => Points::default(),
        ":" if piece.tokens.clone().all(|it| profile.text.shape(it) == Shape::Upper) => {
            Points::person(4)
        }
        "," => before_comma(profile, after),
        "(" => before_bracket(profile, piece, after),
        word if is_speech(word) => of_speaker(profile, piece),
        word if is_personal(word) => Points { person: 3, ..Points::default() },
        _ if profile.text.names(after).is(Class::ROLE) => {
            Points { organisation: 2, place: 1, person: 0 }
        }
        _ => Points::default(),
    }
}

/// Who speaks: by one unknown word rather an organisation, for a person is introduced in full.
fn of_speaker(profile: &Profile, piece: &Piece) -> Points {
    let class = profile.class(piece.tokens.start);
    let unknown = piece.tokens.len() == 1 && !class.is(Class::FIRST | Class::SURNAME);
    match unknown && piece.lead == piece.tokens.start {
        true => Points { person: 2, organisation: 3, place: 0 },
        false => Points { person: 3, organisation: 2, place: 0 },
    }
}

/// "Roe, 45, …", "Roe, the chairman of …".
fn before_comma(profile: &Profile, comma: usize) -> Points {
    let text = profile.text;
    let next = comma + 1;
    if profile.previous(next).is_none() {
        return Points::default();
    }
    let age = text.shape(next) == Shape::Number && text.word(next).len() == 2;
    if age && matches!(text.word(next + 1), "," | ".") {
        return Points::person(6);
    }
    let window = next..next + 5;
    let role = window
        .take_while(|&it| text.shape(it) != Shape::Mark)
        .position(|it| text.names(it).is(Class::ROLE));
    match (role, text.lower(next)) {
        (_, "who" | "whose") => Points::person(6),
        (Some(_), _) => Points::person(3),
        (None, _) => Points::default(),
    }
}

/// "Fair Trade Board (FTB)", "Roe (D-Ohio)".
fn before_bracket(profile: &Profile, piece: &Piece, bracket: usize) -> Points {
    let text = profile.text;
    let inner = text.word(bracket + 1);
    let long = text.span(piece.tokens.clone()).of(text.text);
    if is_acronym(inner) && super::organisation::is_acronym_of(inner, long) {
        return Points::organisation(8);
    }
    let party = inner.starts_with("D-") || inner.starts_with("R-") || matches!(inner, "R" | "D");
    Points::person(if party { 6 } else { 0 })
}

/// Verbs of speech that mostly have a person for a subject.
pub fn is_speech(word: &str) -> bool {
    matches!(
        word,
        "said"
            | "says"
            | "told"
            | "added"
            | "asked"
            | "replied"
            | "insisted"
            | "argued"
            | "wrote"
            | "writes"
            | "tweeted"
            | "explained"
            | "noted"
            | "claimed"
            | "warned"
            | "recalled"
            | "admitted"
            | "acknowledged"
            | "responded"
            | "continued"
            | "declared"
            | "tells"
            | "stressed"
            | "suggested"
            | "joked"
            | "concluded"
            | "testified"
            | "adds"
            | "asks"
            | "answered"
            | "observed"
            | "remarked"
            | "stated"
            | "vowed"
            | "urged"
            | "called"
    )
}

/// Verbs and words that mostly have a person for a subject.
fn is_personal(word: &str) -> bool {
    matches!(
        word,
        "thinks"
            | "believes"
            | "knew"
            | "felt"
            | "smiled"
            | "laughed"
            | "himself"
            | "herself"
            | "died"
            | "married"
            | "resigned"
            | "testified"
            | "retired"
            | "thought"
            | "wants"
    )
}

/// What names of places begin with.
const PLACE_OPENERS: [&str; 20] = [
    "mount", "lake", "cape", "port", "fort", "saint", "st", "st.", "north", "south", "east",
    "west", "northern", "southern", "eastern", "western", "upper", "lower", "central", "greater",
];
