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
