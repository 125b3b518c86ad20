use leptos::html::Div;
use leptos::prelude::*;

use super::row_content::EventKey;
use crate::browser;
use crate::components::{Code, Icon, Show, TermLink};
use crate::lazy::{self, Detail, DetailView, LazyView};
use crate::state::{use_intents, use_lab, use_log_filter};
use engine::{Event, StreamId};
use lab::{code_lines, moment};

/// The payload and the metadata of the open event, and what can be done with it.
#[component]
pub fn Details(
    /// The event.
    event: EventKey,
) -> impl IntoView {
    let (lab, filter) = (use_lab(), use_log_filter());
    let event = lab.read_untracked(|lab| lab.event(event.account, event.version))?;
    let place = NodeRef::<Div>::new();
    // When the row is scrolled out of the page, the keys still belong to the log.
    on_cleanup(move || {
        let focused = document().active_element();
        if place.try_get_untracked().flatten().is_some_and(|place| place.contains(focused.as_deref())) {
            browser::focus_soon("events");
        }
    });
    let json = code_lines(&event.data.payload(), 1, None).into_iter().enumerate();
    let json = json.map(|(number, line)| view! { {(number > 0).then_some("\n")} <Code line /> }).collect_view();
    let metadata = event.metadata;
    let ids = [
        ("Event id", metadata.event_id),
        ("Correlation", metadata.correlation_id),
        ("Causation", metadata.causation_id),
    ]
    .map(|(name, id)| (name, id.to_string()));
    let original = metadata.copy_of.map(|copy_of| {
        let stream = copy_of.stream.as_ref().map_or("another account", StreamId::as_str);
        view! {
            <dt>"Copy of"</dt>
            <dd>{format!("{stream} {}", copy_of.version)}</dd>
        }
    });
    let recorded = moment(metadata.recorded_at);
    let (day, time) = recorded.split_once(' ').unwrap_or_default();
    Some(view! {
        <div
            class="event__detail"
            node_ref=place
            role="gridcell"
        >
            <div>
                <div class="label">"Payload"</div>
                <pre class="json" translate="no">{json}</pre>
            </div>
            <dl class="kv" translate="no">
                <dt>
                    <TermLink label="Command" />
                </dt>
                <dd>{metadata.command}</dd>
                {original}
                <dt>"Recorded" <span class="wide">" at"</span></dt>
                <dd><span class="wide">{day.to_owned()} " "</span>{time.to_owned()}</dd>
            </dl>
            <div class="event__acts">
                <Ids ids />
                <Actions />
            </div>
            <Show when=move || filter.chain.get()>
                <LazyView kind=DetailView::Chain on_failure=move || filter.chain.set(false) />
            </Show>
        </div>
    })
}

/// The ids of the event and of what it belongs to, which are hidden until they are asked for.
#[component]
fn Ids(
    /// Their names and texts.
    ids: [(&'static str, String); 3],
) -> impl IntoView {
    let is_open = use_log_filter().ids;
    let ids = ids.map(|(name, id)| {
        view! {
            <dt>{name}</dt>
            <dd>{id}</dd>
        }
    });
    // The row of the next event has them open as well.
    let keep = move |event| is_open.set(event_target::<web_sys::Element>(&event).has_attribute("open"));
    view! {
        <details class="ids" prop:open=move || is_open.get() on:toggle=keep>
            <summary class="tool tool--28">"Ids" <Icon name="down" /></summary>
            <dl class="kv">{ids.into_iter().collect_view()}</dl>
        </details>
    }
}

/// Copies the selected events, selects more of them, shows what caused the open one.
#[component]
fn Actions() -> impl IntoView {
    let (intents, filter) = (use_intents(), use_log_filter());
    let (chain, picks_more) = (filter.chain, filter.picks_more);
    let copy = move || match filter.selection().len() {
        1 => "Copy event".to_owned(),
        count => format!("Copy {count} events"),
    };
    let pick_more = move |_| if picks_more.get_untracked() { filter.pick_none() } else { picks_more.set(true) };
    view! {
            <button
                class="tool tool--28"
                type="button"
                on:click=move |_| lazy::detail(intents, Detail::CopyEvents, || {})
            >
                <Icon name="copy" />
                <span prop:textContent=move || copy()></span>
            </button>
            <button
                class="tool tool--28"
                type="button"
                aria-pressed=move || picks_more.get().to_string()
                title="Select more events, to copy or compare them"
                on:click=pick_more
            >
                {move || view! { <Icon name=if picks_more.get() { "selected" } else { "select" } /> }}
                "Select"
            </button>
            <button
                class="tool tool--28"
                type="button"
                aria-expanded=move || chain.get().to_string()
                on:click=move |_| chain.update(|open| *open = !*open)
            >
                <Icon name="chain" />
                "Cause and effect"
            </button>
    }
}
