//! The fields of the one index as Elasticsearch's clients see them: names, mapping, capabilities.
//!
//! Quotations are nested documents below `quotes`. What a field means is left to `crate::field`.

use serde_json::{Map, Value, json};

use crate::field::{Analysis, FIELDS, Field, FieldInfo};

/// The name of the index.
pub const INDEX: &str = "articles";

/// Where the quotations are.
pub const QUOTES: &str = "quotes";

/// What a part of a query is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// An article.
    Article,
    /// One quotation: inside `nested`.
    Quote,
}

/// Names of this dialect that differ from those of the query language.
const NAMES: &[(Scope, &str, Field)] = &[
    (Scope::Article, "authors", Field::Author),
    (Scope::Article, "tags", Field::Tag),
    (Scope::Article, "organisations", Field::Org),
    (Scope::Quote, "organisation", Field::Org),
];

/// Keys of an article that are kept and given back, but not searched.
const KEPT: &[(&str, &str)] = &[("id", "keyword"), ("agency", "keyword"), ("updated", "date")];

/// The name of a field in `scope`, without `quotes.`.
fn name(scope: Scope, info: &FieldInfo) -> &'static str {
    let own = NAMES.iter().find(|(of, _, field)| *of == scope && *field == info.field);
    own.map_or(info.name, |(_, name, _)| name)
}

/// The fields of articles or of quotations, each with its name. Outlet, language and date of a
/// quotation are those of its article.
fn fields(scope: Scope) -> impl Iterator<Item = (&'static str, &'static FieldInfo)> {
    let has = move |info: &&FieldInfo| match scope {
        Scope::Article => info.of_article,
        Scope::Quote => info.of_quote,
    };
    FIELDS.iter().filter(has).map(move |info| (name(scope, info), info))
}

/// A field that was named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which field.
    pub field: Field,
    /// Whether whole values were asked for: `outlet.keyword`.
    pub keyword: bool,
}

/// The field with this name, or why there is none.
pub fn find(scope: Scope, full: &str) -> Result<Named, String> {
    let (plain, keyword) = match full.strip_suffix(".keyword") {
        Some(plain) => (plain, true),
        None => (full, false),
    };
    let inside = plain.strip_prefix(QUOTES).and_then(|rest| rest.strip_prefix('.'));
    let short = match (scope, inside) {
        (Scope::Article, None) => plain,
        (Scope::Quote, Some(inside)) => inside,
        (Scope::Article, Some(_)) => {
            return Err(format!(
                "[{full}] is a field of quotations: put it into a nested query with path [quotes]"
            ));
        }
        (Scope::Quote, None) => {
            return Err(format!(
                "[{full}] is no field of quotations: inside nested write {}",
                listed(scope)
            ));
        }
    };
    let own = |own: &str, info: &FieldInfo| {
        own == short || info.name == short || info.aliases.contains(&short)
    };
    match fields(scope).find(|(name, info)| own(name, info)) {
        Some((_, info)) if keyword && info.analysis != Analysis::Names => {
            Err(format!("there is no field [{full}]: write [{plain}]"))
        }
        Some((_, info)) => Ok(Named { field: info.field, keyword }),
        None if KEPT.iter().any(|(kept, _)| *kept == short) => {
            Err(format!("[{full}] is kept with an article but not searched"))
        }
        None => Err(format!("there is no field [{full}]: the fields are {}", listed(scope))),
    }
}

fn listed(scope: Scope) -> String {
    let prefix = if scope == Scope::Quote { "quotes." } else { "" };
    let names: Vec<String> = fields(scope).map(|(name, _)| format!("[{prefix}{name}]")).collect();
    names.join(", ")
}

/// The mapping of the index.
pub fn mapping() -> Value {
    let mut properties = properties(Scope::Article);
    for (name, kind) in KEPT {
        properties.insert((*name).to_owned(), json!({"type": kind, "index": false}));
    }
    let quotes = json!({"type": "nested", "properties": self::properties(Scope::Quote)});
    properties.insert(QUOTES.to_owned(), quotes);
    json!({"dynamic": "true", "properties": properties})
}

fn properties(scope: Scope) -> Map<String, Value> {
    let property = |info: &FieldInfo| match info.analysis {
        Analysis::Words => json!({"type": "text"}),
        Analysis::Names => json!({"type": "text", "fields": {"keyword": {"type": "keyword"}}}),
        Analysis::Code => json!({"type": "keyword"}),
        Analysis::Date => json!({"type": "date", "format": "yyyy-MM-dd||yyyy-MM||yyyy"}),
    };
    fields(scope).map(|(name, info)| (name.to_owned(), property(info))).collect()
}

/// What can be done with the fields whose names match one of the patterns.
pub fn capabilities(patterns: &[String]) -> Value {
    let mut found = Map::new();
    let mut add = |name: String, kind: &str, searchable: bool, aggregatable: bool| {
        if patterns.iter().any(|pattern| super::source::glob(pattern, &name)) {
            let capability = json!({
                "type": kind, "metadata_field": false,
                "searchable": searchable, "aggregatable": aggregatable,
            });
            found.insert(name, json!({kind: capability}));
        }
    };
    for scope in [Scope::Article, Scope::Quote] {
        let prefix = if scope == Scope::Quote { "quotes." } else { "" };
        for (name, info) in fields(scope) {
            let named = format!("{prefix}{name}");
            let counted = super::aggregate::is_counted(scope, info.field);
            match info.analysis {
                Analysis::Words => add(named, "text", true, false),
                Analysis::Names => {
                    add(format!("{named}.keyword"), "keyword", true, counted);
                    add(named, "text", true, counted);
                }
                Analysis::Code => add(named, "keyword", true, counted),
                Analysis::Date => add(named, "date", true, true),
            }
        }
    }
    for (name, kind) in KEPT {
        add((*name).to_owned(), kind, false, false);
    }
    add(QUOTES.to_owned(), "nested", false, false);
    json!({"indices": [INDEX], "fields": found})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_the_names_of_the_dialect() {
        let field = |scope, name| find(scope, name).map(|named| (named.field, named.keyword));
        let cases = [
            (Scope::Article, "title", Ok((Field::Title, false))),
            (Scope::Article, "authors", Ok((Field::Author, false))),
            (Scope::Article, "outlet.keyword", Ok((Field::Outlet, true))),
            (Scope::Article, "organisations", Ok((Field::Org, false))),
            (Scope::Quote, "quotes.organisation", Ok((Field::Org, false))),
            (Scope::Quote, "quotes.speaker.keyword", Ok((Field::Speaker, true))),
        ];
        for (scope, name, expected) in cases {
            assert_eq!(field(scope, name), expected, "in {name}");
        }
        let refused = [
            (Scope::Article, "quotes.speaker", "nested query"),
            (Scope::Quote, "title", "[quotes.speaker]"),
            (Scope::Article, "agency", "not searched"),
            (Scope::Article, "title.keyword", "write [title]"),
            (Scope::Article, "geo", "[title], [body]"),
        ];
        for (scope, name, expected) in refused {
            let reason = field(scope, name).unwrap_err();
            assert!(reason.contains(expected), "{name}: {reason}");
        }
    }
}
