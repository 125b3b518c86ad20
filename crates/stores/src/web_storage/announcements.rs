use std::collections::BTreeSet;

/// The announcements of the stores that share a log: how far each has written or read it.
///
/// An announcement is `<identity of the log>/<number of entries>/<name of the store>`.
pub(super) struct Announcements {
    /// The name of this store.
    own: String,
    /// The names of the peers in the last turn.
    peers: BTreeSet<String>,
    /// Announcements of writes that will never arrive, because their log was deleted.
    outdated: Vec<String>,
}

/// Whether a store sees everything that its peers have announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Complete,
    /// A peer has announced a write that has not arrived yet.
    Late,
    /// A peer has left since the last turn, and its announcement with it. Its last write may not have arrived yet.
    PeerGone,
}

impl Announcements {
    pub(super) fn of(own: String) -> Self {
        Self { own, peers: BTreeSet::new(), outdated: Vec::new() }
    }

    /// Compares the announcements with what this store has read: the first `entries` of `log`.
    ///
    /// A store always waits for announced writes to the same log, because it would overwrite them otherwise. It waits for those to
    /// another log under the same keys only while `patient`; after that, the other log counts as deleted.
    pub(super) fn view(&mut self, announced: &[String], log: Option<&str>, entries: u64, patient: bool) -> View {
        let peers = announced.iter().filter_map(|text| Some(parts(text)?.2.to_owned())).collect();
        let before = std::mem::replace(&mut self.peers, peers);
        if before.iter().any(|peer| *peer != self.own && !self.peers.contains(peer)) {
            return View::PeerGone;
        }
        let is_of_this_log = |text: &String| parts(text).is_some_and(|(of, _, _)| Some(of) == log);
        let is_read = |text: &String| parts(text).is_some_and(|(_, announced, _)| announced <= entries);
        let is_seen = |text: &String| is_of_this_log(text) && is_read(text) || self.outdated.contains(text);
        let unseen: Vec<_> = announced.iter().filter(|text| !is_seen(text)).cloned().collect();
        if unseen.is_empty() {
            return View::Complete;
        }
        if patient || unseen.iter().any(is_of_this_log) {
            return View::Late;
        }
        self.outdated = unseen;
        View::Complete
    }

    /// The announcement of this store when it has read this many entries of the log.
    pub(super) fn own(&self, log: &str, entries: u64) -> String {
        format!("{log}/{entries}/{}", self.own)
    }
}

/// The log, the number of entries, and the store of an announcement.
fn parts(announcement: &str) -> Option<(&str, u64, &str)> {
    let (rest, peer) = announcement.rsplit_once('/')?;
    let (log, entries) = rest.rsplit_once('/')?;
    Some((log, entries.parse().ok()?, peer))
}
