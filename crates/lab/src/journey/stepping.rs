use uuid::Uuid;

use super::{Stop, Trace};
use crate::{AccountId, Attempt, Lab, Outcome};
use bank::Command;
use engine::Version;

/// A command that is sent one stop at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Stepping {
    /// The account that it is sent to.
    pub account: AccountId,
    /// The command.
    pub command: Command,
    /// The facts of each stop. A plan until the events are written.
    pub trace: Trace,
    /// The stop at which it waits. It reaches Append only once its events are written.
    pub stop: Stop,
    /// Whether it was sent and has no answer yet.
    pub is_sent: bool,
    /// Whether it failed at Append because another writer was first. Nothing of it is written then.
    pub is_conflict: bool,
    /// The id under which it was sent. Nil before.
    id: Uuid,
}

/// The result of [`Stepping::advance`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advance {
    /// The command waits at the next stop.
    Moved,
    /// The command fails at Append: another writer has written to the account since it was read.
    Conflict,
    /// The caller must now send the command and pass its attempt to [`Stepping::answered`].
    Send,
    /// Nothing changed: the command was sent and has no answer yet, or it has failed.
    Waiting,
    /// The command has passed the last stop.
    Finished,
}

/// The answer to a command that was sent at Decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It was written as planned.
    Written,
    /// The store refused it, because another writer committed first. Nothing was written.
    Conflict,
    /// Another writer committed first, so the command was decided again. It wrote the events from the first version to
    /// the second.
    Overtaken(Version, Version),
    /// As far as the lab knows, nothing was written. The command ends here.
    NotWritten,
}

impl Stepping {
    /// Starts a command on this account. `None` if it would write nothing.
    #[must_use]
    pub fn begin(lab: &Lab, account: AccountId, command: Command) -> Option<Self> {
        let (account, trace) = lab.plan(account, &command)?;
        let stop = Stop::Command;
        Some(Self { account, command, trace, stop, is_sent: false, is_conflict: false, id: Uuid::nil() })
    }

    /// Moves to the next stop. Leaving Decide requires an answer of the store, unless the lab knows already that the
    /// version is taken.
    pub fn advance(&mut self, lab: &Lab) -> Advance {
        match self.stop.next() {
            _ if self.is_sent || self.is_conflict => Advance::Waiting,
            Some(Stop::Append) if self.overtaken_by(lab).is_some() => {
                self.fail();
                Advance::Conflict
            }
            Some(Stop::Append) => {
                self.is_sent = true;
                Advance::Send
            }
            Some(next) => {
                self.stop = next;
                Advance::Moved
            }
            None => Advance::Finished,
        }
    }

    /// Moves back to an earlier stop, unless the command was sent. Returns whether it moved.
    pub fn go_back(&mut self, to: Stop) -> bool {
        let can = !self.is_sent && !self.is_written() && to < self.stop;
        if can {
            self.stop = to;
            self.is_conflict = false;
        }
        can
    }

    /// Records the id under which the command was sent: [`PendingCommand::id`](crate::PendingCommand::id) or [`Attempt::id`].
    pub fn sent_as(&mut self, id: Uuid) {
        if self.is_sent {
            self.id = id;
        }
    }

    /// Takes the answer to the command. `None` if the attempt is that of another command, even of an equal one.
    pub fn answered(&mut self, lab: &Lab, attempt: &Attempt) -> Option<Answered> {
        if !self.is_sent || attempt.id != self.id {
            return None;
        }
        let Some(trace) = attempt.outcome.written().and_then(|version| Trace::of(lab, attempt.account, version)) else {
            if let Outcome::Conflict(_) = attempt.outcome {
                self.fail();
                return Some(Answered::Conflict);
            }
            return Some(Answered::NotWritten);
        };
        let is_as_planned = trace.first == self.trace.first && attempt.account == self.account;
        *self = Self { account: attempt.account, trace, stop: Stop::Append, is_sent: false, ..self.clone() };
        Some(if is_as_planned { Answered::Written } else { Answered::Overtaken(self.trace.first, self.trace.last) })
    }

    fn fail(&mut self) {
        self.stop = Stop::Append;
        self.is_sent = false;
        self.is_conflict = true;
    }

    /// Reads the account again and decides again: the command moves back to Load. Returns `false`, and changes nothing,
    /// if the command would write nothing now.
    pub fn read_again(&mut self, lab: &Lab) -> bool {
        let planned = Self::begin(lab, self.account, self.command.clone());
        planned.is_some_and(|planned| {
            *self = Self { stop: Stop::Load, ..planned };
            true
        })
    }

    /// Plans an unsent command again after the log has changed. If the plan changes, the command moves back to Load,
    /// where the account is read again. Returns whether the plan changed.
    ///
    /// A command that has read its account keeps its plan when another writer writes to that account: it fails at Append.
    pub fn plan_again(&mut self, lab: &Lab) -> bool {
        let is_overtaken = self.stop >= Stop::Load && self.overtaken_by(lab).is_some();
        if self.is_sent || self.is_conflict || self.is_written() || is_overtaken {
            return false;
        }
        let planned = Self::begin(lab, self.account, self.command.clone());
        let planned = planned.filter(|planned| planned.trace != self.trace || planned.account != self.account);
        let planned = planned.map(|planned| Self { stop: self.stop.min(Stop::Load), ..planned });
        planned.is_some_and(|planned| {
            *self = planned;
            true
        })
    }

    /// Whether its events are written. It can't be cancelled after that.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.stop >= Stop::Append && !self.is_conflict
    }

    /// Whether it was sent under this id and has no answer yet.
    #[must_use]
    pub fn is_sent_as(&self, id: Uuid) -> bool {
        self.is_sent && self.id == id
    }

    /// The version at which a view shows the account while the page shows it at `version`: views include the events of
    /// the command from Project on.
    #[must_use]
    pub fn projected(&self, account: AccountId, version: Version) -> Version {
        let is_held = account == self.account && self.is_written() && self.stop < Stop::Project;
        if is_held { version.min(self.trace.expected) } else { version }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, GRACE, six};
    use common::{at, deposit, freeze};
    use engine::Failure;

    fn at_decide(lab: &Lab) -> Stepping {
        let mut stepping = Stepping::begin(lab, ADA, deposit(5_00)).unwrap();
        assert_eq!([stepping.advance(lab), stepping.advance(lab)], [Advance::Moved; 2]);
        assert_eq!(stepping.stop, Stop::Decide);
        stepping
    }

    #[test]
    fn command_is_sent_at_decide_and_reaches_append_with_the_answer() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        assert_eq!(stepping.advance(&lab), Advance::Send);
        assert_eq!(
            (stepping.stop, stepping.is_written(), stepping.advance(&lab)),
            (Stop::Decide, false, Advance::Waiting)
        );
        let planned = stepping.trace.clone();

        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        stepping.sent_as(attempt.id);
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::Written));
        assert_eq!((stepping.stop, &stepping.trace), (Stop::Append, &planned));
        assert_eq!(
            [stepping.advance(&lab), stepping.advance(&lab), stepping.advance(&lab)],
            [Advance::Moved, Advance::Moved, Advance::Finished]
        );
    }

    #[test]
    fn command_that_is_not_written_never_reaches_append() {
        let lab = six();
        let mut stepping = at_decide(&lab);
        stepping.advance(&lab);
        let outcome = Outcome::Failed(Failure::new("The disk is full.", ""));
        let attempt = Attempt::not_decided(ADA, deposit(5_00), outcome);
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::NotWritten));
        assert!(!stepping.is_written());
    }

    #[test]
    fn answer_to_another_command_is_ignored() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        let before = lab.send(at(0), GRACE, freeze()).clone();
        assert_eq!(stepping.answered(&lab, &before), None);
        stepping.advance(&lab);
        let other = lab.send(at(0), ADA, freeze()).clone();
        assert_eq!(stepping.answered(&lab, &other), None);
        assert!(stepping.is_sent);
    }

    #[test]
    fn answer_to_an_equal_command_is_ignored() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        stepping.advance(&lab);
        let equal = lab.send(at(0), ADA, deposit(5_00)).clone();
        assert_eq!(stepping.answered(&lab, &equal), None);
        let own = lab.send(at(0), ADA, deposit(5_00)).clone();
        stepping.sent_as(own.id);
        assert_eq!(stepping.answered(&lab, &equal), None);
        assert_eq!(stepping.answered(&lab, &own), Some(Answered::Overtaken(Version(8), Version(8))));
    }

    #[test]
    fn command_decided_again_shows_what_it_wrote() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        stepping.advance(&lab);
        lab.send(at(0), ADA, deposit(7_00));
        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        stepping.sent_as(attempt.id);
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::Overtaken(Version(8), Version(8))));
        assert_eq!(stepping.trace.expected, Version(7));
    }

    #[test]
    fn command_that_has_read_nothing_is_planned_again_when_the_log_grows() {
        let mut lab = six();
        let mut stepping = Stepping::begin(&lab, ADA, deposit(5_00)).unwrap();
        assert!(!stepping.plan_again(&lab), "the log is unchanged");
        lab.send(at(0), ADA, deposit(7_00));
        assert!(stepping.plan_again(&lab));
        assert_eq!((stepping.trace.first, stepping.stop), (Version(8), Stop::Command));
        assert_eq!([(); 3].map(|()| stepping.advance(&lab)), [Advance::Moved, Advance::Moved, Advance::Send]);
        lab.send(at(0), ADA, deposit(7_00));
        assert!(!stepping.plan_again(&lab), "it is sent");
    }

    #[test]
    fn command_can_move_back_until_it_is_sent() {
        let lab = six();
        let mut stepping = at_decide(&lab);
        assert!(!stepping.go_back(Stop::Append));
        assert!(stepping.go_back(Stop::Load));
        assert_eq!(stepping.stop, Stop::Load);
        stepping.advance(&lab);
        stepping.advance(&lab);
        assert!(!stepping.go_back(Stop::Load));
    }

    #[test]
    fn views_include_the_events_from_project_on() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        stepping.advance(&lab);
        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        stepping.sent_as(attempt.id);
        stepping.answered(&lab, &attempt);
        assert_eq!(stepping.projected(ADA, Version(7)), Version(6));
        assert_eq!(stepping.projected(ADA, Version(3)), Version(3));
        assert_eq!(stepping.projected(GRACE, Version(9)), Version(9));
        stepping.advance(&lab);
        stepping.advance(&lab);
        assert_eq!((stepping.stop, stepping.projected(ADA, Version(7))), (Stop::Project, Version(7)));
    }
}
