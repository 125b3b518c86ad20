//! The page: it shows the session and sends intents. Every rule it shows lives in [`crate::lab`].

mod app;
mod browser;
mod components;
mod dom;
mod panels;
mod session;
mod shortcuts;

pub use app::start;
