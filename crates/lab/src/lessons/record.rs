use std::collections::{BTreeMap, BTreeSet};

use super::question::same_number;
use crate::{AccountId, Stop};
use bank::Money;
use engine::Version;

/// What a learner has tried and answered since a lesson began, besides what the log says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LessonRecord {
    /// The prediction, as it was typed.
    pub prediction: Option<String>,
    /// The answers by the number of their question, from 0, as they were typed or chosen.
    pub answers: BTreeMap<usize, String>,
    /// The option that is chosen in what the rail shows.
    pub option: u8,
    /// The options that were chosen at some time.
    pub options_tried: BTreeSet<u8>,
    /// The stops at which a command has waited.
    pub stops: BTreeSet<Stop>,
    /// The places that the cursor has been at.
    pub places: BTreeSet<(AccountId, Version)>,
}

/// What was predicted beside what came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PredictionResult {
    /// Whether it is the same.
    pub is_right: bool,
    /// Both, as a sentence, e.g. "You said 70.00. It is 70.00."
    pub words: String,
}

impl LessonRecord {
    /// The most places that are remembered. The goals ask for a few.
    const MAX_PLACES: usize = 1_000;

    /// Remembers where the learner is now. Returns whether that is new.
    pub fn note(&mut self, account: AccountId, version: Version, waits_at: Option<Stop>) -> bool {
        let is_new_place = self.places.len() < Self::MAX_PLACES && self.places.insert((account, version));
        let is_new_stop = waits_at.is_some_and(|stop| self.stops.insert(stop));
        is_new_place || is_new_stop
    }

    /// Chooses an option of what the rail shows.
    pub fn choose(&mut self, option: u8) {
        self.option = option;
        self.options_tried.insert(option);
    }

    /// The prediction beside what came out. `None` before a prediction.
    #[must_use]
    pub fn prediction_result(&self, outcome: Money) -> Option<PredictionResult> {
        let (predicted, outcome) = (self.prediction.as_ref()?, outcome.figure());
        let is_right = same_number(predicted, &outcome);
        Some(PredictionResult { is_right, words: format!("You said {predicted}. It is {outcome}.") })
    }
}
