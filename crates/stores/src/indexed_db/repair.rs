//! Moving aside what can't be read.

use std::collections::{HashMap, HashSet};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::database::{ANSWERS, DATA, ENTRIES, EVENTS, INDEX, SET_ASIDE, SNAPSHOTS, Transaction};
use super::record::{answer_in, entries_of, event_of, field, parsed};
use super::request::{ask, refused, thrown, to_the_end};
use super::{IndexedDbStore, PAGE, key};
use crate::json_codec::{self, JsonDomain};
use crate::{StorageFault, Tabs};
use engine::{Position, Recorded, StreamId, Version};

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
    /// Makes a log that can't be read one that can be read and written again: moves the first event that can't be read, or does
    /// not follow the ones before it, and all events after it aside, within the database. With them go their messages and
    /// answers, snapshots that are ahead of what is left, and the index entries of the streams that lost events: those of a
    /// stream that has events left are written again with its next commit. Other records that can't be read are moved alone.
    ///
    /// Nothing is deleted: [`export`](Self::export) still has it, and why it was moved. Of a commit that is damaged in its
    /// middle the beginning stays. Gives how many records were moved; a log in order stays as it is.
    ///
    /// # Errors
    /// When the database can't be written. Nothing was moved then.
    pub async fn repair(&self) -> Result<usize, StorageFault> {
        let inner = self.inner.clone();
        to_the_end(async move {
            let stores: Vec<_> = DATA.into_iter().chain([SET_ASIDE]).collect();
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
    let mut left = Left::default();
    let mut moved = 0;
    // The events come first: they decide on the others.
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
            // Events go, so a writer that remembers them would leave a gap: it has to look again, and waits for the end here.
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
    Ok(moved)
}

/// What is left of the log.
#[derive(Default)]
struct Left {
    head: Position,
    /// The newest version of each stream that has events left.
    versions: HashMap<StreamId, Version>,
    /// The first event that is not left, and why.
    first_moved: Option<String>,
    /// The streams that are known to have lost events.
    cut: HashSet<StreamId>,
}

impl Left {
    /// Why a record can't stay, when it can't.
    fn check<D: JsonDomain>(&mut self, store: &str, key: &JsValue, value: &JsValue) -> Result<(), String> {
        match store {
            EVENTS if key::number_of(key) == 0 => Err("it is no event of this log".to_owned()),
            EVENTS => self.event::<D>(value).inspect_err(|_| self.cut.extend(streams_of(value))),
            SNAPSHOTS => {
                // One that can't be read is as good as none.
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
                (_, _, answer) if answer.position > self.head => Err("its events are not there".to_owned()),
                _ => Ok(()),
            },
            _ => {
                let stream = stream_in(&key::part(key, 0))?;
                json_codec::message_of::<D::Outbound>(&stream, parsed(value)?)?;
                self.reaches(&stream, key::number_of(&key::part(key, 1)))
            }
        }
    }

    fn event<D: JsonDomain>(&mut self, record: &JsValue) -> Result<(), String> {
        if let Some(first) = &self.first_moved {
            return Err(format!("it comes after an event that can't stay: {first}"));
        }
        let followed = event_of::<D>(record).map_err(reason_of).and_then(|event| {
            let Recorded { stream, version, position, .. } = event;
            let (head, newest) = (self.head.0, self.versions.get(&stream).copied().unwrap_or_default());
            if position.0 != head + 1 || version != newest.next() {
                return Err(format!("{version} of {stream} does not follow {newest} and event {head}"));
            }
            self.head = position;
            self.versions.insert(stream, version);
            Ok(())
        });
        followed.inspect_err(|reason| self.first_moved = Some(reason.clone()))
    }

    /// Whether a stream still has this version.
    fn reaches(&self, stream: &StreamId, version: u64) -> Result<(), String> {
        match self.versions.get(stream).copied().unwrap_or_default() {
            left if version > left.0 => Err(format!("{stream} has no version {version}")),
            _ => Ok(()),
        }
    }

    /// Whether a stream has all its events.
    fn is_whole(&self, stream: &StreamId) -> Result<(), String> {
        let is_gone = || self.first_moved.is_some() && !self.versions.contains_key(stream);
        if self.cut.contains(stream) || is_gone() { Err(format!("{stream} has lost events")) } else { Ok(()) }
    }
}

/// The stream that an event is of: what the record says and what its text says, which may differ when it is damaged.
fn streams_of(record: &JsValue) -> impl Iterator<Item = StreamId> {
    let by_record = field(record, "stream").ok().and_then(|stream| stream.as_string());
    let text = field(record, "event").ok().and_then(|event| parsed(&event).ok());
    let by_text = text.and_then(|text| Some(text.get("stream")?.as_str()?.to_owned()));
    by_record.into_iter().chain(by_text).map(StreamId::from)
}

fn stream_in(key: &JsValue) -> Result<StreamId, String> {
    key.as_string().map(StreamId::from).ok_or_else(|| "it names no stream".to_owned())
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
