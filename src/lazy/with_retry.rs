use std::pin::Pin;

use leptos::prelude::*;

use crate::components::Show;

use super::{LoadedView, NotLoaded, load};

/// A part that is being loaded.
pub type Loading = Pin<Box<dyn Future<Output = Result<(), NotLoaded>>>>;

/// A view of a part, which is loaded when the view is drawn for the first time. If the part can't be loaded, a note says so, with a
/// button that tries again.
#[component]
pub fn WithRetry(
    /// Loads the part, which then draws the view.
    draw: fn(LoadedView) -> Loading,
) -> impl IntoView {
    let (view, has_failed) = (LoadedView::new(None), RwSignal::new(false));
    let try_to_load = move || {
        has_failed.set(false);
        load(draw(view), move || {
            // It is gone when the page no longer shows the view.
            has_failed.try_set(true);
        });
    };
    try_to_load();
    view! {
        {move || view.get().map(|draw| draw())}
        <Show when=move || has_failed.get()>
            <p class="quiet dock__none" role="alert">
                {NotLoaded::failure().to_string()}
                " "
                <button class="link" type="button" on:click=move |_| try_to_load()>
                    "Try again"
                </button>
            </p>
        </Show>
    }
}
