use engine::{Domain, IndexEntry, MessageId, OutboxRecord, Recorded, Snapshot};

/// One stream of a [`Log`](super::Log).
pub(super) struct Stream<D: Domain> {
    pub(super) events: Vec<Recorded<D::Event>>,
    pub(super) snapshot: Option<Snapshot<D::State>>,
    pub(super) index: Vec<IndexEntry>,
    pub(super) outbox: Vec<OutboxRecord<D::Outbound>>,
    /// The first `sent` messages were sent.
    sent: usize,
    /// The places in `outbox` of later messages that were sent.
    sent_early: Vec<usize>,
    /// Whether the stream is in `Log::waiting`.
    pub(super) is_waiting: bool,
}

impl<D: Domain> Default for Stream<D> {
    fn default() -> Self {
        Self {
            events: Vec::new(),
            snapshot: None,
            index: Vec::new(),
            outbox: Vec::new(),
            sent: 0,
            sent_early: Vec::new(),
            is_waiting: false,
        }
    }
}

impl<D: Domain> Stream<D> {
    /// The unsent messages in the order they were published.
    pub(super) fn unsent(&self) -> impl Iterator<Item = &OutboxRecord<D::Outbound>> {
        (self.sent..)
            .zip(&self.outbox[self.sent..])
            .filter(|(place, _)| !self.sent_early.contains(place))
            .map(|(_, m)| m)
    }

    /// The place of an unsent message in `outbox`.
    pub(super) fn unsent_place(&self, message: &MessageId) -> Option<usize> {
        let key = (message.version, message.number);
        let place = self.outbox.binary_search_by_key(&key, |record| (record.version, record.number)).ok()?;
        (place >= self.sent && !self.sent_early.contains(&place)).then_some(place)
    }

    pub(super) fn mark_sent(&mut self, message: &MessageId) {
        self.sent_early.extend(self.unsent_place(message));
        while let Some(next) = self.sent_early.iter().position(|place| *place == self.sent) {
            self.sent_early.swap_remove(next);
            self.sent += 1;
        }
    }

    pub(super) fn mark_all_sent(&mut self) {
        (self.sent, self.is_waiting) = (self.outbox.len(), false);
        self.sent_early.clear();
    }

    pub(super) fn has_unsent(&self) -> bool {
        self.sent < self.outbox.len()
    }
}
