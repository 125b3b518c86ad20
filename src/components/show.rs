use leptos::either::Either;
use leptos::prelude::*;

/// Its content while a condition holds.
///
/// Leptos' own `Show` is compiled once for each condition and each content. This one is compiled once.
#[component]
pub fn Show(
    /// The condition.
    #[prop(into)]
    when: Condition,
    /// The content.
    children: ChildrenFn,
    /// What is shown while it does not hold.
    #[prop(optional, into)]
    fallback: ViewFn,
) -> impl IntoView {
    let is_shown = Memo::new(move |_| (when.0)());
    move || if is_shown.get() { Either::Left(children()) } else { Either::Right(fallback.run()) }
}

/// The condition of a [`Show`].
pub struct Condition(Box<dyn Fn() -> bool + Send + Sync>);

impl<F: Fn() -> bool + Send + Sync + 'static> From<F> for Condition {
    fn from(condition: F) -> Self {
        Self(Box::new(condition))
    }
}
