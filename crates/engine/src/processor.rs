use crate::{Domain, Event, Metadata, NewEvent, Recorded, Version};

/// Folds events into a state by [`Domain::evolve`], and collects the messages of [`Domain::react`].
#[derive(Clone, Debug, PartialEq)]
pub struct Processor<D: Domain> {
    initial: D::State,
}

impl<D: Domain> Default for Processor<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D: Domain> Processor<D> {
    /// A processor that starts from the default state.
    #[must_use]
    pub fn new() -> Self {
        Self::starting_from(D::State::default())
    }

    /// A processor that starts from this state.
    #[must_use]
    pub fn starting_from(initial: D::State) -> Self {
        Self { initial }
    }

    /// The state before the first event.
    #[must_use]
    pub fn initial(&self) -> &D::State {
        &self.initial
    }

    /// Folds stored events into a state, in the order of `past`. Publishes nothing.
    ///
    /// `start` is a state and its version; `None` starts from the initial state. Events up to that version are not
    /// folded again; they only fill [windows](Domain::window).
    ///
    /// # Errors
    /// [`RuleFailed`] when an event can't follow the state before it.
    pub fn fold(
        &self,
        start: Option<(D::State, Version)>,
        past: &[Recorded<D::Event>],
    ) -> Result<(D::State, Version), RuleFailed> {
        let mut folding = Folding::<D>::new(self.start(start), past, &[]);
        while folding.index < past.len() {
            folding.evolve(past[folding.index].version)?;
        }
        Ok((folding.state, folding.version))
    }

    /// Folds stored events, then new ones. Returns the messages of both separately, because only those of the new
    /// events are sent. A [copy](crate::Metadata::copy_of) of another event has no messages.
    ///
    /// `start` and `past` are as for [`Processor::fold`]. The new events get the versions after the last past event.
    ///
    /// # Errors
    /// [`RuleFailed`] when an event can't follow the state before it.
    pub fn process(
        &self,
        start: Option<(D::State, Version)>,
        past: &[Recorded<D::Event>],
        new: &[NewEvent<D::Event>],
    ) -> Result<Processed<D>, RuleFailed> {
        let mut folding = Folding::<D>::new(self.start(start), past, new);
        let (mut past_outbound, mut new_outbound) = (Vec::new(), Vec::new());
        while folding.index < past.len() {
            folding.evolve_and_react(past[folding.index].version, &mut past_outbound)?;
        }
        while folding.index < past.len() + new.len() {
            folding.evolve_and_react(folding.version.next(), &mut new_outbound)?;
        }
        Ok(Processed { state: folding.state, version: folding.version, past_outbound, new_outbound })
    }

    fn start(&self, start: Option<(D::State, Version)>) -> (D::State, Version) {
        start.unwrap_or_else(|| (self.initial.clone(), Version::EMPTY))
    }
}

/// A fold over stored and new events, in progress.
struct Folding<'a, D: Domain> {
    state: D::State,
    version: Version,
    past: &'a [Recorded<D::Event>],
    new: &'a [NewEvent<D::Event>],
    /// The index of the next event in `past` followed by `new`.
    index: usize,
}

impl<'a, D: Domain> Folding<'a, D> {
    fn new(
        (state, version): (D::State, Version),
        past: &'a [Recorded<D::Event>],
        new: &'a [NewEvent<D::Event>],
    ) -> Self {
        let index = past.iter().take_while(|event| event.version <= version).count();
        Self { state, version, past, new, index }
    }

    fn context(&self, version: Version) -> EventContext<'a, D> {
        EventContext { index: self.index, version, past: self.past, new: self.new }
    }

    fn evolve(&mut self, version: Version) -> Result<&'a D::Event, RuleFailed> {
        let context = self.context(version);
        let event = context.event();
        D::evolve(&mut self.state, event, &context).map_err(|RuleError(reason)| RuleFailed {
            event_type: event.event_type().to_owned(),
            version,
            reason,
        })?;
        self.version = version;
        self.index += 1;
        Ok(event)
    }

    fn evolve_and_react(
        &mut self,
        version: Version,
        published: &mut Vec<Published<D::Outbound>>,
    ) -> Result<(), RuleFailed> {
        // The original of a copy has published its messages.
        if self.context(version).metadata().copy_of.is_some() {
            return self.evolve(version).map(drop);
        }
        let event = self.evolve(version)?;
        let messages = D::react(&self.state, event).into_iter();
        published.extend(messages.map(|message| Published { version, message }));
        Ok(())
    }
}

/// What [`Domain::evolve`] sees besides the event: its version, its metadata, and the window that the rule asked for.
/// They are the same for a new event and its replay, so a rule can't tell the two apart.
pub struct EventContext<'a, D: Domain> {
    index: usize,
    version: Version,
    past: &'a [Recorded<D::Event>],
    new: &'a [NewEvent<D::Event>],
}

impl<'a, D: Domain> EventContext<'a, D> {
    /// The version of the event in its stream, from 1. A new event will be stored at this version.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The metadata of the event.
    #[must_use]
    pub fn metadata(&self) -> &'a Metadata {
        self.at(self.index).1
    }

    /// The earlier events that the rule [asked for](Domain::window) and the event itself, oldest first, each with its
    /// metadata. Near the beginning of a stream there are fewer.
    pub fn window(&self) -> impl ExactSizeIterator<Item = (&'a D::Event, &'a Metadata)> + use<'_, 'a, D> {
        let first = self.index.saturating_sub(D::window(self.event()));
        (first..self.index + 1).map(|index| self.at(index))
    }

    fn event(&self) -> &'a D::Event {
        self.at(self.index).0
    }

    fn at(&self, index: usize) -> (&'a D::Event, &'a Metadata) {
        match index.checked_sub(self.past.len()) {
            None => (&self.past[index].data, &self.past[index].metadata),
            Some(index) => (&self.new[index].data, &self.new[index].metadata),
        }
    }
}

/// What [`Processor::process`] returns.
#[derive(Clone, Debug, PartialEq)]
pub struct Processed<D: Domain> {
    /// The state after the last event.
    pub state: D::State,
    /// The version of the last event.
    pub version: Version,
    /// The messages of the past events, derived again. They went to the outbox when these events were new.
    pub past_outbound: Vec<Published<D::Outbound>>,
    /// The messages of the new events, for the outbox.
    pub new_outbound: Vec<Published<D::Outbound>>,
}

/// A message and the version of the event that published it.
#[derive(Clone, Debug, PartialEq)]
pub struct Published<O> {
    /// The version of the event.
    pub version: Version,
    /// The message.
    pub message: O,
}

/// Why an event can't follow the state before it, as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct RuleError(pub String);

/// A rule failed on an event. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rule for {event_type} failed at {version}: {reason}")]
pub struct RuleFailed {
    /// The type of the event.
    pub event_type: String,
    /// The version of the event, from 1.
    pub version: Version,
    /// Why the rule failed, as a sentence.
    pub reason: String,
}
