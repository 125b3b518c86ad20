//! The hash chain of the events, and the head record that names the last one.

use std::collections::HashMap;

use js_sys::Array;
use serde_json::json;
use wasm_bindgen::{JsCast, JsValue};

use super::database::{EVENTS, HEAD};
use super::record::{self, Stored, parsed, unreadable};
use super::request::ask;
use super::transaction::Transaction;
use super::{PAGE, key};
use crate::chain::Hash;
use crate::json_codec::{Fields, JsonDomain};
use crate::{StorageFault, Verified};
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
    pub(super) fn follow<E>(&mut self, stored: &Stored<E>) -> Result<(), StorageFault> {
        let position = self.end.next().0;
        if stored.event.position.0 != position {
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
            None if self.is_chained => Err(StorageFault::Missing { key: format!("{HEAD}/{LOG}") }),
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

/// The result of reading the whole log.
pub(super) struct Walk {
    /// The last event that appears intact and follows the ones before it.
    pub(super) sound: Last,
    /// The newest version of each stream up to that event.
    pub(super) versions: HashMap<StreamId, Version>,
    /// The last event that the head record names.
    pub(super) head: Option<Last>,
    /// The first fault.
    pub(super) fault: Option<StorageFault>,
}

impl Walk {
    pub(super) fn verified(self) -> Result<Verified, StorageFault> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(Verified { events: self.sound.position.0, is_chained: self.head.is_some() }),
        }
    }
}

/// Reads and checks all events and the head record up to the first fault, and calls `take` with each event.
pub(super) async fn walk<D: JsonDomain>(
    transaction: &Transaction,
    mut take: impl FnMut(Recorded<D::Event>),
) -> Result<Walk, StorageFault> {
    let head = ask(transaction.store(HEAD)?.get(key::text(LOG)))?;
    let mut walk = Walk { sound: Last::NONE, versions: HashMap::new(), head: None, fault: None };
    let mut chain = Chain::from(Position(0));
    match Last::of(&head.answer().await?) {
        Ok(head) => walk.head = head,
        Err(fault) => walk.fault = Some(fault),
    }
    let of_head = walk.fault.clone();
    loop {
        let keys = key::positions_after(walk.sound.position.0)?;
        let records = ask(transaction.store(EVENTS)?.get_all(Some(keys.into()), Some(PAGE as u32)))?.answer().await?;
        let records: Array = records.unchecked_into();
        for record in records.iter() {
            let read = record::event_of::<D>(&record).and_then(|stored| walk.step(&mut chain, stored));
            match read {
                Ok(event) => take(event),
                Err(fault) => return Ok(walk.ended_by(fault)),
            }
        }
        if (records.length() as usize) < PAGE {
            break;
        }
    }
    // The events may be intact even if the head can't be read.
    let end = if of_head.is_some() { Ok(()) } else { chain.check_end(Position(u64::MAX), walk.head) };
    Ok(match end.err() {
        Some(fault) => walk.ended_by(fault),
        None => walk,
    })
}

impl Walk {
    fn step<E>(&mut self, chain: &mut Chain, stored: Stored<E>) -> Result<Recorded<E>, StorageFault> {
        let Recorded { stream, version, position, .. } = &stored.event;
        chain.follow(&stored)?;
        let newest = self.versions.get(stream).copied().unwrap_or_default();
        if *version != newest.next() {
            let reason = format!("{version} of {stream} does not follow {newest}");
            return Err(unreadable(format!("{EVENTS}/{}", position.0), reason));
        }
        self.versions.insert(stream.clone(), *version);
        self.sound = Last { position: *position, hash: chain.last.unwrap_or(Hash::START) };
        Ok(stored.event)
    }

    fn ended_by(mut self, fault: StorageFault) -> Self {
        if matches!(fault, StorageFault::AlteredUpTo { .. }) {
            self.sound = Last::NONE;
            self.versions.clear();
        }
        self.fault.get_or_insert(fault);
        self
    }
}
