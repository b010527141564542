//! The lines between `---` at the very top of a text: `key: value`.
//!
//! A small part of YAML: one value a key, quotes around it or not, lists as `[a, b]`, as
//! `a, b` for keys in the plural, or as lines with a dash. A text that begins with `---` but
//! holds anything else before the next `---` has no front matter.

use super::{
    draft::{Draft, Key},
    rules::Rules,
};

/// The keys and values in the order of the lines.
pub(super) type Pairs<'t> = Vec<(&'t str, Vec<String>)>;

const MAX_LINES: usize = 200;

/// Takes the front matter off a text, if it has one, and gives its keys to an article.
pub(super) fn take<'t>(text: &'t str, draft: &mut Draft, rules: &Rules) -> &'t str {
    let Some((pairs, rest)) = split(text) else { return text };
    for (name, values) in pairs {
        match rules.key(name).filter(|key| *key != Key::Body) {
            Some(key) => draft.set(key, name, values),
            None => draft.keep(name, values.join(", ")),
        }
    }
    rest
}

/// Takes the front matter off a text: its pairs and the rest.
fn split(text: &str) -> Option<(Pairs<'_>, &str)> {
    let mut rest = text;
    if next_line(&mut rest)?.trim_end() != "---" {
        return None;
    }
    let mut pairs: Pairs<'_> = Vec::new();
    for _ in 0..MAX_LINES {
        let line = next_line(&mut rest)?.trim_end();
        let content = line.trim_start();
        if matches!(line, "---" | "...") {
            return Some((pairs, rest));
        } else if let Some(item) = content.strip_prefix("- ") {
            pairs.last_mut()?.1.push(unquoted(item));
        } else if !content.is_empty() && !content.starts_with('#') {
            let (key, value) = content.split_once(':')?;
            let is_key = !key.is_empty() && !key.contains(char::is_whitespace);
            pairs.push(is_key.then(|| (key, values(key, value.trim())))?);
        }
    }
    None
}

/// Takes the next line off `rest`, whatever ends it.
pub(super) fn next_line<'t>(rest: &mut &'t str) -> Option<&'t str> {
    if rest.is_empty() {
        return None;
    }
    let end = rest.find(['\n', '\r']).unwrap_or(rest.len());
    let (line, tail) = rest.split_at(end);
    *rest = tail.strip_prefix("\r\n").or_else(|| tail.get(1..)).unwrap_or_default();
    Some(line)
}

fn values(key: &str, value: &str) -> Vec<String> {
    let inner = value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let is_plural = matches!(key.to_ascii_lowercase().as_str(), "authors" | "tags");
    match inner {
        Some(list) => list.split(',').map(unquoted).collect(),
        None if is_plural && !value.starts_with(['"', '\'']) => {
            value.split([',', ';']).map(unquoted).collect()
        }
        None if value.is_empty() => Vec::new(),
        None => vec![unquoted(value)],
    }
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> String {
    let value = value.trim();
    let inner = ['"', '\''].into_iter().find_map(|mark| {
        let inner = value.strip_prefix(mark)?.strip_suffix(mark)?;
        Some(if mark == '"' { inner.replace("\\\"", "\"") } else { inner.replace("''", "'") })
    });
    inner.unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_keys_and_values() {
        let text = "---\r\ntitle: \"A \\\"B\\\": c\"\ntags: x, y\nauthors:\n  - Jane Doe\n  - 'O''Neill'\n\
                    # remark\nlist: [1, \"2\"]\nempty:\nurl: https://x.org/a\n---\n\nbody";
        let (pairs, rest) = split(text).unwrap();
        let shown: Vec<String> =
            pairs.iter().map(|(key, values)| format!("{key}={}", values.join("|"))).collect();
        let expected = [
            "title=A \"B\": c",
            "tags=x|y",
            "authors=|Jane Doe|O'Neill",
            "list=1|2",
            "empty=",
            "url=https://x.org/a",
        ];
        assert_eq!(shown, expected);
        assert_eq!(rest, "\nbody");
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        let cases = [
            "",
            "text",
            "---",
            "---\nkey: value",
            "---\nA line of text.\n---\n",
            "---\nHe said this: no.\n---\n",
            "---\n- item\n---\n",
            " ---\na: b\n---\n",
        ];
        for text in cases {
            assert_eq!(split(text), None, "in {text:?}");
        }
    }
}
