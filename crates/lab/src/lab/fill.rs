use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Lab;
use bank::{Account, Amount, BankEvent, MAX_BALANCE, Status};
use engine::{NewEvent, StreamId, ready};

impl Lab {
    /// Adds random deposits and withdrawals, one millisecond apart, each in a separate commit. They are not decided, but chosen so
    /// that the rules would allow them. Their messages count as sent.
    pub(super) fn fill(&mut self, at: DateTime<Utc>, stream: &StreamId, events: u32) {
        let Ok(Some(loaded)) = ready(self.bank.get(stream)) else { return };
        let (mut state, mut version) = (loaded.state, loaded.version);
        if state.status != Status::Active {
            return;
        }
        self.bank.store().reserve(stream, events as usize);
        for number in 0..events {
            self.clock = at.checked_add_signed(Duration::milliseconds(i64::from(number))).unwrap_or(at);
            let event = self.random_payment(&state);
            let event = self.with_command_of_its_own(event);
            let Ok(appended) = ready(self.bank.append_to(stream, state.clone(), version, vec![event])) else { break };
            (state, version) = (appended.state, appended.version);
        }
        self.bank.store().mark_all_sent(stream);
    }

    fn with_command_of_its_own(&mut self, event: BankEvent) -> NewEvent<BankEvent> {
        let [command_id, correlation_id, event_id]: [Uuid; 3] = std::array::from_fn(|_| self.ids.uuid(self.clock));
        let name = self.command_name(event.command());
        let NewEvent { data, metadata } = NewEvent::new(event_id, self.clock, event);
        NewEvent { data, metadata: metadata.caused_by(name, command_id).in_conversation(correlation_id) }
    }

    fn random_payment(&mut self, state: &Account) -> BankEvent {
        let cents = i64::try_from(self.ids.number() % 20_000).unwrap_or_default() + 1;
        let amount = Amount::new(cents, state.balance.currency).expect("from 0.01 to 200.00");
        let (is_low, is_full) = (state.balance.minor < cents, state.balance.minor > MAX_BALANCE - cents);
        if (self.ids.number().is_multiple_of(2) && !is_low) || is_full {
            BankEvent::MoneyWithdrawn { amount, reason: None }
        } else {
            BankEvent::MoneyDeposited { amount, reason: None }
        }
    }
}
