//! How what was typed becomes the tree that is searched: plain text or the language, with synonyms,
//! with filters, for articles or for quotations. The same for the command and the server.

use std::sync::Arc;

use super::{Parsed, Query, Synonyms, lift, lifted, parse, parse_any, with_synonyms};
use crate::{error::Error, field::Field};

/// Reads queries in one way. The default reads the language for articles.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Read plain text: every word is optional, and no sign means anything.
    pub any: bool,
    /// Refuse a query that can be read in two ways.
    pub strict: bool,
    /// Other words to look for.
    pub synonyms: Option<Arc<Synonyms>>,
    /// Read it for quotations, see [`lift`](fn@super::lift).
    pub quotes: bool,
}

impl Reading {
    /// Reads the language, for articles.
    pub const ARTICLES: Reading = Reading { quotes: false, ..Reading::QUOTES };

    /// Reads the language, for quotations.
    pub const QUOTES: Reading = Reading { any: false, strict: false, synonyms: None, quotes: true };

    /// Reads a query; with `filters`, fields that must also have a value.
    ///
    /// # Errors
    ///
    /// Fails with all that is wrong with the query.
    ///
    /// ```
    /// use dixit::{field::Field, query::Reading};
    /// let read = Reading::QUOTES.read("tolls", &[(Field::Speaker, "Ana Ruiz")]).unwrap();
    /// assert_eq!(read.query.to_string(), "QUOTE(tolls AND speaker:\"Ana Ruiz\")");
    /// ```
    pub fn read(&self, text: &str, filters: &[(Field, &str)]) -> Result<Parsed, Error> {
        let typed = if self.any { parse_any(text) } else { parse(text) };
        let mut parsed = typed.map_err(Error::Query)?;
        if self.strict {
            parsed = parsed.strict().map_err(Error::Query)?;
        }
        if let Some(synonyms) = &self.synonyms {
            let reading = synonyms.apply(&parsed.query);
            if reading != parsed.query {
                parsed.notices.push(with_synonyms(text, &reading));
                parsed.query = reading;
            }
        }
        for (field, value) in filters {
            let filter = format!("{}:\"{}\"", field.name(), value.replace(['"', '\\'], " "));
            let filter = parse(&filter).map_err(Error::Query)?.query;
            parsed.query = both(parsed.query, filter);
        }
        if self.quotes {
            let (reading, differs) = lift(&parsed.query);
            if differs {
                parsed.notices.push(lifted(text, &reading));
            }
            parsed.query = reading;
        }
        Ok(parsed)
    }
}

fn both(query: Query, filter: Query) -> Query {
    match query {
        Query::And(mut parts) => {
            parts.push(filter);
            Query::And(parts)
        }
        query => Query::And(vec![query, filter]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reading: &Reading, text: &str, filters: &[(Field, &str)]) -> (String, String) {
        let read = reading.read(text, filters).unwrap();
        let codes: Vec<&str> = read.notices.iter().map(|notice| notice.code).collect();
        (read.query.to_string(), codes.join(" "))
    }

    #[test]
    fn options_change_the_tree_and_say_so() {
        let said = |tree: &str, codes: &str| (tree.to_owned(), codes.to_owned());
        let quotes = Reading::QUOTES;
        assert_eq!(read(&quotes, "toll", &[]), said("QUOTE(toll)", "W07"));
        let org = [(Field::Org, "x y")];
        assert_eq!(read(&quotes, "a", &org), said("QUOTE(a AND org:\"x y\")", "W07"));
        let any = Reading { any: true, ..Reading::default() };
        assert_eq!(read(&any, "toll: (up", &[]), said("toll OR up", ""));
        let synonyms = Synonyms::parse("toll, charge").ok().map(Arc::new);
        let synonyms = Reading { synonyms, ..Reading::default() };
        assert_eq!(read(&synonyms, "toll", &[]), said("toll OR charge", "W12"));
    }

    #[test]
    fn a_filter_is_a_value_whatever_is_in_it() {
        for name in ["Ruiz\\", "\"Ruiz\"", "Ruiz)"] {
            let read = Reading::default().read("toll", &[(Field::Speaker, name)]).unwrap();
            let Query::And(parts) = read.query else { panic!("in {name}") };
            assert!(matches!(parts[1], Query::Field { field: Field::Speaker, .. }), "in {name}");
        }
    }

    #[test]
    fn what_can_be_read_in_two_ways_may_be_refused() {
        let strict = Reading { strict: true, ..Reading::default() };
        let refused = strict.read("a or b", &[]);
        assert!(matches!(refused, Err(Error::Query(errors)) if errors[0].code == "W02"));
    }
}
