//! Repairing a log.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::chain::{LOG, Last, Walk, walk};
use super::database::{DATA, EVENTS, HEAD, SET_ASIDE};
use super::records::{Left, each_record, unmatched};
use super::request::{ask, refused, thrown, to_the_end};
use super::transaction::Transaction;
use super::{IndexedDbStore, key};
use crate::json_codec::JsonDomain;
use crate::{StorageFault, Tabs};

impl<D: JsonDomain + 'static> IndexedDbStore<D> {
    /// Repairs a log so that it can be read and written again. Sets aside, within the database:
    /// - the first event that can't be read, was changed, or does not follow the ones before it, and all events after it;
    /// - the messages and answers of those events, and snapshots that are ahead of the remaining events;
    /// - the index entries of streams that lost events or an index entry (the next commit to such a stream writes them again);
    /// - a wrong head record, and any other record that can't be read or does not match its hash.
    ///
    /// Deletes nothing: an [`export`](Self::export) includes every record that was set aside, and why. If a commit is damaged in the
    /// middle, its first events stay. A log without faults is not changed.
    ///
    /// Returns the number of records set aside. If only head records of streams are wrong, returns the number of those, which are
    /// written again.
    ///
    /// # Errors
    /// If the database can't be written. If so, nothing was changed.
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
    let head_is_missing = matches!(walk.fault, Some(StorageFault::HeadMissing { .. }));
    let (last, has_head) = (walk.sound, moved > 0 || walk.head.is_some() || head_is_missing);
    let mut left = Left::of(walk, unmatched(transaction).await?);
    for name in DATA {
        let store = transaction.store(name)?;
        // Makes other stores read the log again before they write.
        tabs.notify();
        each_record(&store, |key, value| {
            if let Err(fault) = left.check::<D>(name, key, value) {
                aside.add(&set_aside(name, key, value, &reason_of(fault))?, None).map_err(refused)?;
                store.delete(key.clone()).map_err(refused)?;
                moved += 1;
            }
            Ok(())
        })
        .await?;
    }
    let heads = transaction.store(HEAD)?;
    let mut corrected = 0;
    each_record(&heads, |key, value| {
        if left.check_head(key, value).is_err() {
            corrected += 1;
            // The events determine the right record, so the wrong one is not set aside.
            match key::part(key, 0).as_string().and_then(|stream| left.newest(&stream.into())) {
                Some(newest) => heads.put(&newest.record(), Some(key)).map_err(refused).map(drop)?,
                None => heads.delete(key.clone()).map_err(refused).map(drop)?,
            }
        }
        Ok(())
    })
    .await?;
    if moved == 0 && !head_is_missing {
        return Ok(corrected);
    }
    if has_head {
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
