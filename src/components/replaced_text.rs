use leptos::prelude::*;

use super::Redrawn;

/// A text that is a new node whenever it changes.
///
/// A text that is aligned to its end begins elsewhere when it gets longer, which counts as a layout shift. A new node has not moved.
#[component]
pub fn ReplacedText(
    /// The text.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    let text = Memo::new(move |_| text.get());
    view! { <Redrawn>{text.get()}</Redrawn> }
}
