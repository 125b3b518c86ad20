//! What it takes to keep events in a browser: opening its storage, writing to it, following what other tabs write, copying a log.
//!
//! It is a part of its own (see `lazy.rs`), which the page loads at the first [`Errand`].

mod dialog;
mod forking;
mod maintenance;
mod sending;

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::state::persistence::{Condition, Copying, Errand, Fault, Verification, store_name};
use crate::state::{Intents, event_type};
use bank::{Bank, Command, Outbound};
use engine::{CopyError, EventStore, Failure, LogCopy, LogRange, Notify, OutboxRecord, Position, Relay, StoreError};
use lab::{AccountId, Lab, bank_over, counted};
use stores::{AnyStore, Contents, Remedy, StorageFault, StoreKind};

/// The name of our data among those of this origin.
const NAME: &str = "event-sourcing-lab";
/// How many events are read at a time.
const PAGE: usize = 2_000;
/// How many events are copied between two looks at the progress.
const STEP: usize = 250;

/// The open store, and the commands on their way to it.
#[derive(Clone, Copy)]
struct Connection {
    open: StoredValue<Option<Open>, LocalStorage>,
    /// The commands that wait for their turn.
    waiting: StoredValue<VecDeque<(AccountId, Command)>>,
    /// The command that the store is asked to write.
    sent: StoredValue<Option<Command>>,
}

impl Connection {
    /// The connection of the page; it is made when it is asked for the first time.
    fn of(intents: Intents) -> Self {
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
struct Open {
    kind: StoreKind,
    /// What its log is called there.
    name: String,
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
pub fn run(intents: Intents, errand: Errand) {
    match errand {
        Errand::Show => dialog::show(intents),
        Errand::Open => open(intents),
        Errand::Close => close(intents),
        Errand::Write(account, command) => sending::send(intents, account, command),
        Errand::Fork(account, version, command) => forking::fork(intents, account, version, command),
        Errand::CopyFrom(log, said) => {
            copy(intents, Rc::new(AnyStore::Memory(log)), intents.persistence.kind.get_untracked(), Some(said));
        }
        Errand::Publish => {
            if let Some(open) = current(intents) {
                spawn_local(async move { publish(intents, &open).await });
            }
        }
        Errand::Delete => maintenance::delete_everything(intents),
    }
}

impl From<StorageFault> for Fault {
    fn from(fault: StorageFault) -> Self {
        Self { remedies: fault.remedies(), failure: fault.into() }
    }
}

/// What to tell the user about a fault of this log. Before a repair it says which events that would keep.
async fn described(fault: StorageFault, kind: StoreKind, name: &str) -> Fault {
    // Without hashes it does not show where an old log was changed, and a repair sets aside all of it.
    let is_countable =
        fault.is_repairable() && !matches!(fault, StorageFault::AlteredUpTo { .. } | StorageFault::Older { .. });
    let keeps_all = matches!(fault, StorageFault::HeadMissing { .. } | StorageFault::Foreign { .. });
    let mut fault = Fault::from(fault);
    if is_countable && let Ok(readable) = AnyStore::<Bank>::open_read_only(kind, name).await {
        fault.failure.help.push_str(&kept_by_repair(readable.log().head().0, keeps_all));
    }
    fault
}

/// Which events a repair keeps. They are a log again, so what came after the fault goes with it, of every account.
fn kept_by_repair(events: u64, keeps_all: bool) -> String {
    match (events, keeps_all) {
        (0, _) => " A repair keeps no event.".to_owned(),
        (_, true) => format!(" A repair keeps {}.", counted(events, "event", "events")),
        (1, false) => {
            " A repair keeps the first event of the log and sets the later ones of every account aside.".to_owned()
        }
        (_, false) => {
            format!(
                " A repair keeps the first {events} events of the log and sets the later ones of every account aside."
            )
        }
    }
}

/// Why the page can't show what a store has.
#[derive(Debug)]
enum ReadError {
    /// The store can't be read.
    Store(StoreError),
    /// It can be read, but the rules can't fold this event.
    NotFoldable(StorageFault),
}

impl ReadError {
    /// The fault and its remedies.
    async fn fault(self, kind: StoreKind, name: &str) -> Fault {
        match self {
            Self::NotFoldable(fault) => fault.into(),
            Self::Store(error) => match StorageFault::of(&error) {
                Some(fault) => described(fault.clone(), kind, name).await,
                None => Fault { failure: error.into(), remedies: &[Remedy::Retry, Remedy::Reload, Remedy::Export] },
            },
        }
    }
}

/// Closes the store that is open, which can't be read any more, and says why.
async fn cannot_go_on(intents: Intents, open: &Open, error: ReadError) {
    if open.is_closed() {
        return;
    }
    // Other tabs need not wait for what this one has announced.
    close(intents);
    let fault = error.fault(open.kind, &open.name).await;
    stays_broken(intents, open.kind, fault);
}

/// What the log of this number is called in its store.
fn log_name(number: u32) -> String {
    if number == 1 { NAME.to_owned() } else { format!("{NAME}-{number}") }
}

/// What the log that was chosen is called in its store.
fn chosen_name(intents: Intents) -> String {
    log_name(intents.persistence.log.get_untracked())
}

fn current(intents: Intents) -> Option<Open> {
    Connection::of(intents).open.get_value()
}

/// Lets go of the store that is open, and says which commands it had not written.
fn close(intents: Intents) {
    intents.persistence.copied.set(String::new());
    intents.persistence.contents.set(Contents::default());
    intents.persistence.verification.set(Verification::None);
    let Some(open) = Connection::of(intents).open.try_update_value(Option::take).flatten() else { return };
    open.closing.notify();
    sending::give_up(intents, open.kind);
}

fn open(intents: Intents) {
    close(intents);
    let (kind, name) = (intents.persistence.kind.get_untracked(), chosen_name(intents));
    spawn_local(async move {
        let is_unknown = is_unknown_log(intents, kind, &name).await;
        let opened = AnyStore::open(kind, &name).await;
        // Meanwhile another store may have been chosen.
        if intents.persistence.kind.get_untracked() != kind
            || chosen_name(intents) != name
            || current(intents).is_some()
        {
            return;
        }
        match opened {
            Err(fault) => {
                let fault = described(fault, kind, &name).await;
                stays_broken(intents, kind, fault);
            }
            Ok(store) => {
                let open = Open { kind, name, store: Rc::new(store), closing: Rc::default() };
                Connection::of(intents).open.set_value(Some(open.clone()));
                if is_unknown {
                    let (store, number) = (store_name(kind), intents.persistence.log.get_untracked());
                    intents.notices.toast.set(format!("{store} has no log {number}. A new, empty one began."));
                }
                if let Err(error) = follow(intents, &open).await {
                    cannot_go_on(intents, &open, error).await;
                }
            }
        }
    });
}

/// Whether the address names a log that the store does not keep. The first log needs no name, so it is not meant.
async fn is_unknown_log(intents: Intents, kind: StoreKind, name: &str) -> bool {
    let is_known = name == NAME || {
        let number = intents.persistence.log.get_untracked();
        intents.persistence.logs.with_untracked(|logs| logs.contains(&number))
    };
    !is_known && kind.names::<Bank>().await.is_ok_and(|names| names.iter().all(|known| known != name))
}

/// Reads the store to its end, and then whatever is written to it, by whichever tab, until it is closed.
async fn follow(intents: Intents, open: &Open) -> Result<(), ReadError> {
    loop {
        let known = intents.lab.read_untracked(Lab::position);
        catch_up(intents, open).await?;
        if open.is_closed() {
            return Ok(());
        }
        if intents.persistence.condition.get_untracked() == Condition::Opening {
            intents.persistence.condition.set(Condition::Ready);
            // What a tab had queued when it was closed is sent by the next one.
            publish(intents, open).await;
            if intents.lab.read_untracked(Lab::accounts).len() > 0 {
                intents.form.suggest_payment();
            }
            intents.go_to_address();
            sending::go_on(intents);
        } else if !intents.persistence.is_sending.get_untracked()
            && intents.persistence.copying.get_untracked().is_none()
        {
            // The tab that has written an event sends its messages.
            intents.change(Lab::mark_all_sent);
            tell_what_others_wrote(intents, known);
        }
        let position = intents.lab.read_untracked(Lab::position);
        match unless_closed(&open.closing, open.store.changed(position)).await {
            Some(changed) => changed.map_err(ReadError::Store)?,
            None => return Ok(()),
        }
    }
}

/// Takes in what the store has written since.
async fn catch_up(intents: Intents, open: &Open) -> Result<(), ReadError> {
    loop {
        let position = intents.lab.read_untracked(Lab::position);
        let events = open.store.read_all(LogRange::after(position).limit(PAGE)).await.map_err(ReadError::Store)?;
        if events.is_empty() || open.is_closed() {
            return Ok(());
        }
        if let Verification::Done(_) = intents.persistence.verification.get_untracked() {
            // It did not count these events.
            intents.persistence.verification.set(Verification::None);
        }
        let mirrored = intents.change(|lab| lab.mirror(events)).unwrap_or(Ok(()));
        mirrored.map_err(|reason| ReadError::NotFoldable(StorageFault::NotFoldable { reason }))?;
    }
}

/// Sends what the store has queued. A store that can't be asked just now keeps it queued; the next pass sends it.
async fn publish(intents: Intents, open: &Open) {
    let send = async |record: &OutboxRecord<Outbound>| {
        intents.change(|lab| lab.receive(record)).unwrap_or_else(|| Err("the page is closed".to_owned())).map(drop)
    };
    if Relay::default().pass(&*open.store, browser::now(), send).await.is_ok() && !open.is_closed() {
        intents.change(Lab::mark_all_sent);
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
fn tell_what_others_wrote(intents: Intents, known: Position) {
    let words = intents.lab.read_untracked(|lab| {
        lab.with_log(|log| match (log.head().0 - known.0, log.all(known).next()) {
            (1, Some(event)) => format!("Another tab has written {} to {}.", event_type(event), event.stream),
            (0, _) => String::new(),
            (events, _) => format!("Another tab has written {events} events."),
        })
    });
    if !words.is_empty() {
        intents.lab.now.set(browser::now());
        intents.notices.announcement.set(words.clone());
        intents.notices.toast.set(words);
    }
}

/// What was to be done to the store was not done, unless another one was chosen meanwhile.
fn stays_broken(intents: Intents, kind: StoreKind, fault: Fault) {
    if intents.persistence.kind.get_untracked() == kind {
        intents.store_is_broken(fault);
    }
}

/// Copies the log that is shown to another store. What was copied before is not copied again.
fn copy_to(intents: Intents, kind: StoreKind) {
    let source = match current(intents) {
        Some(open) => open.store,
        None => Rc::new(AnyStore::Memory(intents.lab.read_untracked(Lab::store))),
    };
    copy(intents, source, kind, None);
}

/// Copies a log to a store, and then says what came of it, or `said` when all went well.
fn copy(intents: Intents, source: Rc<AnyStore<Bank>>, target: StoreKind, said: Option<&'static str>) {
    let copying = intents.persistence.copying;
    if copying.get_untracked().is_some() {
        return;
    }
    intents.persistence.copied.set(String::new());
    copying.set(Some(Copying { target, done: 0, of: 0, is_stopping: false }));
    spawn_local(async move {
        let name = store_name(target);
        let copied = copy_events(intents, &source, target).await;
        let (done, of) = copying.get_untracked().map_or((0, 0), |copying| (copying.done, copying.of));
        let said = match copied {
            Ok(true) if let Some(said) = said => said.to_owned(),
            Ok(true) => format!("Copied the log to {name}: it has {}.", counted(done, "event", "events")),
            Ok(false) => format!("Stopped. {name} has {done} of {of} events; copying again goes on from there."),
            // It did not begin.
            Err(reason) if of == 0 => format!("Not copied: {reason}"),
            Err(reason) => format!("{name} has {done} of {}. {reason}", counted(of, "event", "events")),
        };
        if target == intents.persistence.kind.get_untracked()
            && let Some(open) = current(intents)
        {
            // Errors show when the store is read the next time, which is at once.
            let _ = catch_up(intents, &open).await;
            intents.form.suggest_next();
        }
        copying.set(None);
        dialog::keep_focus(target);
        maintenance::weigh(intents);
        intents.persistence.copied.set(said.clone());
        intents.notices.toast.set(said);
    });
}

/// Returns whether the log was copied to its end. It was not if the user stopped the copy.
async fn copy_events(intents: Intents, source: &Rc<AnyStore<Bank>>, kind: StoreKind) -> Result<bool, String> {
    let copying = intents.persistence.copying;
    let is_shown = kind == intents.persistence.kind.get_untracked();
    // The first log of the other store, which is the one that it shows when it is chosen.
    let target = match current(intents).filter(|_| is_shown) {
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
        Err(error) => return Err(Failure::from(error).to_string()),
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
        step = copy.step(STEP).await.map_err(|error| Failure::from(error).to_string());
    }
}
