use leptos::prelude::*;

/// How far reading the log has come.
#[component]
pub fn Progress(
    /// Its accessible name.
    name: &'static str,
    /// How many events are read, and how many there are to read.
    #[prop(into)]
    how_far: Signal<(u64, u64)>,
) -> impl IntoView {
    view! {
        <div class="view__progress">
            <progress
                aria-label=name
                max=move || how_far.get().1.max(1).to_string()
                value=move || how_far.get().0.to_string()
            ></progress>
            <span prop:textContent=move || {
                    let (done, of) = how_far.get();
                    format!("{done} of {of} events")
                }></span>
        </div>
    }
}
