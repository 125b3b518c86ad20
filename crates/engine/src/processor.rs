use std::fmt;

use super::{Domain, Event, Metadata, NewEvent, Recorded, Version};

type Rule<D> = Box<dyn Fn(&mut <D as Domain>::State, &mut Scope<'_, D>) -> Result<(), RuleError> + Send + Sync>;

/// The rules by event type that fold events into state and publish outbound messages.
///
/// An event type without a rule is skipped: the event stays stored, the state stays as it is.
pub struct Processor<D: Domain> {
    initial: D::State,
    rules: Vec<(&'static str, Rule<D>)>,
}

impl<D: Domain> Default for Processor<D> {
    fn default() -> Self {
        Self::new()
    }
}

impl<D: Domain> Processor<D> {
    /// A processor without rules that starts from the state's default.
    #[must_use]
    pub fn new() -> Self {
        Self::starting_from(D::State::default())
    }

    /// A processor without rules that starts from this state.
    #[must_use]
    pub fn starting_from(initial: D::State) -> Self {
        Self { initial, rules: Vec::new() }
    }

    /// Adds the rule for an event type. A second rule for the same type takes the place of the first.
    #[must_use]
    pub fn on(
        mut self,
        event_type: &'static str,
        rule: impl Fn(&mut D::State, &mut Scope<'_, D>) -> Result<(), RuleError> + Send + Sync + 'static,
    ) -> Self {
        self.rules.retain(|(known, _)| *known != event_type);
        self.rules.push((event_type, Box::new(rule)));
        self
    }

    /// The state before the first event.
    #[must_use]
    pub fn initial(&self) -> &D::State {
        &self.initial
    }

    /// Folds past events into a state: [`Processor::process`] without new ones, and what the rules publish again is dropped.
    ///
    /// # Errors
    /// [`RuleFailed`] when a rule refuses an event; it names the event type and the version.
    pub fn fold(
        &self,
        start: Option<(D::State, Version)>,
        past: &[Recorded<D::Event>],
    ) -> Result<(D::State, Version), RuleFailed> {
        let (mut state, mut version) = self.start(start);
        self.replay(&mut state, &mut version, past, &[], None)?;
        Ok((state, version))
    }

    /// Folds past events, then new ones, into a state.
    ///
    /// `start` is a state and the version it stands at, with `past` beginning right after it; `None` starts from the
    /// initial state. Past events are taken in the order they are given; new ones follow the version of the last. What the rules publish is kept apart by whether the event was past or new: only the latter is
    /// ever sent.
    ///
    /// # Errors
    /// [`RuleFailed`] when a rule refuses an event; it names the event type and the version.
    pub fn process(
        &self,
        start: Option<(D::State, Version)>,
        past: &[Recorded<D::Event>],
        new: &[NewEvent<D::Event>],
    ) -> Result<Processed<D>, RuleFailed> {
        let (mut state, mut version) = self.start(start);
        let (mut past_outbound, mut new_outbound) = (Vec::new(), Vec::new());
        self.replay(&mut state, &mut version, past, new, Some(&mut past_outbound))?;
        for index in past.len()..past.len() + new.len() {
            version = version.next();
            let published = Some(&mut new_outbound);
            self.apply(&mut state, &mut Scope { index, version, past, new, published })?;
        }
        Ok(Processed { state, version, past_outbound, new_outbound })
    }

    fn start(&self, start: Option<(D::State, Version)>) -> (D::State, Version) {
        start.unwrap_or_else(|| (self.initial.clone(), Version::EMPTY))
    }

    fn replay(
        &self,
        state: &mut D::State,
        version: &mut Version,
        past: &[Recorded<D::Event>],
        new: &[NewEvent<D::Event>],
        mut published: Option<&mut Vec<Published<D::Outbound>>>,
    ) -> Result<(), RuleFailed> {
        for (index, event) in past.iter().enumerate() {
            *version = event.version;
            let published = published.as_deref_mut();
            self.apply(state, &mut Scope { index, version: *version, past, new, published })?;
        }
        Ok(())
    }

    fn apply(&self, state: &mut D::State, scope: &mut Scope<'_, D>) -> Result<(), RuleFailed> {
        let event_type = scope.event().event_type();
        // One text in memory is the same type, and nearly every event's is.
        let same = self.rules.iter().find(|(known, _)| std::ptr::eq(*known, event_type));
        let Some((_, rule)) = same.or_else(|| self.rules.iter().find(|(known, _)| *known == event_type)) else {
            return Ok(());
        };
        rule(state, scope).map_err(|RuleError(reason)| RuleFailed {
            event_type: scope.event().event_type().to_owned(),
            version: scope.version,
            reason,
        })
    }
}

/// What a rule sees beside the state: the event, where it stands, and all events around it.
pub struct Scope<'a, D: Domain> {
    index: usize,
    version: Version,
    past: &'a [Recorded<D::Event>],
    new: &'a [NewEvent<D::Event>],
    /// `None` when nobody wants to know.
    published: Option<&'a mut Vec<Published<D::Outbound>>>,
}

impl<'a, D: Domain> Scope<'a, D> {
    /// The event that is being handled.
    #[must_use]
    pub fn event(&self) -> &'a D::Event {
        self.at(self.index)
    }

    /// The metadata of the event that is being handled.
    #[must_use]
    pub fn metadata(&self) -> &'a Metadata {
        match self.index.checked_sub(self.past.len()) {
            None => &self.past[self.index].metadata,
            Some(index) => &self.new[index].metadata,
        }
    }

    /// The version that the event has, or will have when it is stored.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The event's place among [`Scope::all`], from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// The stored events that are being replayed: none in an append, all of them in a recalculation, which starts from
    /// the first event. A rule that must give the same state both ways keeps what it needs in the state instead.
    #[must_use]
    pub fn past(&self) -> &'a [Recorded<D::Event>] {
        self.past
    }

    /// The events that are about to be stored.
    #[must_use]
    pub fn new_events(&self) -> &'a [NewEvent<D::Event>] {
        self.new
    }

    /// Past and new events in one line.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &'a D::Event> + use<'a, D> {
        self.past.iter().map(|event| &event.data).chain(self.new.iter().map(|event| &event.data))
    }

    /// The event at a place among [`Scope::all`].
    ///
    /// # Panics
    /// When there are not that many.
    #[must_use]
    pub fn at(&self, index: usize) -> &'a D::Event {
        match index.checked_sub(self.past.len()) {
            None => &self.past[index].data,
            Some(index) => &self.new[index].data,
        }
    }

    /// Where the new events begin among [`Scope::all`].
    #[must_use]
    pub fn first_new(&self) -> usize {
        self.past.len()
    }

    /// Whether the event is replayed from the store.
    #[must_use]
    pub fn is_past(&self) -> bool {
        self.index < self.past.len()
    }

    /// Tells the outside world something. It is sent only when the event is new; a replay sends nothing.
    pub fn publish(&mut self, message: D::Outbound) {
        if let Some(published) = &mut self.published {
            published.push(Published { version: self.version, message });
        }
    }
}

/// What [`Processor::process`] gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Processed<D: Domain> {
    /// The state after the last event.
    pub state: D::State,
    /// The version of the last event.
    pub version: Version,
    /// What the rules published while past events were replayed. It was sent long ago.
    pub past_outbound: Vec<Published<D::Outbound>>,
    /// What the rules published for the new events.
    pub new_outbound: Vec<Published<D::Outbound>>,
}

/// A message that a rule published, and the version of the event it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Published<O> {
    /// The version of the event that was being handled.
    pub version: Version,
    /// What is told.
    pub message: O,
}

/// Why a rule can't handle an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleError(pub String);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

/// A rule failed. Nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFailed {
    /// The type of the event that the rule was handling.
    pub event_type: String,
    /// The version of that event.
    pub version: Version,
    /// Why.
    pub reason: String,
}

impl fmt::Display for RuleFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rule for {} failed at {}: {}", self.event_type, self.version, self.reason)
    }
}

impl std::error::Error for RuleFailed {}
