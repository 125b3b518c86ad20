use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::components::{EventName, Icon, Show};
use crate::lazy::event_log::RowContent;
use crate::state::{event_name, use_cursor, use_lab};
use engine::Version;
use lab::{Lab, moment};

/// How many events before the cursor are there to be scrolled to, and as many after it.
const AROUND: u64 = 20;

/// The events around the cursor. The one at the cursor is large, and so is the one that is pointed at.
#[component]
pub fn Log() -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let rows = move || {
        let (account, at, head) = (cursor.account.get(), cursor.version.get().0, cursor.head.get().0);
        let (first, last) = (at.saturating_sub(AROUND).max(1), at.saturating_add(AROUND).min(head));
        lab.read(|lab: &Lab| {
            let owner = lab.now(account).account.owner;
            let event = |version| lab.event(account, Version(version));
            let row = |event| RowContent::of(account, owner.as_ref(), &event);
            (first..=last).filter_map(event).map(row).collect::<Vec<_>>()
        })
    };
    let who = move || {
        let (owner, account) = (lab.owner(cursor.account.get()), cursor.account.get());
        if owner.is_empty() { account.to_string() } else { format!("{owner} \u{b7} {account}") }
    };
    let list = NodeRef::<Div>::new();
    Effect::new(move |_| {
        let version = cursor.version.get();
        let _ = cursor.head.get();
        if let Some(list) = list.get() {
            // By then the rows are there.
            request_animation_frame(move || show_row(&list, version));
        }
    });
    view! {
        <section class="present__log" aria-label="Event log">
            <header class="present__head">
                <h2>"Event log"</h2>
                <span class="present__who" dir="auto" translate="no" prop:textContent=move || who()></span>
            </header>
            <Show when=move || cursor.head.get() == Version::EMPTY>
                <p class="present__none">"Nothing has happened yet."</p>
            </Show>
            <div
                class="present__rows scroll"
                node_ref=list
                hidden=move || cursor.head.get() == Version::EMPTY
                role="grid"
                tabindex="0"
                aria-label="Events"
                aria-rowcount=move || cursor.head.get().next().0.to_string()
                aria-activedescendant=move || row_id(cursor.version.get())
            >
                <For each=move || rows() key=|row| row.event let:row>
                    <Row row />
                </For>
            </div>
        </section>
    }
}

/// Scrolls the list so that a row is seen whole, with a row before and after it.
fn show_row(list: &HtmlElement, version: Version) {
    let Some(row) = document().get_element_by_id(&row_id(version)).and_then(|row| row.dyn_into::<HtmlElement>().ok())
    else {
        return list.set_scroll_top(0);
    };
    let neighbour = row.previous_element_sibling().map_or(0, |row| row.client_height());
    let (top, bottom) = (row.offset_top() - neighbour, row.offset_top() + row.offset_height() + neighbour);
    let (seen_from, height) = (list.scroll_top(), list.client_height());
    if top < seen_from || bottom - top > height {
        list.set_scroll_top(top);
    } else if bottom > seen_from + height {
        list.set_scroll_top(bottom - height);
    }
}

fn row_id(version: Version) -> String {
    format!("present-{}", version.0)
}

#[component]
fn Row(
    /// What it shows.
    row: RowContent,
) -> impl IntoView {
    let cursor = use_cursor();
    let version = row.event.version;
    let is_now = Memo::new(move |_| cursor.version.get() == version);
    let is_later = Memo::new(move |_| cursor.version.get() < version);
    let number = move || if is_now.get() { version.to_string() } else { version.0.to_string() };
    view! {
        <div
            class=format!("present__row {}", row.family)
            class:is-now=move || is_now.get()
            class:is-future=move || is_later.get()
            class:is-rejected=row.is_rejected
            id=row_id(version)
            role="row"
            aria-rowindex=version.next().0.to_string()
            aria-selected=move || is_now.get().to_string()
            data-version=version.0.to_string()
            data-event=event_name(row.event.account, version)
            on:click=move |_| cursor.go_to(version)
        >
            <span class="present__v" role="gridcell" translate="no">
                <span class:stamp=move || is_now.get() prop:textContent=move || number()></span>
            </span>
            <span class="present__type" role="gridcell">
                <span class="present__icon">
                    <Icon name=row.icon />
                </span>
                <span translate="no">
                    <EventName name=row.event_type />
                </span>
            </span>
            <span class="present__text" role="gridcell">
                <span class="present__said" class:sr=move || !is_now.get()>
                    {row.sentence}
                </span>
                {row.is_rejected.then(|| view! { <span class="present__tag">"Balance unchanged"</span> })}
            </span>
            <span class="present__amount" role="gridcell" translate="no">
                {row.amount}
            </span>
            <span class="sr" role="gridcell">
                {moment(row.recorded_at)}
                <span prop:textContent=move || if is_later.get() { ", later" } else { "" }></span>
            </span>
        </div>
    }
}
