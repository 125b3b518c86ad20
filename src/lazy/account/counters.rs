use leptos::prelude::*;

use crate::components::Redrawn;
use crate::state::use_views;
use bank::projections::AccountView;

/// How many events of each kind the account has.
#[component]
pub fn Counters() -> impl IntoView {
    view! {
        <dl class="counts">
            <Counter name="Events" count=|view| view.version.0 />
            <Counter name="Rejected" count=|view| view.rejections.into() />
            <Counter name="Deposits" count=|view| view.deposits.into() />
            <Counter name="Withdrawals" count=|view| view.withdrawals.into() />
        </dl>
    }
}

#[component]
fn Counter(
    /// What is counted.
    name: &'static str,
    /// Counts it.
    count: fn(&AccountView) -> u64,
) -> impl IntoView {
    let views = use_views();
    let now = Memo::new(move |_| views.account.with(count));
    let more = Memo::new(move |_| now.get().saturating_sub(views.account_before.with(count)));
    // The figures end at the edge, so they move with their length and with the increase: they are new elements then, which are not
    // counted as a layout shift.
    let lengths =
        Memo::new(move |_| (now.get().to_string().len(), (more.get() != 0).then(|| more.get().to_string().len())));
    view! {
        <div class:is-linked=move || more.get() != 0>
            <dt>{name}</dt>
            <Redrawn>
                <dd translate="no">
                    <span prop:textContent=move || now.get().to_string()></span>
                    {lengths
                        .get()
                        .1
                        .map(|_| view! { <span class="delta" prop:textContent=move || format!("+{}", more.get())></span> })}
                </dd>
            </Redrawn>
        </div>
    }
}
