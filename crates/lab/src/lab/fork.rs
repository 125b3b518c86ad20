use chrono::{DateTime, Utc};

use super::Lab;
use crate::{AccountId, Act};
use bank::{Account, Bank, BankEvent, is_copy};
use engine::{
    AggregateError, Commit, CopyOf, EventStore, Failure, Idempotency, IdempotencyKey, Loaded, Metadata, NewEvent,
    Recorded, StreamId, Version, ready,
};

/// The number of copies that a fork writes in one commit. With a snapshot and index entries they fit the 100 actions of
/// a DynamoDB transaction.
pub(crate) const COPIES_PER_COMMIT: usize = 90;

/// A fork is a new account with the history of another one up to a version: "what if it had continued differently?"
///
/// The events are copied, 90 per commit. If a later commit fails, the fork ends at an earlier version. A copy has a new
/// id and names its original ([`Metadata::copy_of`]). Its cause and time are those of the fork; its command and
/// conversation are those of the original. The messages of the original are not sent again.
impl Lab {
    /// Forks an account now, up to this version, inclusive. Returns the new account.
    ///
    /// # Errors
    /// The sentence of [`Lab::why_no_fork`], or that the fork could not be written. Nothing has changed then.
    pub fn fork(
        &mut self,
        now: DateTime<Utc>,
        account: AccountId,
        version: Version,
    ) -> Result<AccountId, &'static str> {
        if let Some(why) = self.why_no_fork(account, version) {
            return Err(why);
        }
        let fork = self.next_account();
        let before = (self.ids.clone(), self.clock, std::mem::take(&mut self.undone));
        self.act(now, Act::Fork { account, at: version });
        if self.head(fork) > Version::EMPTY {
            return Ok(fork);
        }
        self.scenario.actions.pop();
        (self.ids, self.clock, self.undone) = before;
        Err("The fork could not be written. Nothing was changed.")
    }

    /// Why the account can't be forked at this version, as a sentence. `None` if it can.
    #[must_use]
    pub fn why_no_fork(&self, account: AccountId, version: Version) -> Option<&'static str> {
        match version {
            Version::EMPTY => Some("There is nothing to share before the first event."),
            version if version > self.head(account) => Some("The account has no event with this version yet."),
            Version(events) if events > Act::MAX_FORK => Some("A fork shares at most 100,000 events."),
            _ => None,
        }
    }

    /// The account that this one was forked from, and the version up to which they share their history. `None` if it is
    /// not a fork, or if its original is not in the lab. For a fork of a fork, it is the account that recorded the last
    /// shared event.
    #[must_use]
    pub fn forked_from(&self, account: AccountId) -> Option<(AccountId, Version)> {
        let (shared, last) = self.with_events(account, |events| {
            // A stream begins with the copies of its fork, if any, so bisection finds the last copy.
            let cause = events.first().filter(|first| is_copy(&first.metadata))?.metadata.causation_id;
            let shared =
                events.partition_point(|event| is_copy(&event.metadata) && event.metadata.causation_id == cause);
            Some((shared, events.get(shared.checked_sub(1)?)?.metadata.clone()))
        })?;
        let version = Version(shared as u64);
        match last.copy_of.and_then(|copy_of| copy_of.stream) {
            Some(stream) => self.accounts().find(|other| other.stream() == stream),
            // Earlier versions did not store the original stream. The original is in the same conversation, at the same
            // version.
            None => self.accounts().take_while(|other| *other < account).find(|other| {
                let original = self.event(*other, version);
                original.is_some_and(|event| event.metadata.correlation_id == last.correlation_id)
            }),
        }
        .map(|origin| (origin, version))
    }

    /// The account that a fork would open now, and the commits that write it to the store that keeps the events.
    ///
    /// # Errors
    /// If [`Lab::why_no_fork`] has a reason, or a rule fails on the copied events.
    pub fn intend_fork(
        &mut self,
        now: DateTime<Utc>,
        account: AccountId,
        version: Version,
    ) -> Result<(AccountId, Vec<Commit<Bank>>), Failure> {
        if let Some(why) = self.why_no_fork(account, version) {
            return Err(Failure::new(why, ""));
        }
        self.clock = now.max(self.clock);
        let fork = self.next_account();
        Ok((fork, self.copies(self.clock, &self.stream(account), version, &fork.stream())?))
    }

    pub(super) fn perform_fork(&mut self, at: DateTime<Utc>, account: AccountId, version: Version) {
        // A scenario from elsewhere may contain an impossible fork.
        if self.why_no_fork(account, version).is_some() {
            return;
        }
        let fork = self.next_account();
        let commits = self.copies(at, &self.stream(account), version, &fork.stream()).unwrap_or_default();
        for commit in commits {
            if ready(self.bank.store().commit(commit)).is_err() {
                break;
            }
            self.catch_up(fork);
        }
    }

    fn copies(
        &mut self,
        at: DateTime<Utc>,
        from: &StreamId,
        version: Version,
        to: &StreamId,
    ) -> Result<Vec<Commit<Bank>>, AggregateError> {
        let causation_id = self.ids.uuid(at);
        let copied: Vec<_> = {
            let (log, ids) = (self.bank.store().log(), &mut self.ids);
            let copy = |original: &Recorded<BankEvent>| NewEvent {
                data: original.data.clone(),
                metadata: Metadata {
                    event_id: ids.uuid(at),
                    causation_id,
                    recorded_at: at,
                    copy_of: Some(Box::new(original_of(original))),
                    ..original.metadata.clone()
                },
            };
            log.stream(from).iter().take(version.0 as usize).map(copy).collect()
        };
        let (mut state, mut before, mut commits) = (Account::default(), Version::EMPTY, Vec::new());
        for copies in copied.chunks(COPIES_PER_COMMIT) {
            let prepared = self.bank.prepare(to, Loaded::new(state, before), copies.to_vec());
            let prepared = ready(prepared)?;
            // Like a command, each commit of a fork takes effect once, however often it is sent.
            let idempotency = Idempotency {
                key: IdempotencyKey(format!("{causation_id}#{}", before.next().0).into()),
                content: format!("copies of {from} up to {version}"),
            };
            commits.push(Commit { idempotency: Some(idempotency), ..prepared.commit });
            (state, before) = (prepared.state, before.plus(copies.len()));
        }
        Ok(commits)
    }
}

/// The original that a copy of this event names. A copy of a copy names the first original, so that a fork of a fork
/// leads to the account that recorded the event.
fn original_of(event: &Recorded<BankEvent>) -> CopyOf {
    match &event.metadata.copy_of {
        Some(copy_of) if copy_of.stream.is_some() => (**copy_of).clone(),
        _ => CopyOf { stream: Some(event.stream.clone()), version: event.version },
    }
}
