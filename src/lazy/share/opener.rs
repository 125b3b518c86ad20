use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::files;
use super::put_on_page::put_on_page;
use crate::browser;
use crate::components::Dialog;
use crate::lazy::open_dialog;
use crate::state::Intents;
use lab::links::SharedLab;
use lab::{Lab, ReplayProgress, Replaying, Scenario, Step};

/// The id of the dialog that shows the progress.
const ID: &str = "opening";

/// How long one task replays, so that the page stays responsive.
const SLICE: Duration = Duration::from_millis(12);

/// How much of a scenario is replayed between two looks at the clock.
const BETWEEN_LOOKS: u32 = 20;

/// How long a replay takes before its progress is shown.
const QUIET: Duration = Duration::from_secs(1);

/// How long a replay may take.
const MOST_TIME: Duration = Duration::from_secs(60);

/// Opens labs that were handed on, one at a time.
#[derive(Clone, Copy)]
pub struct Opener {
    /// What a learner can do.
    pub intents: Intents,
    /// What the dialog says about the last thing that was done. A toast can't be seen under a dialog.
    pub said: RwSignal<String>,
    /// The number of the replay that is under way. A replay with another number has been cancelled.
    run: StoredValue<u32>,
    progress: RwSignal<ReplayProgress>,
}

/// Where a lab comes from.
pub enum Source {
    /// The address.
    Link {
        /// Its fragment, with its `#`.
        fragment: String,
        /// Whether the page was opened with it.
        is_start: bool,
    },
    /// A file.
    File,
}

impl Source {
    /// As the object of a sentence.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Link { .. } => "link",
            Self::File => "file",
        }
    }
}

/// Why a replay has no lab.
enum Stopped {
    /// The learner or another replay stopped it, or the page is gone.
    Cancelled,
    /// It took too long.
    TooSlow,
}

impl Opener {
    /// The opener of the page, started when it is asked for the first time. From then on, a file can be dropped anywhere.
    pub fn running(intents: Intents) -> Self {
        intents.in_scope(|| {
            use_context().unwrap_or_else(|| {
                let opener = Self {
                    intents,
                    said: RwSignal::default(),
                    run: StoredValue::new(0),
                    progress: RwSignal::new(ReplayProgress { done: 0, of: 0 }),
                };
                provide_context(opener);
                browser::on_drop(move |file| files::open(opener, file));
                opener
            })
        })
    }

    /// Replays a lab and puts it on the page. A replay that is under way is cancelled.
    pub fn open(self, shared: SharedLab, source: Source) {
        let SharedLab { scenario, place, script } = shared;
        let run = self.next_run();
        let (name, is_start) = (source.name(), matches!(source, Source::Link { is_start: true, .. }));
        let cancel = move || {
            if self.run.get_value() == run {
                self.next_run();
                self.refuse(&format!("Stopped. The {name} was not opened."), is_start);
            }
        };
        spawn_local(async move {
            match self.replay(run, scenario, cancel).await {
                Ok(lab) => {
                    put_on_page(self.intents, lab, place, source).await;
                    // The script of the learner's own talk stays where the link has none.
                    let script: Vec<_> = script.iter().filter_map(|step| Step::new(&step.note)).collect();
                    if !script.is_empty() {
                        self.intents.present.script.set(script);
                        self.intents.present.done.set(0);
                    }
                }
                Err(Stopped::Cancelled) => {}
                Err(Stopped::TooSlow) => {
                    let words = format!(
                        "This {name} takes more than a minute to replay here. Nothing was changed. Open it on a faster device."
                    );
                    self.refuse(&words, is_start);
                }
            }
        });
    }

    /// Says why something was not opened. What is on the page stays; a page that was opened with a link has the empty lab.
    pub fn refuse(self, why: &str, is_start: bool) {
        self.intents.address.awaits_link.set(false);
        let intents = self.intents;
        if is_start && browser::in_address("store").is_some() {
            // The store of the address was not opened.
            intents.leave_for(None, 1);
        }
        intents.forget_link();
        if is_start {
            intents.go_to_address();
        }
        if browser::is_dialog_open() {
            self.said.set(why.to_owned());
        } else {
            intents.notices.toast.set(why.to_owned());
        }
    }

    fn next_run(self) -> u32 {
        self.run.update_value(|run| *run += 1);
        self.run.get_value()
    }

    async fn replay(
        self,
        run: u32,
        scenario: Scenario,
        cancel: impl Fn() + Copy + Send + Sync + 'static,
    ) -> Result<Lab, Stopped> {
        let began = browser::since_start();
        let mut is_shown = false;
        let mut replaying = Replaying::new(scenario);
        loop {
            let slice = browser::since_start();
            while browser::since_start() - slice < SLICE {
                if replaying.advance(BETWEEN_LOOKS).is_done() {
                    // No longer something to cancel.
                    self.next_run();
                    browser::close_dialog(ID);
                    return Ok(replaying.finish());
                }
            }
            self.progress.try_set(replaying.progress());
            if !is_shown && slice - began > QUIET {
                is_shown = true;
                self.show_progress(cancel);
            }
            browser::next_task().await;
            if self.run.try_get_value() != Some(run) {
                browser::close_dialog(ID);
                return Err(Stopped::Cancelled);
            }
            if slice - began > MOST_TIME {
                self.next_run();
                browser::close_dialog(ID);
                return Err(Stopped::TooSlow);
            }
        }
    }

    fn show_progress(self, cancel: impl Fn() + Copy + Send + Sync + 'static) {
        open_dialog(self.intents, ID, move |on_close| {
            let on_close = Callback::new(move |()| {
                cancel();
                on_close.run(());
            });
            view! { <Progress progress=self.progress on_close /> }.into_any()
        });
    }
}

/// How far a replay is.
#[component]
fn Progress(
    /// How far it is.
    progress: RwSignal<ReplayProgress>,
    /// Runs when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog id=ID class="dialog dialog--small" title="Opening a lab" on_close>
            <p>"The lab replays what was done. What is on the page stays until it is ready."</p>
            <div class="store__progress">
                <progress
                    aria-label="Replayed"
                    max=move || progress.get().of.max(1).to_string()
                    value=move || progress.get().done.to_string()
                ></progress>
                <button class="btn" type="button" on:click=move |_| browser::close_dialog(ID)>
                    "Cancel"
                </button>
            </div>
        </Dialog>
    }
}
