//! All hits of a search, page by page: what an export prints.

use tantivy::Searcher;

use super::{reader::Index, top::Found};
use crate::{
    error::Result,
    query::{SearchRequest, SearchResponse},
};

/// The pages of a search, each of as many hits as it asks for, to the last.
pub struct Pages<'i> {
    index: &'i Index,
    searcher: Searcher,
    /// What gives the next page; `None` after the last, or after an error.
    request: Option<SearchRequest>,
    /// The hits of the pages to come, where they are known already.
    rest: Option<Found>,
}

impl Index {
    /// The pages of a search from its cursor on. Memory is used for one page; to show one of those that
    /// are nearly the same all hits must be ranked, which is done once, and takes a few bytes for each.
    pub fn pages(&self, request: SearchRequest) -> Pages<'_> {
        Pages { index: self, searcher: self.searcher(), request: Some(request), rest: None }
    }
}

impl Iterator for Pages<'_> {
    type Item = Result<SearchResponse>;

    fn next(&mut self) -> Option<Result<SearchResponse>> {
        let request = self.request.take()?;
        Some(self.page(request))
    }
}

impl Pages<'_> {
    fn page(&mut self, request: SearchRequest) -> Result<SearchResponse> {
        let mut found = match self.rest.take() {
            Some(rest) => rest,
            None if request.collapse => {
                let all = request.clone().limit(usize::MAX - 1);
                self.index.find(&self.searcher, &all)?
            }
            None => self.index.find(&self.searcher, &request)?,
        };
        if request.collapse {
            self.rest = found.split_off(request.limit);
        }
        let response = self.index.response(&self.searcher, &request, &found)?;
        self.request = response.next.clone().map(|next| request.after(Some(next)));
        Ok(response)
    }
}
