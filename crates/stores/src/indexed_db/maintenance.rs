//! The log as a whole: export, check, read-only, size, deletion.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageEstimate;

use super::chain::walk;
use super::database::{self, EVENTS, HEAD, SET_ASIDE};
use super::request::ask;
use super::{IndexedDbStore, key, raw};
use crate::json_codec::JsonDomain;
use crate::{ReadOnlyStore, StorageFault, Verified};

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
    /// Everything in the database of this name, readable or not, as a JSON text: of each object store its keys and its values. An
    /// empty object when there is no such database.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn export(name: &str) -> Result<String, StorageFault> {
        raw::export(name).await
    }

    /// Reads all events and checks each one and the head record. Snapshots, index entries, messages and answers have no hashes.
    ///
    /// # Errors
    /// The first fault of the log, which names the event; or when the database can't be read.
    pub async fn verify(&self) -> Result<Verified, StorageFault> {
        let transaction = self.inner.database.read_all(&[EVENTS, HEAD])?;
        walk::<D>(&transaction, drop).await?.verified()
    }

    /// Opens the log of this name without ever writing to it. Of a faulty one it has the events before the first that can't be read.
    ///
    /// # Errors
    /// Like [`open`](Self::open).
    pub async fn open_read_only(name: &str) -> Result<ReadOnlyStore<D>, StorageFault> {
        let store = Self::open(name).await?;
        let transaction = store.inner.database.read_all(&[EVENTS, HEAD])?;
        let mut events = Vec::new();
        let walk = walk::<D>(&transaction, |event| events.push(event)).await?;
        Ok(ReadOnlyStore::new(events, walk.fault))
    }

    /// The names of all databases of this origin, of logs and of anything else.
    ///
    /// # Errors
    /// When the browser does not list them.
    pub async fn names() -> Result<Vec<String>, StorageFault> {
        raw::names().await
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

    /// Deletes the database of this name with all that is in it, also one that can't be opened. Stores of other tabs that have it open
    /// answer that it was deleted.
    ///
    /// # Errors
    /// [`StorageFault::InUse`] when another tab does not close it; it is deleted as soon as that tab does.
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
