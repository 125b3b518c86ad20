use serde_json::{Map, Value};

use super::announcements::{Announcements, View};
use super::entry::{self, Entry};
use super::head::{Head, Last};
use super::keys::{Keys, Purpose};
use super::seal::{self, Broken};
use super::{Area, StorageFault};
use crate::Log;
use crate::chain::Hash;
use crate::json_codec::{JsonDomain, Unreadable};
use engine::{Commit, Committed, MessageId, OutboxRecord, StoreError, StreamId, Unsent};

/// The entries of one namespace as far as they were read, and the log that they amount to.
pub(super) struct Journal<D: JsonDomain, A> {
    pub(super) area: A,
    pub(super) keys: Keys,
    pub(super) log: Log<D>,
    /// The head record as it was last read or written; none before the first entry.
    pub(super) head: Option<Head>,
    /// The hash of each entry that was read.
    hashes: Vec<Hash>,
    /// How many entries from the first on carry no hash: older code wrote them.
    unchained: u64,
    /// How many entries from the first on are as they were written, as far as that shows, when a fault was found.
    sound: Option<u64>,
    /// How many of the entries are commits; the others are marks of sent messages.
    pub(super) commits: u64,
    /// The streams of the messages that can't be read, and why.
    unreadable: Vec<(StreamId, StorageFault)>,
    announcements: Announcements,
}

/// How a turn ended.
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
            head: None,
            hashes: Vec::new(),
            unchained: 0,
            sound: None,
            commits: 0,
            unreadable: Vec::new(),
            announcements: Announcements::of(own),
        }
    }

    /// How many entries were read.
    pub(super) fn entries(&self) -> u64 {
        self.hashes.len() as u64
    }

    /// The last entry that can be kept when a log is repaired.
    pub(super) fn last_sound(&self) -> Last {
        let number = self.sound.unwrap_or(self.entries());
        Last { number, hash: self.hash_of(number) }
    }

    /// Reads and checks everything for the first time, and makes sure that there is nothing else.
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
        if self.head.is_none() && last > 0 {
            return Err(StorageFault::Missing { key: self.keys.head() });
        }
        if self.entries() < last {
            return Err(StorageFault::Missing { key: self.keys.entry(self.entries() + 1) });
        }
        Ok(())
    }

    /// Reads what this tab and others have written since the last time.
    pub(super) fn catch_up(&mut self) -> Result<(), StorageFault> {
        // The head comes first: read after the entries, it could name one that was written meanwhile.
        match (Head::read(&self.area, &self.keys)?, &self.head) {
            (None, None) => return Ok(()),
            (found, Some(known)) if found.as_ref().map(|head| &head.identity) != Some(&known.identity) => {
                return Err(StorageFault::Replaced);
            }
            (found, _) => self.head = found,
        }
        self.read_entries()
    }

    /// Reads entries for as long as there is a next one, and checks them and the head.
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
            // Code that writes hashes wrote the entry before.
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

    /// Which entry is at fault when this one, intact as it is, names another hash than the entry before it has. When the next
    /// entry or the head names this one, it is the entry before.
    fn broken_link(&mut self, number: u64, text: &str, after: Hash) -> Result<StorageFault, StorageFault> {
        let hash = seal::hash_of(text, after);
        let next = self.area.get(&self.keys.entry(number + 1))?.and_then(|text| seal::open(&text).ok()?.after);
        let last = self.head.as_ref().and_then(|head| head.last);
        let is_confirmed = next == Some(hash) || last == Some(Last { number, hash });
        let (sound, fault) = match () {
            () if !is_confirmed || number == 1 => (number - 1, StorageFault::Altered { key: self.keys.entry(number) }),
            () if self.unchained == number - 1 => (0, StorageFault::AlteredUpTo { key: self.keys.entry(number - 1) }),
            () => (number - 2, StorageFault::Altered { key: self.keys.entry(number - 1) }),
        };
        self.sound = Some(sound);
        Ok(fault)
    }

    /// Whether the head names an entry that is there. It may be behind: a tab that is killed between an entry and its head, or
    /// two tabs whose writes cross, leave it so, and the next commit brings it up to date.
    fn check_head(&mut self) -> Result<(), StorageFault> {
        let key = self.keys.head();
        let unreadable = |reason: &str| Err(StorageFault::Unreadable { key, reason: reason.to_owned() });
        match self.head.as_ref().and_then(|head| head.last) {
            None if self.unchained < self.entries() => unreadable("it is of format 1, but the entries have hashes"),
            None => Ok(()),
            Some(Last { number, .. }) if number > self.entries() => {
                Err(StorageFault::Missing { key: self.keys.entry(self.entries() + 1) })
            }
            Some(Last { number, hash }) if self.hash_of(number) == hash => Ok(()),
            Some(Last { number, .. }) if number > 0 && number <= self.unchained => {
                self.sound = Some(0);
                Err(StorageFault::AlteredUpTo { key: self.keys.entry(number) })
            }
            Some(_) => unreadable("it names another last entry than the one that is there"),
        }
    }

    /// Makes sure that the last entry is still there as it was read. A commit behind a missing entry could not be read again.
    fn check_last(&self) -> Result<(), StorageFault> {
        let Some(number) = self.entries().checked_sub(1) else { return Ok(()) };
        let key = self.keys.entry(number + 1);
        match self.area.get(&key)? {
            Some(text) if seal::hash_of(&text, self.hash_of(number)) == self.hash_of(number + 1) => Ok(()),
            Some(_) => Err(StorageFault::Altered { key }),
            None => Err(StorageFault::Missing { key }),
        }
    }

    /// The hash of an entry that was read.
    fn hash_of(&self, number: u64) -> Hash {
        let place = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.hashes.get(place).copied()).unwrap_or(Hash::START)
    }

    /// Does `work` in a turn of this store alone, on the newest state, unless what peers have announced does not show yet.
    /// `patient` is as in [`Announcements::view`].
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

    /// Writes a commit, unless it is a repeat or must be refused. `unique` becomes the identity of a log that has none yet.
    pub(super) fn commit(&mut self, commit: &Commit<D>, unique: String) -> Result<Committed, StoreError> {
        let answer = self.log.check(commit)?;
        if !answer.repeated {
            self.append(entry::commit_fields(commit, &self.log), unique)?;
        }
        Ok(answer)
    }

    /// Writes which of these messages were sent, as far as that is new.
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

    /// The messages that were not sent yet; those that can't be read are counted.
    pub(super) fn unsent(&self, of_each_stream: usize) -> Unsent<D::Outbound> {
        Unsent { unreadable: self.unreadable.len(), ..self.log.unsent(of_each_stream) }
    }

    /// Tells peers how far the journal was written or read here.
    pub(super) fn announcement(&self) -> Option<String> {
        self.head.as_ref().map(|head| self.announcements.own(&head.identity, self.entries()))
    }

    /// Writes an entry. It is committed once its text is there: the head only follows.
    fn append(&mut self, fields: Result<Map<String, Value>, Unreadable>, unique: String) -> Result<(), StoreError> {
        let invalid = |reason| StoreError::Invalid {
            reason: format!("what was to be written could not be read again: {reason}; nothing was written"),
        };
        let previous = self.hash_of(self.entries());
        let text = seal::seal(fields.map_err(invalid)?, previous);
        // The log takes in what a later visit would read. What could not be read is not written.
        let entry = match seal::open(&text) {
            Ok(opened) => Entry::of(opened.fields, &self.log).map_err(invalid)?,
            Err(Broken::Unreadable(reason)) => return Err(invalid(reason)),
            Err(Broken::Altered) => return Err(invalid("its hash is another one".to_owned())),
        };
        if let Entry::Commit(_, unreadable) = &entry
            && !unreadable.is_empty()
        {
            return Err(invalid(unreadable.join(", ")));
        }
        let key = self.keys.entry(self.entries() + 1);
        if self.area.get(&key)?.is_some() {
            // The head was removed from an existing log. Its entries are not overwritten.
            return Err(StorageFault::Missing { key: self.keys.head() }.into());
        }
        // Written before the entry: under a head of format 1, an entry with a hash is a fault.
        match &self.head {
            Some(Head { last: Some(_), .. }) => {}
            Some(Head { identity, last: None }) => self.write_head(identity.clone())?,
            None => self.write_head(unique)?,
        }
        self.area.set(&key, &text)?;
        self.apply(entry, seal::hash_of(&text, previous), true);
        if let Some(identity) = self.head.as_ref().map(|head| head.identity.clone()) {
            // The entry is there, so the commit is done. If the head stays behind, the next commit brings it up to date.
            let _ = self.write_head(identity);
        }
        Ok(())
    }

    /// Writes the head of the journal as far as it was read.
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
                // It was checked when it was read.
                let accepted = self.log.commit(commit);
                debug_assert!(accepted.is_ok());
            }
            Entry::Sent(messages) => self.log.mark_sent(&messages),
        }
    }
}
