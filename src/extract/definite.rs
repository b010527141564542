//! Names that always have an article: "the Courier" is a paper, no person.
//!
//! The tagger judges each place by itself; what all places of an article say together, is seen here.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    EntityKind,
    lexicon::names::Class,
    tag::Name,
    token::{Shape, Text},
};

/// Makes organisations of the single words that were taken for persons, where "the" stands before each
/// and no noun after one: "told the Courier", not "the Roe inquiry".
pub fn no_persons(mut names: Vec<Name>, text: &Text) -> Vec<Name> {
    let is_person = |name: &Name| name.kind == EntityKind::Person;
    let mut articles: FxHashMap<usize, bool> = FxHashMap::default();
    for name in names.iter().filter(|it| is_person(it) && it.tokens.len() == 1) {
        let always = articles.entry(text.first(name.tokens.start)).or_insert(true);
        *always &= has_article(text, name);
    }
    articles.retain(|_, &mut always| always);
    if articles.is_empty() {
        return names;
    }
    let full = names.iter().filter(|it| is_person(it) && it.tokens.len() > 1);
    let surnames: FxHashSet<usize> = full.map(|it| text.first(it.tokens.end - 1)).collect();
    let things = |name: &Name| {
        let word = text.first(name.tokens.start);
        name.tokens.len() == 1 && articles.contains_key(&word) && !surnames.contains(&word)
    };
    for name in names.iter_mut().filter(|it| is_person(it) && things(it)) {
        name.kind = EntityKind::Organisation;
    }
    names
}

/// Whether "the" stands before a name, and nothing that the name could belong to after it.
fn has_article(text: &Text, name: &Name) -> bool {
    let (first, next) = (name.tokens.start, name.tokens.end);
    let class = text.names(first);
    let somebody = Class::FIRST | Class::TITLE | Class::ROLE | Class::DEMONYM;
    let noun = text.shape(next) != Shape::Mark
        && !text.names(next).is(Class::FUNCTION)
        && text.speech(next) == super::lexicon::speech::Class::NONE
        || matches!(text.word(next), "-" | "/" | "–");
    let several = text.lower(first).ends_with('s');
    name.lead > 0 && text.lower(name.lead - 1) == "the" && !class.is(somebody) && !noun && !several
}

#[cfg(test)]
mod tests {
    use crate::extract::{mention::tests::shown, token::Text};

    #[test]
    fn names_with_an_article_are_no_persons() {
        let cases = [
            (
                "“No,” a resident told the Courier. She said to the Courier that it rained.",
                "ORG Courier",
            ),
            ("Ann Roe came. Later the Roe inquiry began.", "PER Ann Roe (Roe)"),
        ];
        for (body, expected) in cases {
            assert_eq!(shown(&Text::new(body), ""), expected, "in {body:?}");
        }
    }
}
