use leptos::prelude::*;

/// A text in an element of its own, of which only what changes is written.
///
/// Each text is a new node. So nothing has moved that would count as a layout shift, and a browser that translates the page, which
/// replaces every node of text with an element, keeps none that has changed.
#[component]
pub fn ReplacedText(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let text = Memo::new(move |_| text.get());
    view! { <span prop:textContent=move || text.get()></span> }
}
