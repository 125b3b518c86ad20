//! What the rail shows beside a lesson and what works on the lab's events, as texts to draw.
//!
//! An exhibit is worked out once with `of`. `catch_up` then costs as much as there are new events; it starts again by
//! itself when the log is another one, as after an undo.

mod overwritten_row;
mod poison_event;
mod remedies;

pub use overwritten_row::{Column, OverwrittenRow};
pub use poison_event::PoisonEvent;
pub use remedies::{Remedies, Remedy, Screen};

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::steps::{ADA, create, deposit, withdraw_for};
    use super::*;
    use crate::{Act, Lab, Scenario};
    use engine::Version;

    #[test]
    fn long_log_is_read_once() {
        let mut scenario = Scenario::new(1, common::at(0));
        let sent = [create("Ada"), deposit(1_000), withdraw_for(1, "lunch")];
        let sent = sent.map(|command| Act::Send { account: ADA, command });
        for act in sent.into_iter().chain([Act::Fill { account: ADA, events: 100_000 }]) {
            scenario.actions.push(scenario.action(common::at(0), act));
        }
        let mut lab = Lab::play(scenario);

        let mut row = OverwrittenRow::of(&lab, ADA);
        assert_eq!(row.overwritten(), 2 * 100_002);
        let options = [PoisonEvent::STOP, PoisonEvent::PARK, PoisonEvent::SKIP];
        let mut views = options.map(|option| PoisonEvent::of(&lab, option));

        lab.send(common::at(1_000), ADA, deposit(1));
        row.catch_up(&lab);
        views.iter_mut().for_each(|view| view.catch_up(&lab));
        let remedies = Remedies::of(&lab, ADA, Version(1), Duration::ZERO);
        assert_eq!(row.overwritten(), 2 * 100_003);
        assert_eq!(views.map(|view| view.checkpoint().0), [2, 100_004, 100_004]);
        assert_eq!(remedies.screen(Remedy::Pending).mark.unwrap(), "100003 changes pending");
    }
}
