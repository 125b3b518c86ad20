use leptos::prelude::*;

use crate::components::{Breakable, ReplacedText, Stamp, TermLink};
use crate::lazy;
use crate::state::{use_intents, use_views};
use bank::projections::AccountView;
use lab::{Change, changes};

/// What the event at the cursor changed, field by field.
#[component]
pub fn ChangedFields() -> impl IntoView {
    let (views, intents) = (use_views(), use_intents());
    let version = Signal::derive(move || views.account.with(|view| view.version));
    let changed =
        Memo::new(move |_| views.account_before.with(|before| views.account.with(|account| changes(before, account))));
    let count = move || match changed.with(Vec::len) {
        1 => " changed 1 field".to_owned(),
        count => format!(" changed {count} fields"),
    };
    view! {
        <section class="diff" data-event=move || views.event_name()>
            <div class="diff__title">
                <h3>
                    <Stamp version />
                    <span prop:textContent=move || count()></span>
                </h3>
                <button class="link" type="button" on:click=move |_| lazy::compare_from_here(intents)>
                    "Compare versions"
                </button>
            </div>
            <table aria-label="Changed fields">
                <thead>
                    <tr>
                        <th scope="col">"Field"</th>
                        <VersionHeading account=views.account_before />
                        <VersionHeading account=views.account />
                    </tr>
                </thead>
                <tbody>
                    <For
                        each=move || changed.get()
                        key=|Change { field, before, after }| (*field, before.clone(), after.clone())
                        let:change
                    >
                        <ChangedField change />
                    </For>
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn VersionHeading(
    /// The account at the version.
    account: Memo<AccountView>,
) -> impl IntoView {
    let text = Signal::derive(move || account.with(|account| format!("at {}", account.version)));
    // A version with one more digit would move the text at the right. A new text counts as no layout shift.
    view! {
        <th scope="col">
            <ReplacedText text />
        </th>
    }
}

#[component]
fn ChangedField(
    /// The field, and its values before and after the event.
    change: Change,
) -> impl IntoView {
    view! {
        <tr>
            <th scope="row">
                <TermLink label=change.field />
            </th>
            <td dir="auto" translate="no">
                <Breakable text=change.before />
            </td>
            <td dir="auto" translate="no">
                <Breakable text=change.after />
            </td>
        </tr>
    }
}
