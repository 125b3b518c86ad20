//! The database: its layout, and how it is opened, upgraded and closed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use idb::{Factory, IndexParams, KeyPath, ObjectStore, ObjectStoreParams};
use js_sys::{Array, Function, Object, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbOpenDbRequest, IdbTransaction, IdbVersionChangeEvent};

use super::Durability;
use super::request::{ask, exception, first_event, heard, thrown};
use super::transaction::Transaction;
use crate::{StorageFault, Tabs};

/// The events: `{position, stream, version, event, after, hash}`. The key is the position, `event` is a JSON text, and `after` is the
/// hash of the event before. Events of older code have neither hash.
pub(super) const EVENTS: &str = "events";
/// The index of the events by `[stream, version]`.
pub(super) const BY_STREAM: &str = "byStream";
/// The snapshots as sealed JSON texts. The key is the stream. This and the following object stores are sealed since version 4.
pub(super) const SNAPSHOTS: &str = "snapshots";
/// The stream and seal of each index entry. The key is `[index, value, stream]`, or `[index, value]` for a reservation.
pub(super) const INDEX: &str = "index";
/// The current index entries of a stream as a JSON text. The key is the stream.
pub(super) const ENTRIES: &str = "entries";
/// All messages as JSON texts. The key is `[stream, version, number]`.
pub(super) const OUTBOX: &str = "outbox";
/// The unsent messages as JSON texts. The key is `[stream, version, number]`.
pub(super) const UNSENT: &str = "unsent";
/// The answers to idempotency keys as JSON texts. The key is the idempotency key.
pub(super) const ANSWERS: &str = "answers";
/// The records that repairs have set aside: `{from, key, value, reason}`. Since version 2.
pub(super) const SET_ASIDE: &str = "setAside";
/// The head records as JSON texts. `log` names the last event of the log, and `[stream]` that of a stream (since version 4). Since
/// version 3.
pub(super) const HEAD: &str = "head";

/// The object stores of a log, without the head.
pub(super) const DATA: [&str; 7] = [EVENTS, SNAPSHOTS, INDEX, ENTRIES, OUTBOX, UNSENT, ANSWERS];

/// The version of the layout. Opening a database with a lower version upgrades it.
const VERSION: u32 = 4;

/// An open database.
pub(super) struct Database {
    /// Keeps the event handlers alive.
    events: idb::Database,
    connection: IdbDatabase,
    /// Why the database is closed, if it is.
    closed: Rc<RefCell<Option<StorageFault>>>,
}

/// Opens the database, and creates or upgrades it if necessary.
pub(super) async fn open(name: &str, tabs: &Rc<Tabs>) -> Result<Database, StorageFault> {
    let factory = Factory::new().map_err(no_indexed_db)?;
    let request: IdbOpenDbRequest = factory.open(name, Some(VERSION)).map_err(cannot_open)?.into();
    let (upgrading, is_foreign) = (request.clone(), Rc::new(Cell::new(false)));
    let seen_as_foreign = is_foreign.clone();
    let upgrade = Closure::once_into_js(move |event: IdbVersionChangeEvent| {
        let from = event.old_version() as u32;
        let upgraded = idb::Database::try_from(upgrading.result().unwrap_or_default()).and_then(|database| {
            seen_as_foreign.set(from > 0 && !has_stores(&database, &DATA));
            if seen_as_foreign.get() { Ok(()) } else { upgrade(&database, from) }
        });
        if (upgraded.is_err() || seen_as_foreign.get())
            && let Some(transaction) = upgrading.transaction()
        {
            // The request then fails, and the database is unchanged.
            let _ = transaction.abort();
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    match end_of(&request).await? {
        End::Success => {
            let connection: IdbDatabase = request.result().map_err(|error| thrown(&error))?.unchecked_into();
            let database = idb::Database::from(connection.clone());
            if !has_stores(&database, &DATA) || !has_stores(&database, &[SET_ASIDE, HEAD]) {
                database.close();
                return Err(StorageFault::ForeignDatabase { name: name.to_owned() });
            }
            Database::new(connection, tabs.clone())
        }
        End::Blocked => {
            // The upgrade continues when the other connections close, but nothing needs its connection any longer.
            let late = request.clone();
            let close = Closure::once_into_js(move || {
                if let Ok(connection) = late.result() {
                    connection.unchecked_into::<IdbDatabase>().close();
                }
            });
            request.set_onsuccess(Some(close.unchecked_ref()));
            Err(StorageFault::InUse)
        }
        End::Error if is_foreign.get() => Err(StorageFault::ForeignDatabase { name: name.to_owned() }),
        End::Error => match request.error() {
            Ok(Some(error)) if error.name() == "VersionError" => {
                Err(StorageFault::Newer { format: version_of(&factory, name).await? })
            }
            Ok(Some(error)) => Err(at_opening(exception(&error))),
            _ => Err(unexplained()),
        },
    }
}

/// Deletes the database. Tabs that have it open close it.
pub(super) async fn delete(name: &str) -> Result<(), StorageFault> {
    let factory = Factory::new().map_err(no_indexed_db)?;
    let request: IdbOpenDbRequest = factory.delete(name).map_err(cannot_open)?.into();
    match end_of(&request).await? {
        End::Success => Ok(()),
        End::Blocked => Err(StorageFault::InUse),
        End::Error => {
            Err(request.error().ok().flatten().map_or_else(unexplained, |error| at_opening(exception(&error))))
        }
    }
}

/// How a request to open or delete a database ended.
enum End {
    Success,
    Error,
    /// Other connections are still open.
    Blocked,
}

/// How long to wait for other connections to close, in milliseconds. They finish their transactions first.
const TO_CLOSE: i32 = 1_000;

async fn end_of(request: &IdbOpenDbRequest) -> Result<End, StorageFault> {
    let listen = |listener: &Function| {
        request.set_onsuccess(Some(listener));
        request.set_onerror(Some(listener));
    };
    let mut event = heard(first_event(&mut |listener| {
        listen(listener);
        request.set_onblocked(Some(listener));
    }))
    .await?;
    if event.type_() == "blocked" {
        let closing = first_event(&mut |listener| {
            listen(listener);
            request.set_onblocked(None);
            let event: &JsValue = &event;
            if let Some(window) = web_sys::window() {
                let _ = window.set_timeout_with_callback_and_timeout_and_arguments_1(listener, TO_CLOSE, event);
            }
        });
        event = heard(closing).await?;
    }
    Ok(match event.type_().as_str() {
        "success" => End::Success,
        "blocked" => End::Blocked,
        _ => End::Error,
    })
}

/// Upgrades the layout step by step from an older version. A released step is never changed.
fn upgrade(database: &idb::Database, from: u32) -> Result<(), idb::Error> {
    if from < 1 {
        let mut by_position = ObjectStoreParams::new();
        by_position.key_path(Some(KeyPath::new_single("position")));
        let events = database.create_object_store(EVENTS, by_position)?;
        let mut unique = IndexParams::new();
        unique.unique(true);
        events.create_index(BY_STREAM, KeyPath::new_array(["stream", "version"]), Some(unique))?;
        for name in [SNAPSHOTS, INDEX, ENTRIES, OUTBOX, UNSENT, ANSWERS] {
            database.create_object_store(name, ObjectStoreParams::new())?;
        }
    }
    if from < 2 {
        let mut numbered = ObjectStoreParams::new();
        numbered.auto_increment(true);
        database.create_object_store(SET_ASIDE, numbered)?;
    }
    if from < 3 {
        database.create_object_store(HEAD, ObjectStoreParams::new())?;
    }
    Ok(())
}

fn has_stores(database: &idb::Database, names: &[&str]) -> bool {
    let there = database.store_names();
    names.iter().all(|name| there.iter().any(|there| there == name))
}

/// The version of an existing database.
async fn version_of(factory: &Factory, name: &str) -> Result<u64, StorageFault> {
    let request: IdbOpenDbRequest = factory.open(name, None).map_err(cannot_open)?.into();
    let connection: IdbDatabase = ask(Ok(request))?.answer().await?.unchecked_into();
    let version = connection.version() as u64;
    connection.close();
    Ok(version)
}

pub(super) fn no_indexed_db(_: idb::Error) -> StorageFault {
    StorageFault::Blocked { reason: "it has no IndexedDB".to_owned() }
}

pub(super) fn cannot_open(error: idb::Error) -> StorageFault {
    match error {
        idb::Error::IndexedDbOpenFailed(error) | idb::Error::IndexedDbDeleteFailed(error) => at_opening(thrown(&error)),
        _ => unexplained(),
    }
}

/// If opening fails, the user or the browser (in private windows) does not allow the page to store data.
fn at_opening(fault: StorageFault) -> StorageFault {
    match fault {
        StorageFault::Closed => StorageFault::Blocked { reason: "it does not open a database".to_owned() },
        StorageFault::Failed { reason } => StorageFault::Blocked { reason },
        other => other,
    }
}

/// The fault for a failure without an exception.
pub(super) fn unexplained() -> StorageFault {
    StorageFault::Failed { reason: "no reason given".to_owned() }
}

impl Database {
    fn new(connection: IdbDatabase, tabs: Rc<Tabs>) -> Result<Self, StorageFault> {
        let closed = Rc::new(RefCell::new(None));
        let mut events = idb::Database::from(connection.clone());
        // Wakes tasks that wait for new events. Their next read returns the fault.
        let close = {
            let (connection, closed, tabs) = (connection.clone(), closed.clone(), Rc::downgrade(&tabs));
            move |fault| {
                connection.close();
                *closed.borrow_mut() = Some(fault);
                if let Some(tabs) = tabs.upgrade() {
                    tabs.changes().notify();
                }
            }
        };
        let by_browser = close.clone();
        events.on_close(move |_| by_browser(StorageFault::Closed));
        events.on_version_change(move |event| {
            let event: IdbVersionChangeEvent = event.unchecked_into();
            close(if event.new_version().is_some() { StorageFault::Outdated } else { StorageFault::Replaced });
        });
        Ok(Self { events, connection, closed })
    }

    /// An object store to read from. Its transaction ends when all requests sent so far are answered.
    pub(super) fn read(&self, store: &str) -> Result<ObjectStore, StorageFault> {
        self.read_all(&[store])?.store(store)
    }

    /// A transaction that reads from these object stores.
    pub(super) fn read_all(&self, stores: &[&str]) -> Result<Transaction, StorageFault> {
        self.transaction(stores, "readonly", Durability::Relaxed)
    }

    /// A transaction that writes to these object stores. Other writers to any of them wait until it ends.
    pub(super) fn write(&self, stores: &[&str], durability: Durability) -> Result<Transaction, StorageFault> {
        self.transaction(stores, "readwrite", durability)
    }

    fn transaction(&self, stores: &[&str], mode: &str, durability: Durability) -> Result<Transaction, StorageFault> {
        if let Some(fault) = &*self.closed.borrow() {
            return Err(fault.clone());
        }
        let stores: Array = stores.iter().copied().map(JsValue::from_str).collect();
        let options = Object::new();
        let durability = match durability {
            Durability::Strict => "strict",
            Durability::Relaxed => "relaxed",
        };
        // Neither `idb` nor `web-sys` supports the durability option.
        let begin = || {
            Reflect::set(&options, &"durability".into(), &durability.into())?;
            let transaction: Function = Reflect::get(&self.connection, &"transaction".into())?.unchecked_into();
            transaction.call3(&self.connection, &stores, &mode.into(), &options)
        };
        let transaction: IdbTransaction = begin().map_err(|error: JsValue| thrown(&error))?.unchecked_into();
        Ok(Transaction::from(transaction))
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.events.close();
    }
}
