use std::collections::BTreeSet;

/// What the stores that share a log announce to each other: how far each has written or read it.
///
/// An announcement is `<identity of the log>/<number of entries>/<name of the store>`.
pub(super) struct Announcements {
    /// The store's own name among its peers.
    own: String,
    /// The names of the peers in the last turn.
    peers: BTreeSet<String>,
    /// Announcements that were waited for in vain: those of a log that is gone.
    outdated: Vec<String>,
}

/// Whether a store sees everything that its peers have announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Complete,
    /// A peer has announced what the area does not show yet.
    Late,
    /// A peer has gone since the last turn, and its announcement with it; its last write may still be on its way.
    PeerGone,
}

impl Announcements {
    pub(super) fn of(own: String) -> Self {
        Self { own, peers: BTreeSet::new(), outdated: Vec::new() }
    }

    /// Compares what is announced with what this store has read: this log, up to this entry.
    ///
    /// What a peer has announced of this very log is always waited for: to go on without it would overwrite it. Announcements
    /// of another log under the same keys are waited for while `patient`; after that the log is taken to be gone.
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

    /// What this store announces when it has read this log up to this entry.
    pub(super) fn own(&self, log: &str, entries: u64) -> String {
        format!("{log}/{entries}/{}", self.own)
    }
}

/// Which log an announcement is of, how many entries it has, and which store announces it.
fn parts(announcement: &str) -> Option<(&str, u64, &str)> {
    let (rest, peer) = announcement.rsplit_once('/')?;
    let (log, entries) = rest.rsplit_once('/')?;
    Some((log, entries.parse().ok()?, peer))
}
