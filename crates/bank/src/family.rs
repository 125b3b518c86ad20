/// The kind of fact that an event records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// An account was opened.
    Opened,
    /// Money came in.
    MoneyIn,
    /// Money went out.
    MoneyOut,
    /// A deposit or a withdrawal was reversed.
    Reversed,
    /// The account was frozen, unfrozen or closed.
    State,
    /// A command was refused.
    Rejected,
}

impl Family {
    /// The family's name, e.g. `Money in`.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Opened => "Opened",
            Self::MoneyIn => "Money in",
            Self::MoneyOut => "Money out",
            Self::Reversed => "Reversed",
            Self::State => "State",
            Self::Rejected => "Rejected",
        }
    }
}
