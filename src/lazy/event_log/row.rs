use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::details::Details;
use super::list_layout::{ListLayout, translation};
use super::pool::{Marks, Slot};
use super::row_content::{EventKey, RowContent};
use crate::components::{EventName, Redrawn, ReplacedText, Show};
use crate::lazy;
use crate::state::{event_name, use_cursor, use_intents, use_lab, use_log_filter};
use engine::Version;
use lab::{ago, moment};

/// The last version whose number has its usual size.
const NARROW: Version = Version(9_999);

/// The last version whose stamp has its usual size. A stamp has a letter more.
const NARROW_STAMP: Version = Version(999);

/// A slot of the pool. It shows another event when the log is scrolled or the cursor jumps.
#[component]
pub fn Row(
    /// The slot.
    in_slot: Slot,
    /// Where the element of the open row is measured.
    layout: ListLayout,
) -> impl IntoView {
    let (cursor, filter, intents) = (use_cursor(), use_log_filter(), use_intents());
    let (content, marks) = (RwSignal::from(in_slot.content), RwSignal::from(in_slot.marks));
    let event = move || content.with(|content| content.event);
    let version = move || event().version;
    // The slot that shows one new event can be the one that shows the next.
    let landed = RwSignal::new(None::<EventKey>);
    let is_new = move || content.with(|content| content.is_new);
    let class = move || {
        let marks = marks.get();
        let mut class = "event".to_owned();
        let marks = [
            (content.with(|content| content.is_rejected), " event--rejected"),
            (is_new() && landed.get() != Some(event()), " is-new"),
            (marks.is_open, " is-now"),
            (marks.is_future, " is-future"),
            (marks.is_picked, " is-picked"),
        ];
        class.extend(marks.into_iter().filter(|mark| mark.0).map(|mark| mark.1));
        class
    };
    let choose = move |event: web_sys::MouseEvent| {
        // What is done in the details is about the open row. They can be gone by now, and with them their listeners.
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.closest(".event__detail").is_ok_and(|details| details.is_some())) {
            return;
        }
        let version = untrack(version);
        if event.ctrl_key() || event.meta_key() {
            filter.pick(version);
        } else if event.shift_key() {
            lazy::compare(intents, cursor.version.get_untracked(), version);
        } else {
            filter.choose_event(version);
        }
    };
    // An open row takes as many lines as its texts need. It is built for its event: what moves within it would count as a layout shift.
    let opened = Memo::new(move |_| marks.get().is_open.then(event));
    // The lens has lit the row for the event that it showed.
    let row = NodeRef::<Div>::new();
    Effect::new(move |before: Option<EventKey>| {
        let now = event();
        if before.is_some_and(|before| before != now)
            && let Some(row) = row.get_untracked()
        {
            let _ = row.remove_attribute("data-lit");
        }
        now
    });
    Effect::new(move |_| {
        let (row, is_open) = (row.get().map(HtmlElement::from), marks.get().is_open);
        let was_open = row.is_some() && layout.open_element.with_untracked(|open| *open == row);
        if is_open != was_open {
            layout.open_element.set(row.filter(|_| is_open));
        }
    });
    view! {
        <div
            class=class
            node_ref=row
            id=move || row_id(version())
            role="row"
            aria-rowindex=move || version().next().0.to_string()
            data-version=move || version().0.to_string()
            data-event=move || event_name(event().account, event().version)
            aria-selected=move || (marks.get().is_open || marks.get().is_picked).to_string()
            style:transform=move || translation(marks.get().top)
            on:click=choose
            on:animationend=move |_| landed.set(Some(untrack(event)))
        >
            <Redrawn>
                <Cells content marks is_open=opened.get().is_some() />
                {opened.get().map(|event| view! { <Details event /> })}
            </Redrawn>
        </div>
    }
}

/// The id of an event's row.
pub fn row_id(version: Version) -> String {
    format!("event-{}", version.0)
}

#[component]
fn Cells(
    /// What they show.
    content: RwSignal<RowContent>,
    /// How the row is marked.
    marks: RwSignal<Marks>,
    /// Whether the row is open.
    is_open: bool,
) -> impl IntoView {
    let lab = use_lab();
    let number = move || {
        let version = content.with(|content| content.event.version);
        if is_open { version.to_string() } else { version.0.to_string() }
    };
    let is_wide = move || content.with(|content| content.event.version > if is_open { NARROW_STAMP } else { NARROW });
    let event_type = Memo::new(move |_| content.with(|content| content.event_type.clone()));
    let time = Signal::derive(move || {
        let recorded_at = content.with(|content| content.recorded_at);
        ago(recorded_at, lab.now.get())
    });
    view! {
        <div class="event__row" role="presentation">
            <span class="event__v" class:is-wide=move || is_wide() role="gridcell" translate="no">
                <span class:stamp=is_open prop:textContent=move || number()></span>
            </span>
            // Not the row: all that is in an element is styled again when the colours of its family change.
            <span class=move || content.with(|content| format!("event__type {}", content.family)) role="gridcell">
                <svg class="i event__icon" aria-hidden="true">
                    <use href=move || content.with(|content| format!("#i-{}", content.icon)) />
                </svg>
                <Redrawn>
                    <span class="event__name" translate="no">
                        <EventName name=event_type.get() />
                    </span>
                </Redrawn>
            </span>
            <span class="event__text" role="gridcell">
                <span class="event__said" prop:textContent=move || content.with(|content| content.sentence.clone())></span>
                <Show when=move || content.with(|content| content.is_rejected)>
                    <span class="event__tag f-rejected">"Balance unchanged"</span>
                </Show>
            </span>
            <span
                class="event__amount"
                role="gridcell"
                translate="no"
                prop:textContent=move || content.with(|content| content.amount.clone())
            ></span>
            <span
                class="event__when"
                role="gridcell"
                title=move || content.with(|content| moment(content.recorded_at))
            >
                <ReplacedText text=time />
                <Show when=move || marks.get().is_future>
                    <span class="sr">", later"</span>
                </Show>
            </span>
        </div>
    }
}
