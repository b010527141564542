//! How a query was read, as programs see it: what is odd or wrong in it, what its words cost, what
//! may have been meant.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    error::QueryError,
    index::local::{Clause, Suggestion, TermCost},
    query::Notice,
    text::CodePoints,
};

/// A remark on a query: how it was read, and what to write if that is not meant.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticeView {
    /// A stable code such as `W01`.
    #[schema(example = "W01")]
    pub code: &'static str,
    /// The code points of the query that it is about.
    pub span: [usize; 2],
    /// The column of the first one, from 1.
    pub column: usize,
    /// One sentence without a final stop.
    pub message: String,
}

/// One thing wrong with a query.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorView {
    /// A stable code such as `E14`.
    #[schema(example = "E14")]
    pub code: &'static str,
    /// The code points of the query that are wrong.
    pub span: [usize; 2],
    /// The column of the first one, from 1.
    pub column: usize,
    /// What is wrong.
    pub cause: String,
    /// What to do; empty if there is nothing to add.
    pub remedy: String,
}

/// A word or phrase of a query in one field.
#[derive(Debug, Serialize, ToSchema)]
pub struct ClauseView {
    /// As the query has it.
    pub clause: String,
    /// Where it is looked for.
    pub field: &'static str,
    /// Its terms.
    pub terms: Vec<TermView>,
}

/// How many documents have a term.
#[derive(Debug, Serialize, ToSchema)]
pub struct TermView {
    /// A word, a stem after its language, or what stands for several words.
    pub term: String,
    /// How many words of the index it stands for.
    pub words: u64,
    /// How many documents have them.
    pub documents: u64,
}

/// A word or name that no document has.
#[derive(Debug, Serialize, ToSchema)]
pub struct SuggestionView {
    /// What was typed.
    pub typed: String,
    /// Where it was looked for.
    pub field: &'static str,
    /// What may have been meant.
    pub meant: Vec<MeantView>,
}

/// A word or name that some documents have.
#[derive(Debug, Serialize, ToSchema)]
pub struct MeantView {
    /// The word or name.
    pub text: String,
    /// How many documents, or quotations by that name, there are.
    pub count: u64,
}

/// The notices on the query `text`.
pub fn notices(text: &str, notices: &[Notice]) -> Vec<NoticeView> {
    let points = CodePoints::new(text);
    let view = |notice: &Notice| NoticeView {
        code: notice.code,
        span: points.span(notice.span),
        column: notice.column,
        message: notice.message.clone(),
    };
    notices.iter().map(view).collect()
}

/// All that is wrong with the query `text`.
pub fn errors(text: &str, errors: &[QueryError]) -> Vec<ErrorView> {
    let points = CodePoints::new(text);
    let view = |error: &QueryError| ErrorView {
        code: error.code,
        span: points.span(error.span),
        column: error.column,
        cause: error.cause.clone(),
        remedy: error.remedy.clone(),
    };
    errors.iter().map(view).collect()
}

impl From<&Clause> for ClauseView {
    fn from(clause: &Clause) -> ClauseView {
        let term = |cost: &TermCost| TermView {
            term: cost.term.clone(),
            words: cost.words,
            documents: cost.documents,
        };
        ClauseView {
            clause: clause.clause.clone(),
            field: clause.field.name(),
            terms: clause.terms.iter().map(term).collect(),
        }
    }
}

impl From<&Suggestion> for SuggestionView {
    fn from(suggestion: &Suggestion) -> SuggestionView {
        let meant = |(text, count): &(String, u64)| MeantView { text: text.clone(), count: *count };
        SuggestionView {
            typed: suggestion.typed.clone(),
            field: suggestion.field.name(),
            meant: suggestion.meant.iter().map(meant).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_a_query_are_code_points() {
        let text = "né OR";
        let found = crate::query::parse(text).unwrap_err();
        let shown = errors(text, &found);
        assert_eq!((shown[0].code, shown[0].span, shown[0].column), ("E02", [3, 5], 4));
    }
}
