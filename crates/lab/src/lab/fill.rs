use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::Lab;
use crate::AccountId;
use bank::{Account, Amount, BankEvent, Check};
use engine::{NewEvent, StreamId, Version, ready};

/// A fill that has begun. Its events can be added in several slices.
pub(super) struct Filling {
    account: AccountId,
    stream: StreamId,
    at: DateTime<Utc>,
    state: Account,
    version: Version,
    /// The number of events so far.
    added: u32,
    /// The number of events in all.
    events: u32,
}

impl Lab {
    /// Begins to add this many random deposits and withdrawals that pass the bank's checks, one millisecond apart and one per
    /// commit. `None` if the account is not active.
    pub(super) fn begin_fill(&self, at: DateTime<Utc>, account: AccountId, events: u32) -> Option<Filling> {
        let stream = self.stream(account);
        let loaded = ready(self.bank.get(&stream)).ok()??;
        if !(Check::Active { status: loaded.state.status }).passed() {
            return None;
        }
        self.bank.store().reserve(&stream, events as usize);
        Some(Filling { account, stream, at, state: loaded.state, version: loaded.version, added: 0, events })
    }

    /// Adds at most `limit` events, and returns whether the fill goes on. Marks the messages as sent when it is done.
    pub(super) fn fill(&mut self, filling: &mut Filling, limit: u32) -> bool {
        let end = filling.added.saturating_add(limit).min(filling.events);
        while filling.added < end {
            let Filling { at, stream, added, .. } = &*filling;
            self.clock = at.checked_add_signed(Duration::milliseconds(i64::from(*added))).unwrap_or(*at);
            let event = self.random_payment(&filling.state);
            let event = self.with_new_command(event);
            let appended = self.bank.append_to(stream, filling.state.clone(), filling.version, vec![event]);
            let Ok(appended) = ready(appended) else {
                filling.events = *added;
                break;
            };
            (filling.state, filling.version) = (appended.state, appended.version);
            filling.added += 1;
        }
        if filling.added < filling.events {
            return true;
        }
        self.bank.store().mark_all_sent(&filling.stream);
        self.catch_up(filling.account);
        false
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
