use leptos::prelude::*;

/// The name of the browser's entry that keeps the progress through the lessons.
pub const PROGRESS: &str = "event-sourcing-lab.progress";

/// The lesson that is open. What runs it is loaded on demand.
#[derive(Clone, Copy)]
pub struct LessonContext {
    /// Its number, from 1. `None` if none is open.
    pub open: RwSignal<Option<u8>>,
    /// Whether a lab with work of the learner waits until the lesson is closed.
    pub keeps_own_work: RwSignal<bool>,
}

impl LessonContext {
    /// No lesson is open.
    pub fn new() -> Self {
        Self { open: RwSignal::new(None), keeps_own_work: RwSignal::new(false) }
    }
}
