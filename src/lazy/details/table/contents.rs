use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::state::Intents;
use engine::Version;
use lab::{AccountId, Table, TableItem};

/// How many items are measured before the browser has its turn again: a few milliseconds.
const AT_ONCE: usize = 1_000;

/// What the table holds, and which partitions are folded. A row is the head of a partition or one of its items.
#[derive(Clone, Copy)]
pub struct Contents {
    intents: Intents,
    table: StoredValue<Table, LocalStorage>,
    /// Counts up whenever the table has changed.
    revision: RwSignal<u32>,
    /// The keys of the partitions that are folded.
    folded: RwSignal<Vec<String>>,
    /// In which row each partition begins, and how many rows there are.
    starts: Memo<(Vec<usize>, usize)>,
}

/// What a row shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// The head of a partition.
    Partition {
        /// The partition key.
        key: String,
        /// How many items it has.
        items: usize,
        /// Their size in bytes; `None` until all are measured.
        bytes: Option<u64>,
        /// Whether its items are left out.
        is_folded: bool,
    },
    /// An item.
    Item(TableItem),
}

impl Contents {
    /// The contents of a table of which all partitions are open. They are kept up to date, a few items at a time.
    pub fn new(intents: Intents) -> Self {
        let table = StoredValue::new_local(Table::default());
        let (revision, folded) = (RwSignal::new(0), RwSignal::new(Vec::<String>::new()));
        let starts = Memo::new(move |_| {
            revision.track();
            let mut rows = 0;
            let starts = table.with_value(|table| {
                let partitions = table.partitions().iter();
                partitions
                    .map(|partition| {
                        let start = rows;
                        let is_folded = folded.with(|folded| folded.contains(&partition.key));
                        rows += 1 + if is_folded { 0 } else { partition.items };
                        start
                    })
                    .collect()
            });
            (starts, rows)
        });
        let contents = Self { intents, table, revision, folded, starts };
        contents.measure();
        contents
    }

    /// How many rows there are.
    pub fn count(self) -> usize {
        self.starts.with(|(_, count)| *count)
    }

    /// These rows with their numbers. What DynamoDB can't store is left out.
    pub fn rows(self, numbers: impl Iterator<Item = usize>) -> Vec<(usize, Row)> {
        self.revision.track();
        numbers.filter_map(|number| Some((number, self.row(number)?))).collect()
    }

    /// The row of this number.
    pub fn row(self, number: usize) -> Option<Row> {
        let (partition, place) = self.place(number)?;
        self.table.with_value(|table| match place {
            None => {
                let head = table.partitions().get(partition)?;
                let is_folded = self.folded.with(|folded| folded.contains(&head.key));
                Some(Row::Partition { key: head.key.clone(), items: head.items, bytes: head.bytes, is_folded })
            }
            Some(place) => self.intents.lab.read_untracked(|lab| table.item(lab, partition, place)).map(Row::Item),
        })
    }

    /// The number of the row that heads the partition of this row.
    pub fn head_of(self, number: usize) -> Option<usize> {
        let (_, place) = self.place(number)?;
        Some(place.map_or(number, |place| number - place - 1))
    }

    /// The number of the row of an event's item, unless its partition is folded.
    pub fn row_of(self, account: AccountId, version: Version) -> Option<usize> {
        let starts = self.starts.get();
        let (partition, place) = self.table.with_value(|table| table.place_of(account, version))?;
        let start = *starts.0.get(partition)?;
        let is_folded = matches!(untrack(|| self.row(start)), Some(Row::Partition { is_folded: true, .. }));
        (!is_folded).then_some(start + 1 + place)
    }

    /// Folds or opens a partition, or goes to the event of an item.
    pub fn choose(self, number: usize) {
        match untrack(|| self.row(number)) {
            Some(Row::Item(item)) => self.intents.look_at_event(item.account, item.version),
            Some(Row::Partition { is_folded, .. }) => self.fold(number, !is_folded),
            None => {}
        }
    }

    /// Folds or opens the partition that this row heads.
    pub fn fold(self, number: usize, fold: bool) {
        let Some(Row::Partition { key, .. }) = untrack(|| self.row(number)) else { return };
        self.folded.update(|folded| {
            folded.retain(|known| *known != key);
            if fold {
                folded.push(key);
            }
        });
    }

    /// The partition of a row, and its place in there; `None` for the head of the partition.
    fn place(self, number: usize) -> Option<(usize, Option<usize>)> {
        self.starts.with(|(starts, _)| {
            let partition = starts.partition_point(|start| *start <= number).checked_sub(1)?;
            Some((partition, (number - starts[partition]).checked_sub(1)))
        })
    }

    fn measure(self) {
        Effect::new(move |_| {
            if !self.catch_up() {
                spawn_local(async move {
                    loop {
                        browser::next_task().await;
                        // The table may be gone by now, or the next command has measured on.
                        if self.revision.try_get_untracked().is_none() || untrack(|| self.catch_up()) {
                            return;
                        }
                    }
                });
            }
        });
    }

    fn catch_up(self) -> bool {
        let catch_up = |lab: &_| self.table.try_update_value(|table| table.catch_up(lab, AT_ONCE));
        let is_complete = self.intents.lab.read(catch_up).unwrap_or(true);
        self.revision.update(|revision| *revision += 1);
        is_complete
    }
}
