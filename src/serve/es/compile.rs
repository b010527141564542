//! The queries of the dialect as trees of the query language: the one place where they meet.
//!
//! What a clause finds is what its tree finds; there is no second engine. What the language cannot say
//! is refused by name and place; what changes no result, or only scores, is left out with a warning.
//! `words` reads the clauses on the words of a field, `tree` puts trees together, `dates` reads dates.

use std::collections::BTreeSet;

use super::{
    dates::{self, End},
    fields::{self, QUOTES, Scope},
    node::Node,
    refusal::Refusal,
    tree::{self, and, at_least, boosted, maybe, none, not, or, scores, unscored},
};
use crate::{
    error::QueryError,
    field::{Analysis, Field},
    query::{Factor, Query, parse},
};

/// The queries that are understood.
const KNOWN: &str = "bool, constant_score, dis_max, exists, fuzzy, ids, match, match_all, match_none, \
    match_phrase, match_phrase_prefix, multi_match, nested, prefix, query_string, range, regexp, \
    simple_query_string, term, terms, wildcard";

/// So many ids can be asked for at once.
const MOST_IDS: usize = 10_000;

/// A query that was read.
#[derive(Debug)]
pub struct Compiled<'v> {
    /// What to look for.
    pub query: Query,
    /// The nested clauses whose quotations are to be shown.
    pub inner: Vec<Inner<'v>>,
    /// Nothing but articles with these ids; any, if none are given.
    pub ids: Option<Vec<String>>,
}

/// A nested clause whose quotations are to be shown.
#[derive(Debug)]
pub struct Inner<'v> {
    /// Its name in the answer.
    pub name: String,
    /// The clause.
    pub clause: Query,
    /// How they are to be shown.
    pub options: Node<'v>,
}

/// Reads the query at `node`; what was left out is added to `warnings`.
///
/// # Errors
///
/// Fails if the language cannot say it: what, where, and what to write instead.
pub fn compile<'v>(
    node: &Node<'v>,
    warnings: &mut BTreeSet<String>,
) -> Result<Compiled<'v>, Refusal> {
    let mut compiler = Compiler { warnings, inner: Vec::new(), ids: None };
    let query = compiler.query(node, Scope::Article, true)?;
    let Compiler { inner, ids, .. } = compiler;
    Ok(Compiled { query: checked(node, query)?, inner, ids })
}

/// Reads a query that only decides what matches, of articles or of quotations.
///
/// # Errors
///
/// Fails as [`compile`] does.
pub fn compile_in(
    node: &Node<'_>,
    scope: Scope,
    warnings: &mut BTreeSet<String>,
) -> Result<Query, Refusal> {
    let query = Compiler { warnings, inner: Vec::new(), ids: None }.query(node, scope, false)?;
    checked(node, query)
}

/// The query, if the language can say it: there are limits to length and depth.
pub fn checked(node: &Node<'_>, query: Query) -> Result<Query, Refusal> {
    match parse(&query.to_string()) {
        Ok(parsed) if parsed.query == query => Ok(query),
        Ok(_) => Err(node.refuse("this cannot be said in the query language")),
        Err(errors) => Err(refused(node, &errors)),
    }
}

/// What is wrong with a query in our language.
fn refused(node: &Node<'_>, errors: &[QueryError]) -> Refusal {
    let Some(QueryError { code, cause, remedy, .. }) = errors.first() else {
        return node.refuse("the query cannot be read");
    };
    let remedy = if remedy.is_empty() { String::new() } else { format!(": {remedy}") };
    node.refuse(format!("{code} {cause}{remedy}"))
}

/// Reads clauses.
pub(super) struct Compiler<'w, 'v> {
    /// What was left out.
    pub(super) warnings: &'w mut BTreeSet<String>,
    inner: Vec<Inner<'v>>,
    ids: Option<Vec<String>>,
}

impl<'v> Compiler<'_, 'v> {
    /// The query at `node`. Without `scoring` it only decides what matches.
    fn query(&mut self, node: &Node<'v>, scope: Scope, scoring: bool) -> Result<Query, Refusal> {
        let (name, clause) = node.only("query")?;
        let query = match name {
            "bool" => self.boolean(&clause, scope, scoring)?,
            "nested" => self.nested(&clause, scope, scoring)?,
            "match_all" => {
                self.options(&clause, name, &["boost"], &[])?;
                return Ok(Query::All);
            }
            "match_none" => {
                self.options(&clause, name, &["boost"], &[])?;
                return Ok(none());
            }
            "constant_score" => self.constant_score(&clause, scope, scoring)?,
            "dis_max" => self.dis_max(&clause, scope, scoring)?,
            "ids" => self.ids(&clause)?,
            "query_string" => self.query_string(&clause, scope)?,
            "simple_query_string" => self.simple_query_string(&clause, scope)?,
            "match" => self.match_words(&clause, scope)?,
            "match_phrase" => self.match_phrase(&clause, scope)?,
            "match_phrase_prefix" => self.match_phrase_prefix(&clause, scope)?,
            "multi_match" => self.multi_match(&clause, scope)?,
            "term" => self.term(&clause, scope)?,
            "terms" => self.terms(&clause, scope)?,
            "prefix" => self.prefix(&clause, scope)?,
            "wildcard" => self.wildcard(&clause, scope)?,
            "regexp" => self.regexp(&clause, scope)?,
            "fuzzy" => self.fuzzy(&clause, scope)?,
            "exists" => self.exists(&clause, scope)?,
            "range" => self.range(&clause, scope)?,
            other => {
                let reason = format!("unknown query [{other}]: what is understood is {KNOWN}");
                return Err(clause.refuse(reason));
            }
        };
        match clause.get("boost") {
            Some(boost) => Ok(boosted(query, factor(&boost)?)),
            None => Ok(query),
        }
    }

    /// The articles with some ids. They are chosen beside the query, so that the clause can stand only
    /// where all that is found must match it.
    fn ids(&mut self, node: &Node<'_>) -> Result<Query, Refusal> {
        self.options(node, "ids", &["values", "boost"], &[])?;
        if !is_required(&node.path) {
            let reason = "[ids] can stand only where every hit must match it: alone, or in the [filter] \
                          or [must] of the outermost [bool]";
            return Err(node.refuse(reason));
        }
        let values = node.get("values").ok_or_else(|| node.refuse("[ids] needs [values]"))?;
        let mut ids: Vec<String> =
            values.list().iter().map(Node::text).collect::<Result<_, _>>()?;
        if ids.len() > MOST_IDS {
            return Err(values.refuse(format!("at most {MOST_IDS} ids can be asked for at once")));
        }
        if let Some(before) = &self.ids {
            ids.retain(|id| before.contains(id));
        }
        self.ids = Some(ids);
        Ok(Query::All)
    }

    /// Says which options were left out, and refuses those that are not known.
    pub(super) fn options(
        &mut self,
        node: &Node<'_>,
        clause: &str,
        known: &[&str],
        harmless: &[&str],
    ) -> Result<(), Refusal> {
        for (name, option) in node.entries()? {
            if harmless.contains(&name) || name == "_name" {
                self.warn(format!("[{clause}] ignores [{name}]"));
            } else if !known.contains(&name) {
                return Err(option.refuse(format!("[{clause}] does not support [{name}]")));
            }
        }
        Ok(())
    }

    pub(super) fn warn(&mut self, message: impl Into<String>) {
        self.warnings.insert(message.into());
    }

    fn boolean(&mut self, node: &Node<'v>, scope: Scope, scoring: bool) -> Result<Query, Refusal> {
        let known = ["must", "filter", "should", "must_not", "minimum_should_match", "boost"];
        self.options(node, "bool", &known, &["adjust_pure_negative"])?;
        let mut parts = self.clauses(node, "must", scope, scoring)?;
        parts.extend(self.clauses(node, "filter", scope, false)?.into_iter().map(unscored));
        let should = self.clauses(node, "should", scope, scoring)?;
        let alone = parts.is_empty();
        let least = match node.get("minimum_should_match") {
            Some(least) => self.least(&least, should.len())?.max(usize::from(alone)),
            None => usize::from(alone),
        };
        let welcome = least == 0 || should.is_empty();
        if welcome && scoring {
            for clause in should {
                parts.extend(self.welcome(node, clause));
            }
        } else if !welcome {
            parts.push(at_least(least, should, scoring).ok_or_else(|| too_many_ways(node))?);
        }
        let dropped = self.clauses(node, "must_not", scope, false)?;
        parts.extend(dropped.into_iter().map(not));
        Ok(and(parts))
    }

    /// The clauses of one kind of a bool query.
    fn clauses(
        &mut self,
        node: &Node<'v>,
        kind: &str,
        scope: Scope,
        scoring: bool,
    ) -> Result<Vec<Query>, Refusal> {
        let Some(clauses) = node.get(kind) else { return Ok(Vec::new()) };
        clauses.list().iter().map(|clause| self.query(clause, scope, scoring)).collect()
    }

    /// A clause that need not match, if it changes the order.
    fn welcome(&mut self, node: &Node<'_>, clause: Query) -> Option<Query> {
        if scores(&clause) {
            return Some(maybe(clause));
        }
        if clause != Query::All && clause != none() {
            let path = &node.path;
            self.warn(format!("[should] at {path} ignores ({clause}), which has no score"));
        }
        None
    }

    /// How many of so many clauses must match.
    pub(super) fn least(&self, node: &Node<'_>, clauses: usize) -> Result<usize, Refusal> {
        tree::least(&node.text()?, clauses).ok_or_else(|| {
            node.refuse("[minimum_should_match] is a number or a share: 2, -1, 75% or -25%")
        })
    }

    fn nested(&mut self, node: &Node<'v>, scope: Scope, scoring: bool) -> Result<Query, Refusal> {
        let known = ["path", "query", "inner_hits", "score_mode", "ignore_unmapped", "boost"];
        self.options(node, "nested", &known, &[])?;
        let path = node.get("path").ok_or_else(|| node.refuse("[nested] needs a [path]"))?;
        if path.string()? != QUOTES || scope == Scope::Quote {
            let reason = format!("the only nested documents are those with path [{QUOTES}]");
            return Err(path.refuse(reason));
        }
        let mode = node.get("score_mode");
        let mode = mode.as_ref().map(Node::string).transpose()?;
        if let Some("avg" | "sum" | "min") = mode {
            let scored = "the best quotation gives the score and the others add a tenth";
            self.warn(format!("[nested] ignores [score_mode]: {scored}"));
        }
        let scoring = scoring && mode != Some("none");
        let query = node.get("query").ok_or_else(|| node.refuse("[nested] needs a [query]"))?;
        let inner = self.query(&query, Scope::Quote, scoring)?;
        let clause = Query::Quote { least: 1, query: Box::new(inner) };
        if let Some(options) = node.get("inner_hits") {
            self.show(options, clause.clone())?;
        }
        Ok(if scoring { clause } else { unscored(clause) })
    }

    /// Notes that the quotations of a clause are to be shown.
    fn show(&mut self, options: Node<'v>, clause: Query) -> Result<(), Refusal> {
        let name = match options.get("name") {
            Some(name) => name.string()?.to_owned(),
            None => QUOTES.to_owned(),
        };
        if self.inner.iter().any(|other| other.name == name) {
            let reason = format!("there are two [inner_hits] named [{name}]: give each a [name]");
            return Err(options.refuse(reason));
        }
        self.inner.push(Inner { name, clause, options });
        Ok(())
    }

    fn constant_score(
        &mut self,
        node: &Node<'v>,
        scope: Scope,
        scoring: bool,
    ) -> Result<Query, Refusal> {
        self.options(node, "constant_score", &["filter", "boost"], &[])?;
        let filter =
            node.get("filter").ok_or_else(|| node.refuse("[constant_score] needs a [filter]"))?;
        if scoring && node.path != "/query/constant_score" {
            self.warn("[constant_score] beside other clauses has the score 0");
        }
        Ok(unscored(self.query(&filter, scope, false)?))
    }

    fn dis_max(&mut self, node: &Node<'v>, scope: Scope, scoring: bool) -> Result<Query, Refusal> {
        self.options(node, "dis_max", &["queries", "tie_breaker", "boost"], &[])?;
        if node.get("queries").is_none() {
            return Err(node.refuse("[dis_max] needs [queries]"));
        }
        if scoring {
            self.warn("[dis_max] adds the scores of its queries");
        }
        Ok(or(self.clauses(node, "queries", scope, scoring)?))
    }

    /// A query in our own language.
    fn query_string(&mut self, node: &Node<'_>, scope: Scope) -> Result<Query, Refusal> {
        let known = ["query", "default_field", "fields", "default_operator", "boost", "lenient"];
        let harmless = [
            "analyze_wildcard",
            "allow_leading_wildcard",
            "auto_generate_synonyms_phrase_query",
            "enable_position_increments",
            "escape",
            "max_determinized_states",
            "tie_breaker",
            "type",
        ];
        self.options(node, "query_string", &known, &harmless)?;
        let text =
            node.get("query").ok_or_else(|| node.refuse("[query_string] needs a [query]"))?;
        let parsed = parse(text.string()?).map_err(|errors| {
            let whole: Vec<String> = errors.iter().map(ToString::to_string).collect();
            text.refuse(format!("cannot read the query: {}", whole.join("; ")))
        })?;
        for notice in &parsed.notices {
            self.warn(notice.to_string());
        }
        match node.get("default_operator") {
            Some(operator) if operator.string()?.eq_ignore_ascii_case("and") => {}
            Some(operator) => {
                let reason = "a space means AND in this language: write OR between the words";
                return Err(operator.refuse(reason));
            }
            None if has_and(&parsed.query) => {
                self.warn(format!("a space means AND: the query was read as {}", parsed.query));
            }
            None => {}
        }
        if scope == Scope::Quote && !of_one_quotation(&parsed.query) {
            let reason = "only the fields of one quotation can be used inside nested, without QUOTE \
                          and SAID";
            return Err(text.refuse(reason));
        }
        let fields = match node.get("fields").or_else(|| node.get("default_field")) {
            Some(fields) => self.fields(&fields, scope)?,
            None => None,
        };
        match fields {
            None => Ok(parsed.query),
            Some(_) if !is_plain(&parsed.query) => Err(text.refuse(
                "[fields] and [default_field] need a query without fields, QUOTE and dates: name the \
                 fields in the query, as in title:budget",
            )),
            Some(fields) => {
                let in_field = |(field, factor): (Field, Factor)| {
                    boosted(of_field(scope, field, parsed.query.clone()), factor)
                };
                Ok(or(fields.into_iter().map(in_field).collect()))
            }
        }
    }

    /// The fields in a list with their boosts; `None` if they are those that are looked at anyway.
    pub(super) fn fields(
        &self,
        node: &Node<'_>,
        scope: Scope,
    ) -> Result<Option<Vec<(Field, Factor)>>, Refusal> {
        let mut found = Vec::new();
        for field in node.list() {
            let text = field.string()?;
            if text == "*" {
                return Ok(None);
            }
            let (name, factor) = match text.split_once('^') {
                Some((name, number)) => {
                    let factor = Factor::new(number);
                    (name, factor.ok_or_else(|| field.refuse(NO_FACTOR))?)
                }
                None => (text, Factor::ONE),
            };
            let named = fields::find(scope, name).map_err(|reason| field.refuse(reason))?;
            if named.field == Field::Date {
                return Err(field.refuse("[date] has no words: use a range query"));
            }
            found.push((named.field, factor));
        }
        if found.is_empty() {
            return Err(node.refuse("expected the names of fields"));
        }
        let default: &[Field] = match scope {
            Scope::Article => &[Field::Title, Field::Body],
            Scope::Quote => &[Field::Text],
        };
        let is_default = found.iter().all(|(_, factor)| *factor == Factor::ONE)
            && default.iter().all(|field| found.iter().any(|(own, _)| own == field))
            && found.len() == default.len();
        Ok((!is_default).then_some(found))
    }

    fn exists(&mut self, node: &Node<'_>, scope: Scope) -> Result<Query, Refusal> {
        self.options(node, "exists", &["field", "boost"], &[])?;
        let field = node.get("field").ok_or_else(|| node.refuse("[exists] needs a [field]"))?;
        let named = fields::find(scope, field.string()?).map_err(|reason| field.refuse(reason))?;
        Ok(match named.field {
            Field::Date => Query::Dates { from: None, to: None },
            field => of_field(scope, field, Query::All),
        })
    }

    fn range(&mut self, node: &Node<'_>, scope: Scope) -> Result<Query, Refusal> {
        let (name, bounds) = node.only("field")?;
        let named = fields::find(scope, name).map_err(|reason| bounds.refuse(reason))?;
        if named.field != Field::Date {
            return Err(bounds.refuse(format!("[range] is for [date]: [{name}] is no date")));
        }
        let known = ["gte", "gt", "lte", "lt", "boost", "format", "time_zone"];
        self.options(&bounds, "range", &known, &["relation"])?;
        self.check_format(&bounds)?;
        let (mut from, mut to) = (None, None);
        for (name, end) in End::ALL {
            let Some(value) = bounds.get(name) else { continue };
            let slot = if end.is_lower() { &mut from } else { &mut to };
            if slot.is_some() {
                return Err(value.refuse("[range] has two bounds on one side: leave one out"));
            }
            let text = value.text()?;
            let (bound, rounded) =
                dates::bound(&text, end).map_err(|reason| value.refuse(reason))?;
            *slot = Some(bound);
            if rounded {
                self.warn(format!("[range] reads [{text}] as a day: write [{text}/d]"));
            }
        }
        let query = Query::Dates { from, to };
        match parse(&query.to_string()) {
            Err(errors) if errors.iter().any(|error| error.code == "E24") => Ok(none()),
            Err(errors) => Err(refused(&bounds, &errors)),
            Ok(_) => Ok(query),
        }
    }

    /// Only dates as they are written here, in the time where they were written.
    fn check_format(&mut self, bounds: &Node<'_>) -> Result<(), Refusal> {
        if let Some(format) = bounds.get("format") {
            let known = ["yyyy", "yyyy-mm", "yyyy-mm-dd"];
            let is_known = |format: &str| {
                let format = format.to_ascii_lowercase().replace("uuuu", "yyyy");
                known.contains(&format.as_str()) || format.contains("date")
            };
            if !format.string()?.split("||").all(is_known) {
                return Err(format.refuse("dates are written as yyyy-MM-dd, yyyy-MM or yyyy"));
            }
        }
        if let Some(zone) = bounds.get("time_zone")
            && !["UTC", "Z", "+00:00", "GMT"].contains(&zone.string()?)
        {
            let reason = "an article is of the day where it was written: leave [time_zone] out";
            return Err(zone.refuse(reason));
        }
        Ok(())
    }

    /// The field at `node`, or why there is none.
    pub(super) fn field(
        &mut self,
        node: &Node<'_>,
        scope: Scope,
        name: &str,
    ) -> Result<Field, Refusal> {
        let named = fields::find(scope, name).map_err(|reason| node.refuse(reason))?;
        if named.keyword {
            let plain = name.trim_end_matches(".keyword");
            self.warn(format!(
                "[{name}] is looked for as [{plain}]: longer names that hold its words match too"
            ));
        }
        Ok(named.field)
    }
}

const NO_FACTOR: &str = "a boost is a number from 0 to 1000 with at most three decimals";

/// How much more a clause counts.
pub(super) fn factor(node: &Node<'_>) -> Result<Factor, Refusal> {
    let refused = || node.refuse(NO_FACTOR);
    let number: f64 = node.text()?.parse().map_err(|_| refused())?;
    let factor = Factor::new(&format!("{number:.3}")).ok_or_else(refused)?;
    let is_exact = (f64::from(factor.value()) - number).abs() < 0.0005;
    if is_exact && (factor != Factor::ZERO || number == 0.0) { Ok(factor) } else { Err(refused()) }
}

fn too_many_ways(node: &Node<'_>) -> Refusal {
    node.refuse("[minimum_should_match] can be met in too many ways: use fewer clauses")
}

/// Something looked for in a field; that of the words of a quotation need not be named inside one.
pub(super) fn of_field(scope: Scope, field: Field, query: Query) -> Query {
    match (scope, field) {
        (Scope::Quote, Field::Text) if query != Query::All => query,
        _ => Query::Field { field, query: Box::new(query) },
    }
}

/// The query of a value that is looked for as it is.
pub(super) fn exactly(
    node: &Node<'_>,
    scope: Scope,
    field: Field,
    text: &str,
) -> Result<Query, Refusal> {
    if !text.contains(char::is_alphanumeric) {
        return Ok(none());
    }
    let text = text.to_owned();
    let query = match field.info().analysis {
        Analysis::Date => return dates::on(&text).map_err(|reason| node.refuse(reason)),
        Analysis::Code => Query::Word { text, exact: false },
        Analysis::Words | Analysis::Names => {
            Query::Phrase { text, stemmed: false, fit: crate::query::Fit::Exact }
        }
    };
    checked(node, of_field(scope, field, query))
}

/// Whether all that is found must match the clause at a place.
fn is_required(path: &str) -> bool {
    let mut rest = path.strip_prefix("/query").unwrap_or_default();
    while rest != "/ids" {
        let inner = ["/bool/filter", "/bool/must", "/constant_score/filter"];
        let Some(below) = inner.iter().find_map(|prefix| rest.strip_prefix(prefix)) else {
            return false;
        };
        let number = below.strip_prefix('/').map(|it| it.trim_start_matches(char::is_numeric));
        rest = match number {
            Some(after) if after.is_empty() || after.starts_with('/') => after,
            _ => below,
        };
    }
    true
}

/// Whether something in it is joined by AND.
fn has_and(query: &Query) -> bool {
    matches!(query, Query::And(_)) || query.parts().into_iter().any(has_and)
}

/// Whether it can be asked of one quotation.
fn of_one_quotation(query: &Query) -> bool {
    match query {
        Query::Field { field, .. } => field.info().of_quote,
        Query::Quote { .. } | Query::Said { .. } => false,
        other => other.parts().into_iter().all(of_one_quotation),
    }
}

/// Whether it can stand in a field.
fn is_plain(query: &Query) -> bool {
    match query {
        Query::Field { .. } | Query::Quote { .. } | Query::Said { .. } | Query::Dates { .. } => {
            false
        }
        other => other.parts().into_iter().all(is_plain),
    }
}
