use leptos::prelude::*;

use lab::Step;

/// The script of a talk. What shows it is loaded on demand.
#[derive(Clone, Copy)]
pub struct PresentContext {
    /// The steps of the script, in order.
    pub script: RwSignal<Vec<Step>>,
    /// How many of them are done. More than there are counts as all.
    pub done: RwSignal<usize>,
}

impl PresentContext {
    /// No script.
    pub fn new() -> Self {
        Self { script: RwSignal::new(Vec::new()), done: RwSignal::new(0) }
    }
}
