mod check;

use serde_json::{Map, Value};

use super::announcements::{Announcements, View};
use super::entry::{self, Entry};
use super::head::{Head, Last};
use super::keys::{Keys, Purpose};
use super::{Area, StorageFault};
use crate::Log;
use crate::chain::Hash;
use crate::json_codec::{JsonDomain, Unreadable};
use crate::seal::{self, Broken};
use engine::{Commit, CommitLimits, Committed, MessageId, OutboxRecord, StoreError, StreamId, Unsent};

/// The entries of one namespace that were read, and their log.
pub(super) struct Journal<D: JsonDomain, A> {
    pub(super) area: A,
    pub(super) keys: Keys,
    pub(super) log: Log<D>,
    /// The head record that was last read or written. `None` before the first entry.
    pub(super) head: Option<Head>,
    /// The hash of each entry that was read.
    hashes: Vec<Hash>,
    /// The number of leading entries without a hash, which older code wrote.
    unchained: u64,
    /// The number of leading entries that appear intact. Set when a fault is found.
    sound: Option<u64>,
    /// The number of commits. The other entries mark messages as sent.
    pub(super) commits: u64,
    /// The streams of unreadable messages, and why they can't be read.
    unreadable: Vec<(StreamId, StorageFault)>,
    announcements: Announcements,
}

/// How a turn ended.
pub(super) enum Turn<T> {
    /// The work was done, or refused.
    Done(Result<T, StoreError>),
    /// A peer has announced a write that has not arrived yet. Nothing was written.
    NotYet,
    /// A peer has left, and its announcement with it. Its last write may not have arrived yet. Nothing was written.
    PeerGone,
}

impl<D: JsonDomain, A: Area> Journal<D, A> {
    /// A journal that has read nothing yet. `own` is a name that no peer has.
    pub(super) fn new(area: A, keys: Keys, own: String) -> Self {
        Self {
            area,
            keys,
            log: Log::default(),
            head: None,
            hashes: Vec::new(),
            unchained: 0,
            sound: None,
            commits: 0,
            unreadable: Vec::new(),
            announcements: Announcements::of(own),
        }
    }

    /// The number of entries that were read.
    pub(super) fn entries(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// The last entry that a repair can keep.
    pub(super) fn last_sound(&self) -> Last {
        let number = self.sound.unwrap_or(self.entries());
        Last { number, hash: self.hash_of(number) }
    }

    /// Reads and checks everything for the first time, and checks that there is nothing else.
    pub(super) fn read_all(&mut self) -> Result<(), StorageFault> {
        let mut last = 0;
        let mut foreign = Vec::new();
        for key in self.area.keys()? {
            match self.keys.purpose(&key) {
                Some(Purpose::Entry(number)) => last = last.max(number),
                Some(Purpose::Foreign) => foreign.push(key),
                _ => {}
            }
        }
        self.catch_up()?;
        if let Some(key) = foreign.iter().min() {
            return Err(StorageFault::Foreign { key: key.clone(), others: foreign.len() - 1 });
        }
        if self.head.is_none() && last > 0 {
            return Err(StorageFault::HeadMissing { key: self.keys.head() });
        }
        if self.entries() < last {
            return Err(StorageFault::Missing { key: self.keys.entry(self.entries() + 1) });
        }
        Ok(())
    }

    /// Reads what this tab and others have written since the last call.
    pub(super) fn catch_up(&mut self) -> Result<(), StorageFault> {
        // The head is read first. Read after the entries, it could name one that was written meanwhile.
        match (Head::read(&self.area, &self.keys)?, &self.head) {
            (None, None) => return Ok(()),
            (found, Some(known)) if found.as_ref().map(|head| &head.identity) != Some(&known.identity) => {
                // A log that was deleted has no entries either.
                let last = self.keys.entry(self.entries());
                return Err(match found {
                    None if self.area.get(&last)?.is_some() => StorageFault::HeadMissing { key: self.keys.head() },
                    _ => StorageFault::Replaced,
                });
            }
            (found, _) => self.head = found,
        }
        self.read_entries()
    }

    /// Reads and checks entries until there is no next one, then checks the head.
    pub(super) fn read_entries(&mut self) -> Result<(), StorageFault> {
        loop {
            let number = self.entries() + 1;
            match self.area.get(&self.keys.entry(number))? {
                Some(text) => self.read_entry(number, &text)?,
                None => return self.check_head(),
            }
        }
    }

    fn read_entry(&mut self, number: u64, text: &str) -> Result<(), StorageFault> {
        let key = self.keys.entry(number);
        let opened = match seal::open(text) {
            Ok(opened) => opened,
            Err(Broken::Unreadable(reason)) => return Err(StorageFault::Unreadable { key, reason }),
            Err(Broken::Altered) => return Err(StorageFault::Altered { key }),
        };
        let previous = self.hash_of(number - 1);
        let hash = seal::hash_of(text, previous);
        match opened.after {
            Some(after) if after != previous => return Err(self.broken_link(number, text, after)?),
            // The entry before has a hash, so this one must have one too.
            None if self.unchained < number - 1 => return Err(StorageFault::Altered { key }),
            _ => {}
        }
        match Entry::of(opened.fields, &self.log) {
            Ok(entry) => self.apply(entry, hash, opened.after.is_some()),
            Err(reason) if opened.after.is_some() => return Err(StorageFault::Unknown { key, reason }),
            Err(reason) => return Err(StorageFault::Unreadable { key, reason }),
        }
        Ok(())
    }

    /// The hash of an entry that was read.
    fn hash_of(&self, number: u64) -> Hash {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.hashes.get(place).copied()).unwrap_or(Hash::START)
    }

    /// Runs `work` on the newest state, unless an announced write of a peer has not arrived yet. `patient` is that of
    /// [`Announcements::view`].
    pub(super) fn turn<T>(
        &mut self,
        announced: &[String],
        patient: bool,
        work: impl FnOnce(&mut Self) -> Result<T, StoreError>,
    ) -> Turn<T> {
        if let Err(fault) = self.catch_up() {
            return Turn::Done(Err(fault.into()));
        }
        let (log, entries) = (self.head.as_ref().map(|head| head.identity.as_str()), self.entries());
        match self.announcements.view(announced, log, entries, patient) {
            View::Late => Turn::NotYet,
            View::PeerGone => Turn::PeerGone,
            View::Complete => match self.check_last() {
                Ok(()) => Turn::Done(work(self)),
                Err(fault) => Turn::Done(Err(fault.into())),
            },
        }
    }

    /// Writes a commit unless it is a repeat or refused. `unique` becomes the identity of a new log.
    pub(super) fn commit(
        &mut self,
        commit: &Commit<D>,
        limits: CommitLimits,
        unique: String,
    ) -> Result<Committed, StoreError> {
        let answer = self.log.check(commit, limits)?;
        if !answer.repeated {
            self.append(entry::commit_fields(commit, &self.log), unique)?;
        }
        Ok(answer)
    }

    /// Marks messages as sent. Writes nothing if all of them are already marked.
    pub(super) fn mark_sent(&mut self, messages: &[MessageId], unique: String) -> Result<(), StoreError> {
        let unsent: Vec<_> = messages.iter().filter(|message| self.log.is_unsent(message)).collect();
        if unsent.is_empty() { Ok(()) } else { self.append(Ok(entry::sent_fields(&unsent)), unique) }
    }

    /// The messages of a stream.
    pub(super) fn outbox(&self, stream: &StreamId) -> Result<Vec<OutboxRecord<D::Outbound>>, StorageFault> {
        match self.unreadable.iter().find(|(of, _)| of == stream) {
            Some((_, fault)) => Err(fault.clone()),
            None => Ok(self.log.outbox(stream).to_vec()),
        }
    }

    /// The unsent messages, and the number of unreadable ones.
    pub(super) fn unsent(&self, of_each_stream: usize) -> Unsent<D::Outbound> {
        Unsent { unreadable: self.unreadable.len(), ..self.log.unsent(of_each_stream) }
    }

    /// What this store announces to its peers: how far it has written or read the journal.
    pub(super) fn announcement(&self) -> Option<String> {
        self.head.as_ref().map(|head| self.announcements.own(&head.identity, self.entries()))
    }

    /// Writes an entry. It is committed once its text is written; the head follows.
    fn append(&mut self, fields: Result<Map<String, Value>, Unreadable>, unique: String) -> Result<(), StoreError> {
        let invalid = |reason| StoreError::Invalid {
            reason: format!("the entry could not be read back: {reason}; nothing was written"),
        };
        let previous = self.hash_of(self.entries());
        let text = seal::seal(fields.map_err(invalid)?, previous);
        // Apply what a later read will find, and refuse an entry that could not be read back.
        let entry = match seal::open(&text) {
            Ok(opened) => Entry::of(opened.fields, &self.log).map_err(invalid)?,
            Err(Broken::Unreadable(reason)) => return Err(invalid(reason)),
            Err(Broken::Altered) => return Err(invalid("its hash does not match".to_owned())),
        };
        if let Entry::Commit(_, unreadable) = &entry
            && !unreadable.is_empty()
        {
            return Err(invalid(unreadable.join(", ")));
        }
        let key = self.keys.entry(self.entries() + 1);
        if self.area.get(&key)?.is_some() {
            // The head of an existing log was removed. Never overwrite its entries.
            return Err(StorageFault::HeadMissing { key: self.keys.head() }.into());
        }
        // The head is written first, because an entry with a hash is a fault under a head of format 1.
        match &self.head {
            Some(Head { last: Some(_), .. }) => {}
            Some(Head { identity, last: None }) => self.write_head(identity.clone())?,
            None => self.write_head(unique)?,
        }
        self.area.set(&key, &text)?;
        self.apply(entry, seal::hash_of(&text, previous), true);
        if let Some(identity) = self.head.as_ref().map(|head| head.identity.clone()) {
            // The entry is written, so the commit is done. If the head stays behind, the next commit updates it.
            let _ = self.write_head(identity);
        }
        Ok(())
    }

    /// Writes a head record that names the last entry that was read.
    fn write_head(&mut self, identity: String) -> Result<(), StorageFault> {
        let number = self.entries();
        let head = Head { identity, last: Some(Last { number, hash: self.hash_of(number) }) };
        head.write(&self.area, &self.keys)?;
        self.head = Some(head);
        Ok(())
    }

    fn apply(&mut self, entry: Entry<D>, hash: Hash, is_chained: bool) {
        self.hashes.push(hash);
        if !is_chained {
            self.unchained = self.entries();
        }
        match entry {
            Entry::Commit(commit, unreadable) => {
                self.commits += 1;
                let key = self.keys.entry(self.entries());
                let faults = unreadable.into_iter().map(|reason| StorageFault::Unreadable { key: key.clone(), reason });
                self.unreadable.extend(faults.map(|fault| (commit.stream.clone(), fault)));
                // `Entry::of` has checked it.
                let accepted = self.log.commit(commit, CommitLimits::NONE);
                debug_assert!(accepted.is_ok());
            }
            Entry::Sent(messages) => self.log.mark_sent(&messages),
        }
    }
}
