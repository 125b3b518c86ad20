use std::fmt::Debug;

use crate::{Event, EventContext, RuleError};

/// The state, events and messages of one kind of aggregate, and the two rules that handle its events: evolve and react.
///
/// Write both as a `match` over the event with one arm for each event type: the compiler refuses a missing arm and warns
/// about a second one. An event type that changes nothing has an arm that says so. Implement the trait for an empty marker
/// type, e.g. `struct Bank;`. [`Decide`](crate::Decide) adds the commands.
pub trait Domain: Clone + PartialEq + Debug {
    /// The version of the state's shape, from 1. A stored snapshot of any other shape is ignored. Raise the number if
    /// the state type changes, or if [`evolve`](Self::evolve) folds events differently.
    const STATE_SHAPE: u32 = 1;

    /// The basis of a decision. The default is the state before the first event.
    type State: Clone + Default + PartialEq + Debug;
    /// The facts of this domain, usually an enum.
    type Event: Event;
    /// A message to the outside world.
    type Outbound: Clone + PartialEq + Debug;

    /// Folds one event, stored or new, into the state. It depends on its arguments alone and publishes nothing, so the
    /// same events always lead to the same state.
    ///
    /// # Errors
    /// [`RuleError`] if the event can't follow this state. The decisions of the domain prevent that, but a stored log
    /// can hold anything. The caller discards the state.
    fn evolve(state: &mut Self::State, event: &Self::Event, context: &EventContext<'_, Self>) -> Result<(), RuleError>;

    /// Returns the messages that an event sends to the outside world. `state` is the state after the event. The message
    /// of a new event goes to the outbox; a replay sends nothing, and neither does a copy of an event in a fork. By
    /// default there are no messages.
    #[must_use]
    fn react(_state: &Self::State, _event: &Self::Event) -> Vec<Self::Outbound> {
        Vec::new()
    }

    /// The number of earlier events in the stream that [`evolve`](Self::evolve) needs to handle this event. The engine
    /// reads them into [`EventContext::window`]. By default 0.
    #[must_use]
    fn window(_event: &Self::Event) -> usize {
        0
    }
}
