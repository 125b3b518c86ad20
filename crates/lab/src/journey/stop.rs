/// A stop of a command, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// The request.
    Command,
    /// The account is loaded from its snapshot and its events.
    Load,
    /// The rules are checked.
    Decide,
    /// The events are written. From here on the command can't be cancelled.
    Append,
    /// The messages in the outbox are sent.
    Publish,
    /// The views apply the events.
    Project,
}

impl Stop {
    /// All stops, in order.
    pub const ALL: [Self; 6] = [Self::Command, Self::Load, Self::Decide, Self::Append, Self::Publish, Self::Project];

    /// The stop's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Command => "Command",
            Self::Load => "Load",
            Self::Decide => "Decide",
            Self::Append => "Append",
            Self::Publish => "Publish",
            Self::Project => "Project",
        }
    }

    /// One sentence that says why there is this stop.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::Command => "A command is a request. It can still be refused, so nothing is written.",
            Self::Load => "Only events are stored, so the state of the account is folded from them first.",
            Self::Decide => "The rules say yes or no to the state that was loaded. Nothing is written yet.",
            Self::Append => "The event is written only if its version is still free. From here on it is a fact.",
            Self::Publish => {
                "The messages were written with the event, so others hear of every event that is written, and of no other."
            }
            Self::Project => {
                "Views are answers built from events. They follow the log, and can be built again at any time."
            }
        }
    }

    /// The next stop. `None` after the last stop.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }

    /// The previous stop. `None` before the first stop.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::ALL.get((self as usize).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn next_leads_from_command_to_project() {
        let way: Vec<_> = std::iter::successors(Some(Stop::Command), |stop| stop.next()).collect();
        assert_eq!(way, Stop::ALL);
    }

    #[test]
    fn previous_leads_back_from_project_to_command() {
        let way: Vec<_> = std::iter::successors(Some(Stop::Project), |stop| stop.previous()).collect();
        assert!(way.iter().eq(Stop::ALL.iter().rev()));
    }
}
