use leptos::prelude::*;

use super::script;
use super::talk::Talk;
use crate::browser;
use crate::components::Redrawn;

/// What the next step of the script is, small, for the presenter; and what a presenter needs besides.
#[component]
pub fn Notes(
    /// The talk.
    talk: Talk,
) -> impl IntoView {
    let present = talk.intents.present;
    let next = Memo::new(move |_| {
        let done = present.done.get();
        present.script.with(|steps| Next::of(steps.iter().map(lab::Step::line), steps.len(), done))
    });
    view! {
        <section class="present__notes" aria-label="Notes">
            <div class="present__next scroll" role="status" aria-label="Next note">
                <Redrawn>
                    {next
                        .get()
                        .map(|Next { place, line }| {
                            view! {
                                <p>
                                    <span class="present__place">{place}</span>
                                    <span dir="auto">{line}</span>
                                </p>
                            }
                        })}
                </Redrawn>
            </div>
            <div class="present__acts">
                <button class="btn" type="button" on:click=move |_| script::show(talk)>
                    "Script"
                </button>
                <button class="btn" type="button" on:click=move |_| talk.black_out()>
                    "Black" <span class="sr">" screen"</span>
                </button>
                {browser::can_fill_screen()
                    .then(|| {
                        view! {
                            <button class="btn" type="button" on:click=|_| browser::toggle_full_screen()>
                                "Full screen"
                            </button>
                        }
                    })}
            </div>
        </section>
    }
}

/// What is said about the next step.
#[derive(Clone, PartialEq, Eq)]
struct Next {
    /// Where it stands in the script, e.g. `Next, 2 of 5: `.
    place: String,
    /// Its line.
    line: String,
}

impl Next {
    /// The step after those that are done; `None` without a script.
    fn of<'a>(mut lines: impl Iterator<Item = &'a str>, count: usize, done: usize) -> Option<Self> {
        if count == 0 {
            return None;
        }
        Some(match lines.nth(done) {
            Some(line) => Self { place: format!("Next, {} of {count}: ", done + 1), line: line.to_owned() },
            None => Self { place: "End of the script".to_owned(), line: String::new() },
        })
    }
}
