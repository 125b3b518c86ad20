use leptos::prelude::*;

use super::TermLink;

/// What the account's view is about, and what kind of thing it is.
#[component]
pub fn BalanceTitle() -> impl IntoView {
    view! { <span>"Balance, a " <TermLink label="projection" /></span> }
}
