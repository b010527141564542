//! Which forms of persons' names in one article are one person's.
//!
//! Full names are joined first, then each bare name takes the full name it belongs to. A bare name
//! that may be two people's, with nothing to decide, is nobody's: whose it may be is kept.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::person::{Gender, PersonName};

/// So many people with a word of the name in common are looked at, the last ones first. No article
/// has more; a list of names may, and must not take time that grows with its square.
const NAMESAKES: usize = 64;

/// Up to so many people, a given name alone is looked for in all its forms.
const FEW: usize = 512;

/// A person's name where it stands.
#[derive(Clone, Debug)]
pub struct Form {
    /// The name in its parts.
    pub name: Rc<PersonName>,
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
    name: Rc<PersonName>,
    gender: Option<Gender>,
    is_kin: bool,
    /// The numbers of its full forms, ascending.
    full: Vec<usize>,
    /// The numbers of its bare forms so far, ascending.
    bare: Vec<usize>,
    /// The bare names among them, once each.
    called: Vec<Rc<PersonName>>,
    /// Whom its bare name may mean, if several.
    candidates: Vec<usize>,
}

/// The people found so far, and who has which word in the name.
#[derive(Default)]
struct People {
    people: Vec<Person>,
    by_word: FxHashMap<String, Vec<usize>>,
}

/// Says whose each form is.
pub fn group(forms: &[Form]) -> Groups {
    let mut people = People::default();
    for (number, form) in forms.iter().enumerate().filter(|(_, form)| form.name.is_full()) {
        let known = people.same_full(form).map_or(Owner::Nobody, Owner::Known);
        people.join(known, number, form);
    }
    let full = people.people.len();
    for (number, form) in forms.iter().enumerate().filter(|(_, form)| !form.name.is_full()) {
        let known = people.owner(forms, number, full);
        people.join(known, number, form);
    }
    let mut owners = vec![0; forms.len()];
    for (person, it) in people.people.iter().enumerate() {
        it.full.iter().chain(&it.bare).for_each(|&form| owners[form] = person);
    }
    Groups { owners, candidates: people.people.into_iter().map(|it| it.candidates).collect() }
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

/// Whether no title contradicts. An office with a bare name is hardly a relative's.
fn agrees(person: &Person, form: &Form) -> bool {
    if person.is_kin && form.in_office && !form.name.is_full() {
        return false;
    }
    let gender = person.gender();
    gender.is_none() || form.gender.is_none() || gender == form.gender
}

impl People {
    fn join(&mut self, owner: Owner, number: usize, form: &Form) {
        let (known, candidates) = match owner {
            Owner::Known(person) => (Some(person), Vec::new()),
            Owner::OneOf(candidates) => (None, candidates),
            Owner::Nobody => (None, Vec::new()),
        };
        let at = known.unwrap_or(self.people.len());
        if known.is_none() {
            self.people.push(Person {
                name: form.name.clone(),
                gender: None,
                is_kin: form.is_kin,
                full: Vec::new(),
                bare: Vec::new(),
                called: Vec::new(),
                candidates,
            });
        }
        let person = &mut self.people[at];
        let fuller = form.name.given.len() > person.name.given.len();
        if fuller && person.name.surname == form.name.surname {
            person.name = form.name.clone();
        }
        person.gender = person.gender.or(form.gender);
        if form.name.is_full() {
            person.full.push(number);
        } else {
            person.bare.push(number);
            if !person.called.contains(&form.name) {
                person.called.push(form.name.clone());
            }
        }
        for word in form.name.parts() {
            match self.by_word.get_mut(word) {
                Some(people) if people.last() == Some(&at) => {}
                Some(people) => people.push(at),
                None => _ = self.by_word.insert(word.to_owned(), vec![at]),
            }
        }
    }

    /// The last people with a word in the name, in order.
    fn with(&self, word: &str) -> &[usize] {
        let people = self.by_word.get(word).map_or(&[][..], Vec::as_slice);
        &people[people.len().saturating_sub(NAMESAKES)..]
    }

    /// The last person who may have this full name.
    fn same_full(&self, form: &Form) -> Option<usize> {
        let namesakes = form.name.parts().flat_map(|word| self.with(word)).copied();
        let fits =
            |&at: &usize| self.people[at].name.may_be(&form.name) && agrees(&self.people[at], form);
        namesakes.filter(fits).max()
    }

    /// The person that a bare name belongs to; the first `full` people have full names.
    fn owner(&self, forms: &[Form], number: usize, full: usize) -> Owner {
        let (form, bare) = (&forms[number], &*forms[number].name);
        let that = |people: &[usize], fits: &dyn Fn(&PersonName) -> bool| -> Vec<usize> {
            let fits = |it: &Person| it.name.is_full() && fits(&it.name) && agrees(it, form);
            let mut fitting: Vec<usize> =
                people.iter().copied().filter(|&at| fits(&self.people[at])).collect();
            fitting.sort_unstable();
            fitting.dedup();
            fitting
        };
        let namesakes = self.with(bare.parts().last().unwrap_or_default());
        let mut candidates = that(namesakes, &|full| bare.is_surname_of(full));
        if candidates.is_empty() {
            let all: Vec<usize> = (0..if full <= FEW { full } else { 0 }).collect();
            let people = if full <= FEW { &all } else { namesakes };
            candidates = that(people, &|full| bare.is_given_of(full));
        }
        let same_bare =
            |&&at: &&usize| *self.people[at].name == *bare && agrees(&self.people[at], form);
        let bare_before = namesakes.iter().rev().find(same_bare).copied();
        let known = match candidates[..] {
            [only] if self.people[only].is_kin && bare_before.is_some() => bare_before,
            [only] => Some(only),
            [] => bare_before,
            _ => self.decided(forms, number, &candidates).or(bare_before),
        };
        match known {
            Some(person) => Owner::Known(person),
            None if candidates.is_empty() => Owner::Nobody,
            None => Owner::OneOf(candidates),
        }
    }

    /// Which of several candidates is meant, if something says so: a title, or that it is the only
    /// one named before, or the only one named near by, or the only one whom the article has called
    /// by the bare name so far.
    fn decided(&self, forms: &[Form], number: usize, candidates: &[usize]) -> Option<usize> {
        let form = &forms[number];
        let only = |fits: &dyn Fn(&Person) -> bool| {
            let mut fitting = candidates.iter().filter(|&&at| fits(&self.people[at]));
            fitting.next().copied().filter(|_| fitting.next().is_none())
        };
        let near = |it: &Person, reach: u32| {
            let last = it.last_before(number);
            last.is_some_and(|last| forms[last].paragraph + reach >= form.paragraph)
        };
        only(&|it| form.gender.is_some() && it.gender() == form.gender)
            .or_else(|| only(&|it| near(it, u32::MAX / 2)))
            .or_else(|| only(&|it| near(it, 0)))
            .or_else(|| only(&|it| near(it, 1)))
            .or_else(|| only(&|it| it.called.contains(&form.name)))
    }
}

impl Person {
    /// What a title has said, else what the given name lets expect.
    fn gender(&self) -> Option<Gender> {
        self.gender.or(self.name.usual_gender)
    }

    /// The last of the forms before `number`.
    fn last_before(&self, number: usize) -> Option<usize> {
        let last = |forms: &[usize]| {
            let before = forms.partition_point(|&form| form < number);
            before.checked_sub(1).map(|at| forms[at])
        };
        last(&self.full).max(last(&self.bare))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(forms: &[(&str, Option<Gender>)]) -> Groups {
        let form = |(paragraph, &(name, gender)): (usize, &(&str, Option<Gender>))| Form {
            name: Rc::new(PersonName::parse(name)),
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
        let cases: [(Named<'_>, &[usize]); 12] = [
            (&[("Robert Poe", None), ("Roberts", None)], &[0, 1]),
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
            (&[("Bob Roe", None), ("Roe", she)], &[0, 1]),
            (&[("Bob Roe", she), ("Roe", she)], &[0, 0]),
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
