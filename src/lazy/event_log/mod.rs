use leptos::prelude::*;

use super::LoadedView;
use crate::state::use_log_filter;
use engine::Version;

mod details;
mod header;
mod keys;
mod list;
mod list_layout;
mod pool;
mod row;
mod row_content;
mod scrolling;
mod tools;

pub use row_content::RowContent;

use header::Header;
use list::List;

/// The versions that are shown, or `None` for all.
type Found = Memo<Option<Vec<Version>>>;

/// Draws [`Events`].
pub fn draw(loaded: LoadedView) {
    // It is gone when the page no longer shows an event.
    let _ = loaded.try_set(Some(|| view! { <Events /> }.into_any()));
}

/// The events of a log that has some, with the one at the cursor open.
#[component]
fn Events() -> impl IntoView {
    let filter = use_log_filter();
    let found: Found = Memo::new(move |_| filter.found());
    view! {
        <Header found />
        <List found />
    }
}
