use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use leptos::prelude::*;

use super::sending;
use crate::state::Intents;
use crate::state::persistence::Verification;
use bank::{Bank, Command};
use engine::Notify;
use lab::AccountId;
use stores::{AnyStore, Contents, StoreKind};

/// The name of our data among those of this origin.
pub const NAME: &str = "event-sourcing-lab";

/// The open store, and the commands on their way to it.
#[derive(Clone, Copy)]
pub struct Connection {
    /// The open store.
    pub open: StoredValue<Option<Open>, LocalStorage>,
    /// The commands that wait for their turn.
    pub waiting: StoredValue<VecDeque<(AccountId, Command)>>,
    /// The command that the store is asked to write.
    pub sent: StoredValue<Option<Command>>,
}

impl Connection {
    /// The connection of the page; it is made at the first call.
    pub fn of(intents: Intents) -> Self {
        intents.in_scope(|| {
            use_context().unwrap_or_else(|| {
                let connection = Self {
                    open: StoredValue::new_local(None),
                    waiting: StoredValue::default(),
                    sent: StoredValue::new(None),
                };
                provide_context(connection);
                connection
            })
        })
    }
}

/// A store that is open.
#[derive(Clone)]
pub struct Open {
    /// Which store.
    pub kind: StoreKind,
    /// What its log is called there.
    pub name: String,
    /// Reads and writes it.
    pub store: Rc<AnyStore<Bank>>,
    /// Notified when the page lets go of it.
    pub closing: Rc<Notify>,
}

impl Open {
    /// Whether the page has let go of it.
    pub fn is_closed(&self) -> bool {
        self.closing.count() > 0
    }
}

/// The store that is open.
pub fn current(intents: Intents) -> Option<Open> {
    Connection::of(intents).open.get_value()
}

/// Lets go of the store that is open, and says which commands it had not written.
pub fn close(intents: Intents) {
    intents.persistence.copied.set(String::new());
    intents.persistence.contents.set(Contents::default());
    intents.persistence.verification.set(Verification::None);
    let Some(open) = Connection::of(intents).open.try_update_value(Option::take).flatten() else { return };
    open.closing.notify();
    sending::give_up(intents, open.kind);
}

/// The answer of a future, unless the store is closed before it comes.
pub async fn unless_closed<F: Future>(closing: &Notify, future: F) -> Option<F::Output> {
    let (mut closed, mut future) = (pin!(closing.notified_after(0)), pin!(future));
    poll_fn(|context| match closed.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(context).map(Some),
    })
    .await
}

/// What the log of this number is called in its store.
pub fn log_name(number: u32) -> String {
    if number == 1 { NAME.to_owned() } else { format!("{NAME}-{number}") }
}

/// What the log that was chosen is called in its store.
pub fn chosen_name(intents: Intents) -> String {
    log_name(intents.persistence.log.get_untracked())
}
