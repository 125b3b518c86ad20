use idb::ObjectStore;
use wasm_bindgen_futures::JsFuture;
use web_sys::IdbTransaction;

use super::database::unexplained;
use super::request::{exception, first_event, heard, thrown};
use crate::StorageFault;

/// A transaction. It ends when all its requests are answered and the last answer's callback has sent no new one.
pub(super) struct Transaction(IdbTransaction);

impl From<IdbTransaction> for Transaction {
    fn from(transaction: IdbTransaction) -> Self {
        Self(transaction)
    }
}

impl Transaction {
    /// One of its object stores.
    pub(super) fn store(&self, name: &str) -> Result<ObjectStore, StorageFault> {
        self.0.object_store(name).map(ObjectStore::from).map_err(|error| thrown(&error))
    }

    /// Discards all writes.
    pub(super) fn abort(&self) {
        // Fails if the error has already aborted the transaction.
        let _ = self.0.abort();
    }

    /// A future that resolves when the transaction ends. Create it before the last request is sent.
    pub(super) fn end(&self) -> JsFuture {
        first_event(&mut |listener| {
            self.0.set_oncomplete(Some(listener));
            self.0.set_onabort(Some(listener));
        })
    }

    /// Commits the transaction and waits for its end.
    pub(super) async fn done(&self, end: JsFuture) -> Result<(), StorageFault> {
        // Without this call, the browser would commit later.
        #[allow(deprecated, reason = "the specification has reinstated it")]
        let _ = self.0.commit();
        match heard(end).await?.type_().as_str() {
            "complete" => Ok(()),
            _ => Err(self.0.error().map_or_else(unexplained, |error| exception(&error))),
        }
    }
}
