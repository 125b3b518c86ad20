use leptos::prelude::*;

use crate::engine::Version;
use crate::lab::{StoredItem, StreamCost};
use crate::ui::browser;
use crate::ui::components::{code, icon, percent, stamp};
use crate::ui::session::Session;

/// The item that the event would be in DynamoDB.
pub(in crate::ui) fn panel(session: Session) -> AnyView {
    let item =
        Memo::new(move |_| session.event().map(|event| StoredItem::of(&event).map_err(|error| error.to_string())));
    // Folded by hand, opened by hand, or left to the stylesheet, which folds it in a low window.
    let by_hand = RwSignal::new(None::<bool>);
    let is_empty = Memo::new(move |_| session.head.get() == Version::EMPTY);
    let is_shut = move || is_empty.get() || by_hand.get() == Some(false);
    let is_open = move || !is_shut() && by_hand.get().unwrap_or_else(browser::has_room_for_storage);
    let copy = move |_| {
        if let Some(Ok(item)) = item.get_untracked() {
            browser::copy(&item.json(), move |copied| {
                let words = if copied {
                    "Copied the item."
                } else {
                    "The browser does not let this page use the clipboard. Select the text and copy it by hand."
                };
                session.toast.set(words.to_owned());
            });
        }
    };
    view! {
        <section
            class="dock"
            class:is-shut=is_shut
            class:is-pinned=move || by_hand.get() == Some(true)
            aria-label="Storage"
        >
            <header class="dock__head">
                <h2 class="panel__title">"Storage"</h2>
                {move || item.with(Option::is_some).then(|| stamp(session.version.get()))}
                <div class="tabs" role="tablist" aria-label="Storage">
                    <button class="tab" type="button" role="tab" aria-selected="true">
                        "Item"
                    </button>
                </div>
                <div class="dock__end">
                    {move || match item.get() {
                        None if is_empty.get() => {
                            view! { <span>"0 items. The first event becomes the first item."</span> }.into_any()
                        }
                        None => view! { <span>"Before the first event there is no item."</span> }.into_any(),
                        Some(Err(_)) => ().into_any(),
                        Some(Ok(item)) => {
                            view! {
                                <code>{item.sort_key}</code>
                                <button class="tool tool--28" type="button" on:click=copy>
                                    {icon("copy")}
                                    <span>"Copy"</span>
                                </button>
                            }
                                .into_any()
                        }
                    }}
                    <button
                        class="iconbtn dock__fold"
                        type="button"
                        aria-label=move || if is_open() { "Fold storage" } else { "Open storage" }
                        aria-expanded=move || is_open().to_string()
                        aria-disabled=move || is_empty.get().then_some("true")
                        on:click=move |_| by_hand.set(Some(!untrack(is_open)))
                    >
                        {icon("down")}
                    </button>
                </div>
            </header>
            <div class="dock__body" role="tabpanel" aria-label="Item">
                {move || match item.get() {
                    None => ().into_any(),
                    Some(Err(reason)) => view! { <p class="quiet dock__none">{reason}</p> }.into_any(),
                    Some(Ok(item)) => {
                        view! { <div class="dock__item">{lines(&item)} {cost(session, &item)}</div> }.into_any()
                    }
                }}
            </div>
        </section>
    }
    .into_any()
}

fn lines(item: &StoredItem) -> AnyView {
    let code_lines = item.lines.iter().enumerate().map(|(number, line)| {
        view! {
            {(number > 0).then_some("\n")}
            <span class="code__line" class:is-key=line.is_key class:has-note=line.note.is_some()>
                <code>{code(&line.code, line.is_key)}</code>
            </span>
        }
    });
    let notes = item.lines.iter().enumerate().filter_map(|(number, line)| {
        let note = line.note?;
        let title = (!note.title.is_empty()).then(|| view! { <b>{note.title}</b> " " });
        Some(view! {
            <li class="note" class:is-key=line.is_key style:--line=(number + 1).to_string()>
                {title}
                {note.text}
            </li>
        })
    });
    view! {
        <div class="scroll item">
            <div class="item__grid">
                <pre class="code" role="region" aria-label="DynamoDB item" tabindex="0">
                    {code_lines.collect_view()}
                </pre>
                <ul class="notes" aria-label="Notes on the item">
                    {notes.collect_view()}
                </ul>
            </div>
        </div>
    }
    .into_any()
}

fn cost(session: Session, item: &StoredItem) -> AnyView {
    let StoredItem { bytes, unit_used, bytes_left, next_unit_at, table_units, index_units, .. } = *item;
    let stream = Memo::new(move |_| (session.head.get(), session.with_events(StreamCost::of)));
    let units = table_units / 2;
    view! {
        <div class="cost" role="group" aria-label="Size and capacity">
            <div class="cost__row">
                <span>"Item size"</span>
                <b>{format!("{bytes} bytes")}</b>
                <span class="meter" style:--at=percent(unit_used)>
                    <i></i>
                </span>
                <small>{format!("{bytes_left} bytes left before the next write unit at {next_unit_at} KB")}</small>
            </div>
            <div class="cost__row">
                <span>"Write"</span>
                <b>{format!("{} WCU", table_units + index_units)}</b>
                <small>
                    {format!("{units} for the size, doubled by the transaction, and {index_units} for the index")}
                </small>
            </div>
            <div class="cost__row">
                <span>"Read the stream"</span>
                <b>
                    {move || {
                        let (_, cost) = stream.get();
                        format!("{}{} RCU", if cost.is_exact { "" } else { "about " }, cost.units)
                    }}
                </b>
                <small>
                    {move || {
                        let (head, cost) = stream.get();
                        let noun = if head.0 == 1 { "event" } else { "events" };
                        match cost.units.halves {
                            1 => format!("{} {noun} fit in one 4 KB read unit, at half price when eventually consistent", head.0),
                            blocks => format!("{} {noun} in {blocks} units of 4 KB, at half price when eventually consistent", head.0),
                        }
                    }}
                </small>
            </div>
        </div>
    }
    .into_any()
}
