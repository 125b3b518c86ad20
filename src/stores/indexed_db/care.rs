//! What one does with the data as a whole: look at them, take them out, mend them, throw them away.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::database::{self, ANSWERS, DATA, ENTRIES, EVENTS, OUTBOX, SET_ASIDE, UNSENT};
use super::request::{ask, refused, thrown, to_the_end};
use super::{IndexedDbStore, PAGE, answer_in, entries_of, event_of, field, key, parsed};
use crate::engine::{Recorded, StreamId};
use crate::stores::StorageFault;
use crate::stores::text::{self, AsText};

/// How much a log holds, and how much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many events the log has.
    pub events: u64,
    /// What all data of the page's origin take, this log among them, in bytes by the browser's estimate; `None` where it does
    /// not say.
    pub used: Option<u64>,
    /// What they may take at the most, in bytes; `None` where the browser does not say.
    pub quota: Option<u64>,
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

    /// The events that can be read, in the order of their positions, so that a page can copy them elsewhere.
    ///
    /// # Errors
    /// When the database can't be read at all.
    pub async fn readable(&self) -> Result<Vec<Recorded<D::Event>>, StorageFault> {
        let mut readable = Vec::new();
        let mut after = 0;
        loop {
            let keys = key::positions_after(after)?;
            let events = self.inner.database.read(EVENTS)?;
            let records = ask(events.get_all(Some(keys.into()), Some(PAGE as u32)))?.answer().await?;
            let records: Array = records.unchecked_into();
            readable.extend(records.iter().filter_map(|record| event_of::<D>(&record).ok()));
            if (records.length() as usize) < PAGE {
                return Ok(readable);
            }
            after = key::number_of(&field(&records.get(records.length() - 1), "position")?);
        }
    }

    /// Moves each record that can't be read aside, within the database: nothing is deleted, and [`export`](Self::export) still
    /// has it, and why it can't be read. What is left can be read; a stream may lack a version then. Gives how many records were
    /// moved.
    ///
    /// # Errors
    /// When the database can't be written. Nothing was moved then.
    pub async fn repair(&self) -> Result<usize, StorageFault> {
        let inner = self.inner.clone();
        to_the_end(async move {
            let stores = [EVENTS, OUTBOX, UNSENT, ENTRIES, ANSWERS];
            let transaction =
                inner.database.write(&[EVENTS, OUTBOX, UNSENT, ENTRIES, ANSWERS, SET_ASIDE], inner.durability)?;
            let end = transaction.end();
            let aside = transaction.store(SET_ASIDE)?;
            let mut moved = 0;
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
                        if let Err(reason) = check::<D>(name, &key, &value) {
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
            transaction.done(end).await?;
            inner.tabs.ring();
            Ok(moved)
        })
        .await
    }

    /// How much the log holds, and how much room there is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn size(&self) -> Result<Size, StorageFault> {
        let events = self.inner.database.read(EVENTS)?;
        let count = ask(events.count(Some(key::positions_after(0)?.into())))?.answer().await?;
        let estimate = estimate().await;
        let of =
            |bytes: fn(&StorageEstimate) -> Option<f64>| estimate.as_ref().and_then(bytes).map(|bytes| bytes as u64);
        Ok(Size {
            events: key::number_of(&count),
            used: of(StorageEstimate::get_usage),
            quota: of(StorageEstimate::get_quota),
        })
    }

    /// Deletes the database of this name with all that is in it, also one that can't be opened. Tabs that have it open are
    /// told, and their stores answer that everything was deleted.
    ///
    /// # Errors
    /// [`StorageFault::InUse`] when another tab does not let go; it is deleted as soon as it does.
    /// [`StorageFault::Blocked`] when the browser keeps no data.
    pub async fn delete_everything(name: &str) -> Result<(), StorageFault> {
        database::delete(name).await
    }
}

async fn estimate() -> Option<StorageEstimate> {
    let storage = web_sys::window()?.navigator().storage();
    // Only pages that came over a safe connection have it.
    let storage = (!JsValue::from(&storage).is_undefined()).then_some(storage)?;
    JsFuture::from(storage.estimate().ok()?).await.ok().map(JsCast::unchecked_into)
}

/// Why a record can't be read, when it can't.
fn check<D: AsText>(store: &str, key: &JsValue, value: &JsValue) -> Result<(), String> {
    let fault = match store {
        EVENTS => event_of::<D>(value).err(),
        ENTRIES => entries_of(value, &StreamId::from("")).err(),
        ANSWERS => return parsed(value).and_then(answer_in).map(drop),
        _ => {
            let stream = key::part(key, 0).as_string().ok_or("its key names no stream")?;
            return text::message_of::<D::Outbound>(&stream.into(), parsed(value)?).map(drop);
        }
    };
    match fault {
        None => Ok(()),
        Some(StorageFault::Unreadable { reason, .. }) => Err(reason),
        Some(other) => Err(other.to_string()),
    }
}

fn set_aside(from: &str, key: &JsValue, value: &JsValue, reason: &str) -> Result<JsValue, StorageFault> {
    let record = Object::new();
    for (name, value) in [("from", &from.into()), ("key", key), ("value", value), ("reason", &reason.into())] {
        Reflect::set(&record, &name.into(), value).map_err(|error| thrown(&error))?;
    }
    Ok(record.into())
}
