//! The steps of a command: load, decide, commit, conclude, and after a conflict retry.

use std::borrow::Cow;

use super::{Appended, Loaded, Prepared, Retry};
use crate::{
    Aggregate, AggregateError, Commit, Committed, Decide, Decision, EventStore, Idempotency, NewEvent, Published,
    Recorded, StoreError, StreamId, StreamRange, Version,
};

impl<D: Decide, S: EventStore<D>> Aggregate<D, S> {
    /// Loads the aggregate, decides on the command, and commits the events, or the event that records the refusal.
    ///
    /// If another writer commits first, the decision is based on an outdated state. The command is then decided again
    /// on the newest state, at most [`ExecuteOptions::retries`] times. No other error is retried. `stamp` adds the
    /// metadata to an event; every attempt calls it.
    ///
    /// A repeat with a used key returns the first answer without a decision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when every attempt meets a conflict, [`StoreError::KeyReused`] when the key was used for
    /// other content, and any other [`AggregateError`] of the steps. Nothing was written then.
    pub async fn execute(
        &self,
        id: &StreamId,
        command: &D::Command,
        options: ExecuteOptions,
        mut stamp: impl FnMut(D::Event) -> NewEvent<D::Event>,
    ) -> Result<Executed<D>, AggregateError> {
        let ExecuteOptions { idempotency, retries } = options;
        let mut retry = Retry::at_most(retries);
        loop {
            if let Some(idempotency) = &idempotency
                && let Some(answer) = self.store().answered(id, idempotency).await?
            {
                return Ok(Executed::Repeated { answer });
            }
            let loaded = self.load(id).await?;
            let pending = self.decide(id, loaded, command, &mut stamp).await?.with_idempotency(idempotency.clone());
            let (commit, submitted) = pending.submit();
            let answer = self.commit(commit).await;
            match submitted.conclude(answer) {
                Err(error) if retry.again(&error) => {}
                concluded => return Ok(concluded?),
            }
        }
    }

    /// The second step: decides on a command in the loaded state, and prepares the commit that records the decision.
    /// Reads the earlier event that the command [refers to](Decide::refers_to), if any. Writes nothing.
    ///
    /// # Errors
    /// [`AggregateError::Rule`] when an event can't be folded, [`AggregateError::Store`] when that event or a
    /// [window](crate::Domain::window) can't be read.
    pub async fn decide(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        command: &D::Command,
        stamp: impl FnMut(D::Event) -> NewEvent<D::Event>,
    ) -> Result<Pending<D>, AggregateError> {
        let command = self.resolved(id, loaded.version, command).await?;
        let decision = D::decide(&loaded.state, &command);
        let events = decision.events(&command).into_iter().map(stamp).collect();
        let prepared = self.prepare(id, loaded.clone(), events).await?;
        Ok(Pending { loaded, decision, prepared })
    }

    /// Returns the command with the event that it refers to. An event after the loaded version is not part of the state that
    /// the decision rests on, so it counts as missing.
    async fn resolved<'a>(
        &self,
        id: &StreamId,
        loaded: Version,
        command: &'a D::Command,
    ) -> Result<Cow<'a, D::Command>, StoreError> {
        let Some(version) = D::refers_to(command) else { return Ok(Cow::Borrowed(command)) };
        let range = StreamRange { from: version, ..StreamRange::up_to(version.min(loaded)) };
        let resolve = |events: &[Recorded<D::Event>]| D::resolve(command, events.first().map(|event| &event.data));
        Ok(Cow::Owned(self.store().with_events(id, range, resolve).await?))
    }

    /// The third step: writes the commit of a [submitted](Pending::submit) command and returns the store's answer, for
    /// [`Submitted::conclude`]. Returns `None` when there is nothing to write.
    ///
    /// # Errors
    /// Any [`StoreError`] of [`EventStore::commit`]. Nothing was written then.
    pub async fn commit(&self, commit: Option<Commit<D>>) -> Result<Option<Committed>, StoreError> {
        match commit {
            Some(commit) => self.store().commit(commit).await.map(Some),
            None => Ok(None),
        }
    }

    /// Returns the events that a commit wrote, oldest first, from the store's answer.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`], [`StoreError::Unusable`] or [`StoreError::Unavailable`] when the store can't be read.
    pub async fn written(&self, id: &StreamId, answer: &Committed) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let before = Version(answer.version.0.saturating_sub(answer.events as u64));
        self.store().read(id, StreamRange { to: answer.version, ..StreamRange::after(before) }).await
    }
}

/// How [`Aggregate::execute`] handles repeats and conflicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExecuteOptions {
    /// Makes a repeat harmless: the same key with the same content gets the first answer. A refusal that is not
    /// recorded leaves the key unused.
    pub idempotency: Option<Idempotency>,
    /// How many times a command is decided again after a conflict. 0 returns the first conflict.
    pub retries: u32,
}

impl Default for ExecuteOptions {
    /// No key, and three retries.
    fn default() -> Self {
        Self { idempotency: None, retries: 3 }
    }
}

/// A command that is decided and not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending<D: Decide> {
    /// The state before the command.
    pub loaded: Loaded<D::State>,
    /// The decision and its checks.
    pub decision: Decision<D>,
    /// The state after the command, its messages, and the commit that records the decision.
    pub prepared: Prepared<D>,
}

impl<D: Decide> Pending<D> {
    /// Sets the idempotency key.
    #[must_use]
    pub fn with_idempotency(mut self, idempotency: Option<Idempotency>) -> Self {
        self.prepared.commit.idempotency = idempotency;
        self
    }

    /// The commit to write. `None` if there is nothing to write: a refusal that is not recorded, or neither events nor
    /// an idempotency key.
    #[must_use]
    pub fn commit(&self) -> Option<&Commit<D>> {
        let commit = &self.prepared.commit;
        // A refusal that is not recorded must leave its key unused, so that a repeat is decided again.
        let is_remembered = self.decision.outcome.is_ok() && commit.idempotency.is_some();
        (!commit.events.is_empty() || is_remembered).then_some(commit)
    }

    /// Moves the [commit](Self::commit) out for the store. The rest waits for the store's answer.
    pub fn submit(self) -> (Option<Commit<D>>, Submitted<D>) {
        let has_commit = self.commit().is_some();
        let Self { loaded, decision, prepared: Prepared { state, outbound, commit } } = self;
        (has_commit.then_some(commit), Submitted { loaded_version: loaded.version, decision, state, outbound })
    }
}

/// A decided command that waits for the store's answer to its commit.
#[derive(Clone, Debug, PartialEq)]
pub struct Submitted<D: Decide> {
    /// The version of the aggregate before the command.
    pub loaded_version: Version,
    /// The decision and its checks.
    pub decision: Decision<D>,
    state: D::State,
    outbound: Vec<Published<D::Outbound>>,
}

impl<D: Decide> Submitted<D> {
    /// The last step: turns the store's answer to the commit into the result of the command. The answer is `None` if
    /// there was nothing to write.
    ///
    /// # Errors
    /// The store's error.
    pub fn conclude(self, answer: Result<Option<Committed>, StoreError>) -> Result<Executed<D>, StoreError> {
        let Self { loaded_version, decision: Decision { checks, outcome }, state, outbound } = self;
        let committed = match answer? {
            // The same command was sent twice concurrently, and the other one committed first.
            Some(answer) if answer.repeated => return Ok(Executed::Repeated { answer }),
            committed => committed,
        };
        let version = committed.map_or(loaded_version, |committed| committed.version);
        let appended = Appended { state, version, outbound, committed };
        Ok(match outcome {
            Ok(_) => Executed::Accepted { checks, appended },
            Err(refusal) => Executed::Refused { checks, refusal, recorded: committed.is_some().then_some(appended) },
        })
    }
}

/// The result of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Executed<D: Decide> {
    /// The command passed all checks.
    Accepted {
        /// The checks that it passed.
        checks: Vec<D::Check>,
        /// The result of appending its events.
        appended: Appended<D>,
    },
    /// A business rule refused the command.
    Refused {
        /// The checks in order. The last one failed.
        checks: Vec<D::Check>,
        /// Why it was refused.
        refusal: D::Refusal,
        /// The result of appending the event that records the refusal, if the domain records it.
        recorded: Option<Appended<D>>,
    },
    /// A repeat: the command was executed before under the same key. Nothing was written this time.
    Repeated {
        /// The first answer. [`Aggregate::written`] reads the events of the first attempt.
        answer: Committed,
    },
}
