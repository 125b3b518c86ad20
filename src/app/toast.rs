use std::time::Duration;

use leptos::prelude::*;

use crate::components::{Icon, Redrawn};
use crate::state::use_notices;

/// How long a toast is shown.
const SHOWN_FOR: Duration = Duration::from_secs(6);

/// How long a toast is shown that offers something.
const OFFERED_FOR: Duration = Duration::from_secs(12);

/// The message at the bottom of the page; it hides after a while.
#[component]
pub fn Toast() -> impl IntoView {
    let notices = use_notices();
    let text = notices.toast;
    let mut timer = None::<TimeoutHandle>;
    Effect::new(move |_: Option<()>| {
        if let Some(earlier) = timer.take() {
            earlier.clear();
        }
        if text.with(|text| !text.is_empty()) {
            let shown_for = if notices.offered().is_some() { OFFERED_FOR } else { SHOWN_FOR };
            timer = set_timeout_with_handle(move || text.update(String::clear), shown_for).ok();
        }
    });
    let message = move || Some(text.get()).filter(|text| !text.is_empty());
    let offer = move || {
        notices.offered().map(|offer| {
            let act = move |_| {
                text.update(String::clear);
                offer.act.run(());
            };
            view! {
                <button class="btn" type="button" on:click=act>
                    {offer.label}
                </button>
            }
        })
    };
    view! {
        <div class="toast" role="status" aria-label="Note">
            <Redrawn>
                {message()
                    .map(|text| {
                        view! {
                            <Icon name="info" />
                            <span>{text}</span>
                            {offer()}
                        }
                    })}
            </Redrawn>
        </div>
    }
}
