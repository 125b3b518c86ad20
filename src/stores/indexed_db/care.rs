//! What one does with the data as a whole: look at them, take them out, mend them, throw them away.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::database::{self, ANSWERS, DATA, ENTRIES, EVENTS, OUTBOX, SET_ASIDE, UNSENT};
use super::request::{ask, refused, thrown, to_the_end};
use super::{IndexedDbStore, PAGE, event_of, field, key, parsed};
use crate::engine::{Recorded, StreamId};
use crate::stores::text::{self, AsText};
use crate::stores::{StorageFault, Unreadable};

/// The events of a log, and which of its records can't be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Readable<E> {
    /// Those that can be read, in the order of their positions.
    pub events: Vec<Recorded<E>>,
    /// Those that can't.
    pub unreadable: Vec<Unreadable>,
}

/// How much room the data of this page's origin take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The bytes that are used, by the browser's estimate: by all databases of the origin, and what else it keeps.
    pub used: u64,
    /// The bytes that can be used.
    pub quota: u64,
}

impl<D: AsText + 'static> IndexedDbStore<D> {
    /// Everything that is stored, readable or not, as a JSON text: of each object store its keys and its values.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn export(&self) -> Result<String, StorageFault> {
        let names: Vec<_> = DATA.into_iter().chain([SET_ASIDE]).collect();
        let transaction = self.inner.database.read_all(&names)?;
        let mut asked = Vec::new();
        for name in names {
            let store = transaction.store(name)?;
            asked.push((name, ask(store.get_all_keys(None, None))?, ask(store.get_all(None, None))?));
        }
        let all = Object::new();
        for (name, keys, values) in asked {
            let (keys, values) = (keys.answer().await?, values.answer().await?);
            let records = Object::new();
            let set = |object: &Object, name: &str, value: &JsValue| Reflect::set(object, &name.into(), value);
            let told = set(&records, "keys", &keys).and(set(&records, "values", &values));
            told.and(set(&all, name, &records)).map_err(|error| thrown(&error))?;
        }
        JSON::stringify(&all).map(String::from).map_err(|error| thrown(&error))
    }

    /// All events that can be read, and which can't: so that a page can copy the readable ones elsewhere.
    ///
    /// # Errors
    /// When the database can't be read at all.
    pub async fn readable(&self) -> Result<Readable<D::Event>, StorageFault> {
        let mut readable = Readable { events: Vec::new(), unreadable: Vec::new() };
        let mut after = 0;
        loop {
            let keys = key::positions_after(after)?;
            let events = self.inner.database.read(EVENTS)?;
            let records = ask(events.get_all(Some(keys.into()), Some(PAGE as u32)))?.answer().await?;
            let records: Array = records.unchecked_into();
            for record in records.iter() {
                after = key::number_of(&field(&record, "position")?);
                match event_of::<D>(&record) {
                    Ok(event) => readable.events.push(event),
                    Err(unreadable) => readable.unreadable.push(unreadable),
                }
            }
            if (records.length() as usize) < PAGE {
                return Ok(readable);
            }
        }
    }

    /// Moves each record that can't be read aside, within the database: nothing is deleted, and [`export`](Self::export) still
    /// has it. What is left can be read; a stream may lack a version then. Says what was moved.
    ///
    /// # Errors
    /// When the database can't be written. Nothing was moved then.
    pub async fn repair(&self) -> Result<Vec<Unreadable>, StorageFault> {
        let inner = self.inner.clone();
        to_the_end(async move {
            let stores = [EVENTS, OUTBOX, UNSENT, ENTRIES, ANSWERS];
            let transaction =
                inner.database.write(&[EVENTS, OUTBOX, UNSENT, ENTRIES, ANSWERS, SET_ASIDE], inner.durability)?;
            let end = transaction.end();
            let aside = transaction.store(SET_ASIDE)?;
            let mut moved = Vec::new();
            for name in stores {
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
                    for (key, value) in keys.iter().zip(values.iter()) {
                        if let Err(unreadable) = check::<D>(name, &key, &value) {
                            aside.add(&set_aside(name, &key, &value, &unreadable)?, None).map_err(refused)?;
                            store.delete(key).map_err(refused)?;
                            moved.push(unreadable);
                        }
                    }
                    if (keys.length() as usize) < PAGE {
                        break;
                    }
                    after = Some(keys.get(keys.length() - 1));
                }
            }
            transaction.done(end).await?;
            inner.tabs.ring();
            Ok(moved)
        })
        .await
    }

    /// How many events the log has.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count(&self) -> Result<u64, StorageFault> {
        let events = self.inner.database.read(EVENTS)?;
        let count = ask(events.count(Some(key::positions_after(0)?.into())))?.answer().await?;
        Ok(key::number_of(&count))
    }

    /// How much room there is, and how much of it is used; `None` where the browser does not say.
    pub async fn size(&self) -> Option<Size> {
        let storage = web_sys::window()?.navigator().storage();
        // Only pages that came over a safe connection have it.
        let storage = (!JsValue::from(&storage).is_undefined()).then_some(storage)?;
        let estimate: StorageEstimate = JsFuture::from(storage.estimate().ok()?).await.ok()?.unchecked_into();
        Some(Size { used: estimate.get_usage()? as u64, quota: estimate.get_quota()? as u64 })
    }

    /// Deletes the database of this name with all that is in it, also one that can't be opened. Tabs that have it open are
    /// told, and their stores answer that everything was deleted.
    ///
    /// # Errors
    /// [`StorageFault::Blocked`] when another tab does not let go; it is deleted as soon as it does.
    /// [`StorageFault::Disabled`] when the browser keeps no data.
    pub async fn delete_everything(name: &str) -> Result<(), StorageFault> {
        database::delete(name).await
    }
}

/// Whether a record can be read.
fn check<D: AsText>(store: &str, key: &JsValue, value: &JsValue) -> Result<(), Unreadable> {
    let stream = || key::part(key, 0).as_string().ok_or("its key names no stream").map(StreamId::from);
    let read = match store {
        EVENTS => return event_of::<D>(value).map(drop),
        OUTBOX | UNSENT => stream()
            .map_err(str::to_owned)
            .and_then(|stream| text::message_of::<D::Outbound>(&stream, parsed(value)?).map(drop)),
        ENTRIES => super::entries_of(value, &StreamId::from("")).map(drop).map_err(|fault| match fault {
            StorageFault::Unreadable(Unreadable { reason, .. }) => reason,
            other => other.to_string(),
        }),
        _ => parsed(value).and_then(text::answer_of).map(drop),
    };
    read.map_err(|reason| {
        let key = JSON::stringify(key).map(String::from).unwrap_or_default();
        Unreadable { record: format!("the record {key} of {store}"), reason }
    })
}

fn set_aside(from: &str, key: &JsValue, value: &JsValue, unreadable: &Unreadable) -> Result<JsValue, StorageFault> {
    let record = Object::new();
    let fields =
        [("from", &from.into()), ("key", key), ("value", value), ("reason", &unreadable.reason.as_str().into())];
    for (name, value) in fields {
        Reflect::set(&record, &name.into(), value).map_err(|error| thrown(&error))?;
    }
    Ok(record.into())
}
