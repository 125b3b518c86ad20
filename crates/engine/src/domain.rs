use std::fmt::Debug;

use super::{Event, RuleError, Scope};

/// What one kind of aggregate is made of, and the two rules that every event of it goes through: evolve and react.
///
/// Both are written as a `match` over the event, one arm for each event type. The compiler refuses a missing arm, and
/// warns of a second one. An event type that changes nothing has an arm that says so. The trait is implemented by an
/// empty marker type, e.g. `struct Bank;`. [`Decide`](super::Decide) adds the commands.
pub trait Domain: Clone + PartialEq + Debug {
    /// The shape of the state that this code writes, from 1. A stored snapshot of any other shape is ignored. Raise the
    /// number whenever the state, or what [`evolve`](Self::evolve) does to it, changes.
    const STATE_SHAPE: u32 = 1;

    /// What a decision needs to know. The default is the state before the first event.
    type State: Clone + Default + PartialEq + Debug;
    /// The facts of this domain, usually an enum.
    type Event: Event;
    /// A message to the outside world.
    type Outbound: Clone + PartialEq + Debug;

    /// Changes the state by one event, stored or new. It sees nothing but its arguments and publishes nothing, so the same
    /// events always lead to the same state.
    ///
    /// # Errors
    /// [`RuleError`] when the event can't follow this state. No decision of this domain leads there, but a stored log can
    /// hold anything. The state is then discarded.
    fn evolve(state: &mut Self::State, event: &Self::Event, scope: &Scope<'_, Self>) -> Result<(), RuleError>;

    /// The messages that an event sends to the outside world, from the states before and after it. The engine puts them
    /// into the outbox when the event is new, and never again. By default there are none.
    #[must_use]
    fn react(_before: &Self::State, _event: &Self::Event, _after: &Self::State) -> Vec<Self::Outbound> {
        Vec::new()
    }

    /// How many earlier events of the stream [`evolve`](Self::evolve) looks at when it handles this event: what
    /// [`Scope::window`] shows before the event itself. The engine reads as many, in an append as in a recalculation. By
    /// default none.
    #[must_use]
    fn window(_event: &Self::Event) -> usize {
        0
    }
}
