//! Which forms of persons' names in one article are one person's.
//!
//! Full names are joined first, then each bare name takes the full name it belongs to. A bare name
//! that may be two people's, with nothing to decide, is nobody's: whose it may be is kept.

use super::person::{Gender, PersonName};

/// A person's name where it stands.
#[derive(Clone, Debug)]
pub struct Form {
    /// The name in its parts.
    pub name: PersonName,
    /// What the title before it says.
    pub gender: Option<Gender>,
    /// Whether an office stands before it: "President".
    pub in_office: bool,
    /// Whether it is introduced as somebody's relative: "his wife Ann Roe".
    pub is_kin: bool,
    /// The paragraph it stands in.
    pub paragraph: u32,
}

/// Which forms are whose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// The number of the person of each form.
    pub owners: Vec<usize>,
    /// For each person the people that it may be: none but for a bare name that may be several's.
    pub candidates: Vec<Vec<usize>>,
}

/// A person with the forms found so far.
struct Person {
    /// The fullest name.
    name: PersonName,
    gender: Option<Gender>,
    is_kin: bool,
    /// The numbers of its forms.
    forms: Vec<usize>,
    /// Whom its bare name may mean, if several.
    candidates: Vec<usize>,
}

/// Says whose each form is.
pub fn group(forms: &[Form]) -> Groups {
    let mut people: Vec<Person> = Vec::new();
    for (number, form) in forms.iter().enumerate().filter(|(_, form)| form.name.is_full()) {
        let known = people.iter().rposition(|it| it.name.may_be(&form.name) && agrees(it, form));
        let known = known.map_or(Owner::Nobody, Owner::Known);
        join(&mut people, known, number, form);
    }
    for (number, form) in forms.iter().enumerate().filter(|(_, form)| !form.name.is_full()) {
        let known = owner(&people, forms, number);
        join(&mut people, known, number, form);
    }
    let mut owners = vec![0; forms.len()];
    for (person, it) in people.iter().enumerate() {
        it.forms.iter().for_each(|&form| owners[form] = person);
    }
    Groups { owners, candidates: people.into_iter().map(|it| it.candidates).collect() }
}

/// Whose a form is, among the people known so far.
enum Owner {
    /// This person's.
    Known(usize),
    /// One of these people's.
    OneOf(Vec<usize>),
    /// Nobody's: a new person.
    Nobody,
}

fn join(people: &mut Vec<Person>, owner: Owner, number: usize, form: &Form) {
    let (known, candidates) = match owner {
        Owner::Known(person) => (people.get_mut(person), Vec::new()),
        Owner::OneOf(candidates) => (None, candidates),
        Owner::Nobody => (None, Vec::new()),
    };
    match known {
        Some(person) => {
            let fuller = form.name.given.len() > person.name.given.len();
            if fuller && person.name.surname == form.name.surname {
                person.name = form.name.clone();
            }
            person.gender = person.gender.or(form.gender);
            person.forms.push(number);
        }
        None => people.push(Person {
            name: form.name.clone(),
            gender: form.gender,
            is_kin: form.is_kin,
            forms: vec![number],
            candidates,
        }),
    }
}

/// Whether no title contradicts. An office with a bare name is hardly a relative's.
fn agrees(person: &Person, form: &Form) -> bool {
    if person.is_kin && form.in_office && !form.name.is_full() {
        return false;
    }
    person.gender.is_none() || form.gender.is_none() || person.gender == form.gender
}

/// The person that a bare name belongs to.
fn owner(people: &[Person], forms: &[Form], number: usize) -> Owner {
    let bare = &forms[number].name;
    let that = |fits: &dyn Fn(&PersonName) -> bool| -> Vec<usize> {
        let all = people.iter().enumerate();
        let fitting = all.filter(|(_, it)| it.name.is_full() && fits(&it.name));
        fitting.filter(|(_, it)| agrees(it, &forms[number])).map(|(at, _)| at).collect()
    };
    let mut candidates = that(&|full| bare.is_surname_of(full));
    if candidates.is_empty() {
        candidates = that(&|full| bare.is_given_of(full));
    }
    let bare_before = same_bare(people, forms, number);
    let known = match candidates[..] {
        [only] if people[only].is_kin && bare_before.is_some() => bare_before,
        [only] => Some(only),
        [] => bare_before,
        _ => decided(people, forms, number, &candidates).or(bare_before),
    };
    match known {
        Some(person) => Owner::Known(person),
        None if candidates.is_empty() => Owner::Nobody,
        None => Owner::OneOf(candidates),
    }
}

/// The person known by the same bare name.
fn same_bare(people: &[Person], forms: &[Form], number: usize) -> Option<usize> {
    let bare = &forms[number].name;
    people.iter().rposition(|it| it.name == *bare && agrees(it, &forms[number]))
}

/// Which of several candidates is meant, if something says so: a title, or that it is the only one
/// named before, or the only one named near by, or the only one whom the article has called by
/// the bare name so far.
fn decided(
    people: &[Person],
    forms: &[Form],
    number: usize,
    candidates: &[usize],
) -> Option<usize> {
    let form = &forms[number];
    let only = |fits: &dyn Fn(&Person) -> bool| {
        let mut fitting = candidates.iter().filter(|&&at| fits(&people[at]));
        fitting.next().copied().filter(|_| fitting.next().is_none())
    };
    let near = |it: &Person, reach: u32| {
        let before = it.forms.iter().filter(|&&other| other < number);
        before.into_iter().any(|&other| forms[other].paragraph + reach >= form.paragraph)
    };
    only(&|it| form.gender.is_some() && it.gender == form.gender)
        .or_else(|| only(&|it| near(it, u32::MAX / 2)))
        .or_else(|| only(&|it| near(it, 0)))
        .or_else(|| only(&|it| near(it, 1)))
        .or_else(|| only(&|it| it.forms.iter().any(|&other| forms[other].name == form.name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(forms: &[(&str, Option<Gender>)]) -> Groups {
        let form = |(paragraph, &(name, gender)): (usize, &(&str, Option<Gender>))| Form {
            name: PersonName::parse(name),
            gender,
            in_office: false,
            is_kin: false,
            paragraph: paragraph as u32,
        };
        group(&forms.iter().enumerate().map(form).collect::<Vec<_>>())
    }

    #[test]
    fn bare_names_join_the_full_name_that_fits() {
        let (he, she) = (Some(Gender::Male), Some(Gender::Female));
        type Named<'n> = &'n [(&'n str, Option<Gender>)];
        let cases: [(Named<'_>, &[usize]); 9] = [
            (&[("Ann Roe", None), ("Roe", None)], &[0, 0]),
            (&[("Roe", None), ("Ann Roe", None)], &[0, 0]),
            (
                &[("Ann Roe", None), ("Bob Roe", None), ("x", None), ("y", None), ("Roe", None)],
                &[0, 1, 2, 3, 4],
            ),
            (&[("Ann Roe", she), ("Bob Roe", he), ("Roe", she)], &[0, 1, 0]),
            (&[("Ann Roe", None), ("Roe", None), ("Bob Roe", None)], &[0, 0, 1]),
            (&[("William Roe", None), ("Bill Roe", None)], &[0, 0]),
            (&[("Roe", he), ("Roe", she)], &[0, 1]),
            (&[("Leo Roe", None), ("Leo Roe Jr.", None), ("Leo Jr.", None)], &[0, 1, 1]),
            (
                &[("Ann Roe", None), ("Roe", None), ("Bob Roe", None), ("x", None), ("Roe", None)],
                &[0, 0, 1, 2, 0],
            ),
        ];
        for (forms, expected) in cases {
            assert_eq!(groups(forms).owners, expected, "{forms:?}");
        }
    }

    #[test]
    fn a_bare_name_that_may_be_several_peoples_keeps_them_all() {
        let far = [("Ann Roe", None), ("Bob Roe", None), ("x", None), ("y", None), ("Roe", None)];
        let candidates: Vec<Vec<usize>> = groups(&far).candidates;
        assert_eq!(candidates.concat(), candidates[4]);
        assert_eq!(candidates[4], [0, 1]);
    }
}
