//! An index of each format version, written by the program of its day, is still read.
//!
//! A new format gets a folder here, made by `dixit index --index tests/indexes/format-N` of two
//! articles of the corpus; the older ones stay.

use std::path::Path;

use dixit::{Backend, Index, SearchRequest, query};

#[test]
fn an_index_of_each_format_is_read() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/indexes/format-1");
    let index = Index::open(&dir).unwrap();
    assert_eq!(index.check().unwrap().faults, Vec::<String>::new());
    let query = query::parse("SAID(ferreira, cables)").unwrap().query;
    let found = index.search(&SearchRequest::quotes(query)).unwrap();
    let hit = &found.hits[0];
    assert_eq!(hit.article.id, "bridge-tolls.txt");
    let speaker = hit.extraction.quotes[hit.quotes[0]].speaker;
    assert_eq!(hit.extraction.entity(speaker).unwrap().name, "Ana Lucía Ferreira");
}
