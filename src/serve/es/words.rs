//! Clauses on the words of fields: match and its kin, term, prefix, wildcard, fuzzy.
//!
//! The other half of `compile`, which has the clauses that hold others.

use super::{
    compile::{Compiler, checked, exactly, of_field},
    fields::Scope,
    node::Node,
    refusal::Refusal,
    tree::{and, at_least, boosted, none, or},
};
use crate::{
    field::{Analysis, Field},
    query::{FARTHEST, Factor, Fit, Query, parse_any},
};

/// A clause on one field: `{"title": "x"}` or `{"title": {"query": "x", …}}`.
struct Leaf<'v> {
    field: Field,
    /// What is looked for.
    value: Node<'v>,
    text: String,
    /// The options beside it.
    options: Option<Node<'v>>,
}

impl Leaf<'_> {
    fn option(&self, name: &str) -> Option<Node<'_>> {
        self.options.as_ref()?.get(name)
    }
}

/// Options of every clause on words that change nothing here: expansions are complete or refused.
const HARMLESS: &[&str] = &[
    "auto_generate_synonyms_phrase_query",
    "case_insensitive",
    "fuzzy_rewrite",
    "lenient",
    "max_expansions",
    "rewrite",
];

/// How the words of a match clause are joined.
struct Joined<'v> {
    all: bool,
    least: Option<Node<'v>>,
    fuzziness: Option<Node<'v>>,
}

impl<'v> Compiler<'_, 'v> {
    /// Reads a clause on one field; `key` is the name of its value where it has options.
    fn leaf(
        &mut self,
        node: &Node<'v>,
        scope: Scope,
        clause: &str,
        (keys, known): (&[&str], &[&str]),
    ) -> Result<Leaf<'v>, Refusal> {
        let (name, at) = node.only("field")?;
        let field = self.field(&at, scope, name)?;
        if !at.value.is_object() {
            let text = at.text()?;
            return Ok(Leaf { field, value: at, text, options: None });
        }
        self.options(&at, clause, &[keys, known, &["boost"]].concat(), HARMLESS)?;
        let value = keys.iter().find_map(|key| at.get(key));
        let value = value.ok_or_else(|| at.refuse(format!("[{clause}] needs a [{}]", keys[0])))?;
        let text = value.text()?;
        Ok(Leaf { field, value, text, options: Some(at) })
    }

    /// The boost that stands beside the value of a leaf.
    fn weighed(&self, leaf: &Leaf<'_>, query: Query) -> Result<Query, Refusal> {
        match leaf.option("boost") {
            Some(boost) => Ok(boosted(query, super::compile::factor(&boost)?)),
            None => Ok(query),
        }
    }

    pub(super) fn match_words(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let known = [
            "operator",
            "minimum_should_match",
            "fuzziness",
            "prefix_length",
            "fuzzy_transpositions",
            "zero_terms_query",
        ];
        let leaf = self.leaf(node, scope, "match", (&["query"], &known))?;
        let joined = self.joined(leaf.options.as_ref())?;
        let query = match leaf.field.info().analysis {
            Analysis::Code | Analysis::Date => exactly(&leaf.value, scope, leaf.field, &leaf.text)?,
            Analysis::Words | Analysis::Names => {
                match self.words(&leaf.value, &leaf.text, &joined)? {
                    Some(words) => of_field(scope, leaf.field, words),
                    None => without_words(leaf.options.as_ref())?,
                }
            }
        };
        self.weighed(&leaf, query)
    }

    /// How the words are to be joined.
    fn joined<'o>(&mut self, options: Option<&Node<'o>>) -> Result<Joined<'o>, Refusal> {
        let option = |name: &str| options.and_then(|options| options.get(name));
        if let Some(length) = option("prefix_length").filter(|it| it.count() != Ok(0)) {
            return Err(length.refuse("[prefix_length] is always 0 here"));
        }
        if let Some(swaps) = option("fuzzy_transpositions").filter(|it| it.flag() != Ok(true)) {
            return Err(swaps.refuse("two letters that change places are always one difference"));
        }
        let all = match option("operator") {
            None => false,
            Some(operator) => match operator.string()?.to_ascii_lowercase().as_str() {
                "and" => true,
                "or" => false,
                _ => return Err(operator.refuse("[operator] is and or or")),
            },
        };
        let (least, fuzziness) = (option("minimum_should_match"), option("fuzziness"));
        Ok(Joined { all, least, fuzziness })
    }

    /// The words of a text joined as they are to be; `None` if there are none.
    fn words(
        &mut self,
        node: &Node<'_>,
        text: &str,
        joined: &Joined<'_>,
    ) -> Result<Option<Query>, Refusal> {
        if !text.contains(char::is_alphanumeric) {
            return Ok(None);
        }
        let parsed = parse_any(text).map_err(|errors| {
            node.refuse(errors.first().map_or(String::new(), ToString::to_string))
        })?;
        let mut parts = match parsed.query {
            Query::Or(parts) => parts,
            only => vec![only],
        };
        if let Some(fuzziness) = &joined.fuzziness {
            for part in &mut parts {
                *part = fuzzy(fuzziness, std::mem::replace(part, Query::All))?;
            }
        }
        Ok(Some(match &joined.least {
            _ if joined.all => and(parts),
            None => or(parts),
            Some(least) => {
                let least = self.least(least, parts.len())?;
                let query = at_least(least.max(1), parts, true);
                query.ok_or_else(|| {
                    node.refuse("[minimum_should_match] can be met in too many ways")
                })?
            }
        }))
    }

    pub(super) fn match_phrase(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let known = ["slop", "zero_terms_query"];
        let leaf = self.leaf(node, scope, "match_phrase", (&["query"], &known))?;
        let fit = slop(leaf.option("slop").as_ref())?;
        let query = self.phrase(&leaf.value, scope, leaf.field, (&leaf.text, fit))?;
        let query = match query {
            Some(query) => query,
            None => without_words(leaf.options.as_ref())?,
        };
        self.weighed(&leaf, query)
    }

    /// The words of a text in their order; `None` if there are none.
    fn phrase(
        &mut self,
        node: &Node<'_>,
        scope: Scope,
        field: Field,
        (text, fit): (&str, Fit),
    ) -> Result<Option<Query>, Refusal> {
        if !text.contains(char::is_alphanumeric) {
            return Ok(None);
        }
        if matches!(field.info().analysis, Analysis::Code | Analysis::Date) {
            return exactly(node, scope, field, text).map(Some);
        }
        let query = Query::Phrase { text: text.to_owned(), stemmed: false, fit };
        checked(node, of_field(scope, field, query)).map(Some)
    }

    pub(super) fn match_phrase_prefix(
        &mut self,
        node: &Node<'v>,
        scope: Scope,
    ) -> Result<Query, Refusal> {
        let known = ["slop", "zero_terms_query"];
        let leaf = self.leaf(node, scope, "match_phrase_prefix", (&["query"], &known))?;
        if let Some(slop) = leaf.option("slop").filter(|slop| slop.count() != Ok(0)) {
            return Err(slop.refuse("[match_phrase_prefix] has no [slop] here"));
        }
        let query = self.phrase(&leaf.value, scope, leaf.field, (&leaf.text, Fit::Prefix))?;
        let query = match query {
            Some(query) => query,
            None => without_words(leaf.options.as_ref())?,
        };
        self.weighed(&leaf, query)
    }

    pub(super) fn multi_match(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let known = [
            "query",
            "fields",
            "type",
            "operator",
            "minimum_should_match",
            "fuzziness",
            "prefix_length",
            "fuzzy_transpositions",
            "zero_terms_query",
            "slop",
            "boost",
        ];
        self.options(node, "multi_match", &known, &[HARMLESS, &["tie_breaker"]].concat())?;
        let value =
            node.get("query").ok_or_else(|| node.refuse("[multi_match] needs a [query]"))?;
        let text = value.text()?;
        let fields = match node.get("fields") {
            Some(fields) => self.fields(&fields, scope)?,
            None => None,
        };
        let default: &[Field] = match scope {
            Scope::Article => &[Field::Title, Field::Body],
            Scope::Quote => &[Field::Text],
        };
        let each = fields
            .clone()
            .unwrap_or_else(|| default.iter().map(|&field| (field, Factor::ONE)).collect());
        let kind = node.get("type");
        let kind_name = kind.as_ref().map_or(Ok("best_fields"), Node::string)?;
        let joined = self.joined(Some(node))?;
        let fit = match kind_name {
            "phrase" => Some(slop(node.get("slop").as_ref())?),
            "phrase_prefix" => Some(Fit::Prefix),
            _ => None,
        };
        let mut found = Vec::new();
        match kind_name {
            "phrase" | "phrase_prefix" => {
                for (field, factor) in each {
                    let fit = fit.unwrap_or_default();
                    let query = self.phrase(&value, scope, field, (&text, fit))?;
                    found.extend(query.map(|query| boosted(query, factor)));
                }
            }
            "best_fields" | "most_fields" | "cross_fields" => {
                let Some(words) = self.words(&value, &text, &joined)? else {
                    return without_words(Some(node));
                };
                // Where any word in any field will do, those that are looked at anyway are looked at
                // together: their words are weighed as one text.
                let together = !joined.all && joined.least.is_none();
                match fields {
                    None if together || kind_name == "cross_fields" => found.push(words),
                    Some(_) if kind_name == "cross_fields" && joined.least.is_some() => {
                        let reason = "[cross_fields] with [minimum_should_match] is for the fields \
                                      that are looked at without [fields]";
                        return Err(node.refuse(reason));
                    }
                    Some(_) if kind_name == "cross_fields" => {
                        found.push(across(scope, &each, words));
                    }
                    _ => {
                        let of = |(field, factor): (Field, Factor)| {
                            boosted(of_field(scope, field, words.clone()), factor)
                        };
                        found.extend(each.into_iter().map(of));
                    }
                }
            }
            other => {
                let known = "best_fields, most_fields, cross_fields, phrase, phrase_prefix";
                let reason = format!("there is no type [{other}] here: the types are {known}");
                return Err(kind.as_ref().unwrap_or(node).refuse(reason));
            }
        }
        if found.is_empty() { without_words(Some(node)) } else { Ok(or(found)) }
    }

    pub(super) fn term(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let leaf = self.leaf(node, scope, "term", (&["value"], &[]))?;
        let query = exactly(&leaf.value, scope, leaf.field, &leaf.text)?;
        self.weighed(&leaf, query)
    }

    pub(super) fn terms(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let mut fields = node.entries()?;
        fields.retain(|(name, _)| !["boost", "_name"].contains(name));
        let [(name, values)] = &fields[..] else {
            return Err(node.refuse(format!("expected one field, found {}", fields.len())));
        };
        let field = self.field(values, scope, name)?;
        if !values.value.is_array() {
            return Err(values.refuse("[terms] needs a list of values"));
        }
        let values = values.list();
        let queries = values.iter().map(|value| exactly(value, scope, field, &value.text()?));
        Ok(or(queries.collect::<Result<_, _>>()?))
    }

    pub(super) fn prefix(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let leaf = self.leaf(node, scope, "prefix", (&["value"], &[]))?;
        let is_word = leaf.text.chars().all(char::is_alphanumeric);
        let query = match leaf.field.info().analysis {
            Analysis::Date => return Err(leaf.value.refuse("[date] has no words: use [range]")),
            _ if leaf.text.is_empty() => Query::All,
            Analysis::Words | Analysis::Names if !is_word => {
                Query::Phrase { text: leaf.text.clone(), stemmed: false, fit: Fit::Prefix }
            }
            _ => {
                let pattern = leaf.text.chars().map(literal).collect::<String>() + "*";
                Query::Wildcard { pattern }
            }
        };
        let query = checked(&leaf.value, of_field(scope, leaf.field, query))?;
        self.weighed(&leaf, query)
    }

    pub(super) fn wildcard(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let leaf = self.leaf(node, scope, "wildcard", (&["value", "wildcard"], &[]))?;
        if leaf.field == Field::Date {
            return Err(leaf.value.refuse("[date] has no words: use [range]"));
        }
        if !leaf.text.contains(['*', '?']) {
            let query = exactly(&leaf.value, scope, leaf.field, &leaf.text.replace('\\', ""))?;
            return self.weighed(&leaf, query);
        }
        let query = Query::Wildcard { pattern: pattern(&leaf.text) };
        let is_any = leaf.text.chars().all(|c| c == '*');
        let query = if is_any { Query::All } else { query };
        let query = checked(&leaf.value, of_field(scope, leaf.field, query))?;
        self.weighed(&leaf, query)
    }

    pub(super) fn regexp(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let known = ["flags", "max_determinized_states"];
        let leaf = self.leaf(node, scope, "regexp", (&["value"], &known))?;
        if leaf.field == Field::Date {
            return Err(leaf.value.refuse("[date] has no words: use [range]"));
        }
        if let Some(sign) = leaf.text.chars().find(|c| "~<>@&#\"".contains(*c)) {
            let reason = format!("[{sign}] has no meaning in a regular expression here");
            return Err(leaf.value.refuse(reason));
        }
        let query = Query::Regex { pattern: leaf.text.clone() };
        let query = checked(&leaf.value, of_field(scope, leaf.field, query))?;
        self.weighed(&leaf, query)
    }

    pub(super) fn fuzzy(&mut self, node: &Node<'v>, scope: Scope) -> Result<Query, Refusal> {
        let known = ["fuzziness", "prefix_length", "transpositions"];
        let leaf = self.leaf(node, scope, "fuzzy", (&["value"], &known))?;
        if let Some(length) = leaf.option("prefix_length").filter(|it| it.count() != Ok(0)) {
            return Err(length.refuse("[prefix_length] is always 0 here"));
        }
        if let Some(swaps) = leaf.option("transpositions").filter(|it| it.flag() != Ok(true)) {
            return Err(swaps.refuse("two letters that change places are always one difference"));
        }
        if leaf.field == Field::Date {
            return Err(leaf.value.refuse("[date] has no words: use [range]"));
        }
        if !leaf.text.contains(char::is_alphanumeric) {
            return Ok(none());
        }
        let word = Query::Word { text: leaf.text.clone(), exact: true };
        let query = match leaf.option("fuzziness") {
            Some(fuzziness) => fuzzy(&fuzziness, word)?,
            None => differing(word, automatic(&leaf.text)),
        };
        let query = checked(&leaf.value, of_field(scope, leaf.field, query))?;
        self.weighed(&leaf, query)
    }
}

/// A character of a pattern that stands for itself.
fn literal(c: char) -> String {
    match c {
        '*' | '?' | '\\' => format!("\\{c}"),
        c => c.to_string(),
    }
}

/// A pattern as the tree has it: a backslash stands only before what would be a wildcard or one itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '*' | '?' => pattern.push(c),
            '\\' => pattern.push_str(&literal(chars.next().unwrap_or('\\'))),
            c => pattern.push(c),
        }
    }
    pattern
}

/// Each of the words in any of the fields.
fn across(scope: Scope, fields: &[(Field, Factor)], words: Query) -> Query {
    let anywhere = |word: Query| {
        let of = |&(field, factor): &(Field, Factor)| {
            boosted(of_field(scope, field, word.clone()), factor)
        };
        or(fields.iter().map(of).collect())
    };
    match words {
        Query::And(parts) => and(parts.into_iter().map(anywhere).collect()),
        other => anywhere(other),
    }
}

/// What is found by a text without words.
fn without_words(options: Option<&Node<'_>>) -> Result<Query, Refusal> {
    let Some(option) = options.and_then(|options| options.get("zero_terms_query")) else {
        return Ok(none());
    };
    match option.string()? {
        "none" => Ok(none()),
        "all" => Ok(Query::All),
        _ => Err(option.refuse("[zero_terms_query] is none or all")),
    }
}

fn slop(node: Option<&Node<'_>>) -> Result<Fit, Refusal> {
    let Some(node) = node else { return Ok(Fit::Exact) };
    match u32::try_from(node.count()?) {
        Ok(0) => Ok(Fit::Exact),
        Ok(moves) if moves <= FARTHEST => Ok(Fit::Moves(moves)),
        _ => Err(node.refuse(format!("[slop] is at most {FARTHEST}"))),
    }
}

/// A word that may differ by as many letters as `node` says.
fn fuzzy(node: &Node<'_>, word: Query) -> Result<Query, Refusal> {
    let (text, factor) = match &word {
        Query::Word { text, .. } => (text.clone(), Factor::ONE),
        Query::Boost { query, factor } => match &**query {
            Query::Word { text, .. } => (text.clone(), *factor),
            _ => return Ok(word),
        },
        _ => return Ok(word),
    };
    let distance = match node.text()?.to_ascii_uppercase().as_str() {
        "AUTO" => automatic(&text),
        "0" => 0,
        "1" => 1,
        "2" => 2,
        _ => return Err(node.refuse("[fuzziness] is 0, 1, 2 or AUTO")),
    };
    let word = Query::Word { text, exact: false };
    Ok(boosted(differing(word, distance), factor))
}

fn differing(word: Query, distance: u8) -> Query {
    match word {
        Query::Word { text, .. } if distance > 0 => Query::Fuzzy { text, distance },
        other => other,
    }
}

/// By how many letters a word of this length may differ, as in Elasticsearch.
fn automatic(text: &str) -> u8 {
    match text.chars().count() {
        0..=2 => 0,
        3..=5 => 1,
        _ => 2,
    }
}
