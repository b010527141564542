//! Which parts of a document, or of an answer, are given: `_source` and `filter_path`.

use serde_json::{Map, Value};

use super::{node::Node, refusal::Refusal};

/// Patterns of paths such as `quotes.text` and `qu*`; what lies below a path that matches is part of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Only these; all, if there is none.
    includes: Vec<String>,
    /// Not these.
    excludes: Vec<String>,
    /// Nothing at all.
    nothing: bool,
}

impl Filter {
    /// Only what matches one of these patterns, those with `-` in front excluded.
    pub fn paths(patterns: &str) -> Filter {
        let (excludes, includes): (Vec<&str>, Vec<&str>) =
            patterns.split(',').filter(|it| !it.is_empty()).partition(|it| it.starts_with('-'));
        let owned = |patterns: Vec<&str>| {
            patterns.into_iter().map(|it| it.trim_start_matches('-').to_owned()).collect()
        };
        Filter { includes: owned(includes), excludes: owned(excludes), nothing: false }
    }

    /// Reads `true`, `"title"`, `["title", "qu*"]` or `{"includes": …, "excludes": …}`.
    pub fn read(node: &Node<'_>) -> Result<Filter, Refusal> {
        let texts = |node: &Node<'_>| -> Result<Vec<String>, Refusal> {
            node.list().iter().map(|item| item.string().map(str::to_owned)).collect()
        };
        match node.value {
            Value::Bool(given) => Ok(Filter { nothing: !given, ..Filter::default() }),
            Value::Object(_) => {
                let mut filter = Filter::default();
                for (name, patterns) in node.entries()? {
                    match name {
                        "includes" | "include" => filter.includes = texts(&patterns)?,
                        "excludes" | "exclude" => filter.excludes = texts(&patterns)?,
                        _ => {
                            let reason = "[_source] has [includes] and [excludes]";
                            return Err(patterns.refuse(reason));
                        }
                    }
                }
                Ok(filter)
            }
            _ => Ok(Filter { includes: texts(node)?, ..Filter::default() }),
        }
    }

    /// Whether nothing is wanted.
    pub fn is_nothing(&self) -> bool {
        self.nothing
    }

    /// The parts of `value` that are wanted.
    pub fn of(&self, value: Value) -> Value {
        match self.includes.is_empty() && self.excludes.is_empty() {
            true => value,
            false => self.below(value, "", self.includes.is_empty()).unwrap_or_default(),
        }
    }

    fn below(&self, value: Value, path: &str, included: bool) -> Option<Value> {
        match value {
            Value::Object(object) => {
                let mut kept = Map::new();
                for (name, value) in object {
                    let path =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    if self.excludes.iter().any(|pattern| glob(pattern, &path)) {
                        continue;
                    }
                    let included =
                        included || self.includes.iter().any(|pattern| glob(pattern, &path));
                    if let Some(value) = self.below(value, &path, included) {
                        kept.insert(name, value);
                    }
                }
                (included || !kept.is_empty()).then_some(Value::Object(kept))
            }
            Value::Array(items) => {
                let was_empty = items.is_empty();
                let kept = items.into_iter().filter_map(|item| self.below(item, path, included));
                let kept: Vec<Value> = kept.collect();
                (included && was_empty || !kept.is_empty()).then_some(Value::Array(kept))
            }
            value => included.then_some(value),
        }
    }
}

/// Whether `text` has the shape `pattern`, in which `*` is any number of characters.
pub fn glob(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_have_stars() {
        let cases = [
            ("title", "title", true),
            ("title", "titles", false),
            ("ti*", "title", true),
            ("*", "", true),
            ("*.text", "quotes.text", true),
            ("q*.t*t", "quotes.text", true),
            ("q*s", "quotes.text", false),
            ("a*a", "a", false),
            ("", "a", false),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_source_is_cut_to_what_is_wanted() {
        let source = || json!({"title": "T", "tags": [], "quotes": [{"text": "x", "cue": "said"}]});
        let cases = [
            (json!(true), source()),
            (json!("title"), json!({"title": "T"})),
            (json!(["quotes.text"]), json!({"quotes": [{"text": "x"}]})),
            (json!(["quotes"]), json!({"quotes": [{"text": "x", "cue": "said"}]})),
            (json!({"excludes": ["quotes.c*", "t*"]}), json!({"quotes": [{"text": "x"}]})),
            (
                json!({"includes": ["quotes"], "excludes": "*.cue"}),
                json!({"quotes": [{"text": "x"}]}),
            ),
            (json!(["tags"]), json!({"tags": []})),
            (json!("nothing"), json!(null)),
        ];
        for (wanted, expected) in cases {
            let filter = Filter::read(&Node::root(&wanted)).unwrap();
            assert_eq!(filter.of(source()), expected, "for {wanted}");
        }
        assert!(Filter::read(&Node::root(&json!({"only": "x"}))).is_err());
        assert!(Filter::read(&Node::root(&json!(3))).is_err());
    }
}
