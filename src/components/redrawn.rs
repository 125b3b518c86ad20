use leptos::either::Either;
use leptos::prelude::*;

/// Its content, in new elements whenever a signal changes that the content reads outside of its own closures.
///
/// An element that stays, and is moved by a longer text before it, counts as a layout shift; a new one does not. A live region announces
/// a new element, even if it reads like the one before.
#[component]
pub fn Redrawn(
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let mut is_left = false;
    move || {
        is_left = !is_left;
        // Leptos updates a view of the same arm in place.
        if is_left { Either::Left(children()) } else { Either::Right(children()) }
    }
}
