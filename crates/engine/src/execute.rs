//! A command on its way through an aggregate: load, decide, commit, conclude.

use super::{
    Aggregate, AggregateError, Appended, Committed, Decide, Decision, EventStore, Idempotency, Loaded, NewEvent,
    Prepared, Recorded, StoreError, StreamId, StreamRange, Version,
};

impl<D: Decide, S: EventStore<D>> Aggregate<D, S> {
    /// Loads the aggregate, decides on the command, and commits the events, or the event that records the refusal.
    ///
    /// When another writer was faster, the state that was decided on is out of date. Then the command is decided again on
    /// the newest state, at most [`Execution::retries`] times. No other error is retried. `stamp` adds the metadata to each
    /// event; it is called again in each attempt.
    ///
    /// A key that was used before is answered with what was committed then: nothing is decided again.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when every attempt met one; [`StoreError::KeyReused`] when the key was used for other
    /// content; otherwise when a rule fails or the store refuses the commit. Nothing is written then.
    pub async fn execute(
        &self,
        id: &StreamId,
        command: &D::Command,
        execution: Execution,
        mut stamp: impl FnMut(D::Event) -> NewEvent<D::Event>,
    ) -> Result<Executed<D>, AggregateError> {
        let Execution { idempotency, mut retries } = execution;
        loop {
            if let Some(idempotency) = &idempotency
                && let Some(answer) = self.store().answered(id, idempotency).await?
            {
                return Ok(Executed::Repeated { answer });
            }
            let loaded = self.load(id).await?;
            let pending = self.decide(id, loaded, command, &mut stamp).await?.with_idempotency(idempotency.clone());
            let answer = self.commit(&pending).await;
            match pending.conclude(answer) {
                Err(StoreError::Conflict { .. }) if retries > 0 => retries -= 1,
                concluded => return Ok(concluded?),
            }
        }
    }

    /// The second step: decides on a command by the state that was loaded, and prepares the commit that records the
    /// decision. Nothing is written.
    ///
    /// # Errors
    /// When a rule fails on one of the events, or a [window](super::Domain::window) can't be read.
    pub async fn decide(
        &self,
        id: &StreamId,
        loaded: Loaded<D::State>,
        command: &D::Command,
        stamp: impl FnMut(D::Event) -> NewEvent<D::Event>,
    ) -> Result<Pending<D>, AggregateError> {
        let decision = D::decide(&loaded.state, command);
        let events = decision.events(command).into_iter().map(stamp).collect();
        let prepared = self.prepare(id, loaded.clone(), events).await?;
        Ok(Pending { loaded, decision, prepared })
    }

    /// The third step: writes a pending command, unless there is nothing to write. [`Pending::conclude`] takes the answer;
    /// it is `None` when there was nothing to write.
    ///
    /// # Errors
    /// When the store refuses the commit; then nothing is written.
    pub async fn commit(&self, pending: &Pending<D>) -> Result<Option<Committed>, StoreError> {
        match pending.commit() {
            Some(commit) => self.store().commit(commit.clone()).await.map(Some),
            None => Ok(None),
        }
    }

    /// The events that this answer is about, oldest first.
    ///
    /// # Errors
    /// When the store can't be read.
    pub async fn written(&self, id: &StreamId, answer: &Committed) -> Result<Vec<Recorded<D::Event>>, StoreError> {
        let before = Version(answer.version.0.saturating_sub(answer.events as u64));
        self.store().read(id, StreamRange { to: answer.version, ..StreamRange::after(before) }).await
    }
}

/// What to do about repeats and conflicts when a command is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Makes a repeat harmless: the same key with the same content gets the first answer. A refusal that is not recorded
    /// does not use the key up.
    pub idempotency: Option<Idempotency>,
    /// How often the command is decided again, on the newest state, after another writer was faster. Zero returns the first
    /// conflict.
    pub retries: u32,
}

impl Default for Execution {
    /// No key, and three retries.
    fn default() -> Self {
        Self { idempotency: None, retries: 3 }
    }
}

/// A command that was decided on and is not written yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending<D: Decide> {
    /// The state that it was decided on.
    pub loaded: Loaded<D::State>,
    /// The decision, with the checks that were made.
    pub decision: Decision<D>,
    /// The state and the messages that the decision leads to, and the commit that records it.
    pub prepared: Prepared<D>,
}

impl<D: Decide> Pending<D> {
    /// The same under an idempotency key.
    #[must_use]
    pub fn with_idempotency(mut self, idempotency: Option<Idempotency>) -> Self {
        self.prepared.commit.idempotency = idempotency;
        self
    }

    /// What to write. `None` when there is nothing: a refusal that is not recorded, or no event and no idempotency key that
    /// must be remembered.
    #[must_use]
    pub fn commit(&self) -> Option<&super::Commit<D>> {
        let commit = &self.prepared.commit;
        // A refusal that leaves no trace is decided again when it is repeated.
        let is_remembered = self.decision.outcome.is_ok() && commit.idempotency.is_some();
        (!commit.events.is_empty() || is_remembered).then_some(commit)
    }

    /// The last step: the result of the command, by the store's answer to its [commit](Self::commit). `None` stands for the
    /// answer when there was nothing to write.
    ///
    /// # Errors
    /// The error that the store answered with.
    pub fn conclude(self, answer: Result<Option<Committed>, StoreError>) -> Result<Executed<D>, StoreError> {
        let Self { loaded, decision: Decision { checks, outcome }, prepared: Prepared { state, outbound, .. } } = self;
        let committed = match answer? {
            // The same command under the same key was sent twice at the same time, and the other one was first.
            Some(answer) if answer.repeated => return Ok(Executed::Repeated { answer }),
            committed => committed,
        };
        let version = committed.map_or(loaded.version, |committed| committed.version);
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
    /// The command was allowed.
    Accepted {
        /// The checks that it passed.
        checks: Vec<D::Check>,
        /// The append of its events.
        appended: Appended<D>,
    },
    /// A business rule refused the command.
    Refused {
        /// The checks that were made. The last one failed.
        checks: Vec<D::Check>,
        /// Why it was refused.
        refusal: D::Refusal,
        /// The append of the event that records the refusal, when the domain keeps one.
        recorded: Option<Appended<D>>,
    },
    /// The command was executed before under the same key. Nothing was written now.
    Repeated {
        /// The first answer. [`Aggregate::written`] reads the events that were written then.
        answer: Committed,
    },
}
