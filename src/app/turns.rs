use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;

use crate::components::Show;

/// The panels that wait for their turn to be built.
///
/// A slow phone builds the page for half a second. It builds one panel in a task, so between two of them it can answer.
#[derive(Clone, Default)]
pub struct Turns(Rc<RefCell<VecDeque<RwSignal<bool>>>>);

impl Turns {
    /// Builds what waits, the first that came first, each in a task of its own; then does this.
    pub fn run(self, then: impl FnOnce() + 'static) {
        let next = self.0.borrow_mut().pop_front();
        let step = move || match next {
            Some(is_due) => {
                is_due.set(true);
                self.run(then);
            }
            None => then(),
        };
        set_timeout(step, Duration::ZERO);
    }

    /// Is true once it is the caller's turn.
    fn wait(&self) -> RwSignal<bool> {
        let is_due = RwSignal::new(false);
        self.0.borrow_mut().push_back(is_due);
        is_due
    }
}

/// Builds its content in its turn.
#[component]
pub fn InTurn<'a>(
    /// Who else waits.
    turns: &'a Turns,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView + use<> {
    let is_due = turns.wait();
    view! { <Show when=move || is_due.get()>{children()}</Show> }
}
