//! Two versions of the account, field by field.

use leptos::prelude::*;

use super::open_dialog;
use crate::components::{Breakable, Chart, Dialog, Icon, Redrawn, Stamp, VersionField, decimal};
use crate::state::{Intents, use_cursor, use_intents, use_lab, use_views};
use engine::Version;
use lab::{Compared, Difference, compare, types_between};

/// Opens the comparison of these two.
pub fn show(intents: Intents, one: Version, other: Version) {
    open_dialog(intents, "compare", move |on_close| view! { <Compare one other on_close /> }.into_any());
}

/// The two versions that are compared.
type Pair = RwSignal<(Version, Version)>;

#[component]
fn Compare(
    /// The first version at the start.
    one: Version,
    /// The second version at the start.
    other: Version,
    /// Runs when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let (views, cursor, intents) = (use_views(), use_cursor(), use_intents());
    let pair = Pair::new((one, other));
    let first = Signal::derive(move || pair.get().0);
    let second = Signal::derive(move || pair.get().1);
    let title = Signal::derive(move || format!("Compare {} with {}", first.get(), second.get()));
    let swap = move |_| pair.update(|(one, other)| std::mem::swap(one, other));
    let choose_first = move |version| pair.update(|(one, _)| *one = version);
    let choose_second = move |version| pair.update(|(_, other)| *other = version);
    // Both versions as lines on the chart.
    let line = move |version: Version| {
        let share = version.0 as f64 / cursor.head.get().0.max(1) as f64;
        format!("M{} 0V60", decimal(100.0 * share))
    };
    view! {
        <Dialog
            id="compare"
            class="dialog dialog--small compare"
            title=title
            close_label="Close comparison"
            on_close
        >
            <div class="store__acts is-wide">
                <VersionField name="First version" version=first newest=cursor.head on_choose=choose_first />
                <VersionField name="Second version" version=second newest=cursor.head on_choose=choose_second />
                <button class="btn" type="button" on:click=swap>
                    "Swap"
                </button>
            </div>
            <p class="is-wide" role="status" aria-label="Between" prop:textContent=move || between(intents, pair)></p>
            <Chart
                class="chart is-wide"
                points=views.balances()
                here=views.balance()
                newest=views.newest_balance()
                event_name=Signal::derive(move || views.event_name())
                on_choose=move |version| cursor.go_to(version)
            >
                <path class="compared" d=move || line(first.get()) + &line(second.get()) />
            </Chart>
            <section class="diff is-wide">
                <Fields pair />
            </section>
        </Dialog>
    }
}

/// The fields at both versions, and how they differ.
#[component]
fn Fields(
    /// The two versions.
    pair: Pair,
) -> impl IntoView {
    let (lab, cursor) = (use_lab(), use_cursor());
    let fields = move || {
        let ((one, other), account) = (pair.get(), cursor.account.get());
        lab.read(|lab| compare(&lab.at(account, one), &lab.at(account, other)))
    };
    view! {
        <table aria-labelledby="compare-title">
            <thead>
                <tr>
                    <th scope="col">"Field"</th>
                    <th scope="col">"at " <Stamp version=Signal::derive(move || pair.get().0) /></th>
                    <th scope="col">"at " <Stamp version=Signal::derive(move || pair.get().1) /></th>
                    <th scope="col">"Difference"</th>
                </tr>
            </thead>
            <tbody>
                <Redrawn>{fields().into_iter().map(|field| view! { <Field field /> }).collect_view()}</Redrawn>
            </tbody>
        </table>
    }
}

/// A field. A sign, an icon and a word say how its values differ.
#[component]
fn Field(
    /// The field at both versions.
    field: Compared,
) -> impl IntoView {
    let (class, symbol, words) = match field.difference {
        Difference::Same => ("is-same", None, "same".to_owned()),
        Difference::More(by) => ("f-in", Some("up"), format!("+{by}")),
        Difference::Less(by) => ("f-out", Some("down"), format!("\u{2212}{by}")),
        Difference::Other => ("f-state", Some("right"), "changed".to_owned()),
    };
    view! {
        <tr class=class>
            <th scope="row">{field.change.field}</th>
            <td dir="auto">
                <Breakable text=field.change.before />
            </td>
            <td dir="auto">
                <Breakable text=field.change.after />
            </td>
            <td class="compare__how">
                <span class="change__by">{symbol.map(|name| view! { <Icon name /> })} {words}</span>
            </td>
        </tr>
    }
}

/// How many events the versions are apart, and of which types.
fn between(intents: Intents, pair: Pair) -> String {
    let (one, other) = pair.get();
    let counts = intents.cursor.with_events(|events| types_between(events, one, other));
    let events: usize = counts.iter().map(|(_, count)| count).sum();
    let types: Vec<_> = counts.iter().map(|(event_type, count)| format!("{count} {event_type}")).collect();
    match events {
        0 => "No event lies between: it is the same moment.".to_owned(),
        1 => format!("One event apart: {}.", types[0]),
        _ => format!("{events} events apart: {}.", types.join(", ")),
    }
}
