use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Icon, Redrawn};
use crate::state::use_notices;

/// How long a toast is shown.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// The message at the bottom of the page; it hides after a while.
#[component]
pub fn Toast() -> impl IntoView {
    let text = use_notices().toast;
    let mut timer = None::<TimeoutHandle>;
    Effect::new(move |_: Option<()>| {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        if text.with(|text| !text.is_empty()) {
            timer = set_timeout_with_handle(move || text.update(String::clear), SHOWN_FOR).ok();
        }
    });
    let message = move || Some(text.get()).filter(|text| !text.is_empty());
    view! {
        <div class="toast" role="status" aria-label="Note">
            <Redrawn>
                {message()
                    .map(|text| {
                        view! {
                            <Icon name="info" />
                            <span>{text}</span>
                        }
                    })}
            </Redrawn>
        </div>
    }
}
