//! What a server allows: who may ask, and how much.

use std::{sync::Arc, time::Duration};

use super::{Keys, Problem};
use crate::{
    query::{Query, Synonyms},
    read::Rules,
};

/// How a server answers. The default is the safest one: read-only, known to this machine alone.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Whether articles can be written and deleted by those with a write key.
    pub writable: bool,
    /// Who may read and write.
    pub keys: Keys,
    /// Whether reading needs a key.
    pub read_needs_key: bool,
    /// Names, beside those of this machine, under which the server is asked.
    pub hosts: Vec<String>,
    /// Other origins, such as `https://news.example`, whose pages may ask.
    pub origins: Vec<String>,
    /// Other words to look for.
    pub synonyms: Option<Arc<Synonyms>>,
    /// What is said about articles that are sent.
    pub rules: Arc<Rules>,
    /// How much a request may cost.
    pub limits: Limits,
    /// Whether what was asked for is in the log.
    pub log_queries: bool,
}

/// How much a request may cost. What is more is refused with a status that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest body, in bytes: 413.
    pub body: usize,
    /// The longest path with its query, in bytes: 414.
    pub url: usize,
    /// The largest head of a request, in bytes: 431.
    pub head: usize,
    /// The time for the head of a request; an idle connection is closed after it.
    pub head_time: Duration,
    /// The time for the body of a request: 408.
    pub body_time: Duration,
    /// The time for an answer of the index, waiting included: 503. A client that takes nothing of an
    /// answer for so long is cut off.
    pub time: Duration,
    /// The most connections at once: those after wait until one closes.
    pub connections: usize,
    /// The most questions that the index is asked at once.
    pub questions: usize,
    /// The most questions that wait for their turn: 429.
    pub waiting: usize,
    /// The most words and phrases of a query: 400.
    pub clauses: usize,
    /// The most hits of a page: 400.
    pub page: usize,
    /// How long a stop waits for requests that have begun.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Limits {
            body: 32 << 20,
            url: 16 << 10,
            head: 32 << 10,
            head_time: Duration::from_secs(10),
            body_time: Duration::from_secs(30),
            time: Duration::from_secs(10),
            connections: 4096,
            questions: 2 * cores,
            waiting: 256,
            clauses: 1024,
            page: 1000,
            grace: Duration::from_secs(30),
        }
    }
}

impl Limits {
    /// Refuses a query of too many words and phrases.
    ///
    /// # Errors
    ///
    /// Fails if there are more than `clauses`.
    pub fn check(&self, query: &Query) -> Result<(), Problem> {
        match (query.words(), self.clauses) {
            (words, most) if words > most => Err(Problem::bad_request(format!(
                "the query has {words} words and phrases, {most} are allowed: ask for less at once"
            ))),
            _ => Ok(()),
        }
    }
}
