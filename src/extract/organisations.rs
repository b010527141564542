//! Which forms of organisations' names in one article are one organisation's: the same key, an
//! acronym, a shorter form, or "the Board" for the last one with that head noun.

use super::{
    lexicon::names::{Class, class},
    organisation::{abbreviates, head, is_acronym, is_acronym_of, key},
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
    let keys: Vec<String> = forms.iter().map(|form| key(form.text)).collect();
    let mut owners: Vec<usize> = (0..forms.len()).collect();
    let mut order: Vec<usize> = (0..forms.len()).collect();
    order.sort_by_key(|&form| std::cmp::Reverse(keys[form].len()));
    for (rank, &form) in order.iter().enumerate() {
        let longer = &order[..rank];
        let owner = in_brackets(forms, form)
            .or_else(|| longer.iter().copied().find(|&it| keys[it] == keys[form]))
            .or_else(|| last_with_head(&keys, form))
            .or_else(|| longer.iter().copied().find(|&it| is_short_for(forms, &keys, form, it)));
        if let Some(owner) = owner {
            unite(&mut owners, form, owner);
        }
    }
    (0..forms.len()).map(|form| root(&owners, form)).collect()
}

/// Makes the organisations of two forms one.
fn unite(owners: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(owners, one), root(owners, other));
    owners[one.max(other)] = one.min(other);
}

fn root(owners: &[usize], mut form: usize) -> usize {
    while owners[form] != form {
        form = owners[form];
    }
    form
}

/// "Fair Trade Board (FTB)", "FTB (Fair Trade Board)".
fn in_brackets(forms: &[Form], form: usize) -> Option<usize> {
    let before = forms[form].brackets?;
    let (outer, inner) = (forms[before].text, forms[form].text);
    let joined = is_acronym(inner) && abbreviates(inner, outer)
        || is_acronym(outer) && abbreviates(outer, inner);
    joined.then_some(before)
}

/// For a bare head noun, the last form before it with that head.
fn last_with_head(keys: &[String], form: usize) -> Option<usize> {
    let bare = keys[form].as_str();
    let is_bare = !bare.contains(' ') && class(bare).is(Class::ORGANISATION_HEAD);
    if !is_bare || class(bare).is(Class::ORGANISATION) {
        return None;
    }
    (0..form).rev().find(|&it| keys[it].contains(' ') && head(&keys[it]) == bare)
}

/// Whether `short` is an acronym or the beginning of `long`.
fn is_short_for(forms: &[Form], keys: &[String], short: usize, long: usize) -> bool {
    let (key, longer) = (keys[short].as_str(), keys[long].as_str());
    let acronym =
        is_acronym(forms[short].text) && is_acronym_of(forms[short].text, forms[long].text);
    acronym
        || longer
            .strip_prefix(key)
            .and_then(|it| it.strip_prefix(' '))
            .is_some_and(|rest| may_drop(key, rest))
}

/// Whether a name may drop the words `rest` after `key`: "Labour Party", "Acme Group".
fn may_drop(key: &str, rest: &str) -> bool {
    let droppable = |word: &str| class(word).is(Class::ORGANISATION_HEAD | Class::LEGAL_FORM);
    let known = Class::PLACE | Class::ORGANISATION_HEAD | Class::DEMONYM | Class::COMMON;
    !class(key).is(known) && rest.split(' ').all(droppable)
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
