use super::{Stop, Trace};
use crate::{AccountId, Attempt, Lab};
use bank::Command;
use engine::Version;

/// A command that is gone through stop by stop.
#[derive(Clone, Debug, PartialEq)]
pub struct Stepping {
    /// The account that it is sent to.
    pub account: AccountId,
    /// What is asked.
    pub command: Command,
    /// What happens at each stop. It is a plan until the events are written.
    pub trace: Trace,
    /// Where it waits. It comes to Append when its events are written, and not before.
    pub stop: Stop,
    /// Whether it was sent and not answered yet.
    pub is_sent: bool,
}

/// What is to be done when somebody goes on from a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GoOn {
    /// Nothing: it waits at the next stop.
    There,
    /// The command is to be sent, and what becomes of it told by [`Stepping::answered`].
    Send,
    /// Nothing: it was sent, and is not answered yet.
    Waits,
    /// The last stop is left.
    Done,
}

/// What became of a command that was sent from Decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It was written as planned.
    Written,
    /// Somebody else wrote first, so it was decided again, and wrote these events, from the first to the last.
    Overtaken(Version, Version),
    /// Nothing was written, as far as is known. There is nothing to go on to.
    NotWritten,
}

impl Stepping {
    /// Begins to go through a command that is sent to this account. `None` when it would write nothing.
    #[must_use]
    pub fn begin(lab: &Lab, account: AccountId, command: Command) -> Option<Self> {
        let (account, trace) = lab.plan(account, &command)?;
        Some(Self { account, command, trace, stop: Stop::Command, is_sent: false })
    }

    /// Goes on to the next stop. From Decide that takes an answer of the store.
    pub fn go_on(&mut self) -> GoOn {
        match self.stop.next() {
            _ if self.is_sent => GoOn::Waits,
            Some(Stop::Append) => {
                self.is_sent = true;
                GoOn::Send
            }
            Some(next) => {
                self.stop = next;
                GoOn::There
            }
            None => GoOn::Done,
        }
    }

    /// Goes back to an earlier stop, unless something was written or is on its way. Gives whether it did.
    pub fn go_back(&mut self, to: Stop) -> bool {
        let can = !self.is_sent && !self.is_written() && to < self.stop;
        if can {
            self.stop = to;
        }
        can
    }

    /// Takes what became of the command. `None` when this is the answer to another one.
    pub fn answered(&mut self, lab: &Lab, attempt: &Attempt) -> Option<Answered> {
        if !self.is_sent || attempt.command != self.command {
            return None;
        }
        let Some(trace) = attempt.outcome.written().and_then(|version| Trace::of(lab, attempt.account, version)) else {
            return Some(Answered::NotWritten);
        };
        let is_as_planned = trace.first == self.trace.first && attempt.account == self.account;
        *self = Self { account: attempt.account, trace, stop: Stop::Append, is_sent: false, ..self.clone() };
        Some(if is_as_planned { Answered::Written } else { Answered::Overtaken(self.trace.first, self.trace.last) })
    }

    /// The log has changed: what is not sent yet is planned anew, and goes on from Load, since what was read is no longer what is
    /// there. Gives whether the plan is another one.
    pub fn plan_again(&mut self, lab: &Lab) -> bool {
        if self.is_sent || self.is_written() {
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

    /// Whether its events are written. From then on nothing of it can be given up.
    #[must_use]
    pub fn is_written(&self) -> bool {
        self.stop >= Stop::Append
    }

    /// Up to which version a view shows an account that is looked at in this version: the events of the command reach the
    /// views at Project.
    #[must_use]
    pub fn projected(&self, account: AccountId, version: Version) -> Version {
        if account == self.account && self.stop < Stop::Project { version.min(self.trace.expected) } else { version }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Outcome;
    use crate::fixtures::{ADA, GRACE, six};
    use common::{at, deposit, freeze};

    fn at_decide(lab: &Lab) -> Stepping {
        let mut stepping = Stepping::begin(lab, ADA, deposit(5_00)).unwrap();
        assert_eq!([stepping.go_on(), stepping.go_on()], [GoOn::There; 2]);
        assert_eq!(stepping.stop, Stop::Decide);
        stepping
    }

    #[test]
    fn a_command_is_sent_from_decide_and_comes_to_append_with_the_answer() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        assert_eq!(stepping.go_on(), GoOn::Send);
        assert_eq!((stepping.stop, stepping.is_written(), stepping.go_on()), (Stop::Decide, false, GoOn::Waits));
        let planned = stepping.trace.clone();

        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::Written));
        assert_eq!((stepping.stop, &stepping.trace), (Stop::Append, &planned));
        assert_eq!([stepping.go_on(), stepping.go_on(), stepping.go_on()], [GoOn::There, GoOn::There, GoOn::Done]);
    }

    #[test]
    fn a_command_that_could_not_be_written_never_comes_to_append() {
        let lab = six();
        let mut stepping = at_decide(&lab);
        stepping.go_on();
        let outcome = Outcome::Failed { reason: "the disk is full".to_owned() };
        let attempt = Attempt { account: ADA, command: deposit(5_00), outcome };
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::NotWritten));
        assert!(!stepping.is_written());
    }

    #[test]
    fn the_answer_to_another_command_is_not_taken() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        let other = lab.send(at(0), ADA, freeze()).clone();
        assert_eq!(stepping.answered(&lab, &other), None);
        stepping.go_on();
        assert_eq!(stepping.answered(&lab, &other), None);
        assert!(stepping.is_sent);
    }

    #[test]
    fn a_command_that_was_overtaken_shows_what_it_wrote_in_the_end() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        stepping.go_on();
        lab.send(at(0), ADA, deposit(7_00));
        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        assert_eq!(stepping.answered(&lab, &attempt), Some(Answered::Overtaken(Version(8), Version(8))));
        assert_eq!(stepping.trace.expected, Version(7));
    }

    #[test]
    fn what_is_not_sent_is_planned_again_when_the_log_grows() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        assert!(!stepping.plan_again(&lab));
        lab.send(at(0), ADA, deposit(7_00));
        assert!(stepping.plan_again(&lab), "what was read is read again");
        assert_eq!(
            (stepping.trace.expected, stepping.trace.first, stepping.stop),
            (Version(7), Version(8), Stop::Load)
        );
        assert_eq!([stepping.go_on(), stepping.go_on()], [GoOn::There, GoOn::Send]);
        lab.send(at(0), ADA, deposit(7_00));
        assert!(!stepping.plan_again(&lab), "it is on its way");
    }

    #[test]
    fn it_goes_back_until_it_is_sent() {
        let lab = six();
        let mut stepping = at_decide(&lab);
        assert!(!stepping.go_back(Stop::Append));
        assert!(stepping.go_back(Stop::Load));
        assert_eq!(stepping.stop, Stop::Load);
        stepping.go_on();
        stepping.go_on();
        assert!(!stepping.go_back(Stop::Load));
    }

    #[test]
    fn its_events_reach_the_views_at_project() {
        let mut lab = six();
        let mut stepping = at_decide(&lab);
        stepping.go_on();
        let attempt = lab.send(at(0), ADA, deposit(5_00)).clone();
        stepping.answered(&lab, &attempt);
        assert_eq!(stepping.projected(ADA, Version(7)), Version(6));
        assert_eq!(stepping.projected(ADA, Version(3)), Version(3));
        assert_eq!(stepping.projected(GRACE, Version(9)), Version(9));
        stepping.go_on();
        stepping.go_on();
        assert_eq!((stepping.stop, stepping.projected(ADA, Version(7))), (Stop::Project, Version(7)));
    }
}
