//! Checks whether records belong to the events of a log.

use std::collections::{BTreeMap, HashMap, HashSet};

use idb::ObjectStore;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};

use super::chain::{LOG, StreamHead, Walk};
use super::database::{ANSWERS, DATA, ENTRIES, EVENTS, HEAD, INDEX, SNAPSHOTS};
use super::read::message_at;
use super::record::{answer_in, field, parsed, unreadable};
use super::request::{ask, refused};
use super::sealed::{self, Sealed, entries_of, stream_of};
use super::transaction::Transaction;
use super::{PAGE, key};
use crate::chain::Hash;
use crate::json_codec::{Fields, JsonDomain};
use crate::{StorageFault, Verified};
use engine::{Position, StreamId, Version};

/// Checks the records of all object stores against the events. Returns the first fault.
pub(super) async fn verify<D: JsonDomain>(transaction: &Transaction, walk: Walk) -> Result<Verified, StorageFault> {
    if let Some(fault) = walk.fault {
        return Err(fault);
    }
    let verified = Verified { events: walk.sound.position.0, is_chained: walk.head.is_some() };
    let mut left = Left::of(walk, BTreeMap::new());
    // The walk has checked the events. Other records in their object store have no position, and reads skip them.
    for name in DATA.into_iter().filter(|name| *name != EVENTS) {
        each_record(&transaction.store(name)?, |key, value| left.check::<D>(name, key, value)).await?;
    }
    each_record(&transaction.store(HEAD)?, |key, value| left.check_head(key, value).map(drop)).await?;
    match unmatched(transaction).await?.into_values().next() {
        Some(fault) => Err(fault),
        None => Ok(verified),
    }
}

/// The streams whose list of index entries differs from their records in the index, each with its first fault. Skips records that
/// can't be read, so a stream with such a record is among them.
pub(super) async fn unmatched(transaction: &Transaction) -> Result<BTreeMap<StreamId, StorageFault>, StorageFault> {
    let id = |key: &JsValue| js_sys::JSON::stringify(key).map(String::from).unwrap_or_default();
    let mut listed = BTreeMap::new();
    each_record(&transaction.store(ENTRIES)?, |stream_key, value| {
        let stream = StreamId::from(stream_key.as_string().unwrap_or_default());
        if let Ok((entries, _)) = entries_of(&stream, value) {
            let keys = entries.iter().map(|entry| key::entry(entry, stream_key));
            listed.extend(keys.map(|key| ((stream.clone(), id(&key)), key::name_of(&key))));
        }
        Ok(())
    })
    .await?;
    let mut unmatched = BTreeMap::new();
    each_record(&transaction.store(INDEX)?, |key, value| {
        if let Ok((stream, _)) = stream_of(key, value)
            && listed.remove(&(stream.clone(), id(key))).is_none()
        {
            let fault = unreadable(format!("{INDEX}/{}", key::name_of(key)), format!("{stream} does not list it"));
            unmatched.entry(stream).or_insert(fault);
        }
        Ok(())
    })
    .await?;
    for ((stream, _), name) in listed {
        let fault = unreadable(format!("{ENTRIES}/{stream}"), format!("it lists {INDEX}/{name}, which is missing"));
        unmatched.entry(stream).or_insert(fault);
    }
    Ok(unmatched)
}

/// Calls `take` with the key and value of each record, until it returns a fault. `take` may delete the record.
pub(super) async fn each_record(
    store: &ObjectStore,
    mut take: impl FnMut(&JsValue, &JsValue) -> Result<(), StorageFault>,
) -> Result<(), StorageFault> {
    let mut after = None::<JsValue>;
    loop {
        let range = || match &after {
            Some(after) => idb::KeyRange::lower_bound(after, Some(true)).map(|range| Some(range.into())),
            None => Ok(None),
        };
        let keys = ask(store.get_all_keys(range().map_err(refused)?, Some(PAGE as u32)))?;
        let values = ask(store.get_all(range().map_err(refused)?, Some(PAGE as u32)))?;
        let keys: Array = keys.answer().await?.unchecked_into();
        let values: Array = values.answer().await?.unchecked_into();
        keys.iter().zip(values.iter()).try_for_each(|(key, value)| take(&key, &value))?;
        if (keys.length() as usize) < PAGE {
            return Ok(());
        }
        after = Some(keys.get(keys.length() - 1));
    }
}

/// The part of the log that stays. Without a fault, that is the whole log.
pub(super) struct Left {
    last: Position,
    /// The newest event of each stream that keeps events.
    streams: HashMap<StreamId, StreamHead>,
    /// The hashes of the events that stay.
    hashes: HashSet<Hash>,
    /// Why the next event can't stay.
    fault: Option<StorageFault>,
    has_moved: bool,
    /// The streams that lost events.
    cut: HashSet<StreamId>,
    /// The streams whose index entries can't stay, as [`unmatched`] returns them.
    unmatched: BTreeMap<StreamId, StorageFault>,
}

impl Left {
    pub(super) fn of(walk: Walk, unmatched: BTreeMap<StreamId, StorageFault>) -> Self {
        let Walk { sound, streams, hashes, fault, .. } = walk;
        Self { last: sound.position, streams, hashes, fault, has_moved: false, cut: HashSet::new(), unmatched }
    }

    /// Checks whether a record can stay. Check the events first, because they decide which other records can stay.
    pub(super) fn check<D: JsonDomain>(
        &mut self,
        store: &str,
        key: &JsValue,
        value: &JsValue,
    ) -> Result<(), StorageFault> {
        let name = key::name_of(key);
        let fault = |reason: String| unreadable(format!("{store}/{name}"), reason);
        let stream_in = |key: &JsValue| {
            let stream = key.as_string().map(StreamId::from);
            stream.ok_or_else(|| fault("its key is not a stream".to_owned()))
        };
        let (checked, after) = match store {
            EVENTS => (self.check_event(key, value), None),
            SNAPSHOTS => {
                let Sealed { value, after } = sealed::open(store, &name, value)?;
                let version = Fields::of(value).and_then(|mut fields| fields.number("version"));
                (self.reaches(&stream_in(key)?, version.unwrap_or_default()), after)
            }
            INDEX => {
                let (stream, after) = stream_of(key, value)?;
                self.unmatched.get(&stream).cloned().map_or(Ok(()), Err)?;
                (self.is_whole(&stream), after)
            }
            ENTRIES => {
                let stream = stream_in(key)?;
                let (_, after) = entries_of(&stream, value)?;
                self.unmatched.get(&stream).cloned().map_or(Ok(()), Err)?;
                (self.is_whole(&stream), after)
            }
            ANSWERS => {
                let Sealed { value, after } = sealed::open(store, &name, value)?;
                let (_, _, answer) = answer_in(value).map_err(fault)?;
                let is_there = answer.position <= self.last;
                (if is_there { Ok(()) } else { Err("its events are not in the log".to_owned()) }, after)
            }
            _ => {
                let stream = stream_in(&key::part(key, 0))?;
                let (message, after) = message_at::<D>(store, &stream, key, value)?;
                (self.reaches(&stream, message.version.0), after)
            }
        };
        checked.map_err(fault)?;
        match after {
            Some(after) if after != Hash::START && !self.hashes.contains(&after) => {
                Err(fault("it names an event that is not in the log".to_owned()))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a head record of a stream names the newest event of the stream. Returns that event, or `None` if the key is not
    /// that of a stream's head.
    pub(super) fn check_head(&self, key: &JsValue, value: &JsValue) -> Result<Option<StreamHead>, StorageFault> {
        if key.as_string().as_deref() == Some(LOG) {
            return Ok(None);
        }
        let Some(stream) = key::part(key, 0).as_string().map(StreamId::from) else { return Ok(None) };
        let newest = self.newest(&stream);
        match StreamHead::of(&stream, value)? {
            Some(head) if newest == Some(head) => Ok(newest),
            _ => Err(unreadable(format!("{HEAD}/{stream}"), "it does not name the last event of its stream")),
        }
    }

    /// The newest event of a stream that stays.
    pub(super) fn newest(&self, stream: &StreamId) -> Option<StreamHead> {
        self.streams.get(stream).copied()
    }

    fn check_event(&mut self, key: &JsValue, value: &JsValue) -> Result<(), String> {
        match key.as_f64() {
            Some(position) if position >= 1.0 && position <= self.last.0 as f64 => Ok(()),
            position if position.is_none_or(|position| position < 1.0) => {
                Err("it is not an event of this log".to_owned())
            }
            _ => {
                self.cut.extend(streams_of(value));
                Err(self.why_moved())
            }
        }
    }

    /// Why the next event can't stay.
    fn why_moved(&mut self) -> String {
        let fault = self.fault.as_ref().map_or_else(String::new, ToString::to_string);
        match std::mem::replace(&mut self.has_moved, true) {
            false => fault,
            true => format!("it comes after an event that can't stay: {fault}"),
        }
    }

    /// Checks that a stream still has this version.
    fn reaches(&self, stream: &StreamId, version: u64) -> Result<(), String> {
        match self.newest(stream).map_or(Version::EMPTY, |newest| newest.version) {
            left if version > left.0 => Err(format!("{stream} has no version {version}")),
            _ => Ok(()),
        }
    }

    /// Checks that a stream keeps all its events.
    fn is_whole(&self, stream: &StreamId) -> Result<(), String> {
        let is_gone = || self.has_moved && !self.streams.contains_key(stream);
        if self.cut.contains(stream) || is_gone() { Err(format!("{stream} has lost events")) } else { Ok(()) }
    }
}

/// The stream in the record of an event and the one in its text. They may differ if the record is damaged.
fn streams_of(record: &JsValue) -> impl Iterator<Item = StreamId> {
    let by_record = field(record, "stream").ok().and_then(|stream| stream.as_string());
    let text = field(record, "event").ok().and_then(|event| parsed(&event).ok());
    let by_text = text.and_then(|text| Some(text.get("stream")?.as_str()?.to_owned()));
    by_record.into_iter().chain(by_text).map(StreamId::from)
}
