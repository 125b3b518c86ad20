/// A stop on a command's way, in the order of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stop {
    /// Somebody asks for something.
    Command,
    /// The past is read.
    Load,
    /// The rules are checked.
    Decide,
    /// The events are written. From here on nothing is taken back.
    Append,
    /// Others are told.
    Publish,
    /// The views take the events in.
    Project,
}

impl Stop {
    /// All of them, from the first to the last.
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

    /// The stop after this one, unless it is the last.
    #[must_use]
    pub fn next(self) -> Option<Self> {
        Self::ALL.get(self as usize + 1).copied()
    }

    /// The stop before this one, unless it is the first.
    #[must_use]
    pub fn previous(self) -> Option<Self> {
        Self::ALL.get((self as usize).checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_leads_from_the_command_to_the_views() {
        let way: Vec<_> = std::iter::successors(Some(Stop::Command), |stop| stop.next()).collect();
        assert_eq!(way, Stop::ALL);
    }

    #[test]
    fn and_back_again() {
        let way: Vec<_> = std::iter::successors(Some(Stop::Project), |stop| stop.previous()).collect();
        assert!(way.iter().eq(Stop::ALL.iter().rev()));
    }
}
