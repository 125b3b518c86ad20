//! The hash chain of the events, and the head record that names the last one.

use std::collections::{HashMap, HashSet};

use js_sys::Array;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};

use super::database::{EVENTS, HEAD};
use super::record::{self, Stored, field, parsed, unreadable};
use super::request::ask;
use super::transaction::Transaction;
use super::{PAGE, key};
use crate::StorageFault;
use crate::chain::Hash;
use crate::json_codec::{Fields, JsonDomain};
use engine::{LogRange, Position, Recorded, StreamId, Version};

/// The key of the head record.
pub(super) const LOG: &str = "log";

/// The last event of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Last {
    /// The position of the event; 0 in an empty log.
    pub(super) position: Position,
    /// The hash of the event, which covers all events before it.
    pub(super) hash: Hash,
}

impl Last {
    pub(super) const NONE: Self = Self { position: Position(0), hash: Hash::START };

    /// The head record, e.g. `{"hash":"44bc2cf5ad770999","position":7}`.
    pub(super) fn record(self) -> JsValue {
        json!({ "hash": self.hash.to_string(), "position": self.position.0 }).to_string().into()
    }

    /// Reads a head record. A log that only older code has written has none.
    pub(super) fn of(record: &JsValue) -> Result<Option<Self>, StorageFault> {
        if record.is_undefined() {
            return Ok(None);
        }
        let read = || {
            let mut fields = Fields::of(parsed(record)?)?;
            Ok(Self { position: Position(fields.number("position")?), hash: fields.parsed("hash")? })
        };
        read().map(Some).map_err(of_head)
    }
}

/// A fault of the head record.
fn of_head(reason: String) -> StorageFault {
    unreadable(format!("{HEAD}/{LOG}"), reason)
}

/// Follows the chain from event to event.
pub(super) struct Chain {
    /// The position of the last event that was read.
    end: Position,
    /// Its hash. `None` if reading began in the middle of the log.
    last: Option<Hash>,
    /// Whether an event with a hash was read. Events after it must have one too.
    is_chained: bool,
}

impl Chain {
    /// A chain that continues after this position.
    pub(super) fn from(after: Position) -> Self {
        Self { end: after, last: (after == Position(0)).then_some(Hash::START), is_chained: false }
    }

    /// Checks that an intact event follows the one before it.
    pub(super) fn follow(&mut self, stored: &Stored) -> Result<(), StorageFault> {
        let position = self.end.next().0;
        if stored.position.0 != position {
            return Err(record::missing(&position.to_string()));
        }
        match &stored.link {
            Some(link) if self.last.is_some_and(|last| last != link.after) => {
                let is_first_chained = !self.is_chained && position > 1;
                return Err(if is_first_chained { altered_up_to(self.end) } else { altered(position) });
            }
            Some(link) => (self.last, self.is_chained) = (Some(link.hash), true),
            None if self.is_chained => return Err(altered(position)),
            None => self.last = self.last.map(|last| last.next(&stored.text)),
        }
        self.end = Position(position);
        Ok(())
    }

    /// Checks the head record after reading the last event up to `to`.
    pub(super) fn check_end(&self, to: Position, head: Option<Last>) -> Result<(), StorageFault> {
        let (end, of_head) = (self.end, |reason: &str| Err(of_head(reason.to_owned())));
        let is_other = |head: Last| self.last.is_some_and(|last| last != head.hash);
        match head {
            None if self.is_chained => Err(StorageFault::HeadMissing { key: format!("{HEAD}/{LOG}") }),
            None => Ok(()),
            Some(head) if head.position > end && to > end => Err(record::missing(&end.next().0.to_string())),
            Some(head) if head.position > end => Ok(()),
            // Reading began after the last event.
            Some(_) if self.last.is_none() => Ok(()),
            Some(head) if head.position < end => of_head("there are later events than the one it names"),
            Some(head) if is_other(head) && (self.is_chained || end == Position(0)) => {
                of_head("it names a last event with another hash")
            }
            Some(head) if is_other(head) => Err(altered_up_to(end)),
            Some(_) => Ok(()),
        }
    }
}

/// Checks the head record against the newest event in a range, 0 if the range is empty.
pub(super) fn check_newest(newest: Position, range: LogRange, head: Option<Last>) -> Result<(), StorageFault> {
    let named = head.map(|head| head.position).filter(|named| *named >= range.from && *named <= range.to);
    match named {
        Some(named) if named > newest => {
            Err(record::missing(&newest.max(Position(range.from.0.saturating_sub(1))).next().0.to_string()))
        }
        Some(named) if named < newest => Err(of_head("there are later events than the one it names".to_owned())),
        _ => Ok(()),
    }
}

fn altered(position: u64) -> StorageFault {
    StorageFault::Altered { key: format!("{EVENTS}/{position}") }
}

fn altered_up_to(Position(position): Position) -> StorageFault {
    StorageFault::AlteredUpTo { key: format!("{EVENTS}/{position}") }
}

/// The newest event of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StreamHead {
    pub(super) version: Version,
    /// Its hash; [`Hash::START`] for an event of older code, or if there is no event.
    pub(super) hash: Hash,
}

impl StreamHead {
    pub(super) const NONE: Self = Self { version: Version::EMPTY, hash: Hash::START };

    /// The key of a stream's head record.
    pub(super) fn key(stream: &StreamId) -> JsValue {
        key::list([key::text(stream.as_str())])
    }

    /// The head record of a stream, e.g. `{"hash":"44bc2cf5ad770999","version":3}`.
    pub(super) fn record(self) -> JsValue {
        json!({ "hash": self.hash.to_string(), "version": self.version.0 }).to_string().into()
    }

    /// Reads the head record of a stream. A stream that only older code has written has none.
    pub(super) fn of(stream: &StreamId, record: &JsValue) -> Result<Option<Self>, StorageFault> {
        if record.is_undefined() {
            return Ok(None);
        }
        let read = || {
            let mut fields = Fields::of(parsed(record)?)?;
            Ok(Self { version: Version(fields.number("version")?), hash: fields.parsed("hash")? })
        };
        read().map(Some).map_err(|reason: String| unreadable(format!("{HEAD}/{stream}"), reason))
    }

    /// Checks that a stream still has the event that its head record names. `newest` is the newest event between these versions, or 0.
    pub(super) fn check(
        head: Option<Self>,
        stream: &StreamId,
        newest: Version,
        from: u64,
        to: u64,
    ) -> Result<(), StorageFault> {
        match head.map(|head| head.version.0.min(to)) {
            Some(last) if last >= from && last > newest.0 => {
                Err(record::missing(&format!("{stream}/{}", newest.0.max(from.saturating_sub(1)) + 1)))
            }
            _ => Ok(()),
        }
    }
}

/// The result of reading the whole log.
pub(super) struct Walk {
    /// The last event that appears intact and follows the ones before it.
    pub(super) sound: Last,
    /// The newest event of each stream up to that event.
    pub(super) streams: HashMap<StreamId, StreamHead>,
    /// The hashes of all events up to that event.
    pub(super) hashes: HashSet<Hash>,
    /// The last event that the head record names.
    pub(super) head: Option<Last>,
    /// The first fault.
    pub(super) fault: Option<StorageFault>,
}

/// Checks the hashes of all events and the head record. Does not decode the events, and reads nothing else.
pub(super) async fn check(transaction: &Transaction) -> Result<(), StorageFault> {
    let head = ask(transaction.store(HEAD)?.get(key::text(LOG)))?;
    let head = Last::of(&head.answer().await?)?;
    let mut chain = Chain::from(Position(0));
    each_event(transaction, |record| chain.follow(&record::stored(record)?)).await?;
    chain.check_end(Position(u64::MAX), head)
}

/// Calls `take` with the record of each event in order, until it returns a fault.
async fn each_event(
    transaction: &Transaction,
    mut take: impl FnMut(&JsValue) -> Result<(), StorageFault>,
) -> Result<(), StorageFault> {
    let mut last = 0;
    loop {
        let keys = key::positions_after(last)?;
        let records = ask(transaction.store(EVENTS)?.get_all(Some(keys.into()), Some(PAGE as u32)))?.answer().await?;
        let records: Array = records.unchecked_into();
        records.iter().try_for_each(|record| take(&record))?;
        if (records.length() as usize) < PAGE {
            return Ok(());
        }
        last = key::number_of(&field(&records.get(records.length() - 1), "position")?);
    }
}

/// Reads and checks all events and the head record up to the first fault, and calls `take` with each event.
pub(super) async fn walk<D: JsonDomain>(
    transaction: &Transaction,
    mut take: impl FnMut(Recorded<D::Event>),
) -> Result<Walk, StorageFault> {
    let head = ask(transaction.store(HEAD)?.get(key::text(LOG)))?;
    let (streams, hashes) = (HashMap::new(), HashSet::new());
    let mut walk = Walk { sound: Last::NONE, streams, hashes, head: None, fault: None };
    let mut chain = Chain::from(Position(0));
    match Last::of(&head.answer().await?) {
        Ok(head) => walk.head = head,
        Err(fault) => walk.fault = Some(fault),
    }
    let of_head = walk.fault.clone();
    let read = each_event(transaction, |record| {
        let stored = record::stored(record)?;
        let event = record::event_of::<D>(record, &stored)?;
        walk.step(&mut chain, &stored, &event)?;
        take(event);
        Ok(())
    });
    match read.await {
        Ok(()) => {}
        Err(fault) if fault.is_of_a_record() => return Ok(walk.ended_by(fault)),
        Err(fault) => return Err(fault),
    }
    // Without a readable head there is nothing to compare the end with.
    let end = if of_head.is_some() { Ok(()) } else { chain.check_end(Position(u64::MAX), walk.head) };
    Ok(match end.err() {
        Some(fault) => walk.ended_by(fault),
        None => walk,
    })
}

impl Walk {
    fn step<E>(&mut self, chain: &mut Chain, stored: &Stored, event: &Recorded<E>) -> Result<(), StorageFault> {
        let Recorded { stream, version, position, .. } = event;
        chain.follow(stored)?;
        let newest = self.streams.get(stream).map_or(Version::EMPTY, |newest| newest.version);
        if *version != newest.next() {
            let reason = format!("{version} of {stream} does not follow {newest}");
            return Err(unreadable(format!("{EVENTS}/{}", position.0), reason));
        }
        let hash = stored.link.as_ref().map_or(Hash::START, |link| link.hash);
        self.streams.insert(stream.clone(), StreamHead { version: *version, hash });
        self.hashes.insert(hash);
        self.sound = Last { position: *position, hash: chain.last.unwrap_or(Hash::START) };
        Ok(())
    }

    fn ended_by(mut self, fault: StorageFault) -> Self {
        if matches!(fault, StorageFault::AlteredUpTo { .. }) {
            self.sound = Last::NONE;
            self.streams.clear();
            self.hashes.clear();
        }
        self.fault.get_or_insert(fault);
        self
    }
}
