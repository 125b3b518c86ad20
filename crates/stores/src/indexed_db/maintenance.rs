//! Export, size and deletion of the whole log.

use js_sys::{Array, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::database::{self, DATA, EVENTS, SET_ASIDE};
use super::record::{event_of, field};
use super::request::{ask, thrown};
use super::{IndexedDbStore, PAGE, key};
use crate::StorageFault;
use crate::json_codec::JsonDomain;
use engine::Recorded;

/// How much a log holds, and how much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// How many events the log has.
    pub events: u64,
    /// How many records repairs have set aside.
    pub set_aside: u64,
    /// What all data of the page's origin take, this log among them, in bytes by the browser's estimate; `None` where it does
    /// not say.
    pub used: Option<u64>,
    /// What they may take at the most, in bytes; `None` where the browser does not say.
    pub quota: Option<u64>,
}

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
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

    /// How much the log holds, and how much room there is.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn size(&self) -> Result<Size, StorageFault> {
        let transaction = self.inner.database.read_all(&[EVENTS, SET_ASIDE])?;
        let events = ask(transaction.store(EVENTS)?.count(Some(key::positions_after(0)?.into())))?;
        let set_aside = ask(transaction.store(SET_ASIDE)?.count(None))?;
        let (events, set_aside) = (events.answer().await?, set_aside.answer().await?);
        let estimate = estimate().await;
        let of =
            |bytes: fn(&StorageEstimate) -> Option<f64>| estimate.as_ref().and_then(bytes).map(|bytes| bytes as u64);
        Ok(Size {
            events: key::number_of(&events),
            set_aside: key::number_of(&set_aside),
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
