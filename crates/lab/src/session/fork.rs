use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::Lab;
use crate::{AccountId, Act};
use bank::{Account, Bank, BankEvent, FORK, is_copy};
use engine::{Commit, EventStore, Metadata, NewEvent, Recorded, StreamId, Version, ready};

/// How many copies a fork writes in one commit: with a snapshot and index entries they are no more actions than a transaction of
/// DynamoDB takes.
pub(crate) const COPIES: usize = 90;

/// A fork is a new account that shares the past of another one, up to a version: "what if it had gone on otherwise?"
///
/// The events of that past are copied, in as many commits as it takes: each is one that DynamoDB could write, with 90 copies at
/// the most. If the last of them fail, what is there is a fork too, at an earlier version. A copy has an id of its own and says
/// what is true of it: it was caused by the fork (its causation), when the fork was made; and it belongs to the conversation of
/// its original (its correlation), by which [`Lab::forked_from`] finds that again. What the originals published is not sent a second time.
impl Lab {
    /// Makes a fork now: a new account that shares the past of this one up to and including the version. Gives the new account.
    ///
    /// # Errors
    /// The sentence of [`Lab::why_no_fork`], or that the fork could not be written. Nothing was done then.
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
        Err("The fork could not be written. Nothing was done.")
    }

    /// Why there can be no fork at this version, as a sentence; `None` when there can.
    #[must_use]
    pub fn why_no_fork(&self, account: AccountId, version: Version) -> Option<&'static str> {
        match version {
            Version::EMPTY => Some("There is nothing to share before the first event."),
            version if version > self.head(account) => Some("The account has not come that far yet."),
            Version(events) if events > Act::MAX_FORK => Some("A fork shares at most 100,000 events."),
            _ => None,
        }
    }

    /// The account whose past this one shares, and up to which version; `None` when it is no fork.
    #[must_use]
    pub fn forked_from(&self, account: AccountId) -> Option<(AccountId, Version)> {
        let (version, conversation) = self.with_events(account, |events| {
            let cause = events.first().filter(|first| is_copy(&first.metadata))?.metadata.causation_id;
            let shared = events.partition_point(|event| event.metadata.causation_id == cause);
            Some((shared, events[shared - 1].metadata.correlation_id))
        })?;
        // A fork of a fork has this event too; it was first written in the oldest of them.
        let has_it = |other: &AccountId| {
            self.with_events(*other, |events| {
                events.get(version - 1).is_some_and(|event| event.metadata.correlation_id == conversation)
            })
        };
        let origin = self.accounts().take_while(|other| *other < account).find(has_it)?;
        Some((origin, Version(version as u64)))
    }

    /// The account that a fork made now would open, and the commits that write it, for the store that keeps the events.
    ///
    /// # Errors
    /// The sentence of [`Lab::why_no_fork`], or what a rule has to say to the events.
    pub fn intend_fork(
        &mut self,
        now: DateTime<Utc>,
        account: AccountId,
        version: Version,
    ) -> Result<(AccountId, Vec<Commit<Bank>>), String> {
        if let Some(why) = self.why_no_fork(account, version) {
            return Err(why.to_owned());
        }
        self.clock = now.max(self.clock);
        let fork = self.next_account();
        Ok((fork, self.copies(self.clock, &self.stream(account), version, &fork.stream())?))
    }

    pub(super) fn perform_fork(&mut self, at: DateTime<Utc>, account: AccountId, version: Version) {
        // A scenario from elsewhere may ask for what can't be.
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
    ) -> Result<Vec<Commit<Bank>>, String> {
        let (causation_id, command) = (self.ids.uuid(at), Arc::<str>::from(FORK));
        let copied: Vec<_> = {
            let (log, ids) = (self.bank.store().log(), &mut self.ids);
            let copy = |original: &Recorded<BankEvent>| NewEvent {
                data: original.data.clone(),
                metadata: Metadata {
                    event_id: ids.uuid(at),
                    command: command.clone(),
                    causation_id,
                    correlation_id: original.metadata.correlation_id,
                    recorded_at: at,
                },
            };
            log.stream(from).iter().take(version.0 as usize).map(copy).collect()
        };
        let (mut state, mut before, mut commits) = (Account::default(), Version::EMPTY, Vec::new());
        for copies in copied.chunks(COPIES) {
            let mut prepared =
                self.bank.prepare(to, state, before, copies.to_vec()).map_err(|error| error.to_string())?;
            without_messages_of_copies(&mut prepared.commit, before);
            (state, before) = (prepared.state, before.plus(copies.len()));
            commits.push(prepared.commit);
        }
        Ok(commits)
    }
}

/// Takes the messages of a fork's copies out of a commit to a stream that is at this version.
pub(super) fn without_messages_of_copies(commit: &mut Commit<Bank>, before: Version) {
    let Commit { events, outbox, .. } = commit;
    outbox.retain(|message| {
        let place = usize::try_from(message.version.0 - before.0 - 1).ok();
        let event = place.and_then(|place| events.get(place));
        event.is_none_or(|event| !is_copy(&event.metadata))
    });
}
