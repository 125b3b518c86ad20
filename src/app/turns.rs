use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

use crate::components::Show;
use crate::state::use_intents;
use lab::embed::Panel;

/// The panels that wait for their turn to be built.
///
/// A slow phone builds the page for half a second. It builds one panel in a task, so between two of them it can answer.
#[derive(Clone, Copy)]
pub struct Turns(StoredValue<VecDeque<RwSignal<bool>>>);

impl Turns {
    /// The context that [`InTurn`] waits in.
    pub fn provide() -> Self {
        let turns = Self(StoredValue::default());
        provide_context(turns);
        turns
    }

    /// Builds what waits, the first that came first, each in a task of its own; then does this.
    pub fn run(self, then: impl FnOnce() + 'static) {
        let step = move || {
            // The timers of a page in the background wait for a second each, so it is built at once.
            let count = if document().hidden() { usize::MAX } else { 1 };
            let take = |waiting: &mut VecDeque<_>| waiting.drain(..count.min(waiting.len())).collect::<Vec<_>>();
            let due = self.0.try_update_value(take).unwrap_or_default();
            if due.is_empty() {
                return then();
            }
            due.into_iter().for_each(|is_due| is_due.set(true));
            self.run(then);
        };
        set_timeout(step, Duration::ZERO);
    }

    /// Is true once it is the caller's turn.
    fn wait(self) -> RwSignal<bool> {
        let is_due = RwSignal::new(false);
        self.0.update_value(|waiting| waiting.push_back(is_due));
        is_due
    }
}

/// Builds its content in its turn. In an embed, only if it is a panel that the embed shows.
#[component]
pub fn InTurn(
    /// The panel that it is. What is none is part of the whole lab alone.
    #[prop(optional)]
    panel: Option<Panel>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let is_shown = use_intents().embed.is_none_or(|embed| panel.is_some_and(|panel| embed.panels.has(panel)));
    let is_due = is_shown.then(|| expect_context::<Turns>().wait())?;
    Some(view! { <Show when=move || is_due.get()>{children()}</Show> })
}
