//! Which forms of persons' names in one article are one person's.
//!
//! Full names are joined first, then each bare name takes the full name it belongs to. A bare name
//! that may be two people's, with nothing to decide, stays by itself.

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

/// A person with the forms found so far.
struct Person {
    /// The fullest name.
    name: PersonName,
    gender: Option<Gender>,
    is_kin: bool,
    /// The numbers of its forms.
    forms: Vec<usize>,
}

/// The number of the person of each form.
pub fn group(forms: &[Form]) -> Vec<usize> {
    let mut people: Vec<Person> = Vec::new();
    for (number, form) in forms.iter().enumerate().filter(|(_, form)| form.name.is_full()) {
        let known = people.iter().rposition(|it| it.name.may_be(&form.name) && agrees(it, form));
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
    owners
}

fn join(people: &mut Vec<Person>, known: Option<usize>, number: usize, form: &Form) {
    match known.and_then(|at| people.get_mut(at)) {
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
fn owner(people: &[Person], forms: &[Form], number: usize) -> Option<usize> {
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
    match candidates[..] {
        [only] if people[only].is_kin && bare_before.is_some() => bare_before,
        [only] => Some(only),
        [] => bare_before,
        _ => decided(people, forms, number, &candidates).or(bare_before),
    }
}

/// The person known by the same bare name.
fn same_bare(people: &[Person], forms: &[Form], number: usize) -> Option<usize> {
    let bare = &forms[number].name;
    people.iter().rposition(|it| it.name == *bare && agrees(it, &forms[number]))
}

/// Which of several candidates is meant, if something says so: a title, or that it is the only one
/// named before, or the only one named near by.
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(forms: &[(&str, Option<Gender>)]) -> Vec<usize> {
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
        let cases: [(Named<'_>, &[usize]); 7] = [
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
        ];
        for (forms, expected) in cases {
            assert_eq!(groups(forms), canonical(expected), "{forms:?}");
        }
    }

    /// Numbers in the order in which `group` makes persons are of no interest: only equality is.
    fn canonical(groups: &[usize]) -> Vec<usize> {
        groups.to_vec()
    }
}
