//! What can be wrong with a query, in words: one function per code.
//!
//! The table of codes is in `parser`, which finds the faults.

use super::{ast::FARTHEST, lexer::Token};
use crate::{
    error::QueryError,
    field::{FIELDS, Field, FieldInfo},
    text::{CodePoints, Span, nearest},
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

    pub(super) fn no_group(function: &Token) -> Fault {
        let name = function.text.to_uppercase();
        let parts = if name == "SAID" { "who, what" } else { "…" };
        let word = function.text.to_lowercase();
        let remedy = format!("write {name}({parts}), or \"{word}\" for the word");
        Fault::new("E12", function.span, format!("{name} needs parentheses"), remedy)
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
        let meant = nearest(typed, FIELDS.iter().flat_map(names))
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
        let meant = nearest(&token.text, info.values.iter().copied())
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

    pub(super) fn out_of_range(token: &Token, what: &str, most: u32) -> Fault {
        let cause = format!("{what} in {} is out of range", token.text);
        let remedy = match most {
            u32::MAX => "write a number from 1 on".to_owned(),
            FARTHEST => format!("write 1 to {most}; for longer ones SENT, PARA or AND"),
            most => format!("write 1 to {most}"),
        };
        Fault::new("E06", token.span, cause, remedy)
    }

    /// `has_or`: whether *or* in lower case was read as a word of the side.
    pub(super) fn no_place(
        at: Span,
        operator: &str,
        side: &str,
        what: &str,
        has_or: bool,
    ) -> Fault {
        let cause = format!("{operator} compares positions, its {side} side contains {what}");
        let remedy = match has_or {
            true => "\"or\" is a word here: write OR for the operator",
            false => "use words, phrases, OR groups and other proximity expressions",
        };
        Fault::new("E07", at, cause, remedy)
    }

    pub(super) fn two_fields(
        at: Span,
        operator: &str,
        left: Option<Field>,
        right: Option<Field>,
    ) -> Fault {
        let name = |field: Option<Field>| match field {
            Some(field) => format!("{}:", field.name()),
            None => "no field".to_owned(),
        };
        let cause = format!(
            "{operator} needs both sides in one field, not {} and {}",
            name(left),
            name(right)
        );
        let field = left.or(right).unwrap_or(Field::Title).name();
        Fault::new("E08", at, cause, format!("write {field}:(… {operator} …)"))
    }

    pub(super) fn several_fields(at: Span, operator: &str) -> Fault {
        let cause = format!("{operator} needs one field, and here are several");
        Fault::new("E08", at, cause, "write one for each field, and join them with OR")
    }

    pub(super) fn cannot_count(function: &Token, what: &str) -> Fault {
        let name = &function.text;
        let cause = format!("{name} counts words, it cannot contain {what}");
        let remedy = format!("write {name}(…) for each word or OR list, and join them outside");
        Fault::new("E13", function.span, cause, remedy)
    }

    pub(super) fn no_sentences(at: Span, operator: &str, field: Field) -> Fault {
        let cause = format!("{operator} needs sentences, and {}: has none", field.name());
        Fault::new("E32", at, cause, "write NEAR/5 or PRE/5")
    }

    pub(super) fn no_positions(at: Span, operator: &str, field: Field) -> Fault {
        let cause = format!("{operator} needs text, and {}: holds one word", field.name());
        Fault::new("E32", at, cause, "use AND, OR and NOT")
    }

    pub(super) fn only_ranks(at: Span) -> Fault {
        let cause = "MAYBE only ranks what something else finds";
        let remedy = "join it with AND to what must be there, as in tax MAYBE budget; for \
                      alternatives write OR";
        Fault::new("E33", at, cause, remedy)
    }

    pub(super) fn no_distance(operator: &Token) -> Fault {
        let remedy = "write NEAR/5, SENT or PARA";
        Fault::new("E20", operator.span, "no distance", remedy)
    }

    pub(super) fn no_count(function: &Token) -> Fault {
        let name = &function.text;
        let cause = format!("{name} needs a number");
        Fault::new("E20", function.span, cause, format!("write {name}/5(…)"))
    }

    pub(super) fn suffix(token: &Token) -> Fault {
        let cause = match token.text.chars().next() {
            Some('^') => format!("\"{}\" is no boost", token.text),
            _ => format!("\"{}\" does not belong here", token.text),
        };
        let remedy = match token.text.chars().next() {
            Some('^') => {
                "write a number up to 1000 directly after what it counts for, as in \
                          budget^2; for the character itself \\^"
            }
            Some('*') => "write it directly after letters, as in inflat*, or after a phrase",
            _ => {
                "write merkle~1 for similar words, \"two words\"~5 for words near each other; \
                  for the character itself \\~"
            }
        };
        Fault::new("E10", token.span, cause, remedy)
    }

    pub(super) fn short_wildcard(token: &Token, written: &str) -> Fault {
        let cause = "fewer than 2 letters before the wildcard";
        let word = written.trim_end_matches('"');
        let remedy = format!("add letters; for the text itself write \"{word}\"");
        Fault::new("E21", token.span, cause, remedy)
    }

    pub(super) fn too_fuzzy(word: &Token, letters: &str) -> Fault {
        let remedy = format!("for words near each other write \"two words\"{letters}");
        Fault::new("E22", word.span, "a word can differ by 1 or 2 letters", remedy)
    }

    pub(super) fn fuzzy_wildcard(word: &Token) -> Fault {
        let remedy = "leave one of the two out, or join both with OR";
        Fault::new("E22", word.span, "a word with wildcards cannot be fuzzy too", remedy)
    }

    pub(super) fn open_regex(token: &Token) -> Fault {
        let cause = "this \"/\" begins a regular expression that is never closed";
        let remedy = format!("add a \"/\"; for the text itself write \"{}\"", token.text);
        Fault::new("E15", token.span, cause, remedy)
    }

    pub(super) fn no_regex(token: &Token, error: &str) -> Fault {
        let reason = error.lines().last().unwrap_or_default();
        let reason = reason.trim_start_matches("error: ");
        let cause = format!("/{}/ is no regular expression: {reason}", token.text);
        let remedy = "mend it, or put the text in quotation marks";
        Fault::new("E15", token.span, cause, remedy)
    }

    pub(super) fn compared(token: &Token) -> Fault {
        let word = &token.text;
        let remedy = format!("write date:{word}; for the text itself \"{word}\"");
        Fault::new("E16", token.span, "a comparison needs a field", remedy)
    }

    pub(super) fn range(span: Span, field: &str) -> Fault {
        let remedy = format!("write {field}:(a OR b), or {field}:IN [a b]");
        Fault::new("E16", span, "only date: has ranges", remedy)
    }

    pub(super) fn open_set(open: Span) -> Fault {
        let cause = "this \"[\" is not closed after words and phrases";
        Fault::new("E16", open, cause, "write IN [bbc \"le monde\"]")
    }

    pub(super) fn too_many_words(span: Span, limit: usize) -> Fault {
        let cause = format!("the query has more than {limit} words and phrases");
        Fault::new("E29", span, cause, "make several queries of it")
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
