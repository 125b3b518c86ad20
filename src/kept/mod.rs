//! What it takes to keep events in a browser: opening its storage, writing to it, following what other tabs write, copying a log.
//!
//! It is a part of its own (see `parts.rs`), which the page loads at the first [`Errand`].

mod dialog;
mod forking;
mod sending;

use std::cell::RefCell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::browser;
use super::session::{Session, event_type};
use super::store::{Condition, Copying, Errand, store_name};
use bank::{Bank, Outbound};
use engine::{CopyError, EventStore, LogCopy, LogRange, Notify, OutboxRecord, Position, Relay, StoreError};
use lab::{Lab, bank_over, counted};
use stores::{AnyStore, Contents, StorageFault, StoreKind};

/// The name of our data among those of this origin.
const NAME: &str = "event-sourcing-lab";
/// How many events are read at a time.
const PAGE: usize = 2_000;
/// How many events are copied between two looks at the progress.
const STEP: usize = 250;

thread_local! {
    /// The store that is open: there is one page.
    static OPEN: RefCell<Option<Open>> = const { RefCell::new(None) };
}

/// A store that is open.
#[derive(Clone)]
struct Open {
    kind: StoreKind,
    store: Rc<AnyStore<Bank>>,
    /// Rung when the page lets go of it.
    closing: Rc<Notify>,
}

impl Open {
    fn is_closed(&self) -> bool {
        self.closing.count() > 0
    }
}

/// Runs an errand.
pub(super) fn run(session: Session, errand: Errand) {
    match errand {
        Errand::Show => dialog::show(session),
        Errand::Open => open(session),
        Errand::Close => close(session),
        Errand::Write(account, command) => sending::send(session, account, command),
        Errand::Fork(account, version, command) => forking::fork(session, account, version, command),
        Errand::CopyFrom(log, said) => {
            copy(session, Rc::new(AnyStore::Memory(log)), session.store.kind.get_untracked(), Some(said));
        }
        Errand::Publish => {
            if let Some(open) = current() {
                spawn_local(async move { publish(session, &open).await });
            }
        }
        Errand::Delete => delete_everything(session),
    }
}

fn is_broken(session: Session, fault: &StorageFault) {
    session.is_broken(fault.to_string(), fault.is_repairable());
}

fn cannot_go_on(session: Session, error: &StoreError) {
    session.is_broken(error.to_string(), matches!(error, StoreError::Unreadable { .. }));
}

fn current() -> Option<Open> {
    OPEN.with_borrow(Clone::clone)
}

/// Lets go of the store that is open, and says which commands it had not written.
fn close(session: Session) {
    session.store.copied.set(String::new());
    session.store.contents.set(Contents::default());
    let Some(open) = OPEN.take() else { return };
    open.closing.notify();
    sending::give_up(session, open.kind);
}

fn open(session: Session) {
    close(session);
    let kind = session.store.kind.get_untracked();
    spawn_local(async move {
        let opened = AnyStore::open(kind, NAME).await;
        // Meanwhile another store may have been chosen.
        if session.store.kind.get_untracked() != kind || current().is_some() {
            return;
        }
        match opened {
            Err(fault) => is_broken(session, &fault),
            Ok(store) => {
                let open = Open { kind, store: Rc::new(store), closing: Rc::default() };
                OPEN.set(Some(open.clone()));
                if let Err(error) = follow(session, &open).await
                    && !open.is_closed()
                {
                    // Other tabs need not wait for what this one has announced.
                    close(session);
                    cannot_go_on(session, &error);
                }
            }
        }
    });
}

/// Reads the store to its end, and then whatever is written to it, by whichever tab, until it is closed.
async fn follow(session: Session, open: &Open) -> Result<(), StoreError> {
    loop {
        let known = session.read_untracked(Lab::position);
        catch_up(session, open).await?;
        if open.is_closed() {
            return Ok(());
        }
        if session.store.condition.get_untracked() == Condition::Opening {
            session.store.condition.set(Condition::Ready);
            // What a tab had queued when it was closed is sent by the next one.
            publish(session, open).await;
            if session.read_untracked(Lab::accounts).len() > 0 {
                session.suggest_payment();
            }
            session.go_to_address();
            sending::go_on(session);
        } else if !session.store.is_sending.get_untracked() && session.store.copying.get_untracked().is_none() {
            // The tab that has written an event sends its messages.
            session.change(Lab::mark_all_sent);
            tell_what_others_wrote(session, known);
        }
        let position = session.read_untracked(Lab::position);
        match unless_closed(&open.closing, open.store.changed(position)).await {
            Some(changed) => changed?,
            None => return Ok(()),
        }
    }
}

/// Takes in what the store has written since.
async fn catch_up(session: Session, open: &Open) -> Result<(), StoreError> {
    loop {
        let position = session.read_untracked(Lab::position);
        let events = open.store.read_all(LogRange::after(position).limit(PAGE)).await?;
        if events.is_empty() || open.is_closed() {
            return Ok(());
        }
        let taken_in = session.change(|lab| lab.take_in(events)).unwrap_or(Ok(()));
        // It is an event, but not one that can follow here.
        taken_in.map_err(|reason| StoreError::Unreadable { reason })?;
    }
}

/// Sends what the store has queued. A store that can't be asked just now keeps it queued; the next pass sends it.
async fn publish(session: Session, open: &Open) {
    let send = async |record: &OutboxRecord<Outbound>| {
        session.change(|lab| lab.receive(record)).unwrap_or_else(|| Err("the page is closed".to_owned())).map(drop)
    };
    if Relay::default().pass(&*open.store, browser::now(), send).await.is_ok() && !open.is_closed() {
        session.change(Lab::mark_all_sent);
    }
}

/// The answer of a future, unless the store is closed before it comes.
async fn unless_closed<F: Future>(closing: &Notify, future: F) -> Option<F::Output> {
    let (mut closed, mut future) = (pin!(closing.notified_after(0)), pin!(future));
    poll_fn(|context| match closed.as_mut().poll(context) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending => future.as_mut().poll(context).map(Some),
    })
    .await
}

/// Announces the events after this position, which came from another tab.
fn tell_what_others_wrote(session: Session, known: Position) {
    let words = session.read_untracked(|lab| {
        lab.with_log(|log| match (log.head().0 - known.0, log.all(known).next()) {
            (1, Some(event)) => format!("Another tab has written {} to {}.", event_type(event), event.stream),
            (0, _) => String::new(),
            (events, _) => format!("Another tab has written {events} events."),
        })
    });
    if !words.is_empty() {
        session.now.set(browser::now());
        session.announcement.set(words.clone());
        session.toast.set(words);
    }
}

/// Asks the store what is in it.
fn weigh(session: Session) {
    let Some(open) = current() else { return };
    spawn_local(async move {
        if let Ok(contents) = open.store.contents().await {
            session.store.contents.set(contents);
        }
    });
}

fn delete_everything(session: Session) {
    close(session);
    let kind = session.store.kind.get_untracked();
    session.replace(Lab::kept(browser::seed(), browser::now()));
    session.store.condition.set(Condition::Busy("Deleting everything"));
    spawn_local(async move {
        match kind.delete_everything::<Bank>(NAME).await {
            Ok(()) => {
                reopen(session, kind);
                session.toast.set("Everything in this store was deleted.".to_owned());
            }
            Err(fault) => stays_broken(session, kind, &fault),
        }
    });
}

/// What was to be done to the store was not done, unless another one was chosen meanwhile.
fn stays_broken(session: Session, kind: StoreKind, fault: &StorageFault) {
    if session.store.kind.get_untracked() == kind {
        is_broken(session, fault);
    }
}

/// Opens a store again, unless another one was chosen meanwhile.
fn reopen(session: Session, kind: StoreKind) {
    if session.store.kind.get_untracked() == kind {
        session.open_store(kind);
    }
}

/// Moves what can't be read aside, and opens the store again.
fn repair(session: Session) {
    close(session);
    let kind = session.store.kind.get_untracked();
    session.store.condition.set(Condition::Busy("Repairing"));
    spawn_local(async move {
        match kind.repair::<Bank>(NAME).await {
            Ok(moved) => {
                reopen(session, kind);
                session.toast.set(format!(
                    "Set {} aside. What is set aside is part of every export.",
                    counted(moved as u64, "record", "records")
                ));
            }
            Err(fault) => stays_broken(session, kind, &fault),
        }
    });
}

/// Saves everything that is in the store as a file, readable or not.
fn export(session: Session) {
    let kind = session.store.kind.get_untracked();
    spawn_local(async move {
        match kind.export::<Bank>(NAME).await {
            Ok(text) => browser::save("event-sourcing-lab.json", &text),
            Err(fault) => session.toast.set(fault.to_string()),
        }
    });
}

/// Copies the log that is shown to another store. What was copied before is not copied again.
fn copy_to(session: Session, kind: StoreKind) {
    let source = match current() {
        Some(open) => open.store,
        None => Rc::new(AnyStore::Memory(session.read_untracked(Lab::store))),
    };
    copy(session, source, kind, None);
}

/// Copies a log to a store, and then says what came of it, or `said` when all went well.
fn copy(session: Session, source: Rc<AnyStore<Bank>>, target: StoreKind, said: Option<&'static str>) {
    let copying = session.store.copying;
    if copying.get_untracked().is_some() {
        return;
    }
    session.store.copied.set(String::new());
    copying.set(Some(Copying { target, done: 0, of: 0, is_stopping: false }));
    spawn_local(async move {
        let name = store_name(target);
        let copied = copy_events(session, &source, target).await;
        let (done, of) = copying.get_untracked().map_or((0, 0), |copying| (copying.done, copying.of));
        let said = match copied {
            Ok(true) if let Some(said) = said => said.to_owned(),
            Ok(true) => format!("Copied the log to {name}: it has {}.", counted(done, "event", "events")),
            Ok(false) => format!("Stopped. {name} has {done} of {of} events; copying again goes on from there."),
            // It did not begin.
            Err(reason) if of == 0 => format!("Not copied: {reason}"),
            Err(reason) => format!("{name} has {done} of {}. {reason}", counted(of, "event", "events")),
        };
        if target == session.store.kind.get_untracked()
            && let Some(open) = current()
        {
            // Errors show when the store is read the next time, which is at once.
            let _ = catch_up(session, &open).await;
            session.suggest_next();
        }
        copying.set(None);
        dialog::keep_focus(target);
        weigh(session);
        session.store.copied.set(said.clone());
        session.toast.set(said);
    });
}

/// Whether the log was copied to its end; it was not when somebody has stopped the copy.
async fn copy_events(session: Session, source: &Rc<AnyStore<Bank>>, kind: StoreKind) -> Result<bool, String> {
    let copying = session.store.copying;
    let is_shown = kind == session.store.kind.get_untracked();
    let target = match current().filter(|_| is_shown) {
        Some(open) => open.store,
        None => Rc::new(AnyStore::open(kind, NAME).await.map_err(|fault: StorageFault| fault.to_string())?),
    };
    let bank = bank_over(target);
    let of = source.contents().await.map_err(|error| error.to_string())?.events;
    let mut copy = match LogCopy::begin(source, &bank).await {
        Ok(copy) => copy,
        Err(CopyError::Differs { .. }) => {
            let there = bank.store().contents().await.map_err(|error| error.to_string())?.events;
            return Err(format!(
                "{} already holds other events ({there}). To copy the log there, first choose that store and delete everything in it.",
                store_name(kind)
            ));
        }
        Err(error) => return Err(sentence_of(&error.to_string())),
    };
    let mut step = Ok(true);
    loop {
        let done = copy.position().0;
        copying.update(|copying| *copying = copying.map(|copying| Copying { done, of, ..copying }));
        if !step? {
            return Ok(true);
        }
        if copying.get_untracked().is_none_or(|copying| copying.is_stopping) {
            return Ok(false);
        }
        browser::next_task().await;
        // What was copied of a step that failed counts too.
        step = copy.step(STEP).await.map_err(|error| sentence_of(&error.to_string()));
    }
}

/// The words as a sentence of their own.
fn sentence_of(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    let end = if words.ends_with('.') { "" } else { "." };
    first.into_iter().chain(letters).chain(end.chars()).collect()
}
