//! Requests to IndexedDB as futures.
//!
//! The futures of the crate `idb` are not used: a dropped one leaves freed callbacks in the browser, and that of a transaction loses
//! the reason for an abort.

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, Event, IdbRequest};

use crate::StorageFault;

/// A pending request. It listens from the start, so several requests can be sent before the first answer is awaited.
pub(super) struct Asked {
    request: IdbRequest,
    heard: JsFuture,
}

/// Listens to a new request.
pub(super) fn ask<R: Into<IdbRequest>>(request: Result<R, idb::Error>) -> Result<Asked, StorageFault> {
    let request: IdbRequest = request.map_err(refused)?.into();
    let heard = first_event(&mut |listener| {
        request.set_onsuccess(Some(listener));
        request.set_onerror(Some(listener));
    });
    Ok(Asked { request, heard })
}

impl Asked {
    /// The answer of the database. The transaction stays open until the caller awaits something else.
    pub(super) async fn answer(self) -> Result<JsValue, StorageFault> {
        heard(self.heard).await?;
        match self.request.error() {
            Ok(Some(error)) => Err(exception(&error)),
            Ok(None) => self.request.result().map_err(|error| thrown(&error)),
            Err(error) => Err(thrown(&error)),
        }
    }
}

/// The first of the events to which `listen` attaches the listener. Dropping the future is safe.
pub(super) fn first_event(listen: &mut dyn FnMut(&Function)) -> JsFuture {
    JsFuture::from(Promise::new(&mut |listener: Function, _: Function| listen(&listener)))
}

/// Waits for the event.
pub(super) async fn heard(event: JsFuture) -> Result<Event, StorageFault> {
    event.await.map(JsCast::unchecked_into).map_err(|error| thrown(&error))
}

/// Runs the work to its end in a task of its own, even if this future is dropped. A transaction ends if its next request is not sent
/// immediately, so the work must not wait until the caller polls this future.
pub(super) async fn to_the_end<T: 'static>(work: impl Future<Output = T> + 'static) -> T {
    let slot = Rc::new(RefCell::new((None, None::<Waker>)));
    let answers = slot.clone();
    spawn_local(async move {
        let answer = work.await;
        let waker = {
            let mut slot = answers.borrow_mut();
            slot.0 = Some(answer);
            slot.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    });
    poll_fn(|context| {
        let mut slot = slot.borrow_mut();
        match slot.0.take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                slot.1 = Some(context.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}

/// The fault for an error of `idb`.
pub(super) fn refused(error: idb::Error) -> StorageFault {
    use idb::Error::{
        AddFailed, ClearFailed, CountFailed, DeleteFailed, GetAllFailed, GetAllKeysFailed, GetFailed, IndexNotFound,
        KeyRangeCreateFailed, ObjectStoreNotFound, OpenCursorFailed, OpenKeyCursorFailed, UpdateFailed,
    };
    match error {
        AddFailed(error)
        | ClearFailed(error)
        | CountFailed(error)
        | DeleteFailed(error)
        | GetAllFailed(error)
        | GetAllKeysFailed(error)
        | GetFailed(error)
        | IndexNotFound(error)
        | KeyRangeCreateFailed(error)
        | ObjectStoreNotFound(error)
        | OpenCursorFailed(error)
        | OpenKeyCursorFailed(error)
        | UpdateFailed(error) => thrown(&error),
        _ => StorageFault::Failed { reason: "a request was refused".to_owned() },
    }
}

/// The fault for an exception.
pub(super) fn thrown(error: &JsValue) -> StorageFault {
    match error.dyn_ref() {
        Some(error) => exception(error),
        None => StorageFault::Failed { reason: "it threw a value that is not an exception".to_owned() },
    }
}

/// The fault for a `DOMException`.
pub(super) fn exception(error: &DomException) -> StorageFault {
    let name = error.name();
    match name.as_str() {
        "QuotaExceededError" => StorageFault::Full,
        // The connection was closed during the transaction.
        "InvalidStateError" => StorageFault::Closed,
        _ => StorageFault::Failed { reason: format!("{name}: {}", error.message()) },
    }
}
