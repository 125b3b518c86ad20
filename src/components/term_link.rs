use leptos::prelude::*;

use lab::Term;

/// A label that leads to its sentence in Help if it is a term of the field. Any other label is plain text in a `span`.
///
/// `src/app/terms.rs` opens Help.
#[component]
pub fn TermLink(
    /// The label.
    #[prop(into)]
    label: String,
    /// The term, where the label alone does not name it.
    #[prop(optional)]
    term: Option<Term>,
    /// Whether the Tab key stops at it.
    #[prop(default = true)]
    is_tab_stop: bool,
) -> impl IntoView {
    match term.or_else(|| Term::of_label(&label)) {
        Some(term) => {
            let address = format!("#{}", term.id());
            view! {
                <a class="term" href=address tabindex=(!is_tab_stop).then_some("-1")>
                    {label}
                </a>
            }
            .into_any()
        }
        // An element, as everything that may be replaced: a browser that translates the page takes a text out of Leptos' hands.
        None => view! { <span>{label}</span> }.into_any(),
    }
}
