use super::Domain;

/// Turns a command into events, or refuses it.
pub trait Decide: Domain {
    /// What can be asked for.
    type Command;
    /// Why it is refused.
    type Refusal;

    /// Decides on a command by the state that it would change. It is pure: the same state and command give the same
    /// answer, and nothing is written.
    ///
    /// # Errors
    /// The refusal, when a rule of the domain says no.
    fn decide(state: &Self::State, command: &Self::Command) -> Result<Vec<Self::Event>, Self::Refusal>;

    /// The event that records the refusal of this command, for a domain in which a refusal is a fact worth keeping. By
    /// default none is recorded.
    #[must_use]
    fn rejection(_refusal: &Self::Refusal, _command: &Self::Command) -> Option<Self::Event> {
        None
    }
}
