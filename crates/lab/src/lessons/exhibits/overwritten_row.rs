use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{AccountId, Lab, counted, moment};
use bank::{Account, BankEvent, Family, Money, Owner, Status};
use engine::{Recorded, Version};

/// The row of an account in a table without history. Each accepted command overwrites it; a refusal writes nothing.
#[derive(Clone, Debug)]
pub struct OverwrittenRow {
    id: AccountId,
    /// What the rules fold, and the row is written from.
    account: Account,
    row: Option<Row>,
    /// The row before the last statement.
    before: Option<Row>,
    /// The command of the last statement.
    command: Option<Uuid>,
    /// The last event that was looked at.
    last: Option<(Version, Uuid)>,
    overwritten: u64,
    /// The same before the last statement.
    overwritten_before: u64,
    refusals: u64,
}

/// A value of the row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The name of the column, e.g. `balance`.
    pub name: &'static str,
    /// Its value, e.g. `70.00`.
    pub value: String,
    /// The value that the last statement overwrote. `None` if it did not touch this column.
    pub was: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    owner: Option<Owner>,
    balance: Money,
    status: Status,
    updated_at: DateTime<Utc>,
}

impl OverwrittenRow {
    /// The row of an account after all of its commands.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId) -> Self {
        let mut row = Self::new(account);
        row.catch_up(lab);
        row
    }

    fn new(id: AccountId) -> Self {
        Self {
            id,
            account: Account::default(),
            row: None,
            before: None,
            command: None,
            last: None,
            overwritten: 0,
            overwritten_before: 0,
            refusals: 0,
        }
    }

    /// Runs the commands that were sent since. Starts again if the log is another one.
    pub fn catch_up(&mut self, lab: &Lab) {
        lab.with_events(self.id, |events| {
            let is_same = |(version, id): (Version, Uuid)| {
                events.get(version.0 as usize - 1).is_some_and(|event| event.metadata.event_id == id)
            };
            if self.last.is_some_and(|last| !is_same(last)) {
                *self = Self::new(self.id);
            }
            let done = self.last.map_or(0, |(version, _)| version.0 as usize);
            events[done..].iter().for_each(|event| self.run(event));
        });
    }

    /// Writes what an event changed. The events of one command are one statement.
    fn run(&mut self, event: &Recorded<BankEvent>) {
        self.last = Some((event.version, event.metadata.event_id));
        if event.data.family() == Family::Rejected {
            self.refusals += 1;
            return;
        }
        // A stored log can hold an event that no rule decided. It changes no account, and no row.
        if self.account.evolve(&event.data).is_err() {
            return;
        }
        let command = Some(event.metadata.causation_id);
        if self.command != command {
            (self.command, self.before) = (command, self.row.take());
            self.overwritten_before = self.overwritten;
        }
        let Account { owner, balance, status, .. } = &self.account;
        let updated_at = event.metadata.recorded_at;
        let row = Row { owner: owner.clone(), balance: *balance, status: *status, updated_at };
        self.overwritten =
            self.overwritten_before + self.before.as_ref().map_or(0, |before| before.overwritten_by(&row));
        self.row = Some(row);
    }

    /// The row. `None` before the account is opened.
    #[must_use]
    pub fn columns(&self) -> Option<[Column; 5]> {
        let values = self.row.as_ref()?.values();
        let before = self.before.as_ref().map(Row::values);
        let was = |place: usize| {
            let before = before.as_ref()?[place].clone();
            // The time is written each time, even if the clock stands still.
            (before != values[place] || place == UPDATED_AT).then_some(before)
        };
        let column = |place: usize| Column { name: NAMES[place], value: values[place].clone(), was: was(place) };
        let id = Column { name: "id", value: self.id.to_string(), was: None };
        Some([id, column(0), column(1), column(2), column(UPDATED_AT)])
    }

    /// The last statement that wrote the row. `None` before the account is opened.
    #[must_use]
    pub fn statement(&self) -> Option<String> {
        let row = self.row.as_ref()?;
        let (id, [owner, balance, status, updated_at]) = (quoted(&self.id.to_string()), row.literals());
        let Some(before) = &self.before else {
            return Some(format!(
                "INSERT INTO accounts (id, {}) VALUES ({id}, {owner}, {balance}, {status}, {updated_at})",
                NAMES.join(", ")
            ));
        };
        let literals = [owner, balance, status, updated_at];
        let changed = NAMES.iter().zip(literals).zip(row.changed_from(before));
        let set: Vec<_> =
            changed.filter(|(_, is_set)| *is_set).map(|((name, value), _)| format!("{name} = {value}")).collect();
        Some(format!("UPDATE accounts SET {} WHERE id = {id}", set.join(", ")))
    }

    /// How many values were overwritten and are lost.
    #[must_use]
    pub fn overwritten(&self) -> u64 {
        self.overwritten
    }

    /// How many commands were refused. The row does not know.
    #[must_use]
    pub fn refusals(&self) -> u64 {
        self.refusals
    }

    /// What is lost, as a sentence or two, e.g. `4 values were overwritten and are lost.`
    #[must_use]
    pub fn summary(&self) -> String {
        let lost = match (&self.row, self.overwritten) {
            (None, _) => return "There is no row yet.".to_owned(),
            (Some(_), 0) => "Nothing was overwritten yet.".to_owned(),
            (Some(_), 1) => "1 value was overwritten and is lost.".to_owned(),
            (Some(_), lost) => format!("{lost} values were overwritten and are lost."),
        };
        match self.refusals {
            0 => lost,
            refusals => format!("{lost} {} wrote nothing here.", counted(refusals, "refusal", "refusals")),
        }
    }
}

/// The columns after the id.
const NAMES: [&str; 4] = ["owner", "balance", "status", "updated_at"];

/// The place of the time among them.
const UPDATED_AT: usize = 3;

impl Row {
    fn values(&self) -> [String; 4] {
        let owner = self.owner.as_ref().map_or_else(|| "NULL".to_owned(), Owner::to_string);
        [owner, self.balance.figure(), self.status.label().to_owned(), moment(self.updated_at)]
    }

    fn literals(&self) -> [String; 4] {
        let owner = self.owner.as_ref().map_or_else(|| "NULL".to_owned(), |owner| quoted(owner.as_str()));
        let mut balance = String::new();
        self.balance.push_number(&mut balance);
        [owner, balance, quoted(self.status.label()), quoted(&moment(self.updated_at))]
    }

    /// Which columns a statement sets that turns `before` into this row. The time is always among them.
    fn changed_from(&self, before: &Self) -> [bool; 4] {
        [self.owner != before.owner, self.balance != before.balance, self.status != before.status, true]
    }

    fn overwritten_by(&self, next: &Self) -> u64 {
        next.changed_from(self).into_iter().map(u64::from).sum()
    }
}

/// A text as SQL writes it. A quote in it is doubled.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests;
