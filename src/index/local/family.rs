//! Which articles are nearly the same: wire copy in several papers, and updates of a story.
//!
//! An article joins the family of the article that is most like it, if one is enough; else it begins its
//! own. Those that are committed are looked up in the index, by their bands; those since then are kept
//! here. So memory is bounded by what goes into one commit.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use rustc_hash::FxHashMap;
use tantivy::{
    DocSet, Index, IndexReader, ReloadPolicy, SegmentReader, TERMINATED, Term,
    columnar::Column,
    directory::MmapDirectory,
    schema::{Field as Slot, IndexRecordOption},
};

use super::{directory::ReadOnly, schema::Slots};
use crate::fingerprint::Fingerprint;

/// Articles with this much in common are one family.
const ALIKE: f64 = 0.6;

/// With this much there is no need to look further.
const EQUAL: f64 = 0.97;

/// So many articles with one band are looked at: a weather report may have thousands.
const LOOKED_AT: usize = 256;

/// The families of an index that is written.
pub struct Families {
    committed: Vec<Segment>,
    band: Slot,
    recent: Mutex<Recent>,
}

/// The articles since the last commit.
#[derive(Default)]
struct Recent {
    members: Vec<Member>,
    by_band: FxHashMap<u64, Vec<u32>>,
}

#[derive(Clone, Copy)]
struct Member {
    fingerprint: Fingerprint,
    family: u64,
}

/// A committed segment.
struct Segment {
    reader: SegmentReader,
    fingerprints: Column<u64>,
    families: Column<u64>,
}

impl Families {
    /// Those of the articles of the last commit. It is opened apart from the writer, which would keep files
    /// that are merged as long as somebody reads them.
    pub fn open(dir: &Path, slots: &Slots) -> tantivy::Result<Families> {
        let index = Index::open(ReadOnly(MmapDirectory::open(dir)?))?;
        let reader: IndexReader =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let open = |reader: &SegmentReader| {
            let column = |slot| reader.fast_fields().u64(reader.schema().get_field_name(slot));
            Ok(Segment {
                fingerprints: column(slots.fingerprint)?,
                families: column(slots.family)?,
                reader: reader.clone(),
            })
        };
        let searcher = reader.searcher();
        let committed = searcher.segment_readers().iter().map(open);
        let committed = committed.collect::<tantivy::Result<_>>()?;
        Ok(Families { committed, band: slots.band, recent: Mutex::default() })
    }

    /// The family of an article with this fingerprint and these bands; its own is called by its key.
    pub fn of(&self, fingerprint: Fingerprint, bands: &[u64], key: u64) -> tantivy::Result<u64> {
        let mut search = Search { fingerprint, likeness: ALIKE, family: None };
        for segment in &self.committed {
            for &band in bands {
                segment.each(Term::from_field_u64(self.band, band), &mut search)?;
            }
        }
        // Held until the article is there: two that come together must see each other.
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        for numbers in bands.iter().filter_map(|band| recent.by_band.get(band)) {
            for &number in numbers.iter().take(LOOKED_AT) {
                search.consider(recent.members[number as usize]);
            }
        }
        let family = search.family.unwrap_or(key);
        recent.add(Member { fingerprint, family }, bands);
        Ok(family)
    }
}

/// The search for the article that is most like one.
struct Search {
    fingerprint: Fingerprint,
    /// What the best so far has in common with it, or must have.
    likeness: f64,
    family: Option<u64>,
}

impl Search {
    fn consider(&mut self, Member { fingerprint, family }: Member) {
        let likeness = self.fingerprint.likeness(fingerprint);
        let best = (self.likeness, self.family);
        if likeness > best.0 || likeness == best.0 && best.1.is_none_or(|best| family < best) {
            (self.likeness, self.family) = (likeness, Some(family));
        }
    }

    fn is_over(&self) -> bool {
        self.family.is_some() && self.likeness >= EQUAL
    }
}

impl Recent {
    fn add(&mut self, member: Member, bands: &[u64]) {
        let number = self.members.len() as u32;
        self.members.push(member);
        for &band in bands {
            self.by_band.entry(band).or_default().push(number);
        }
    }
}

impl Segment {
    /// Has a search consider the articles that have a term.
    fn each(&self, term: Term, search: &mut Search) -> tantivy::Result<()> {
        let inverted = self.reader.inverted_index(term.field())?;
        let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)? else {
            return Ok(());
        };
        let is_alive = |doc| self.reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
        let mut doc = postings.doc();
        for _ in 0..LOOKED_AT {
            if doc == TERMINATED || search.is_over() {
                break;
            }
            if is_alive(doc)
                && let Some(fingerprint) = self.fingerprints.first(doc)
                && let Some(family) = self.families.first(doc)
            {
                search.consider(Member { fingerprint: Fingerprint(fingerprint), family });
            }
            doc = postings.advance();
        }
        Ok(())
    }
}
