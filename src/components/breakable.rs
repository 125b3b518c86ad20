use leptos::prelude::*;

/// A text in which a line breaks after an `@`, as in an e-mail address.
#[component]
pub fn Breakable(
    /// The text.
    text: String,
) -> impl IntoView {
    text.split_inclusive('@')
        .enumerate()
        .map(|(number, part)| view! { {(number > 0).then(|| view! { <wbr /> })} {part.to_owned()} })
        .collect_view()
}
