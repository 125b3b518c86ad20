use crate::views::ViewKind;
use crate::{AccountId, Change, Lab, changes};
use bank::projections::{AccountView, Audit, ByType, Spending, Statement, Sums, Value};
use bank::{BankEvent, Money, Refusal};
use engine::{Position, Projection, Recorded, Version};

/// The changes that a command makes in one view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewChanges {
    /// The view's name.
    pub view: &'static str,
    /// The changed fields. An empty [`Change::before`] means that only the difference is known.
    pub changes: Vec<Change>,
}

/// The facts about a commit from which the changes of the views are derived.
pub(super) struct Step {
    /// The account before the commit.
    pub before: AccountView,
    /// The account after the commit.
    pub after: AccountView,
    /// Its events. `None` for the copies of a fork, which are shown as one entry.
    events: Option<Vec<Recorded<BankEvent>>>,
    /// The sum of all balances before and after the commit.
    totals: [Sums; 2],
}

/// Stands for a value before the commit that only a read of the whole log could find.
const UNKNOWN: &str = "";

fn change(field: &'static str, before: impl Into<String>, after: impl Into<String>) -> Change {
    Change { field, before: before.into(), after: after.into() }
}

impl Step {
    /// A commit to this account. `None` as the position of its first event means that it is not written yet.
    pub(super) fn new(
        lab: &Lab,
        account: AccountId,
        [before, after]: [AccountView; 2],
        events: Option<Vec<Recorded<BankEvent>>>,
        position: Option<Position>,
    ) -> Self {
        let was = |other: AccountId| {
            let before = |position: Position| lab.version_at(other, Position(position.0.saturating_sub(1)));
            lab.at(other, position.map_or(lab.head(other), before))
        };
        let accounts = lab.accounts().chain((lab.head(account) == Version::EMPTY).then_some(account));
        // Looking at another account replays fewer than `Replayed::STRIDE` events.
        let others: Vec<_> = accounts.map(|other| (other != account).then(|| was(other))).collect();
        let totals = [&before, &after].map(|own| {
            let views = others.iter().map(|other| other.as_ref().unwrap_or(own));
            views.filter(|view| view.version > Version::EMPTY).map(|view| view.account.balance).collect()
        });
        Self { before, after, events, totals }
    }

    /// The changes that the commit makes in each view, by the rules of the views. Unchanged views are left out.
    ///
    /// Where the value before the commit requires a read of the whole log, the change is a difference. The largest
    /// payments are left out for the same reason.
    pub(super) fn changes(&self) -> Vec<ViewChanges> {
        let views = [
            (ViewKind::Account, changes(&self.before, &self.after)),
            (ViewKind::Statement, self.statement()),
            (ViewKind::AllAccounts, self.all_accounts()),
            (ViewKind::ByType, self.by_type()),
            (ViewKind::Audit, self.audit()),
        ];
        let views = views.into_iter().filter(|(_, changes)| !changes.is_empty());
        views.map(|(view, changes)| ViewChanges { view: view.label(), changes }).collect()
    }

    fn statement(&self) -> Vec<Change> {
        let (before, after) = (self.before.account.balance.minor, self.after.account.balance);
        let money = |minor| Money { minor, ..after }.figure();
        let mut all = Vec::new();
        match &self.events {
            None => all.push(change("entry", Value::NONE, format!("the shared past, balance {}", after.figure()))),
            Some(events) => {
                let statement = folded(Statement::starting_from(self.before.account.clone()), events);
                for entry in statement.entries() {
                    let amount = if entry.amount == 0 { String::new() } else { format!(" {}", money(entry.amount)) };
                    let text = format!("{}{amount}, balance {}", entry.label(), money(entry.balance));
                    all.push(change("entry", Value::NONE, text));
                }
            }
        }
        match self.before.version {
            Version::EMPTY => all.push(change("closing", Value::NONE, after.figure())),
            _ if before != after.minor => all.push(change("closing", money(before), after.figure())),
            _ => {}
        }
        all
    }

    fn all_accounts(&self) -> Vec<Change> {
        let shown = ["owner", "status", "version", "balance"];
        let mut all = changes(&self.before, &self.after);
        all.retain(|change| shown.contains(&change.field));
        let [before, after] = self.totals.each_ref().map(Sums::figure);
        if before != after {
            all.push(change("total", before, after));
        }
        all
    }

    /// This view only adds amounts up, so the fold of these events alone is the difference.
    fn by_type(&self) -> Vec<Change> {
        let Some(events) = &self.events else {
            let copies = self.after.version.0.saturating_sub(self.before.version.0);
            return vec![change("events", UNKNOWN, format!("{copies} more, all copies"))];
        };
        let more = folded(ByType::new(Spending::WithRefused), events);
        let types = more.types().iter().map(|row| {
            let money = if row.sum.is_zero() { String::new() } else { format!(", with {}", row.sum.figure()) };
            change("events", UNKNOWN, format!("{} more {}{money}", row.count, row.event_type))
        });
        let spent = match (more.came_back().is_zero(), more.spent().is_zero()) {
            // One command either pays out or reverses.
            (false, _) => Some(format!("{} less", more.came_back().figure())),
            (true, false) => Some(format!("{} more", more.spent().figure())),
            (true, true) => None,
        };
        let spent = spent.map(|spent| change("spent, old formula", UNKNOWN, spent));
        types.chain(spent).collect()
    }

    /// This view only appends entries.
    fn audit(&self) -> Vec<Change> {
        let more = folded(Audit::default(), self.events.as_deref().unwrap_or_default());
        let refused = more.refused().iter().map(|refused| {
            let Refusal { command, reverses, amount, reason_code, .. } = refused.refusal;
            let event = reverses.map(|version| format!(" {version}")).unwrap_or_default();
            let amount = amount.map(|amount| format!(" {}", amount.money().figure())).unwrap_or_default();
            change("entry", Value::NONE, format!("{}{event}{amount}, reason {}", command.name(), reason_code.name()))
        });
        refused.collect()
    }
}

fn folded<P: Projection<BankEvent>>(mut empty: P, events: &[Recorded<BankEvent>]) -> P {
    events.iter().for_each(|event| empty.apply(event));
    empty
}
