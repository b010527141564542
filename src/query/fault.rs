//! What can be wrong with a query, in words: one function per code.
//!
//! The table of codes is in `parser`, which finds the faults.

use super::{
    form::{Form, Later},
    lexer::Token,
    suggest,
};
use crate::{
    error::QueryError,
    field::{FIELDS, FieldInfo},
    text::{CodePoints, Span},
};

/// An error before its column is counted.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    pub(super) span: Span,
    code: &'static str,
    cause: String,
    remedy: String,
}

impl Fault {
    fn new(
        code: &'static str,
        span: Span,
        cause: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Fault {
        Fault { span, code, cause: cause.into(), remedy: remedy.into() }
    }

    pub(super) fn error(self, points: &CodePoints<'_>) -> QueryError {
        let Fault { span, code, cause, remedy } = self;
        QueryError { code, column: points.of(span.start()) + 1, span, cause, remedy }
    }

    pub(super) fn empty_query(span: Span) -> Fault {
        Fault::new("E00", span, "the query is empty", "type a word, or * for every article")
    }

    pub(super) fn no_left(operator: &Token) -> Fault {
        let cause = format!("{} needs an expression on its left", operator.text);
        Fault::new("E01", operator.span, cause, word_remedy(&operator.text))
    }

    pub(super) fn no_right(operator: &Token) -> Fault {
        let cause = format!("{} needs an expression on its right", operator.text);
        Fault::new("E02", operator.span, cause, word_remedy(&operator.text))
    }

    pub(super) fn no_group(scope: &Token) -> Fault {
        let name = scope.text.to_uppercase();
        let parts = if name == "SAID" { "who, what" } else { "…" };
        let remedy = format!("write {name}({parts}), or \"{}\" for the word", name.to_lowercase());
        Fault::new("E12", scope.span, format!("{name} needs parentheses"), remedy)
    }

    pub(super) fn not_opened(close: Span) -> Fault {
        let remedy = "remove it, or write \\) for the character itself";
        Fault::new("E03", close, "this \")\" has no matching \"(\"", remedy)
    }

    pub(super) fn not_closed(open: Span) -> Fault {
        Fault::new("E03", open, "this \"(\" is never closed", "add a \")\"")
    }

    pub(super) fn empty_group(span: Span) -> Fault {
        let remedy = "write an expression between them";
        Fault::new("E04", span, "there is nothing between the parentheses", remedy)
    }

    pub(super) fn only_excludes(span: Span, what: &str) -> Fault {
        let remedy = "add something to look for, or write \"* NOT …\"";
        Fault::new("E05", span, format!("{what} only excludes"), remedy)
    }

    pub(super) fn stray(token: &Token) -> Fault {
        let cause = format!("\"{}\" has nothing to stand in front of", token.text);
        Fault::new("E09", token.span, cause, "write it directly before a word or a phrase")
    }

    pub(super) fn nested_quote(scope: &Token) -> Fault {
        let cause = format!("{} cannot be used inside QUOTE or SAID", scope.text.to_uppercase());
        let remedy = "join two of them with AND: QUOTE(…) AND QUOTE(…)";
        Fault::new("E11", scope.span, cause, remedy)
    }

    pub(super) fn said_parts(span: Span) -> Fault {
        let remedy = "write SAID(who, what), for example SAID(lagarde, inflation)";
        Fault::new("E12", span, "SAID needs two parts with one comma between them", remedy)
    }

    pub(super) fn not_closed_mark(span: Span) -> Fault {
        let remedy = "add a closing quote, or write \\\" for the character itself";
        Fault::new("E14", span, "this double quote is never closed", remedy)
    }

    pub(super) fn stray_bracket(token: &Token) -> Fault {
        let cause = format!("\"{}\" belongs to a range, and there is none here", token.text);
        let remedy = "write a range as date:[2024-01 TO 2024-06], and put text with brackets in \
                      quotation marks";
        Fault::new("E16", token.span, cause, remedy)
    }

    pub(super) fn unknown_field(name: &Token) -> Fault {
        let typed = name.text.as_str();
        let meant = suggest::nearest(typed, FIELDS.iter().flat_map(names))
            .map(|known| format!("did you mean {known}: ? "))
            .unwrap_or_default();
        let known: Vec<&str> = FIELDS.iter().map(|info| info.name).collect();
        let remedy = format!(
            "{meant}The fields are {}; for the text itself write {typed}\\:",
            known.join(", ")
        );
        Fault::new("E17", name.span, format!("there is no field \"{typed}\""), remedy)
    }

    pub(super) fn not_of_quote(name: &Token) -> Fault {
        let cause = "only the fields of one quotation can be used inside QUOTE";
        let remedy = format!("move {}: outside", name.text);
        Fault::new("E18", name.span, cause, remedy)
    }

    pub(super) fn no_value(name: &Token) -> Fault {
        let field = &name.text;
        let remedy = format!(
            "write {field}:word, {field}:\"a phrase\" or {field}:(…); to exclude it, NOT {field}:…"
        );
        Fault::new("E19", name.span, format!("\"{field}:\" has no value"), remedy)
    }

    pub(super) fn no_date(span: Span) -> Fault {
        let remedy = "write 2024, 2024-05, 2024-05-31, 2024-01..2024-06 or now-7d";
        Fault::new("E23", span, "not a date", remedy)
    }

    pub(super) fn backwards(span: Span) -> Fault {
        let remedy = "write the earlier date first";
        Fault::new("E24", span, "the range ends before it begins", remedy)
    }

    pub(super) fn no_letter(token: &Token) -> Fault {
        let cause = format!("\"{}\" holds no letter or digit", token.text.trim());
        let remedy = match token.text.as_str() {
            "-" | "–" | "−" | "!" => "leave it out; to exclude a word write -word",
            _ => "leave it out: words are found by their letters and digits",
        };
        Fault::new("E25", token.span, cause, remedy)
    }

    pub(super) fn inside_field(token: &Token, field: &str) -> Fault {
        let name = token.text.trim_end_matches(':');
        let cause = format!("{name} cannot be used inside {field}:");
        Fault::new("E26", token.span, cause, format!("put it beside {field}:…, not into it"))
    }

    pub(super) fn no_such_value(token: &Token, info: &FieldInfo) -> Fault {
        let meant = suggest::nearest(&token.text, info.values.iter().copied())
            .map(|known| format!("did you mean {known} ? "))
            .unwrap_or_default();
        let cause = format!("{}: is never \"{}\"", info.name, token.text);
        let remedy = format!("{meant}The values are {}", info.values.join(", "));
        Fault::new("E27", token.span, cause, remedy)
    }

    pub(super) fn too_deep(span: Span) -> Fault {
        Fault::new("E28", span, "the query is nested too deeply", "remove some parentheses")
    }

    pub(super) fn too_long(limit: usize) -> Fault {
        let cause = format!("the query is longer than {limit} bytes");
        Fault::new("E29", Span::default(), cause, "make several queries of it")
    }

    pub(super) fn not_of_speaker(name: &Token) -> Fault {
        let cause = "the first part of SAID is the speaker: only speaker:, org: and role: fit";
        let remedy = format!("move {}: to the second part", name.text);
        Fault::new("E31", name.span, cause, remedy)
    }

    /// What this version refuses, with what to write instead.
    fn not_yet(span: Span, what: &str, remedy: impl Into<String>) -> Fault {
        Fault::new("E30", span, format!("this version does not support {what} yet"), remedy)
    }

    pub(super) fn range(span: Span, field: &str) -> Fault {
        let remedy = format!("only date: has ranges; write {field}:(a OR b)");
        Fault::not_yet(span, "ranges of words", remedy)
    }

    pub(super) fn set(span: Span, field: &str, values: &[String]) -> Fault {
        let remedy = format!("write {field}:({})", values.join(" OR "));
        Fault::not_yet(span, "sets", remedy)
    }

    pub(super) fn suffix(token: &Token) -> Fault {
        let remedy = match token.text.chars().next() {
            Some('~') => "join the words with AND instead",
            _ => "leave it out",
        };
        Fault::not_yet(token.span, &format!("\"{}\" here", token.text), remedy)
    }

    /// An operator of the next version; `span` holds all of it, with its NOT.
    pub(super) fn later(later: Later, span: Span, text: &str) -> Fault {
        let remedy = match later {
            Later::NoDistance => {
                let remedy = "write NEAR/5, SENT or PARA (this version: AND)";
                return Fault::new("E20", span, format!("{text} has no distance"), remedy);
            }
            Later::Near => "write AND, or \"a phrase\" for words next to each other".to_owned(),
            Later::Maybe => "leave it out, with the expression after it".to_owned(),
            Later::Count => format!("leave {text} out: its expression must then match once"),
            Later::Quotes => "write QUOTE(…) for at least one quotation".to_owned(),
            Later::Stem => "words without quotation marks are stemmed: write (…)".to_owned(),
        };
        Fault::not_yet(span, text, remedy)
    }

    /// What is wrong with the form of a word, if anything is.
    pub(super) fn form(form: Form, token: &Token) -> Option<Fault> {
        let (span, word) = (token.span, token.text.as_str());
        let literal = format!("for the text itself write \"{word}\"");
        let (what, remedy) = match form {
            Form::Plain => return None,
            Form::ShortWildcard => {
                let cause = "fewer than 2 letters before the wildcard";
                return Some(Fault::new("E21", span, cause, literal));
            }
            Form::TooFuzzy => {
                let distance = word.rsplit('~').next().unwrap_or_default();
                let remedy = format!("for words near each other write \"two words\"~{distance}");
                let cause = "a word can differ by 1 or 2 letters";
                return Some(Fault::new("E22", span, cause, remedy));
            }
            Form::OpenRegex => {
                let cause = "this \"/\" begins a regular expression that is never closed";
                return Some(Fault::new("E15", span, cause, literal));
            }
            Form::Compared => {
                let cause = "a comparison needs a field";
                let remedy = format!("write date:{word}; {literal}");
                return Some(Fault::new("E16", span, cause, remedy));
            }
            Form::Wildcard
                if word.find(['*', '?']) == Some(word.len() - 1) && word.ends_with('?') =>
            {
                ("wildcards", "leave the question mark out".to_owned())
            }
            Form::Wildcard => {
                ("wildcards", format!("words are stemmed, OR joins forms; {literal}"))
            }
            Form::Truncated => {
                ("truncation with \"!\"", format!("words are stemmed, OR joins forms; {literal}"))
            }
            Form::Fuzzy => ("\"~\" after a word", "join the spellings with OR".to_owned()),
            Form::Boosted => ("\"^\" after a word", format!("leave it out; {literal}")),
            Form::Regex => ("regular expressions", format!("join words with OR; {literal}")),
            Form::Legacy(name) => ("the field codes of other services", format!("write {name}")),
        };
        Some(Fault::not_yet(span, what, remedy))
    }
}

fn word_remedy(operator: &str) -> String {
    match operator {
        "AND" | "OR" | "NOT" => {
            format!("add one, or write \"{}\" for the word itself", operator.to_lowercase())
        }
        _ => "add one".to_owned(),
    }
}

fn names(info: &'static FieldInfo) -> impl Iterator<Item = &'static str> {
    std::iter::once(info.name).chain(info.aliases.iter().copied())
}
