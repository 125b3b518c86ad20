//! What it takes to keep events in a browser: opening its storage, writing to it, following what other tabs write, copying a log.
//!
//! It is a part of its own (see `lazy.rs`), which the page loads at the first [`Errand`].

mod connection;
mod copying;
mod dialog;
mod forking;
mod maintenance;
mod reading;
mod sending;

use std::rc::Rc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::Intents;
use crate::state::persistence::Errand;
use connection::current;
use stores::AnyStore;

/// Runs an errand.
pub fn run(intents: Intents, errand: Errand) {
    match errand {
        Errand::Show => dialog::show(intents),
        Errand::Open => reading::open(intents),
        Errand::Close => connection::close(intents),
        Errand::Write(account, command) => sending::send(intents, account, command),
        Errand::Fork(account, version, command) => forking::fork(intents, account, version, command),
        Errand::CopyFrom(log, said) => {
            copying::copy(
                intents,
                Rc::new(AnyStore::Memory(log)),
                intents.persistence.kind.get_untracked(),
                Some(said),
            );
        }
        Errand::CopyHere(from, log) => copying::copy_here(intents, from, log),
        Errand::Publish => {
            if let Some(open) = current(intents) {
                spawn_local(async move { reading::publish(intents, &open).await });
            }
        }
        Errand::Delete => maintenance::delete_everything(intents),
    }
}
