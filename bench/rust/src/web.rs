use chrono::{DateTime, TimeDelta};
use bank::projections::AccountView;
use engine::{Projection, Version};
use lab::{AccountId, Lab, filled};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{Accounts, Setup};

/// The page's lab with one long account, to jump about in. Balances are below 2^53.
#[wasm_bindgen]
pub struct WebLab(Lab);

#[wasm_bindgen]
impl WebLab {
    /// An account with so many events, at most 1,000,000.
    #[wasm_bindgen(constructor)]
    pub fn new(events: u32) -> Self {
        Self(Lab::play(filled(7, DateTime::UNIX_EPOCH + TimeDelta::days(20_000), events)))
    }

    /// The balance at a version, in minor units: what the page does for each move of the cursor, but for drawing.
    pub fn at(&self, version: u32) -> f64 {
        self.0.at(AccountId(0), Version(version.into())).account.balance.minor as f64
    }

    /// The same by a fold from the first event on.
    pub fn folded(&self, version: u32) -> f64 {
        self.0.with_events(AccountId(0), |events| {
            let mut view = AccountView::default();
            events[..version as usize].iter().for_each(|event| view.apply(event));
            view.account.balance.minor as f64
        })
    }
}

/// Accounts in a memory store, for the page of the bench. Numbers of events are below 2^32, balances below 2^53.
#[wasm_bindgen]
pub struct WebAccounts(Accounts);

#[wasm_bindgen]
impl WebAccounts {
    /// The setup by its name in [`Setup::ALL`].
    #[wasm_bindgen(constructor)]
    pub fn new(setup: &str, streams: u32) -> Self {
        let setup = Setup::ALL.into_iter().find(|(name, _)| *name == setup).expect("a setup of the bench").1;
        Self(Accounts::new(setup, streams))
    }

    /// [`Accounts::run`]
    pub fn run(&mut self, from: u32, to: u32) {
        self.0.run(from, to);
    }

    /// [`Accounts::fill`]
    pub fn fill(&mut self, stream: u32, events: u32) {
        self.0.fill(stream, events);
    }

    /// [`Accounts::more`]
    pub fn more(&mut self, stream: u32, from: u32, commands: u32) {
        self.0.more(stream, from, commands);
    }

    /// [`Accounts::replay`]
    pub fn replay(&self, stream: u32) -> f64 {
        self.0.replay(stream) as f64
    }

    /// [`Accounts::fold`]
    pub fn fold(&self, stream: u32) -> f64 {
        self.0.fold(stream) as f64
    }

    /// [`Accounts::events`]
    pub fn events(&self) -> f64 {
        self.0.events() as f64
    }

    /// [`Accounts::balance`]
    pub fn balance(&self) -> f64 {
        self.0.balance() as f64
    }
}
