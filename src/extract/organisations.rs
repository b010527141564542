//! Which forms of organisations' names in one article are one organisation's: the same key, an
//! acronym, a shorter form, or "the Board" for the last one with that head noun.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    lexicon::names::{Class, class},
    organisation::{abbreviates, acronyms, head, is_acronym, key, lettered},
};

/// An organisation's name where it stands.
#[derive(Clone, Debug)]
pub struct Form<'t> {
    /// As it is written.
    pub text: &'t str,
    /// The number of the form before it, if this one follows it in parentheses.
    pub brackets: Option<usize>,
}

/// The number of the organisation of each form.
pub fn group(forms: &[Form]) -> Vec<usize> {
    let keys = keys(forms);
    let heads = Heads::new(&keys);
    let mut owners: Vec<usize> = (0..forms.len()).collect();
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|&form| std::cmp::Reverse(keys[form].len()));
    let mut longer = Longer::default();
    for (rank, &form) in order.iter().enumerate() {
        let owner = in_brackets(forms, form)
            .or_else(|| longer.keys.get(&*keys[form]).copied())
            .or_else(|| heads.last_before(&keys[form], form))
            .or_else(|| longer.short_for(forms[form].text, &keys[form]).map(|rank| order[rank]));
        longer.add(rank, form, forms[form].text, &keys[form]);
        if let Some(owner) = owner {
            unite(&mut owners, form, owner);
        }
    }
    (0..forms.len()).map(|form| root(&mut owners, form)).collect()
}

/// The key of each form; of those that are written alike it is made once.
fn keys(forms: &[Form]) -> Vec<Rc<str>> {
    let mut known: FxHashMap<&str, Rc<str>> = FxHashMap::default();
    let key = |form: &Form<'_>| -> Rc<str> { key(form.text).into() };
    forms
        .iter()
        .map(|form| Rc::clone(known.entry(form.text).or_insert_with(|| key(form))))
        .collect()
}

/// Makes the organisations of two forms one.
fn unite(owners: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(owners, one), root(owners, other));
    owners[one.max(other)] = one.min(other);
}

fn root(owners: &mut [usize], mut form: usize) -> usize {
    while owners[form] != form {
        owners[form] = owners[owners[form]];
        form = owners[form];
    }
    form
}

/// Forms with several words by their head noun, in text order.
struct Heads<'k>(FxHashMap<&'k str, Vec<usize>>);

impl<'k> Heads<'k> {
    fn new(keys: &'k [Rc<str>]) -> Heads<'k> {
        let mut heads: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        for (form, key) in keys.iter().enumerate().filter(|(_, key)| key.contains(' ')) {
            heads.entry(head(key)).or_default().push(form);
        }
        Heads(heads)
    }

    /// For a bare head noun, the last form before it with that head.
    fn last_before(&self, bare: &str, form: usize) -> Option<usize> {
        let is_bare = !bare.contains(' ') && class(bare).is(Class::ORGANISATION_HEAD);
        if !is_bare || class(bare).is(Class::ORGANISATION) {
            return None;
        }
        let headed = self.0.get(bare)?;
        let before = headed.partition_point(|&it| it < form);
        before.checked_sub(1).map(|at| headed[at])
    }
}

/// Forms from the longest key to the shortest: what each may be called for short, and the first of
/// them with it.
#[derive(Default)]
struct Longer<'k> {
    /// The forms as they are written: one that is written alike adds nothing.
    written: FxHashSet<&'k str>,
    keys: FxHashMap<&'k str, usize>,
    /// The place in the order of the first with these initials.
    initials: FxHashMap<String, usize>,
    /// The place in the order of the first that may be called so.
    beginnings: FxHashMap<&'k str, usize>,
}

impl<'k> Longer<'k> {
    /// Adds the form at `rank` in the order.
    fn add(&mut self, rank: usize, form: usize, text: &'k str, key: &'k str) {
        if !self.written.insert(text) {
            return;
        }
        self.keys.entry(key).or_insert(form);
        for initials in acronyms(text).into_iter().flatten() {
            self.initials.entry(initials).or_insert(rank);
        }
        for (at, _) in key.rmatch_indices(' ').take_while(|(at, _)| may_drop(&key[at + 1..])) {
            let beginning = &key[..at];
            if may_stand_for_more(beginning) {
                self.beginnings.entry(beginning).or_insert(rank);
            }
        }
    }

    /// The place in the order of the first form that `text` is an acronym or the beginning of.
    fn short_for(&self, text: &str, key: &str) -> Option<usize> {
        let acronym = is_acronym(text).then(|| lettered(text)).filter(|it| it.chars().count() > 1);
        let initials = acronym.and_then(|it| self.initials.get(&it).copied());
        let beginning = self.beginnings.get(key).copied();
        initials.into_iter().chain(beginning).min()
    }
}

/// "Fair Trade Board (FTB)", "FTB (Fair Trade Board)".
fn in_brackets(forms: &[Form], form: usize) -> Option<usize> {
    let before = forms[form].brackets?;
    let (outer, inner) = (forms[before].text, forms[form].text);
    let joined = is_acronym(inner) && abbreviates(inner, outer)
        || is_acronym(outer) && abbreviates(outer, inner);
    joined.then_some(before)
}

/// Whether a name may drop its last words `rest`: "Labour Party", "Acme Group".
fn may_drop(rest: &str) -> bool {
    let droppable = |word: &str| class(word).is(Class::ORGANISATION_HEAD | Class::LEGAL_FORM);
    rest.split(' ').all(droppable)
}

/// Whether the beginning of a name may stand for all of it.
fn may_stand_for_more(key: &str) -> bool {
    let known = Class::PLACE | Class::ORGANISATION_HEAD | Class::DEMONYM | Class::COMMON;
    !class(key).is(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_organisation_are_joined() {
        let cases: [(&[&str], &[usize]); 6] = [
            (&["Fair Trade Board", "FTB", "the Board"], &[0, 0, 0]),
            (&["FTB", "Fair Trade Board"], &[0, 0]),
            (&["Labour", "Labour Party"], &[0, 0]),
            (&["Lakeside Trust", "Hill Trust", "Trust"], &[0, 1, 1]),
            (&["Acme Inc.", "Acme", "Acme Group"], &[0, 0, 0]),
            (&["Wessex University", "Wessex"], &[0, 0]),
        ];
        for (texts, expected) in cases {
            let forms: Vec<_> = texts.iter().map(|&text| Form { text, brackets: None }).collect();
            assert_eq!(group(&forms), expected, "{texts:?}");
        }
    }

    #[test]
    fn brackets_join_a_name_and_its_short_form() {
        let forms = [
            Form { text: "Federation of Air Travellers", brackets: None },
            Form { text: "FAirT", brackets: Some(0) },
        ];
        assert_eq!(group(&forms), [0, 0]);
    }
}
