//! What a search asks for: the body of `_search`, with the parameters of the address in it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{
    aggregate::Aggregation,
    compile::{Inner, compile, compile_in},
    fields::Scope,
    highlight::Highlight,
    node::Node,
    refusal::Refusal,
    source::Filter,
};
use crate::query::{Query, Sort, Synonyms};

/// A window of hits ends here, as in Elasticsearch; further on there are search_after and scroll.
pub const WINDOW: usize = 10_000;

/// One search.
#[derive(Debug)]
pub struct Ask<'v> {
    /// What to look for.
    pub query: Query,
    /// The nested clauses whose quotations are to be shown.
    pub inner: Vec<Inner<'v>>,
    /// So many hits are left out.
    pub from: usize,
    /// At most so many hits.
    pub size: usize,
    /// Nothing but articles with these ids; any, if none are given.
    pub ids: Option<Vec<String>>,
    /// What hits must match as well; what is counted need not.
    pub post: Option<Query>,
    /// In which order.
    pub order: Order,
    /// After which hit.
    pub after: Option<String>,
    /// Which parts of the documents.
    pub source: Filter,
    /// What is highlighted.
    pub highlight: Option<Highlight>,
    /// What is counted.
    pub aggregations: Vec<Aggregation<'v>>,
    /// The point in time to search in.
    pub pit: Option<String>,
}

/// The order of the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub sort: Sort,
    /// By what where they are equal in that.
    pub then: Option<Sort>,
    /// Whether each hit says where it stands in the order.
    pub shown: bool,
}

/// What can be left out without another result.
const HARMLESS: &[&str] = &[
    "batched_reduce_size",
    "explain",
    "ext",
    "indices_boost",
    "max_concurrent_shard_requests",
    "pre_filter_shard_size",
    "profile",
    "seq_no_primary_term",
    "stats",
    "timeout",
    "track_scores",
    "version",
];

impl<'v> Ask<'v> {
    /// Reads the body of a search; what was left out is added to `warnings`.
    ///
    /// # Errors
    ///
    /// Fails at what cannot be done: what, where, and what to write instead.
    pub fn read(body: &'v Value, warnings: &mut BTreeSet<String>) -> Result<Ask<'v>, Refusal> {
        let body = Node::root(body);
        let mut ask = Ask {
            query: Query::All,
            inner: Vec::new(),
            from: 0,
            size: 10,
            ids: None,
            post: None,
            order: Order { sort: Sort::Relevance, then: None, shown: false },
            after: None,
            source: Filter::default(),
            highlight: None,
            aggregations: Vec::new(),
            pit: None,
        };
        for (name, option) in body.entries()? {
            match name {
                _ if option.value.is_null() => {}
                "query" => {
                    let compiled = compile(&option, warnings)?;
                    (ask.query, ask.inner, ask.ids) =
                        (compiled.query, compiled.inner, compiled.ids);
                }
                "post_filter" => {
                    ask.post = Some(compile_in(&option, Scope::Article, warnings)?);
                }
                "from" => ask.from = option.count()?,
                "size" => ask.size = option.count()?,
                "sort" => ask.order = order(&option, warnings)?,
                "search_after" => ask.after = Some(after(&option)?),
                "_source" => ask.source = Filter::read(&option)?,
                "highlight" => ask.highlight = Some(Highlight::read(&option, warnings)?),
                "aggs" | "aggregations" => {
                    ask.aggregations = Aggregation::read_all(&option, warnings)?;
                }
                "pit" => ask.pit = Some(pit(&option)?),
                "track_total_hits" => check_track(&option)?,
                "terminate_after" if option.count()? == 0 => {}
                name if is_idle(name, option.value) => {}
                name if HARMLESS.contains(&name) => {
                    warnings.insert(format!("[{name}] is ignored"));
                }
                name => {
                    return Err(option.refuse(format!("a search does not support [{name}]")));
                }
            }
        }
        if ask.from.saturating_add(ask.size) > WINDOW {
            return Err(Refusal::argument(format!(
                "[from] and [size] together are at most {WINDOW}: go on with [search_after] or a scroll"
            )));
        }
        if ask.after.is_some() && ask.from > 0 {
            return Err(Refusal::argument("[from] is 0 with [search_after]"));
        }
        ask.order.shown |= ask.pit.is_some() || ask.after.is_some();
        Ok(ask)
    }
}

impl Ask<'_> {
    /// The same, with other words looked for as well; that is added to `warnings`.
    pub fn with_synonyms(mut self, synonyms: &Synonyms, warnings: &mut BTreeSet<String>) -> Self {
        let query = synonyms.apply(&self.query);
        if query != self.query {
            warnings.insert(format!("the query was read with synonyms as {query}"));
        }
        self.query = query;
        self.post = self.post.as_ref().map(|post| synonyms.apply(post));
        for inner in &mut self.inner {
            inner.clause = synonyms.apply(&inner.clause);
        }
        let all = self.aggregations.into_iter();
        self.aggregations = all.map(|one| one.with_synonyms(synonyms)).collect();
        self
    }
}

/// Whether an option that is not supported asks for nothing.
fn is_idle(name: &str, value: &Value) -> bool {
    let lists = ["docvalue_fields", "fields", "stored_fields", "script_fields", "runtime_mappings"];
    let is_empty = match value {
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        other => *other == Value::Bool(false),
    };
    is_empty && (lists.contains(&name) || HARMLESS.contains(&name))
}

/// Counts are always exact, so that any wish is met.
fn check_track(node: &Node<'_>) -> Result<(), Refusal> {
    match node.value {
        Value::Bool(_) => Ok(()),
        _ if node.value == &json!(-1) => Ok(()),
        _ => node.flag().map(|_| ()).or_else(|_| node.count().map(|_| ())),
    }
}

/// The order that `sort` asks for: one or two keys, with ties in the order of the index.
fn order(node: &Node<'_>, warnings: &mut BTreeSet<String>) -> Result<Order, Refusal> {
    let mut found: Vec<Sort> = Vec::new();
    for key in node.list() {
        let (name, direction, at) = sort_key(&key, warnings)?;
        let sort = match (name.as_str(), direction.as_deref()) {
            ("_doc" | "_shard_doc", _) => continue,
            ("_id" | "id", _) if !found.is_empty() => {
                warnings.insert(format!(
                    "[sort] ignores [{name}]: ties are in the order of the index, which stays"
                ));
                continue;
            }
            ("_score", None | Some("desc")) => Sort::Relevance,
            ("date", None | Some("asc")) => Sort::Oldest,
            ("date", Some("desc")) => Sort::Newest,
            ("_score", _) => return Err(at.refuse("[_score] is sorted by desc")),
            ("date", _) => return Err(at.refuse("[order] is asc or desc")),
            (other, _) => {
                let reason =
                    format!("hits are sorted by [_score], [date] or [_doc], not by [{other}]");
                return Err(at.refuse(reason));
            }
        };
        // What was a key before decides nothing again.
        if found.iter().all(|before| before.is_by_score() != sort.is_by_score()) {
            found.push(sort);
        }
    }
    let mut keys = found.into_iter();
    // The order of the index stays when it is written to; that of scores does not.
    Ok(Order { sort: keys.next().unwrap_or(Sort::Newest), then: keys.next(), shown: true })
}

/// The name and the direction of a key of the order.
fn sort_key<'v>(
    key: &Node<'v>,
    warnings: &mut BTreeSet<String>,
) -> Result<(String, Option<String>, Node<'v>), Refusal> {
    if let Value::String(text) = key.value {
        let (name, direction) = match text.split_once(':') {
            Some((name, direction)) => (name, Some(direction.to_owned())),
            None => (text.as_str(), None),
        };
        return Ok((name.to_owned(), direction, key.clone()));
    }
    let (name, options) = key.only("sort key")?;
    if !options.value.is_object() {
        return Ok((name.to_owned(), Some(options.string()?.to_owned()), options));
    }
    for (option, value) in options.entries()? {
        match option {
            "order" => {}
            "missing" if value.value == "_last" => {}
            "unmapped_type" | "format" | "numeric_type" | "mode" => {
                warnings.insert(format!("[sort] ignores [{option}]"));
            }
            option => return Err(value.refuse(format!("[sort] does not support [{option}]"))),
        }
    }
    let direction = options.get("order");
    let direction = direction.as_ref().map(Node::string).transpose()?;
    Ok((name.to_owned(), direction.map(str::to_owned), options))
}

/// The cursor in the `sort` of a hit.
fn after(node: &Node<'_>) -> Result<String, Refusal> {
    let last = node.value.as_array().and_then(|values| values.last()).and_then(Value::as_str);
    let reason = "[search_after] is the \"sort\" of the last hit, unchanged";
    last.map(str::to_owned).ok_or_else(|| node.refuse(reason))
}

/// The id of a point in time; for how much longer it is to stay open is read where it is opened.
fn pit(node: &Node<'_>) -> Result<String, Refusal> {
    let id = node.get("id").ok_or_else(|| node.refuse("[pit] needs an [id]"))?;
    id.string().map(str::to_owned)
}
