use leptos::prelude::*;

use crate::components::{Redrawn, family_class};
use crate::state::{CursorContext, event_type, use_cursor};

/// The cursor in words, e.g. `Event 3 of 6 · MoneyWithdrawn 30.00`.
#[component]
pub fn Label() -> impl IntoView {
    let cursor = use_cursor();
    let words = Memo::new(move |_| EventWords::at(cursor));
    let view_of = move |words: Option<EventWords>| {
        words.map_or_else(|| before_first(cursor).into_any(), |words| words.view(cursor).into_any())
    };
    // What follows the event's type stands elsewhere for each event. New elements are not counted as a layout shift.
    view! {
        <Redrawn>
            <span>{view_of(words.get())}</span>
        </Redrawn>
    }
}

fn before_first(cursor: CursorContext) -> impl IntoView {
    view! {
        "Before the first of "
        <b translate="no" prop:textContent=move || cursor.head.get().0.to_string()></b>
        <span prop:textContent=move || if cursor.head.get().0 == 1 { " event" } else { " events" }></span>
    }
}

/// What the label says about the event at the cursor.
#[derive(Clone, PartialEq, Eq)]
struct EventWords {
    version: u64,
    class: &'static str,
    event_type: String,
    amount: Option<String>,
}

impl EventWords {
    /// The event at the cursor; `None` before the first one.
    fn at(cursor: CursorContext) -> Option<Self> {
        let event = cursor.event()?;
        Some(Self {
            version: cursor.version.get().0,
            class: family_class(event.data.family()),
            event_type: event_type(&event).to_owned(),
            amount: event.data.amount().map(|amount| amount.figure()),
        })
    }

    fn view(self, cursor: CursorContext) -> impl IntoView {
        view! {
            "Event "
            <b translate="no">{self.version.to_string()}</b>
            <span prop:textContent=move || format!(" of {} \u{b7} ", cursor.head.get().0)></span>
            <span class=format!("fam {}", self.class) translate="no">{self.event_type}</span>
            {self.amount.map(|amount| format!(" {amount}"))}
        }
    }
}

/// The cursor in words, as the value of the slider.
pub fn value_text(cursor: CursorContext) -> String {
    let (version, head) = (cursor.version.get().0, cursor.head.get().0);
    match cursor.event() {
        None => format!("Before the first of {head} {}", if head == 1 { "event" } else { "events" }),
        Some(event) => {
            let amount = event.data.amount().map(|amount| format!(" {}", amount.figure())).unwrap_or_default();
            format!("Event {version} of {head}, {}{amount}", event_type(&event))
        }
    }
}
