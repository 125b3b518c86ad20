//! The lessons: the rail beside the lab, and the map of all lessons. What a lesson asks and how it is checked is in
//! `lab::lessons`.

mod do_step;
mod earlier;
mod exhibit;
mod goals;
mod kept_progress;
mod map;
mod player;
mod pointer;
mod prediction;
mod questions;
mod rail;

use leptos::prelude::*;

use super::LoadedView;
use crate::browser;
use crate::state::Intents;
use player::Player;
use rail::Rail;

/// Opens a lesson, from its start.
pub fn open(intents: Intents, number: u8) {
    Player::running(intents).open(number);
}

/// Closes the lesson. The learner's own lab comes back.
pub fn close(intents: Intents) {
    Player::running(intents).close();
}

/// Shows the map of all lessons.
pub fn show_map(intents: Intents) {
    style();
    map::show(intents);
}

/// Asks a question from a lesson that was done before.
pub fn ask_earlier(intents: Intents) {
    style();
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    earlier::ask(intents);
}

fn style() {
    browser::adopt_style("lesson", include_str!("../../../style/lesson.css"));
}

/// Hands the rail with the open lesson to the page.
pub fn draw(intents: Intents, loaded: LoadedView) {
    style();
    Player::running(intents);
    // The signal is disposed when the page no longer shows the rail.
    let _ = loaded.try_set(Some(|| view! { <Rail /> }.into_any()));
}
