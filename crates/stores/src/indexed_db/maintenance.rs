//! Operations on a whole log: export, verify, open read-only, measure, delete.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::chain::walk;
use super::database::{self, DATA, EVENTS, HEAD, SET_ASIDE};
use super::request::ask;
use super::{IndexedDbStore, key, raw, records};
use crate::json_codec::JsonDomain;
use crate::{ReadOnlyStore, StorageFault, Verified};

/// The size of a log, and the room for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// The number of events.
    pub events: u64,
    /// The number of records that repairs have set aside.
    pub set_aside: u64,
    /// The browser's estimate of all data of the page's origin, in bytes. `None` if the browser has no estimate.
    pub used: Option<u64>,
    /// The browser's limit for all data of the page's origin, in bytes. `None` if the browser has no estimate.
    pub quota: Option<u64>,
}

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
    /// Everything in the database of this name, readable or not, as a JSON text with the keys and values of each object store. An
    /// empty object if there is no such database.
    ///
    /// # Errors
    /// If the database can't be read.
    pub async fn export(name: &str) -> Result<String, StorageFault> {
        raw::export(name).await
    }

    /// Reads all records and checks them: first the events and the head record, then snapshots, index entries, messages, answers and the
    /// head records of streams.
    ///
    /// # Errors
    /// The first fault of the log, which names the record; or if the database can't be read.
    pub async fn verify(&self) -> Result<Verified, StorageFault> {
        let stores: Vec<_> = DATA.into_iter().chain([HEAD]).collect();
        let transaction = self.inner.database.read_all(&stores)?;
        let walk = walk::<D>(&transaction, drop).await?;
        records::verify::<D>(&transaction, walk).await
    }

    /// Opens the log of this name read-only. A faulty log ends before the first event that can't be read.
    ///
    /// # Errors
    /// Like [`open`](Self::open).
    pub async fn open_read_only(name: &str) -> Result<ReadOnlyStore<D>, StorageFault> {
        let store = Self::open_unchecked(name).await?;
        let transaction = store.inner.database.read_all(&[EVENTS, HEAD])?;
        let mut events = Vec::new();
        let walk = walk::<D>(&transaction, |event| events.push(event)).await?;
        Ok(ReadOnlyStore::new(events, walk.fault))
    }

    /// The names of all databases of this origin, logs or not.
    ///
    /// # Errors
    /// If the browser does not list them.
    pub async fn names() -> Result<Vec<String>, StorageFault> {
        raw::names().await
    }

    /// The size of the log, and the room for it.
    ///
    /// # Errors
    /// If the database can't be read.
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

    /// Deletes the database of this name, even if it can't be opened. Stores in other tabs that have it open then fail with
    /// [`StorageFault::Replaced`].
    ///
    /// # Errors
    /// [`StorageFault::InUse`] if another tab keeps it open; it is deleted when that tab closes it.
    /// [`StorageFault::Blocked`] if the browser stores no data.
    pub async fn delete_everything(name: &str) -> Result<(), StorageFault> {
        database::delete(name).await
    }
}

async fn estimate() -> Option<StorageEstimate> {
    let storage = web_sys::window()?.navigator().storage();
    // Browsers have it only in secure contexts.
    let storage = (!JsValue::from(&storage).is_undefined()).then_some(storage)?;
    JsFuture::from(storage.estimate().ok()?).await.ok().map(JsCast::unchecked_into)
}
