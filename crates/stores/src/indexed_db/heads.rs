//! A cache of the newest events, so most commits need no read.

use super::chain::{Last, StreamHead};
use crate::json_codec::JsonDomain;
use engine::{Commit, CommitLimits, IndexEntry, StreamId};

/// The state of the log on which a commit is based.
#[derive(Clone)]
pub(super) struct Known {
    /// The newest event of the whole log.
    pub(super) last: Last,
    /// The newest event of the commit's stream.
    pub(super) stream: StreamHead,
    /// The index entries of the stream. `None` if they were not read.
    pub(super) entries: Option<Vec<IndexEntry>>,
}

/// A cache of the streams that were written last. It is valid until another tab writes. With it, a commit writes without reading first,
/// which halves its time.
#[derive(Default)]
pub(super) struct Heads {
    /// The number of notifications up to which the cache is valid.
    changes: u64,
    last: Option<Last>,
    streams: Vec<(StreamId, Known)>,
}

impl Heads {
    /// The maximum number of cached streams.
    const CAPACITY: usize = 200;

    /// The cached state for this commit, if it is enough to write without reading first.
    pub(super) fn of<D: JsonDomain>(&self, commit: &Commit<D>, limits: CommitLimits, changes: u64) -> Option<Known> {
        let (_, known) = self.streams.iter().find(|(stream, _)| *stream == commit.stream)?;
        // A commit without events adds no record that could collide with another tab's, so it always reads first.
        let enough = self.changes == changes
            && !commit.events.is_empty()
            && commit.check_size(limits, known.entries.as_deref().unwrap_or_default()).is_ok()
            && commit.check(known.stream.version).is_ok()
            && (commit.index.is_none() || commit.index == known.entries);
        enough.then(|| Known { last: self.last.unwrap_or(known.last), ..known.clone() })
    }

    /// Caches what this store has just written. Clears the cache first if others have written too.
    pub(super) fn remember(&mut self, stream: StreamId, known: Known, changes: u64) {
        if self.changes + 1 != changes || self.streams.len() == Self::CAPACITY {
            self.streams.clear();
        }
        (self.changes, self.last) = (changes, Some(known.last));
        match self.streams.iter_mut().find(|(known, _)| *known == stream) {
            Some((_, before)) => *before = known,
            None => self.streams.push((stream, known)),
        }
    }
}
