use leptos::prelude::*;

use super::player::Player;
use crate::browser;
use crate::components::{Dialog, Icon};
use crate::lazy::open_dialog;
use crate::state::Intents;
use lab::lessons::{ACTS, COURSE, CourseAct, Entry, lesson};

/// Opens the map of all lessons.
pub fn show(intents: Intents) {
    open_dialog(intents, "lessons", move |on_close| view! { <Map intents on_close /> }.into_any());
}

#[component]
fn Map(
    /// What a learner can do.
    intents: Intents,
    /// Runs when it is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let act = move |act: &'static CourseAct| {
        let first =
            ACTS.iter().take_while(|other| other.number < act.number).last().map_or(1, |before| before.last + 1);
        let entries: Vec<_> = COURSE.iter().filter(|entry| (first..=act.last).contains(&entry.number)).collect();
        let minutes: u32 = entries.iter().map(|entry| u32::from(entry.minutes)).sum();
        view! {
            <section class="act" aria-label=format!("Act {}: {}", act.number, act.title)>
                <header class="act__head">
                    <span>{format!("Act {}", act.number)}</span>
                    <h3>{act.title}</h3>
                    <span class="act__min">{format!("{minutes} min")}</span>
                </header>
                <ol class="act__list">
                    {entries.into_iter().map(|entry| view! { <MapEntry intents entry /> }).collect_view()}
                </ol>
            </section>
        }
    };
    view! {
        <Dialog id="lessons" class="dialog dialog--map" title="Lessons" close_label="Close lessons" on_close>
            <div class="map">
                <p class="map__sub">"Five acts, twenty-two lessons, in any order."</p>
                <div class="map__acts">{ACTS.iter().map(act).collect_view()}</div>
            </div>
        </Dialog>
    }
}

#[component]
fn MapEntry(
    /// What a learner can do.
    intents: Intents,
    /// The lesson in the course.
    entry: &'static Entry,
) -> impl IntoView {
    let is_built = lesson(entry.number).is_some();
    let title = move || format!("{} {}", entry.number, entry.title);
    let open = move |_| {
        browser::close_dialog("lessons");
        Player::running(intents).open(entry.number);
    };
    let name = if is_built {
        view! {
            <button class="map__title" type="button" aria-label=title() on:click=open>
                {entry.title}
            </button>
        }
        .into_any()
    } else {
        view! { <span class="map__title">{entry.title}</span> }.into_any()
    };
    let state = if is_built { "new" } else { "to come" };
    view! {
        <li class="map__entry" class:is-to-come=!is_built>
            <span class="map__no" aria-hidden="true">{entry.number}</span>
            {name}
            <span class="map__dots" aria-hidden="true"></span>
            <span class="map__state">{(state == "done").then(|| view! { <Icon name="check" /> })}{state}</span>
            <span class="map__min">{format!("{} min", entry.minutes)}</span>
            <span class="map__idea">{entry.idea}</span>
        </li>
    }
}
