//! A command whose account another writer has changed since it was read.

use super::facts::fact;
use super::{Fact, Stepping, Stop, Trace};
use crate::Lab;
use crate::words::sentence;
use bank::Check;
use engine::Version;

impl Stepping {
    /// The versions that another writer has written to the account since it was read, the first and the last. `None` if
    /// there are none, and once the command is written.
    #[must_use]
    pub fn overtaken_by(&self, lab: &Lab) -> Option<(Version, Version)> {
        let (first, head) = (self.trace.expected.next(), lab.head(self.account));
        (!self.is_written() && head >= first).then_some((first, head))
    }

    /// What another writer has written to the account since it was read, e.g. `Another tab wrote v3 first: Ada paid in
    /// 5.00.` `None` if it has written nothing.
    #[must_use]
    pub fn overtaken_words(&self, lab: &Lab) -> Option<String> {
        let (first, last) = self.overtaken_by(lab)?;
        let event = lab.event(self.account, first)?;
        let owner = lab.now(self.account).account.owner;
        let said = sentence(&event.data, owner.as_ref());
        Some(match last.0 - first.0 {
            0 => format!("Another tab wrote {first} first: {said}"),
            1 => format!("Another tab wrote {first} and {last} first: {said} And 1 event more."),
            more => format!("Another tab wrote {first} to {last} first: {said} And {more} events more."),
        })
    }

    /// The facts about a stop of a command whose account another writer has changed since it was read. `None` while
    /// nothing was changed: then those of [`Journey`] hold.
    #[must_use]
    pub fn overtaken_facts(&self, lab: &Lab, stop: Stop) -> Option<Vec<Fact>> {
        let words = self.overtaken_words(lab)?;
        let Trace { expected, first, ref checks, .. } = self.trace;
        Some(match stop {
            Stop::Command => vec![fact("Command", self.trace.cause.name()), fact("Sent to", self.account)],
            Stop::Load => vec![fact("Stream read at", expected), fact("Since then", words)],
            Stop::Decide => {
                let checks = checks.iter().map(Check::to_string).collect::<Vec<_>>().join(", ");
                vec![fact("Decided on", expected), fact("Checks", checks), fact("Since then", words)]
            }
            Stop::Append | Stop::Publish | Stop::Project => vec![
                fact("Expected version", format!("{expected}: {first} must still be free")),
                fact("Found", words),
                fact("Wrote", "nothing"),
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};
    use crate::{Advance, Answered, Attempt, Outcome};
    use common::{at, deposit};
    use engine::Conflict;

    fn at_decide(lab: &Lab) -> Stepping {
        let mut stepping = Stepping::begin(lab, ADA, deposit(5_00)).unwrap();
        assert_eq!([(); 2].map(|()| stepping.advance(lab)), [Advance::Moved; 2]);
        stepping
    }

    #[test]
    fn command_fails_at_append_when_another_writer_was_first() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        lab.send(at(0), ADA, deposit(7_00));
        assert!(!stepping.plan_again(&lab), "it keeps the plan that it was shown with");
        assert_eq!(stepping.trace.first, Version(7));
        assert_eq!(stepping.advance(&lab), Advance::Conflict);
        assert_eq!((stepping.stop, stepping.is_written()), (Stop::Append, false));
        assert_eq!(stepping.overtaken_by(&lab), Some((Version(7), Version(7))));
        let words = "Another tab wrote v7 first: Ada paid in 7.00.";
        assert_eq!(stepping.overtaken_words(&lab).as_deref(), Some(words));
        assert_eq!(stepping.advance(&lab), Advance::Waiting, "it can't leave Append");
        assert_eq!(stepping.projected(ADA, Version(7)), Version(7), "the views do not wait for it");

        assert!(stepping.read_again(&lab));
        assert_eq!((stepping.stop, stepping.trace.expected, stepping.is_conflict), (Stop::Load, Version(7), false));
        assert_eq!([stepping.advance(&lab), stepping.advance(&lab)], [Advance::Moved, Advance::Send]);
    }

    #[test]
    fn conflict_of_the_store_fails_the_command_at_append() {
        let lab = six();
        let mut stepping = at_decide(&lab);
        stepping.advance(&lab);
        let conflict = Conflict { expected: Version(6), actual: Version(7) };
        let attempt = Attempt::not_decided(ADA, deposit(5_00), Outcome::Conflict(conflict));
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::Conflict));
        assert_eq!((stepping.stop, stepping.is_conflict, stepping.is_sent), (Stop::Append, true, false));
        assert!(stepping.go_back(Stop::Decide), "nothing is written");
        assert!(!stepping.is_conflict);
    }
}
