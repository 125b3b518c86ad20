//! Repairing a log.

use std::collections::{HashMap, HashSet};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::chain::{LOG, Last, Walk, walk};
use super::database::{ANSWERS, DATA, ENTRIES, EVENTS, HEAD, INDEX, SET_ASIDE, SNAPSHOTS};
use super::record::{answer_in, entries_of, field, parsed};
use super::request::{ask, refused, thrown, to_the_end};
use super::transaction::Transaction;
use super::{IndexedDbStore, PAGE, key};
use crate::json_codec::{self, JsonDomain};
use crate::{StorageFault, Tabs};
use engine::{Position, StreamId, Version};

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
    /// Repairs a log so that it can be read and written again. Sets aside, within the database:
    /// - the first event that can't be read, was changed, or does not follow the ones before it, and all events after it;
    /// - the messages and answers of those events, and snapshots that are ahead of the remaining events;
    /// - the index entries of streams that lost events (the next commit to such a stream writes them again);
    /// - a wrong head record, and any other record that can't be read.
    ///
    /// Deletes nothing: an [`export`](Self::export) includes every record and why it was set aside. If a commit is damaged in the
    /// middle, its first events stay. Returns the number of records set aside; a log without faults is not changed.
    ///
    /// # Errors
    /// If the database can't be written. Nothing was moved then.
    pub async fn repair(&self) -> Result<usize, StorageFault> {
        let inner = self.inner.clone();
        to_the_end(async move {
            let stores: Vec<_> = DATA.into_iter().chain([HEAD, SET_ASIDE]).collect();
            let transaction = inner.database.write(&stores, inner.durability)?;
            let end = transaction.end();
            let moved = match move_aside::<D>(&transaction, &inner.tabs).await {
                Ok(moved) => moved,
                Err(fault) => {
                    transaction.abort();
                    return Err(fault);
                }
            };
            transaction.done(end).await?;
            inner.tabs.notify();
            Ok(moved)
        })
        .await
    }
}

async fn move_aside<D: JsonDomain>(transaction: &Transaction, tabs: &Tabs) -> Result<usize, StorageFault> {
    let aside = transaction.store(SET_ASIDE)?;
    let walk = walk::<D>(transaction, drop).await?;
    let mut moved = move_head(transaction, &walk).await?;
    let (last, has_head) = (walk.sound, moved > 0 || walk.head.is_some());
    let mut left = Left::of(walk);
    // The events come first, because they decide which other records can stay.
    for name in DATA {
        let store = transaction.store(name)?;
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
            // Other stores must read the log again before they write.
            tabs.notify();
            for (key, value) in keys.iter().zip(values.iter()) {
                if let Err(reason) = left.check::<D>(name, &key, &value) {
                    aside.add(&set_aside(name, &key, &value, &reason)?, None).map_err(refused)?;
                    store.delete(key).map_err(refused)?;
                    moved += 1;
                }
            }
            if (keys.length() as usize) < PAGE {
                break;
            }
            after = Some(keys.get(keys.length() - 1));
        }
    }
    if has_head && moved > 0 {
        transaction.store(HEAD)?.put(&last.record(), Some(&key::text(LOG))).map_err(refused)?;
    }
    Ok(moved)
}

/// Sets aside a head record that can't be read or names a missing event. Returns the number of records set aside.
async fn move_head(transaction: &Transaction, walk: &Walk) -> Result<usize, StorageFault> {
    let Some(fault) = &walk.fault else { return Ok(0) };
    let head = transaction.store(HEAD)?;
    let (key, value) = (key::text(LOG), ask(head.get(key::text(LOG)))?.answer().await?);
    let is_wrong = match walk.head {
        Some(Last { position, .. }) => {
            let named = ask(transaction.store(EVENTS)?.get_all_keys(Some(key::number(position.0).into()), None))?;
            let named: Array = named.answer().await?.unchecked_into();
            named.length() == 0 && position.0 > 0 || is_of_head(fault)
        }
        None => !value.is_undefined(),
    };
    if !is_wrong {
        return Ok(0);
    }
    let record = set_aside(HEAD, &key, &value, &fault.to_string())?;
    transaction.store(SET_ASIDE)?.add(&record, None).map_err(refused)?;
    head.delete(key).map_err(refused)?;
    Ok(1)
}

fn is_of_head(fault: &StorageFault) -> bool {
    matches!(fault, StorageFault::Unreadable { key, .. } if *key == format!("{HEAD}/{LOG}"))
}

/// The part of the log that stays.
struct Left {
    last: Position,
    /// The newest version of each stream that keeps events.
    versions: HashMap<StreamId, Version>,
    /// Why the next event can't stay.
    fault: Option<StorageFault>,
    has_moved: bool,
    /// The streams that lost events.
    cut: HashSet<StreamId>,
}

impl Left {
    fn of(walk: Walk) -> Self {
        let Walk { sound, versions, fault, .. } = walk;
        Self { last: sound.position, versions, fault, has_moved: false, cut: HashSet::new() }
    }

    /// Checks whether a record can stay. The error says why it can't.
    fn check<D: JsonDomain>(&mut self, store: &str, key: &JsValue, value: &JsValue) -> Result<(), String> {
        match store {
            EVENTS => match key.as_f64() {
                Some(position) if position >= 1.0 && position <= self.last.0 as f64 => Ok(()),
                position if position.is_none_or(|position| position < 1.0) => {
                    Err("it is not an event of this log".to_owned())
                }
                _ => {
                    self.cut.extend(streams_of(value));
                    Err(self.why_moved())
                }
            },
            SNAPSHOTS => {
                // An unreadable snapshot can stay, because it is not used.
                let version =
                    parsed(value).and_then(json_codec::Fields::of).and_then(|mut fields| fields.number("version"));
                self.reaches(&stream_in(key)?, version.unwrap_or_default())
            }
            INDEX => self.is_whole(&stream_in(value)?),
            ENTRIES => {
                let stream = stream_in(key)?;
                entries_of(value, &stream).map_err(reason_of)?;
                self.is_whole(&stream)
            }
            ANSWERS => match parsed(value).and_then(answer_in)? {
                (_, _, answer) if answer.position > self.last => Err("its events are set aside".to_owned()),
                _ => Ok(()),
            },
            _ => {
                let stream = stream_in(&key::part(key, 0))?;
                json_codec::message_of::<D::Outbound>(&stream, parsed(value)?)?;
                self.reaches(&stream, key::number_of(&key::part(key, 1)))
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
        match self.versions.get(stream).copied().unwrap_or_default() {
            left if version > left.0 => Err(format!("{stream} has no version {version}")),
            _ => Ok(()),
        }
    }

    /// Checks that a stream keeps all its events.
    fn is_whole(&self, stream: &StreamId) -> Result<(), String> {
        let is_gone = || self.has_moved && !self.versions.contains_key(stream);
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

fn stream_in(key: &JsValue) -> Result<StreamId, String> {
    key.as_string().map(StreamId::from).ok_or_else(|| "its key is not a stream".to_owned())
}

fn reason_of(fault: StorageFault) -> String {
    match fault {
        StorageFault::Unreadable { reason, .. } => reason,
        other => other.to_string(),
    }
}

fn set_aside(from: &str, key: &JsValue, value: &JsValue, reason: &str) -> Result<JsValue, StorageFault> {
    let record = Object::new();
    for (name, value) in [("from", &from.into()), ("key", key), ("value", value), ("reason", &reason.into())] {
        Reflect::set(&record, &name.into(), value).map_err(|error| thrown(&error))?;
    }
    Ok(record.into())
}
