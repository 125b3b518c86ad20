use leptos::prelude::*;

use lab::words_of_name;

/// The name of an event's type. A line breaks between its words only.
#[component]
pub fn EventName(
    /// The name, e.g. `MoneyWithdrawn`.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let [first, second, third] = words_of_name(&name).map(str::to_owned);
    view! {
        {first}
        <wbr />
        {second}
        <wbr />
        {third}
    }
}
