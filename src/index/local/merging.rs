//! Which segments become one: by themselves after a commit, or all of them on request.

use std::path::Path;

use rustc_hash::FxHashSet;
use tantivy::{
    index::{SegmentId, SegmentMeta},
    indexer::{LogMergePolicy, MergeCandidate, MergePolicy},
};

use super::{Writer, WriterOptions, manifest::Manifest};
use crate::error::Result;

/// A segment is written anew when more than this share of its documents is deleted.
const DELETED: f32 = 0.25;

/// Merges segments of like size, and writes each segment anew that holds many deleted documents,
/// however large it is.
#[derive(Debug, Default)]
pub struct Merging {
    by_size: LogMergePolicy,
}

impl MergePolicy for Merging {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let mut candidates = self.by_size.compute_merge_candidates(segments);
        let taken: FxHashSet<SegmentId> =
            candidates.iter().flat_map(|candidate| candidate.0.iter().copied()).collect();
        let is_worn = |segment: &&SegmentMeta| {
            segment.num_deleted_docs() as f32 > DELETED * segment.max_doc() as f32
                && !taken.contains(&segment.id())
        };
        let worn =
            segments.iter().filter(is_worn).map(|segment| MergeCandidate(vec![segment.id()]));
        candidates.extend(worn);
        candidates
    }
}

/// Makes one segment of the index in the folder `dir`, without deleted documents, and removes the
/// files of the others.
///
/// # Errors
///
/// Fails if there is no index, if another process writes to it, or if there is no room for the new segment; the index
/// is then as it was.
pub fn optimize(dir: &Path) -> Result<()> {
    Manifest::read(dir)?;
    let mut writer = Writer::open(dir, WriterOptions::small())?;
    writer.merge(|segments| match segments {
        [only] if !only.has_deletes() => Vec::new(),
        all => vec![all.iter().map(SegmentMeta::id).collect()],
    })?;
    writer.close()
}

#[cfg(test)]
mod tests {
    use tantivy::{Index, schema::Schema};

    use super::*;

    #[test]
    fn worn_segments_are_written_anew_and_small_ones_merged() {
        let index = Index::create_in_ram(Schema::builder().build());
        let segment = |documents, deleted| {
            let segment = index.new_segment_meta(SegmentId::generate_random(), documents);
            if deleted > 0 { segment.with_delete_meta(deleted, 1) } else { segment }
        };
        let merged = |sizes: &[(u32, u32)]| -> Vec<usize> {
            let segments: Vec<_> =
                sizes.iter().map(|&(size, deleted)| segment(size, deleted)).collect();
            let candidates = Merging::default().compute_merge_candidates(&segments);
            candidates.iter().map(|candidate| candidate.0.len()).collect()
        };
        let cases = [
            (vec![(1_000, 250)], vec![]),
            (vec![(1_000, 251)], vec![1]),
            (vec![(90_000_000, 30_000_000), (500, 0)], vec![1]),
            (vec![(500, 0); 7], vec![]),
            (vec![(500, 200); 8], vec![8]),
        ];
        for (sizes, expected) in cases {
            assert_eq!(merged(&sizes), expected, "{sizes:?}");
        }
    }
}
