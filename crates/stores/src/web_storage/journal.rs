use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::entry::{self, Entry};
use super::keys::{Keys, Purpose};
use super::{Area, StorageFault};
use crate::Log;
use crate::json_codec::{Fields, JsonDomain, Unreadable};
use engine::{Commit, Committed, MessageId, OutboxRecord, StoreError, StreamId, Unsent};

/// The format that this code reads and writes.
pub(super) const FORMAT: u64 = 1;

/// The entries of one namespace, as far as they were read, and what they amount to.
pub(super) struct Journal<D: JsonDomain, A> {
    pub(super) area: A,
    pub(super) keys: Keys,
    pub(super) log: Log<D>,
    /// Which log it is; none before the first entry. Another one under the same keys gets another identity.
    identity: Option<String>,
    /// How many entries were read.
    pub(super) entries: u64,
    /// How many of these are commits; the others are marks of sent messages.
    pub(super) commits: u64,
    /// The streams of the messages that can't be read, and why.
    unreadable: Vec<(StreamId, StorageFault)>,
    /// Announcements that were waited for in vain: those of a log that is gone.
    outdated: Vec<String>,
    /// The store's own name among its peers.
    own: String,
    /// The names of the peers in the last turn.
    peers: BTreeSet<String>,
}

/// What came of a turn.
pub(super) enum Turn<T> {
    /// The work was done, or refused.
    Done(Result<T, StoreError>),
    /// A peer has announced what the area does not show yet. Nothing was written.
    NotYet,
    /// A peer has gone, and its announcement with it; its last write may still be on its way. Nothing was written.
    PeerGone,
}

impl<D: JsonDomain, A: Area> Journal<D, A> {
    /// A journal of which nothing was read yet, with a name that no peer has.
    pub(super) fn new(area: A, keys: Keys, own: String) -> Self {
        Self {
            area,
            keys,
            log: Log::default(),
            identity: None,
            entries: 0,
            commits: 0,
            unreadable: Vec::new(),
            outdated: Vec::new(),
            own,
            peers: BTreeSet::new(),
        }
    }

    /// Reads everything for the first time, and makes sure that there is nothing else.
    pub(super) fn read_all(&mut self) -> Result<(), StorageFault> {
        let mut last = 0;
        let mut foreign = None;
        for key in self.area.keys()? {
            match self.keys.purpose(&key) {
                Some(Purpose::Entry(number)) => last = last.max(number),
                Some(Purpose::Foreign) => foreign = Some(key),
                _ => {}
            }
        }
        self.catch_up()?;
        if let Some(key) = foreign {
            return Err(StorageFault::Foreign { key });
        }
        if self.identity.is_none() && last > 0 {
            return Err(StorageFault::Missing { key: self.keys.format() });
        }
        if self.entries < last {
            return Err(StorageFault::Missing { key: self.keys.entry(self.entries + 1) });
        }
        Ok(())
    }

    /// Reads what was written since the last time, by whomever.
    pub(super) fn catch_up(&mut self) -> Result<(), StorageFault> {
        match (identity(&self.area, &self.keys)?, &self.identity) {
            (None, None) => return Ok(()),
            (Some(found), None) => self.identity = Some(found),
            (Some(found), Some(known)) if found == *known => {}
            _ => return Err(StorageFault::Replaced),
        }
        self.read_entries()
    }

    /// Reads entries for as long as there is a next one.
    pub(super) fn read_entries(&mut self) -> Result<(), StorageFault> {
        loop {
            let key = self.keys.entry(self.entries + 1);
            let Some(text) = self.area.get(&key)? else { return Ok(()) };
            match Entry::of(&text, &self.log) {
                Ok(entry) => self.apply(entry),
                Err(reason) => return Err(StorageFault::Unreadable { key, reason }),
            }
        }
    }

    /// Does `work` in a turn of one's own, on the newest state. It is not done yet when a peer has announced what the area does not
    /// show, or has gone since the last turn. What a peer has announced of this very log is waited for in any case: to go on without it would write over it. Of another
    /// log under the same keys, it is waited for as long as `patient` says; then that log is gone.
    pub(super) fn turn<T>(
        &mut self,
        announced: &[String],
        patient: bool,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Turn<T> {
        if let Err(fault) = self.catch_up() {
            return Turn::Done(Err(fault.into()));
        }
        let peers = announced.iter().filter_map(|announcement| Some(parts(announcement)?.2.to_owned())).collect();
        let before = std::mem::replace(&mut self.peers, peers);
        if before.iter().any(|peer| *peer != self.own && !self.peers.contains(peer)) {
            return Turn::PeerGone;
        }
        let unseen: Vec<_> = announced.iter().filter(|announcement| !self.shows(announcement)).cloned().collect();
        if !unseen.is_empty() {
            if patient || unseen.iter().any(|announcement| self.is_of_this_log(announcement)) {
                return Turn::NotYet;
            }
            self.outdated = unseen;
        }
        Turn::Done(work(self))
    }

    /// Writes a commit, unless it is a repeat or must be refused. `unique` becomes the identity of a log that has none yet.
    pub(super) fn commit(&mut self, commit: &Commit<D>, unique: String) -> Result<Committed, StoreError> {
        let answer = self.log.check(commit)?;
        if !answer.repeated {
            self.append(entry::commit_text(commit, &self.log), unique)?;
        }
        Ok(answer)
    }

    /// Writes which of these messages were sent, as far as that is new.
    pub(super) fn mark_sent(&mut self, messages: &[MessageId], unique: String) -> Result<(), StoreError> {
        let unsent: Vec<_> = messages.iter().filter(|message| self.log.is_unsent(message)).collect();
        if unsent.is_empty() { Ok(()) } else { self.append(Ok(entry::sent_text(&unsent)), unique) }
    }

    /// The messages of a stream.
    pub(super) fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StorageFault> {
        match self.unreadable.iter().find(|(of, _)| of == stream) {
            Some((_, fault)) => Err(fault.clone()),
            None => Ok(self.log.outbox(stream).to_vec()),
        }
    }

    /// The messages that were not sent yet; those that can't be read are counted.
    pub(super) fn unsent(&self, of_each_stream: usize) -> Unsent<D::Outbound> {
        Unsent { unreadable: self.unreadable.len(), ..self.log.unsent(of_each_stream) }
    }

    /// What tells other peers how far the journal was written or read here.
    pub(super) fn announcement(&self) -> Option<String> {
        self.identity.as_ref().map(|identity| format!("{identity}/{}/{}", self.entries, self.own))
    }

    fn shows(&self, announcement: &String) -> bool {
        let is_read = parts(announcement).is_some_and(|(_, entries, _)| entries <= self.entries);
        (is_read && self.is_of_this_log(announcement)) || self.outdated.contains(announcement)
    }

    fn is_of_this_log(&self, announcement: &str) -> bool {
        parts(announcement).is_some_and(|(identity, _, _)| Some(identity) == self.identity.as_deref())
    }

    fn append(&mut self, text: Result<String, Unreadable>, unique: String) -> Result<(), StoreError> {
        let invalid = |reason| StoreError::Invalid {
            reason: format!("what was to be written could not be read again: {reason}; nothing was written"),
        };
        let text = text.map_err(invalid)?;
        // What a later visit would find is what is taken in now; what it could not read is not written at all.
        let entry = match Entry::of(&text, &self.log).map_err(invalid)? {
            Entry::Commit(_, unreadable) if !unreadable.is_empty() => return Err(invalid(unreadable.join(", "))),
            entry => entry,
        };
        let key = self.keys.entry(self.entries + 1);
        if self.area.get(&key)?.is_some() {
            // Somebody has removed the format from under the entries. Nothing is written over.
            return Err(StorageFault::Missing { key: self.keys.format() }.into());
        }
        if self.identity.is_none() {
            self.area.set(&self.keys.format(), &format_text(&unique))?;
            self.identity = Some(unique);
        }
        self.area.set(&key, &text)?;
        self.apply(entry);
        Ok(())
    }

    fn apply(&mut self, entry: Entry<D>) {
        self.entries += 1;
        match entry {
            Entry::Commit(commit, unreadable) => {
                self.commits += 1;
                let key = self.keys.entry(self.entries);
                let faults = unreadable.into_iter().map(|reason| StorageFault::Unreadable { key: key.clone(), reason });
                self.unreadable.extend(faults.map(|fault| (commit.stream.clone(), fault)));
                // It was checked when it was read.
                let accepted = self.log.commit(commit);
                debug_assert!(accepted.is_ok());
            }
            Entry::Sent(messages) => self.log.mark_sent(&messages),
        }
    }
}

/// Which log an announcement is of, how many entries it has, and who announces it.
fn parts(announcement: &str) -> Option<(&str, u64, &str)> {
    let (rest, peer) = announcement.rsplit_once('/')?;
    let (identity, entries) = rest.rsplit_once('/')?;
    Some((identity, entries.parse().ok()?, peer))
}

/// The identity of the log that is there, if there is one.
pub(super) fn identity<A: Area>(area: &A, keys: &Keys) -> Result<Option<String>, StorageFault> {
    let key = keys.format();
    let Some(text) = area.get(&key)? else { return Ok(None) };
    let read = || {
        let value: Value = serde_json::from_str(&text).map_err(|error| format!("it is no JSON ({error})"))?;
        let mut fields = Fields::of(value)?;
        // The identity may be written otherwise in another format.
        Ok((fields.number("format")?, fields.text("log")))
    };
    match read() {
        Ok((FORMAT, Ok(identity))) => Ok(Some(identity)),
        Ok((FORMAT, Err(reason))) | Err(reason) => Err(StorageFault::Unreadable { key, reason }),
        Ok((format, _)) if format > FORMAT => Err(StorageFault::Newer { format }),
        Ok((format, _)) => Err(StorageFault::Older { format }),
    }
}

/// What is written first, e.g. `{"format":1,"log":"8c1f4d20a97be365"}`.
pub(super) fn format_text(identity: &str) -> String {
    json!({ "format": FORMAT, "log": identity }).to_string()
}
