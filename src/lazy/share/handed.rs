use leptos::prelude::*;

use crate::browser;
use crate::state::Intents;
use crate::state::persistence::store_name;
use lab::Step;
use lab::links::{Cue, Place, ScriptStep, SharedLab, Summary, encode, write_scenario};

/// The lab as it was when the dialog was opened, which is what is handed on.
#[derive(Clone)]
pub struct Handed {
    /// Its scenario, and the place that was shown.
    pub shared: SharedLab,
    /// What is in it.
    pub summary: Summary,
}

impl Handed {
    /// The lab on the page, and its summary.
    ///
    /// # Errors
    /// Why it can't be handed on, in words.
    pub fn of_page(intents: Intents) -> Result<Self, String> {
        let kind = intents.persistence.kind.get_untracked();
        let place = intents.place();
        let script = intents.present.script.with_untracked(|steps| {
            let note = |step: &Step| ScriptStep { note: step.line().to_owned(), cue: Cue::Speak };
            steps.iter().map(note).collect::<Vec<_>>()
        });
        intents.lab.read_untracked(|lab| {
            if lab.is_mirror() {
                return Err(format!(
                    "A link and a file hold the commands, and play them again. {} keeps the events and not the commands, so this \
                     lab can\u{2019}t be handed on in that way. Export what you look at, or copy the log to another store.",
                    store_name(kind)
                ));
            }
            let summary = Summary::of(lab);
            let shared = SharedLab { scenario: lab.scenario().clone(), place, script: script.clone() };
            let shared = shared.checked().map_err(|error| engine::Failure::from(error).to_string())?;
            Ok(Self { shared, summary })
        })
    }

    /// The fragment that leads to this lab, without its `#`: at the moment that was shown, or at the newest event.
    pub fn fragment(&self, at_this_moment: bool) -> String {
        let mut shared = self.shared.clone();
        if !at_this_moment {
            shared.place.version = None;
        }
        encode(&shared)
    }

    /// The address that leads to this lab.
    pub fn link(&self, at_this_moment: bool) -> String {
        format!("{}#{}", browser::address_of_page(), self.fragment(at_this_moment))
    }

    /// This lab as a file.
    pub fn file(&self) -> String {
        write_scenario(&self.shared)
    }

    /// Where the lab opens.
    pub fn place(&self) -> &Place {
        &self.shared.place
    }
}
