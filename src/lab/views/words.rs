use super::{Rebuilt, Standing};

impl Standing {
    /// How many events of the log it has not shown yet.
    #[must_use]
    pub fn behind(&self) -> u64 {
        self.head.0.saturating_sub(self.checkpoint.0)
    }

    /// `as of position 12 of 14`
    #[must_use]
    pub fn as_of(&self) -> String {
        format!("as of position {} of {}", self.checkpoint.0, self.head.0)
    }

    /// `2 events behind`, `Paused`, both, or nothing.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        let behind = match self.behind() {
            0 => None,
            1 => Some("1 event behind".to_owned()),
            events => Some(format!("{events} events behind")),
        };
        match (self.is_paused, behind) {
            (false, behind) => behind,
            (true, None) => Some("Paused".to_owned()),
            (true, Some(behind)) => Some(format!("Paused, {behind}")),
        }
    }
}

impl Rebuilt {
    /// What the rebuild did, and that it published nothing.
    #[must_use]
    pub fn words(self) -> String {
        let (events, messages) = (self.up_to.0, self.published);
        let took = match self.took.as_millis() {
            0 => "less than 1 ms".to_owned(),
            milliseconds => format!("{milliseconds} ms"),
        };
        format!(
            "Rebuilt from {events} event{} in {took}. It read the log from position 1 and published {messages} message{}.",
            if events == 1 { "" } else { "s" },
            if messages == 1 { "" } else { "s" },
        )
    }
}
