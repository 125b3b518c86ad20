//! The page: it shows the state and sends intents. Every rule it shows lives in `lab`.
//!
//! Folders import downwards only: `app`, then `panels` and `lazy`, then `state` and `components`, then `browser`.

// `view!` compiles a closure that stands in it once for its type of text, and a named one once more.
#![allow(clippy::redundant_closure)]

mod app;
mod browser;
mod components;
mod lazy;
mod panels;
mod state;

fn main() {
    app::start();
}
