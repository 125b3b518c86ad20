use super::{
    Aggregate, AggregateError, Appended, Committed, Decide, EventStore, Idempotency, Loaded, NewEvent, Recorded,
    StoreError, StreamId, StreamRange, Version,
};

/// What to do about repeats and conflicts when a command is executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Execution {
    /// Makes a repeat harmless: the same key with the same content gets the first answer, and nothing is decided again. A
    /// refusal that is not recorded does not use the key up.
    pub idempotency: Option<Idempotency>,
    /// How often the command is decided again, on the newest state, after another writer was faster. Zero gives up at the
    /// first conflict.
    pub retries: u32,
}

impl Default for Execution {
    /// No key, and three retries.
    fn default() -> Self {
        Self { idempotency: None, retries: 3 }
    }
}

/// What a command led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Executed<D: Decide> {
    /// It was allowed.
    Accepted(Appended<D>),
    /// A rule of the domain said no.
    Refused {
        /// Why.
        refusal: D::Refusal,
        /// The append of the event that records the refusal, when the domain keeps one.
        recorded: Option<Appended<D>>,
    },
    /// It was done before under the same key; nothing was written now.
    Repeated {
        /// The first answer.
        answer: Committed,
        /// The events that were written then: those that were asked for, or the one that records the refusal.
        events: Vec<Recorded<D::Event>>,
    },
}

impl<D: Decide, S: EventStore<D>> Aggregate<D, S> {
    /// Loads the aggregate, decides on the command, and commits the events, or the event that records the refusal.
    ///
    /// When another writer was faster, the state that was decided on is not the newest any more: then the command is decided
    /// again, at the most [`Execution::retries`] times. No other error is retried. `stamp` gives each event its metadata; it
    /// is asked anew for every attempt.
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
                return self.repeated(id, answer).await;
            }
            let loaded = self.load(id).await?;
            match self.attempt(id, command, loaded, idempotency.clone(), &mut stamp).await {
                Err(AggregateError::Store(StoreError::Conflict { .. })) if retries > 0 => retries -= 1,
                done => return done,
            }
        }
    }

    async fn repeated(&self, id: &StreamId, answer: Committed) -> Result<Executed<D>, AggregateError> {
        let before = Version(answer.version.0.saturating_sub(answer.events as u64));
        let written = StreamRange { to: answer.version, ..StreamRange::after(before) };
        Ok(Executed::Repeated { answer, events: self.store().read(id, written).await? })
    }

    async fn attempt(
        &self,
        id: &StreamId,
        command: &D::Command,
        loaded: Loaded<D::State>,
        idempotency: Option<Idempotency>,
        stamp: &mut impl FnMut(D::Event) -> NewEvent<D::Event>,
    ) -> Result<Executed<D>, AggregateError> {
        let decision = D::decide(&loaded.state, command);
        let events = match &decision {
            Ok(events) => events.clone(),
            Err(refusal) => D::rejection(refusal, command).into_iter().collect(),
        };
        let events: Vec<_> = events.into_iter().map(stamp).collect();
        // A refusal that leaves no trace is no answer to keep: a repeat is decided by what is true then.
        let idempotency = idempotency.filter(|_| decision.is_ok() || !events.is_empty());
        let appended = self.append_to_loaded(id, loaded, events, idempotency).await?;
        Ok(match (decision, appended.committed) {
            // Somebody else sent the same command under the same key at the same time, and was first.
            (_, Some(answer)) if answer.repeated => return self.repeated(id, answer).await,
            (Ok(_), _) => Executed::Accepted(appended),
            (Err(refusal), committed) => {
                let is_recorded = committed.is_some_and(|committed| committed.events > 0);
                Executed::Refused { refusal, recorded: is_recorded.then_some(appended) }
            }
        })
    }
}
