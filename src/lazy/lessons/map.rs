use leptos::prelude::*;
use leptos::task::spawn_local;

use super::kept_progress::KeptProgress;
use super::player::Player;
use crate::browser;
use crate::components::{Dialog, Icon, Show};
use crate::lazy::open_dialog;
use crate::state::Intents;
use engine::Failure;
use lab::lessons::{ACTS, COURSE, CourseAct, Entry, LESSONS, lesson};
use lab::links::{LessonState, MAX_PROGRESS_FILE, Progress};

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
    let player = Player::running(intents);
    let act = move |act: &'static CourseAct| view! { <ActEntries player act /> };
    let next = Memo::new(move |_| next_lesson(player.progress));
    view! {
        <Dialog id="lessons" class="dialog dialog--map" title="Lessons" close_label="Close lessons" on_close>
            <div class="map">
                <p class="map__sub">"Five acts, twenty-two lessons, in any order."</p>
                <p class="map__bar" aria-hidden="true">
                    {COURSE
                        .iter()
                        .map(|entry| view! { <i class=move || format!("is-{}", state_of(player.progress, entry.number).1)></i> })
                        .collect_view()}
                </p>
                <p class="map__count" prop:textContent=move || count_in_words(player.progress)></p>
                <Show when=move || next.get().is_some()>
                    <button
                        class="btn btn--fill map__go"
                        type="button"
                        on:click=move |_| {
                            if let Some((number, _)) = next.get_untracked() {
                                open(player, number);
                            }
                        }
                    >
                        <span prop:textContent=move || next.get().map(|(number, is_begun)| go_words(number, is_begun))></span>
                        <Icon name="right" />
                    </button>
                </Show>
                <div class="map__acts">{ACTS.iter().map(act).collect_view()}</div>
                <Keeping progress=player.progress />
            </div>
        </Dialog>
    }
}

fn go_words(number: u8, is_begun: bool) -> String {
    format!("{} lesson {number}", if is_begun { "Go on with" } else { "Begin" })
}

fn open(player: Player, number: u8) {
    browser::close_dialog("lessons");
    player.open(number);
}

/// The state of a lesson: its word, and its class.
fn state_of(progress: KeptProgress, number: u8) -> (&'static str, &'static str) {
    match progress.state(number) {
        _ if lesson(number).is_none() => ("to come", "to-come"),
        None => ("new", "new"),
        Some(LessonState::Begun) => ("begun", "begun"),
        Some(LessonState::Done) => ("done", "done"),
    }
}

/// The lesson to go on with: one that was begun, or else the first new one; and whether it was begun.
fn next_lesson(progress: KeptProgress) -> Option<(u8, bool)> {
    let first = |state: Option<LessonState>| {
        LESSONS.iter().map(|lesson| lesson.number).find(|number| progress.state(*number) == state)
    };
    let begun = first(Some(LessonState::Begun)).map(|number| (number, true));
    begun.or_else(|| first(None).map(|number| (number, false)))
}

fn count_in_words(progress: KeptProgress) -> String {
    let count = |state| LESSONS.iter().filter(|lesson| progress.state(lesson.number) == Some(state)).count();
    let (done, begun) = (count(LessonState::Done), count(LessonState::Begun));
    let left = LESSONS.iter().filter(|lesson| progress.state(lesson.number) != Some(LessonState::Done));
    let minutes: u32 = left.map(|lesson| u32::from(lesson.entry().minutes)).sum();
    let built = LESSONS.len();
    match minutes {
        0 => format!("{done} of {} done: all {built} that are built.", COURSE.len()),
        _ => format!(
            "{done} of {} done, {begun} begun. {built} are built; about {minutes} minutes of them are left.",
            COURSE.len()
        ),
    }
}

#[component]
fn ActEntries(
    /// The lessons' player.
    player: Player,
    /// The act.
    act: &'static CourseAct,
) -> impl IntoView {
    let first = ACTS.iter().take_while(|other| other.number < act.number).last().map_or(1, |before| before.last + 1);
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
                {entries.into_iter().map(|entry| view! { <MapEntry player entry /> }).collect_view()}
            </ol>
        </section>
    }
}

#[component]
fn MapEntry(
    /// The lessons' player.
    player: Player,
    /// The lesson in the course.
    entry: &'static Entry,
) -> impl IntoView {
    let number = entry.number;
    let state = Memo::new(move |_| state_of(player.progress, number));
    let name = if lesson(number).is_some() {
        view! {
            <button
                class="map__title"
                type="button"
                aria-label=format!("{number} {}", entry.title)
                on:click=move |_| open(player, number)
            >
                {entry.title}
            </button>
        }
        .into_any()
    } else {
        view! { <span class="map__title">{entry.title}</span> }.into_any()
    };
    view! {
        <li class=move || format!("map__entry is-{}", state.get().1)>
            <span class="map__no" aria-hidden="true">{number}</span>
            {name}
            <span class="map__dots" aria-hidden="true"></span>
            <span class="map__state">
                <Icon name="check" />
                <span prop:textContent=move || state.get().0></span>
            </span>
            <span class="map__min">{format!("{} min", entry.minutes)}</span>
            <span class="map__idea">{entry.idea}</span>
        </li>
    }
}

/// Downloads the progress, loads it, and forgets it.
#[component]
fn Keeping(
    /// The progress.
    progress: KeptProgress,
) -> impl IntoView {
    let asks = RwSignal::new(false);
    let said = RwSignal::new(String::new());
    let load = move |_| {
        browser::choose_file(".json,application/json", move |file| {
            spawn_local(async move {
                let read = match browser::read_file(&file, MAX_PROGRESS_FILE).await {
                    Some(bytes) => Progress::read(&bytes).map_err(|error| Failure::from(error).to_string()),
                    None => {
                        Err("The browser could not read the file. Nothing was changed. Choose it again.".to_owned())
                    }
                };
                match read {
                    Ok(loaded) => {
                        progress.update(|now| *now = loaded);
                        said.set("Loaded your progress.".to_owned());
                    }
                    Err(why) => said.set(why),
                }
            });
        });
    };
    view! {
        <div class="map__keep">
            <button
                class="btn"
                type="button"
                on:click=move |_| browser::save("event-sourcing-lab-progress.json", &progress.read(Progress::write))
            >
                <Icon name="in" />
                "Download progress"
            </button>
            <button class="btn" type="button" on:click=load>
                <Icon name="out" />
                "Load progress"
            </button>
            <Show
                when=move || asks.get()
                fallback=move || {
                    view! {
                        <button class="btn btn--plain" type="button" on:click=move |_| asks.set(true)>
                            "Forget my progress"
                        </button>
                    }
                }
            >
                <span class="map__ask" role="alert">
                    "Forget which lessons you have done? "
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| {
                            progress.forget();
                            asks.set(false);
                            said.set("Your progress is forgotten.".to_owned());
                        }
                    >
                        "Forget it"
                    </button>
                    <button class="btn btn--plain" type="button" on:click=move |_| asks.set(false)>
                        "Keep it"
                    </button>
                </span>
            </Show>
            <span class="quiet">"Your progress is kept in this browser only."</span>
            <p class="map__said" role="status" aria-label="Progress" prop:textContent=move || said.get()></p>
        </div>
    }
}
