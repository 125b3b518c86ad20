use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Lab;
use bank::{Account, Amount, BankEvent, Check};
use engine::{NewEvent, StreamId, ready};

impl Lab {
    /// Adds random deposits and withdrawals that pass the bank's checks, one millisecond apart and one per commit. Marks their
    /// messages as sent. Does nothing if the account is not active.
    pub(super) fn fill(&mut self, at: DateTime<Utc>, stream: &StreamId, events: u32) {
        let Ok(Some(loaded)) = ready(self.bank.get(stream)) else { return };
        let (mut state, mut version) = (loaded.state, loaded.version);
        if !(Check::Active { status: state.status }).passed() {
            return;
        }
        self.bank.store().reserve(stream, events as usize);
        for number in 0..events {
            self.clock = at.checked_add_signed(Duration::milliseconds(i64::from(number))).unwrap_or(at);
            let event = self.random_payment(&state);
            let event = self.with_new_command(event);
            let Ok(appended) = ready(self.bank.append_to(stream, state.clone(), version, vec![event])) else { break };
            (state, version) = (appended.state, appended.version);
        }
        self.bank.store().mark_all_sent(stream);
    }

    fn with_new_command(&mut self, event: BankEvent) -> NewEvent<BankEvent> {
        let [command_id, correlation_id, event_id]: [Uuid; 3] = std::array::from_fn(|_| self.ids.uuid(self.clock));
        let name = self.command_name(event.command());
        let NewEvent { data, metadata } = NewEvent::new(event_id, self.clock, event);
        NewEvent { data, metadata: metadata.caused_by(name, command_id).in_conversation(correlation_id) }
    }

    fn random_payment(&mut self, state: &Account) -> BankEvent {
        let balance = state.balance;
        let cents = i64::try_from(self.ids.number() % 20_000).unwrap_or_default() + 1;
        let amount = Amount::new(cents, balance.currency).expect("from 0.01 to 200.00");
        let has_funds = Check::Funds { balance, amount: amount.money() }.passed();
        let has_room = Check::Room { balance, amount: amount.money() }.passed();
        if (self.ids.number().is_multiple_of(2) && has_funds) || !has_room {
            BankEvent::MoneyWithdrawn { amount, reason: None }
        } else {
            BankEvent::MoneyDeposited { amount, reason: None }
        }
    }
}
