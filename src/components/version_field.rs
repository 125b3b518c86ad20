use leptos::prelude::*;
use web_sys::{Event, HtmlInputElement};

use crate::browser;
use engine::Version;

/// A field that a version is typed into.
#[component]
pub fn VersionField(
    /// Its accessible name.
    name: &'static str,
    /// The version.
    #[prop(into)]
    version: Signal<Version>,
    /// The newest version, which is the highest that can be chosen.
    #[prop(into)]
    newest: Signal<Version>,
    /// Runs with the version that was entered, which is at most the newest.
    on_choose: impl Fn(Version) + 'static,
) -> impl IntoView {
    let choose = move |event: Event| {
        let field = event_target::<HtmlInputElement>(&event);
        // NaN when it is empty or not a number.
        let wanted = field.value_as_number();
        if wanted.is_finite() {
            on_choose(Version(wanted.max(0.0) as u64).min(newest.get_untracked()));
        }
        // What was entered may be out of range, or no number.
        field.set_value(&version.get_untracked().0.to_string());
    };
    view! {
        <span class="goto">
            <span aria-hidden="true">"v"</span>
            <input
                class="input"
                type="number"
                min="0"
                max=move || newest.get().0.to_string()
                aria-label=name
                title=name
                prop:value=move || version.get().0.to_string()
                on:change=choose
                on:wheel=|event| browser::keep_number(&event)
            />
        </span>
    }
}
