//! Names that a web page glues to the next word: "Rand PaulRand Paul", where a caption or a link ran into it.
//!
//! A word is two if its first part is somebody's surname and the second begins with a capital. Names with
//! such a word end before it.

use rustc_hash::FxHashSet;

use super::{
    EntityKind,
    tag::Name,
    token::{Shape, Text},
};

/// The shortest surname that is looked for in a word, in bytes.
const SHORTEST: usize = 4;

/// Takes glued words out of the names of persons; what is left of a name has a word at least.
pub fn cut(mut names: Vec<Name>, text: &Text) -> Vec<Name> {
    let is_person = |name: &Name| name.kind == EntityKind::Person;
    let mixed = |name: &Name| name.tokens.clone().any(|it| text.shape(it) == Shape::Mixed);
    if !names.iter().any(|it| is_person(it) && mixed(it)) {
        return names;
    }
    let persons = names.iter().filter(|it| is_person(it));
    let surnames: FxHashSet<&str> = persons.map(|it| text.word(it.tokens.end - 1)).collect();
    names.retain_mut(|name| {
        let mut words = name.tokens.clone().filter(|_| is_person(name));
        let Some((glued, surname)) =
            words.find_map(|it| Some((it, glued_surname(text.word(it), &surnames)?)))
        else {
            return true;
        };
        // "Ann Roe Ann Mary RoePort": the name stands there whole, before it is repeated.
        let whole =
            name.tokens.clone().take_while(|&it| it < glued).find(|&it| text.word(it) == surname);
        name.tokens.end = whole.map_or(name.tokens.start, |it| it + 1);
        whole.is_some()
    });
    names
}

/// The surname that a word begins with, if another word follows in it.
fn glued_surname<'w>(word: &'w str, surnames: &FxHashSet<&str>) -> Option<&'w str> {
    let mut ends = word.char_indices().filter(|&(at, it)| at >= SHORTEST && it.is_uppercase());
    ends.find_map(|(at, _)| {
        let (first, rest) = word.split_at(at);
        let known = surnames.contains(first) || rest == first;
        (first.ends_with(char::is_lowercase) && rest.len() > 1 && known).then_some(first)
    })
}

#[cfg(test)]
mod tests {
    use crate::extract::{Article, extract};

    #[test]
    fn names_end_before_a_glued_word() {
        let named = |body: &str| {
            let found = extract(&Article { body: body.to_owned(), ..Article::default() });
            let names: Vec<_> = found.entities.iter().map(|it| it.name.clone()).collect();
            names.join(", ")
        };
        let cases = [
            (
                "“No,” said Ann Harrow. Mr. Harrow Peter Marlow Peter John MarlowBoard left. Peter Marlow said no.",
                "Ann Harrow, Peter Marlow",
            ),
            ("Ann Harrow left. Sen. Ann Mary HarrowTrustee said no.", "Ann Harrow"),
            ("Ann McHarrow and Eve DeMarlow left.", "Ann McHarrow, Eve DeMarlow"),
        ];
        for (body, expected) in cases {
            assert_eq!(named(body), expected, "in {body:?}");
        }
    }
}
