//! A command whose account another writer has changed since it was read.

use super::facts::fact;
use super::{Fact, Stepping, Stop, Trace};
use crate::words::sentence;
use crate::{Attempt, Lab};
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

    /// Reads the account again if this attempt of the lab, which was sent before the command, wrote all that was written to
    /// the account since it was read. Returns whether it did: the command then waits at Load.
    pub fn follow(&mut self, lab: &Lab, attempt: &Attempt) -> bool {
        let trace = attempt.outcome.written().and_then(|version| Trace::of(lab, attempt.account, version));
        let is_all = trace.is_some_and(|trace| self.overtaken_by(lab) == Some((trace.first, trace.last)));
        is_all && attempt.account == self.account && !self.is_sent && !self.is_conflict && self.read_again(lab)
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
    /// nothing was changed: then those of [`Journey`](super::Journey) hold.
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
    use crate::{Advance, Answered, Outcome};
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
    fn command_reads_the_account_again_after_an_earlier_command_of_the_lab() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        let earlier = lab.send(at(0), ADA, deposit(7_00)).clone();
        assert!(stepping.follow(&lab, &earlier));
        assert_eq!((stepping.stop, stepping.trace.expected), (Stop::Load, Version(7)));
        assert!(!stepping.follow(&lab, &earlier), "nothing was written since");

        stepping.advance(&lab);
        let earlier = lab.send(at(0), ADA, deposit(7_00)).clone();
        lab.send(at(0), ADA, deposit(1_00));
        assert!(!stepping.follow(&lab, &earlier), "another writer has written too");
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
