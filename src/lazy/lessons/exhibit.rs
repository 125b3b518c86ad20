use leptos::prelude::*;

use lab::lessons::Lesson;

/// What the rail shows beside the goals and works on the lab's events.
#[component]
pub fn Exhibits(
    /// The lesson.
    lesson: &'static Lesson,
) -> impl IntoView {
    let _ = lesson;
}
