use uuid::Uuid;

use super::{Decided, Lab, facts};
use crate::trace::snapshot_before;
use crate::{AccountId, Ruling, Trace};
use bank::{Amount, Bank, Command};
use engine::{Metadata, NewEvent, Prepared, StreamId};

/// A command that was decided on and not sent.
pub(crate) struct Planned {
    /// What would happen at each stop.
    pub(crate) trace: Trace,
    /// What would be written.
    pub(crate) prepared: Prepared<Bank>,
}

impl Lab {
    /// Which account a command would go to, and what would happen at each stop if it were sent now. Nothing is written.
    /// There is no trace when nothing would be recorded.
    #[must_use]
    pub fn plan(&self, account: AccountId, command: &Command) -> (AccountId, Option<Trace>) {
        let account = self.receiver(account, command);
        (account, self.planned(&self.stream(account), command).map(|planned| planned.trace))
    }

    /// The plan for a command to the account that receives it, in full.
    pub(crate) fn planned(&self, stream: &StreamId, command: &Command) -> Option<Planned> {
        let Decided { state, version, decision } = self.decide(stream, command).ok()?;
        let facts = facts(command, &decision);
        let ruling = Ruling::on(facts.first()?, state.balance);
        let metadata = Metadata {
            event_id: Uuid::nil(),
            command: command.kind().name().into(),
            causation_id: Uuid::nil(),
            correlation_id: Uuid::nil(),
            recorded_at: self.scenario.started_at,
        };
        let events = facts.into_iter().map(|data| NewEvent { data, metadata: metadata.clone() }).collect();
        let prepared = self.bank.prepare(stream, state, version, events).ok()?;
        // As the trace tells it afterwards. The copy of a log that another store keeps may have its own snapshots.
        let snapshot = snapshot_before(self.bank.store().log().stream(stream), version.0 as usize);
        let trace = Trace {
            command: command.kind().name().to_owned(),
            amount: command.amount().map(Amount::money),
            expected: version,
            snapshot,
            replayed: version.0 - snapshot.map_or(0, |snapshot| snapshot.0),
            ruling,
            first: version.next(),
            last: version.plus(prepared.commit.events.len()),
            messages: prepared.outbound.len(),
            balance: prepared.state.balance,
        };
        Some(Planned { trace, prepared })
    }
}
