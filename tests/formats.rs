//! An index of each format version, written by the program of its day: the last is read, older ones
//! are refused with what to do, and rebuilt.
//!
//! A new format gets a folder here, made by `dixit index --index tests/indexes/format-N` of two
//! articles of the corpus; the older ones stay.

use std::path::Path;

use dixit::{Backend, Error, Index, SearchRequest, query};

use crate::archive::{Archive, contents};

fn index(format: u32) -> dixit::Result<Index> {
    let dir = format!("tests/indexes/format-{format}");
    Index::open(&Path::new(env!("CARGO_MANIFEST_DIR")).join(dir))
}

#[test]
fn an_index_of_an_older_format_is_refused() {
    for format in [1, 2, 3, 4, 5, 6, 7] {
        let error = index(format).err().unwrap();
        assert!(matches!(error, Error::Incompatible { what: "format", .. }), "{error}");
        assert!(error.to_string().contains("`dixit reindex --index "), "{error}");
    }
}

#[test]
fn an_index_of_any_format_is_rebuilt() {
    for format in [1, 2, 3, 4, 5, 6, 7, 8] {
        let archive = Archive::new();
        let from = format!("{}/tests/indexes/format-{format}", env!("CARGO_MANIFEST_DIR"));
        for (path, bytes) in contents(Path::new(&from)) {
            let name = path.file_name().unwrap().display();
            archive.write(&format!("index/{name}"), bytes);
        }
        archive.run(&["reindex", "--force"]).expect(0);
        assert_eq!(archive.checked().0, 2, "of format {format}");
        let found = archive.json(&["quotes", "--json", "SAID(ferreira, cables)"]);
        assert_eq!(found["hits"][0]["article"], "bridge-tolls.txt", "of format {format}");
        assert!(!archive.path("index.reindex").exists());
    }
}

#[test]
fn an_index_of_this_format_is_read() {
    let index = index(8).unwrap();
    assert_eq!(index.check().unwrap().faults, Vec::<String>::new());
    let query = query::parse("SAID(ferreira, cables)").unwrap().query;
    let found = index.search(&SearchRequest::quotes(query)).unwrap();
    let hit = &found.hits[0];
    assert_eq!(hit.article.id, "bridge-tolls.txt");
    let speaker = hit.extraction.quotes[hit.quotes[0]].speaker;
    assert_eq!(hit.extraction.entity(speaker).unwrap().name, "Ana Lucía Ferreira");
}
