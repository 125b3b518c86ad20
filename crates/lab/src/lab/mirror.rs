use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::Lab;
use crate::{AccountId, Scenario};
use bank::{Account, BankEvent};
use engine::{Event, EventStore, Loaded, NewEvent, Recorded, RuleError, RuleFailed, StreamId, Version, ready};

/// A lab can mirror the log of another store, such as a browser's. That store keeps the events; the lab keeps a copy of
/// its log in memory and answers every question of the page from the copy.
///
/// A command is decided on the copy, committed to the store at the version of the copy, and shown once the copy
/// includes the store's new events:
///
/// 1. [`Lab::decide_command`] loads and decides.
/// 2. The store commits [`PendingCommand::commit`](crate::PendingCommand::commit). [`Lab::mirror`] then adds the
///    store's events after [`Lab::position`].
/// 3. [`Lab::conclude`] returns the outcome. If another writer committed first, [`Lab::decide_again`] decides again.
/// 4. The store's outbox is relayed to [`Lab::receive`].
impl Lab {
    /// A lab that mirrors the log of another store. Empty until [`Lab::mirror`].
    #[must_use]
    pub fn mirroring(seed: u64, started_at: DateTime<Utc>) -> Self {
        Self { is_mirror: true, ..Self::play(Scenario::new(seed, started_at)) }
    }

    /// Whether another store keeps the events. Its log can't be rewound, so there is no undo.
    #[must_use]
    pub fn is_mirror(&self) -> bool {
        self.is_mirror
    }

    /// Adds events that the store has written, in the order of their positions. Events that the lab already has are
    /// skipped.
    ///
    /// # Errors
    /// A sentence about the first event that does not follow the one before it, belongs to no account of the lab, or
    /// can't be folded by the rules of this bank. The events before it are kept.
    pub fn mirror(&mut self, events: Vec<Recorded<BankEvent>>) -> Result<(), String> {
        let mut states: HashMap<StreamId, Account> = HashMap::new();
        let known = self.position();
        let mut events = events.into_iter().skip_while(|event| event.position <= known).peekable();
        while let Some(event) = events.next() {
            let stream = event.stream.clone();
            let (account, before) = (self.account_of(&stream)?, self.head_of(&stream));
            let mut run = vec![self.following(event, before)?];
            let mut refused = None;
            // Consecutive events of one stream are appended together, up to the first that does not follow.
            while let Some(event) = events.next_if(|event| refused.is_none() && event.stream == stream) {
                match self.following(event, before.plus(run.len())) {
                    Ok(event) => run.push(event),
                    Err(reason) => refused = Some(reason),
                }
            }
            let state = match states.remove(&stream) {
                Some(state) => state,
                None => ready(self.bank.get(&stream))
                    .map_err(|error| error.to_string())?
                    .map(|loaded| loaded.state)
                    .unwrap_or_default(),
            };
            if let Some(failed) = first_failure(&state, before, &run) {
                run.truncate((failed.version.0 - before.next().0) as usize);
                refused = Some(format!("{stream}: {failed}"));
            }
            if let Some(last) = run.last() {
                self.clock = last.metadata.recorded_at.max(self.clock);
                let prepared = self.bank.prepare(&stream, Loaded::new(state, before), run);
                let prepared = ready(prepared).map_err(|error| error.to_string())?;
                ready(self.bank.store().commit(prepared.commit)).map_err(|error| error.to_string())?;
                states.insert(stream, prepared.state);
                self.catch_up(account);
            }
            if let Some(reason) = refused {
                return Err(reason);
            }
        }
        Ok(())
    }

    fn head_of(&self, stream: &StreamId) -> Version {
        Version(self.bank.store().log().stream(stream).len() as u64)
    }

    /// The event, ready to append after this version.
    fn following(&self, event: Recorded<BankEvent>, before: Version) -> Result<NewEvent<BankEvent>, String> {
        if event.version != before.next() {
            let Recorded { stream, version, .. } = event;
            return Err(format!("{stream} has {version} after {before}: an event is missing or stored twice"));
        }
        Ok(NewEvent { data: event.data, metadata: event.metadata })
    }

    /// The account with this stream: one of the lab's, or the next one to open.
    fn account_of(&self, stream: &StreamId) -> Result<AccountId, String> {
        let number = stream.as_str().strip_prefix("ACCOUNT-").and_then(|number| number.parse::<u32>().ok());
        let account = number.and_then(|number| number.checked_sub(1001)).map(AccountId);
        let known = account.filter(|account| *account <= self.next_account() && account.stream() == *stream);
        known.ok_or_else(|| format!("{stream} is not an account of this lab"))
    }
}

/// The first of these events, after version `before`, that the rules can't fold onto the state.
fn first_failure(state: &Account, before: Version, events: &[NewEvent<BankEvent>]) -> Option<RuleFailed> {
    let mut state = state.clone();
    events.iter().enumerate().find_map(|(place, event)| {
        let RuleError(reason) = state.evolve(&event.data).err()?;
        Some(RuleFailed { event_type: event.data.event_type().to_owned(), version: before.plus(place + 1), reason })
    })
}
