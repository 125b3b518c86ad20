use leptos::prelude::*;

/// Short messages of the page.
#[derive(Clone, Copy)]
pub struct NoticesContext {
    /// The message at the bottom of the page; it hides after a while.
    pub toast: RwSignal<String>,
    /// What a screen reader announces of the log.
    pub announcement: RwSignal<String>,
}

/// The messages of the page.
pub fn use_notices() -> NoticesContext {
    expect_context()
}

impl NoticesContext {
    /// No message yet.
    pub fn new() -> Self {
        Self { toast: RwSignal::default(), announcement: RwSignal::default() }
    }
}
