use leptos::prelude::*;

/// Short messages of the page.
#[derive(Clone, Copy)]
pub struct NoticesContext {
    /// The message at the bottom of the page; it hides after a while.
    pub toast: RwSignal<String>,
    /// What the message offers to do.
    pub offer: RwSignal<Option<Offer>>,
    /// What a screen reader announces of the log.
    pub announcement: RwSignal<String>,
}

/// What a message at the bottom of the page offers to do.
#[derive(Clone)]
pub struct Offer {
    /// The message that it belongs to.
    pub toast: String,
    /// The text of its button.
    pub label: String,
    /// Does it.
    pub act: Callback<()>,
}

/// The messages of the page.
pub fn use_notices() -> NoticesContext {
    expect_context()
}

impl NoticesContext {
    /// No message yet.
    pub fn new() -> Self {
        Self { toast: RwSignal::default(), offer: RwSignal::new(None), announcement: RwSignal::default() }
    }

    /// Shows a message after the one that is shown, if there is one.
    pub fn add(self, words: &str) {
        self.toast.update(|toast| {
            if !toast.is_empty() {
                toast.push(' ');
            }
            toast.push_str(words);
        });
    }

    /// What the message that is shown offers.
    pub fn offered(self) -> Option<Offer> {
        self.offer.get().filter(|offer| self.toast.with(|toast| *toast == offer.toast))
    }
}
