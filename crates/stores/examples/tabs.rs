//! The code that tests with several tabs run in each tab: deposits to one account in a shared store.
//!
//! `cargo xtask test --only tabs` builds it for the browser. Run natively, it does nothing.

use bank::{Amount, Bank, BankEvent, Command, Currency, Owner, Reason, indexes, processor};
use chrono::{DateTime, TimeDelta};
use engine::{
    Aggregate, EventStore, ExecuteOptions, Executed, Idempotency, IdempotencyKey, LogRange, Metadata, NewEvent,
    SnapshotPolicy, StreamId, StreamRange,
};
use serde_json::json;
use stores::IndexedDbStore;
use stores::web_storage::{BrowserStorage, Namespace};
use uuid::Uuid;
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

const ACCOUNT: &str = "ACCOUNT-1001";

fn main() {}

/// Runs the work in the store of this kind and name. A new store needs a line here and one in `tabs.spec.ts`.
macro_rules! in_store {
    ($kind:expr, $name:expr, |$store:ident| $work:expr) => {
        match $kind.as_str() {
            "indexed-db" => {
                let $store = IndexedDbStore::<Bank>::open(&$name).await?;
                $work
            }
            "web-storage" => {
                let $store = Namespace::in_browser(BrowserStorage::Local, &$name)?.open::<Bank>()?;
                $work
            }
            other => Err(JsError::new(&format!("there is no store called {other}"))),
        }
    };
}

#[wasm_bindgen]
extern "C" {
    /// Tells a listening test that a deposit was written.
    #[wasm_bindgen(catch, js_name = acknowledge)]
    fn acknowledge(tab: u32, number: u32) -> Result<(), wasm_bindgen::JsValue>;
}

/// Opens the account.
#[wasm_bindgen]
pub async fn open_account(kind: String, name: String) -> Result<(), JsError> {
    let command = Command::CreateAccount { owner: Owner::parse("Ada")?, email: None, opening_deposit: None };
    in_store!(kind, name, |store| execute(&accounts(store), &command, 0, 0).await)
}

/// Makes deposits of 1.00 in sequence, numbered from 1. Each is decided again after a conflict.
#[wasm_bindgen]
pub async fn deposit(kind: String, name: String, tab: u32, deposits: u32) -> Result<(), JsError> {
    in_store!(kind, name, |store| {
        let accounts = accounts(store);
        for number in 1..=deposits {
            let (amount, reason) = (Amount::new(100, Currency::Usd)?, Reason::parse(&format!("{tab} {number}"))?);
            execute(&accounts, &Command::Deposit { amount, reason }, tab, number).await?;
            // Not every test listens.
            let _ = acknowledge(tab, number);
        }
        Ok(())
    })
}

/// The content of the store as JSON: the balance, the versions and positions of all events, and the tab and number of each deposit,
/// e.g. `["1 1","2 1","1 2"]`.
#[wasm_bindgen]
pub async fn audit(kind: String, name: String) -> Result<String, JsError> {
    in_store!(kind, name, |store| {
        let accounts = accounts(store);
        // Writes of other tabs may arrive late. Marking no messages waits for all of them.
        accounts.store().mark_sent(&[]).await?;
        let id = StreamId::from(ACCOUNT);
        let log = accounts.store().read_all(LogRange::ALL).await?;
        let stream = accounts.store().read(&id, StreamRange::ALL).await?;
        let unsent = accounts.store().unsent(usize::MAX).await?.records.len();
        let balance = accounts.get(&id).await?.map_or(0, |account| account.state.balance.minor);
        let deposits: Vec<_> = log
            .iter()
            .filter_map(|event| match &event.data {
                BankEvent::MoneyDeposited { reason, .. } => reason.as_ref().map(ToString::to_string),
                _ => None,
            })
            .collect();
        Ok(json!({
            "balance": balance,
            "positions": log.iter().map(|event| event.position.0).collect::<Vec<_>>(),
            "versions": stream.iter().map(|event| event.version.0).collect::<Vec<_>>(),
            "deposits": deposits,
            "unsent": unsent,
        })
        .to_string())
    })
}

fn accounts<S: EventStore<Bank>>(store: S) -> Aggregate<Bank, S> {
    let accounts = Aggregate::new(processor(), store).with_snapshots(SnapshotPolicy::Every(10));
    indexes().into_iter().fold(accounts, Aggregate::with_index)
}

async fn execute<S: EventStore<Bank>>(
    accounts: &Aggregate<Bank, S>,
    command: &Command,
    tab: u32,
    number: u32,
) -> Result<(), JsError> {
    let key = format!("{tab} {number}");
    let idempotency = Some(Idempotency { key: IdempotencyKey(key.as_str().into()), content: key });
    let id = Uuid::from_u128(u128::from(tab) << 64 | u128::from(number));
    let recorded_at = DateTime::UNIX_EPOCH + TimeDelta::seconds(number.into());
    let metadata = Metadata::new(id, recorded_at).caused_by("Deposit", id);
    let stamp = |data| NewEvent { data, metadata: metadata.clone() };
    let execution = ExecuteOptions { idempotency, retries: u32::MAX };
    match accounts.execute(&ACCOUNT.into(), command, execution, stamp).await? {
        Executed::Accepted { .. } => Ok(()),
        other => Err(JsError::new(&format!("not accepted: {other:?}"))),
    }
}
