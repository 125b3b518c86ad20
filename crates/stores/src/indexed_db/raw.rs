//! The names and the content of databases of any layout.

use idb::{Factory, ObjectStore};
use js_sys::{Array, Function, JSON, Object, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbOpenDbRequest};

use super::database::{cannot_open, no_indexed_db, unexplained};
use super::request::{ask, exception, first_event, heard, thrown};
use crate::StorageFault;

/// The names of all databases of this origin.
pub(super) async fn names() -> Result<Vec<String>, StorageFault> {
    let factory = JsValue::from(Factory::new().map_err(no_indexed_db)?);
    let list = || {
        let databases: Function = Reflect::get(&factory, &"databases".into())?.dyn_into()?;
        databases.call0(&factory).map(|promise| JsFuture::from(promise.unchecked_into::<Promise>()))
    };
    let listed = list().map_err(|error| thrown(&error))?.await.map_err(|error| thrown(&error))?;
    let listed: Array = listed.unchecked_into();
    let name = |database: JsValue| Reflect::get(&database, &"name".into()).ok()?.as_string();
    Ok(listed.iter().filter_map(name).collect())
}

/// Everything in the database of this name as a JSON text with the keys and values of each object store. An empty object if there is no
/// such database.
pub(super) async fn export(name: &str) -> Result<String, StorageFault> {
    let all = Object::new();
    if let Some(connection) = connect(name).await? {
        let exported = export_to(&all, &connection).await;
        connection.close();
        exported?;
    }
    JSON::stringify(&all).map(String::from).map_err(|error| thrown(&error))
}

async fn export_to(all: &Object, connection: &IdbDatabase) -> Result<(), StorageFault> {
    let names: Vec<_> = (0..).map_while(|place| connection.object_store_names().item(place)).collect();
    if names.is_empty() {
        return Ok(());
    }
    let list: Array = names.iter().map(JsValue::from).collect();
    let transaction = connection.transaction_with_str_sequence(&list).map_err(|error| thrown(&error))?;
    let mut asked = Vec::new();
    for name in names {
        let store = transaction.object_store(&name).map(ObjectStore::from).map_err(|error| thrown(&error))?;
        asked.push((name, ask(store.get_all_keys(None, None))?, ask(store.get_all(None, None))?));
    }
    for (name, keys, values) in asked {
        let (keys, values) = (keys.answer().await?, values.answer().await?);
        let records = Object::new();
        let set = |object: &Object, name: &str, value: &JsValue| Reflect::set(object, &name.into(), value);
        let both = set(&records, "keys", &keys).and(set(&records, "values", &values));
        both.and(set(all, &name, &records)).map_err(|error| thrown(&error))?;
    }
    Ok(())
}

/// A connection to the database of this name at its current version. `None` if there is no such database.
async fn connect(name: &str) -> Result<Option<IdbDatabase>, StorageFault> {
    let factory = Factory::new().map_err(no_indexed_db)?;
    let request: IdbOpenDbRequest = factory.open(name, None).map_err(cannot_open)?.into();
    let creating = request.clone();
    let do_not_create = Closure::once_into_js(move || creating.transaction().map(|creation| creation.abort().is_ok()));
    request.set_onupgradeneeded(Some(do_not_create.unchecked_ref()));
    let event = heard(first_event(&mut |listener| {
        request.set_onsuccess(Some(listener));
        request.set_onerror(Some(listener));
    }));
    if event.await?.type_() == "success" {
        return request.result().map(|connection| Some(connection.unchecked_into())).map_err(|error| thrown(&error));
    }
    match request.error() {
        Ok(Some(error)) if error.name() == "AbortError" => Ok(None),
        Ok(Some(error)) => Err(exception(&error)),
        _ => Err(unexplained()),
    }
}
