use leptos::prelude::*;

use lab::words_of_name;

/// The name of an event's type. A line breaks between its words only.
#[component]
pub fn EventName(
    /// The name, e.g. `MoneyWithdrawn`.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    // The texts stay when the name changes: a row of the log shows another event after a jump.
    let word = move |number: usize| move || name.with(|name| words_of_name(name)[number].to_owned());
    view! {
        {word(0)}
        <wbr />
        {word(1)}
        <wbr />
        {word(2)}
    }
}
