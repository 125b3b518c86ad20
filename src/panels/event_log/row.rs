use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::browser;
use crate::components::{code, event_icon, family_class, icon, stamp};
use crate::dom::{El, button, el, whether};
use crate::lazy::{self, Detail, DetailView};
use crate::state::{Intents, event_name};
use bank::{BankEvent, Family};
use engine::{Event, Recorded, StreamId, Version};
use lab::{AccountId, ago, code_lines, moment, sentence, signed_amount};

/// A row of the log; `place` says where it stands.
pub fn row(intents: Intents, account: AccountId, version: Version, place: impl Fn() -> String + 'static) -> El {
    let Some((event, owner)) =
        intents.lab.read_untracked(|lab| Some((lab.event(account, version)?, lab.now(account).account.owner)))
    else {
        return el("div", "");
    };
    let is_open = whether(move || intents.cursor.version.get() == version && intents.cursor.account.get() == account);
    let is_picked = whether(move || intents.filter.picked.with(|picked| picked.contains(&version)));
    let is_future = whether(move || intents.cursor.version.get() < version);
    let is_rejected = event.data.family() == Family::Rejected;
    let recorded_at = event.metadata.recorded_at;
    let is_new = (browser::now() - recorded_at).num_milliseconds() < 600;

    let cell = |class| el("span", class).attr("role", "gridcell");
    let number = cell("event__v")
        .part(move |part| if is_open.get() { part.child(stamp(version)) } else { part.text(version.0.to_string()) });
    let number = if version.0 > 9_999 { number.class_if("is-wide", || true) } else { number };
    let kind = cell("event__type")
        .child(el("span", "event__icon").child(icon(event_icon(&event.data))))
        .child(el("span", "event__name").text(event.data.event_type()));
    let said = cell("event__text").child(el("span", "event__said").text(sentence(&event.data, owner.as_ref())));
    let amount = signed_amount(&event.data).unwrap_or_default();
    let (said, amount) = if is_rejected {
        let tag = el("span", "event__tag").text("Changes nothing");
        (said.child(tag), cell("event__amount").child(el("s", "").text(amount)))
    } else {
        (said, cell("event__amount").text(amount))
    };
    let when = cell("event__when")
        .attr("title", moment(recorded_at))
        .text_with(move || ago(recorded_at, intents.lab.now.get()))
        .part_if(move || is_future.get(), |part| part.child(el("span", "sr").text(", later")));

    let class = format!("event {}", family_class(event.data.family()));
    let class = if is_rejected { class + " event--rejected" } else { class };
    let class = if is_new { class + " is-new" } else { class };
    let cells = el("div", "event__row").attr("role", "presentation").children([number, kind, said, amount, when]);
    el("div", &class)
        .class_if("is-now", move || is_open.get())
        .class_if("is-future", move || is_future.get())
        .attr("id", row_id(version))
        .attr("role", "row")
        .attr("aria-rowindex", (version.0 + 1).to_string())
        .attr("data-version", version.0.to_string())
        .attr("data-event", event_name(account, version))
        .class_if("is-picked", move || is_picked.get())
        .state("aria-selected", move || is_open.get() || is_picked.get())
        .style("transform", place)
        .on("click", move |event| {
            let event = event.unchecked_ref::<web_sys::MouseEvent>();
            if event.ctrl_key() || event.meta_key() {
                return intents.filter.pick(version);
            }
            if event.shift_key() {
                return lazy::compare(intents, intents.cursor.version.get_untracked(), version);
            }
            intents.filter.choose_event(version);
        })
        // The cells are rebuilt when the row opens or closes, because their text then takes another number of lines.
        .part(move |part| {
            let _ = is_open.get();
            part.child(cells.clone())
        })
        .part_if(move || is_open.get(), move |part| part.child(details(intents, &event)))
}

/// The id of an event's row.
pub fn row_id(version: Version) -> String {
    format!("event-{}", version.0)
}

fn details(intents: Intents, event: &Recorded<BankEvent>) -> El {
    let lines = code_lines(&event.data.payload(), 1, None);
    let json = lines
        .iter()
        .enumerate()
        .fold(el("pre", "json"), |json, (number, line)| code(if number > 0 { json.text("\n") } else { json }, line));
    let metadata = &event.metadata;
    let facts = [
        ("Event id", metadata.event_id.to_string()),
        ("Correlation", metadata.correlation_id.to_string()),
        ("Causation", metadata.causation_id.to_string()),
    ];
    let recorded = moment(metadata.recorded_at);
    let (day, time) = recorded.split_once(' ').unwrap_or_default();
    let list = el("dl", "kv").child(el("dt", "").text("Command")).child(el("dd", "").text(&metadata.command));
    let list = match &metadata.copy_of {
        None => list,
        Some(copy_of) => {
            let stream = copy_of.stream.as_ref().map_or("another account", StreamId::as_str);
            let original = format!("{stream} {}", copy_of.version);
            list.child(el("dt", "").text("Copy of")).child(el("dd", "").text(&original))
        }
    };
    let list = facts.into_iter().fold(list, |list, (name, value)| {
        list.child(el("dt", "kv__more").text(name)).child(el("dd", "kv__more").text(value))
    });
    let list = list
        .child(el("dt", "").text("Recorded").child(el("span", "wide").text(" at")))
        .child(el("dd", "").child(el("span", "wide").text(day).text(" ")).text(time));
    let chain = intents.filter.chain;
    let copy = button("tool tool--28", move || lazy::detail(intents, Detail::CopyEvents, || {}))
        .child(icon("copy"))
        .text_with(move || match intents.filter.selection().len() {
            1 => "Copy event".to_owned(),
            count => format!("Copy {count} events"),
        });
    let more = intents.filter.picks_more;
    let pick_more =
        button("tool tool--28", move || if more.get_untracked() { intents.filter.pick_none() } else { more.set(true) })
            .state("aria-pressed", move || more.get())
            .attr("aria-label", "Pick more")
            .attr("title", "Pick more")
            .child(icon("check"));
    let show_chain = button("tool tool--28", move || chain.update(|open| *open = !*open))
        .state("aria-expanded", move || chain.get())
        .child(icon("chain"))
        .text("Chain");
    el("div", "event__detail")
        .attr("role", "gridcell")
        // What is done here is about the open row, and does not choose it again.
        .on("click", |event| event.stop_propagation())
        .child(el("div", "").child(el("div", "label").text("Payload")).child(json))
        .child(list)
        .child(el("div", "event__acts").child(copy).child(pick_more).child(show_chain))
        .part_if(
            move || chain.get(),
            move |part| lazy::draw(part, intents, DetailView::Chain, move || chain.set(false)),
        )
}
