use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::{AccountId, Lab, counted, signed_amount};
use bank::Family;
use bank::projections::AccountView;
use engine::Version;

/// A view of an account that is behind the account's stream, and what an app could show meanwhile.
#[derive(Clone, Debug)]
pub struct Remedies {
    /// The version of the stream.
    head: Version,
    /// The newest version that changed the account: what an app waits for.
    awaited: Version,
    /// The version that the view has read.
    version: Version,
    /// How old that is.
    age: Duration,
    now: AccountView,
    seen: AccountView,
    /// The change that the view has not read, if it is one alone.
    change: Option<String>,
}

/// What an app can do about a late view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing.
    None,
    /// It shows its own command as pending.
    Pending,
    /// It waits until the view has read a version.
    Wait,
    /// The view tells the page when it has read an event.
    Push,
    /// It shows how old the number is.
    Age,
}

/// What an app shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The balance, e.g. `100.00`. `None` while it shows none.
    pub balance: Option<String>,
    /// What stands beside the balance, e.g. `as of 3 seconds ago`.
    pub mark: Option<String>,
    /// What that means, as a sentence or two.
    pub sentence: String,
    /// Whether it shows a balance that is no longer right, and does not say so.
    pub is_stale_unmarked: bool,
}

impl Remedy {
    /// All, in the order of the options.
    pub const ALL: [Self; 5] = [Self::None, Self::Pending, Self::Wait, Self::Push, Self::Age];

    /// The number of its option.
    #[must_use]
    pub const fn option(self) -> u8 {
        self as u8
    }

    /// The remedy with this option. An option that does not exist is none.
    #[must_use]
    pub fn of(option: u8) -> Self {
        Self::ALL.get(usize::from(option)).copied().unwrap_or(Self::None)
    }

    /// Whether no number that is out of date stands there without a mark.
    #[must_use]
    pub const fn marks(self) -> bool {
        match self {
            Self::None | Self::Push => false,
            Self::Pending | Self::Wait | Self::Age => true,
        }
    }
}

impl Remedies {
    /// The events before the head that are searched for the newest change. Beyond them, the head is waited for.
    const SEARCHED: usize = 100;

    /// An account of which a view has read the stream up to `version`, which was the newest one `age` ago
    /// ([`Remedies::age`]).
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version, age: Duration) -> Self {
        let head = lab.head(account);
        let version = version.min(head);
        let (awaited, change) = lab.with_events(account, |events| {
            let newest = events.iter().rev().take(Self::SEARCHED);
            let newest = newest.into_iter().find(|event| event.data.family() != Family::Rejected);
            let change = newest
                .map(|event| signed_amount(&event.data).unwrap_or_else(|| event.data.command().label().to_owned()));
            (newest.map_or(head, |event| event.version), change)
        });
        let (now, seen) = (lab.now(account), lab.at(account, version));
        Self { head, awaited, version, age, now, seen, change }
    }

    /// How long the account has been newer than this version. Zero if it is not.
    #[must_use]
    pub fn age(lab: &Lab, account: AccountId, version: Version, now: DateTime<Utc>) -> Duration {
        let next = lab.event(account, version.next());
        next.and_then(|next| (now - next.metadata.recorded_at).to_std().ok()).unwrap_or_default()
    }

    /// What can be chosen, in the order of the options, e.g. `Wait for v4`.
    #[must_use]
    pub fn options(&self) -> [String; 5] {
        Remedy::ALL.map(|remedy| match remedy {
            Remedy::None => "Nothing".to_owned(),
            Remedy::Pending => "Show as pending".to_owned(),
            Remedy::Wait => format!("Wait for {}", self.awaited),
            Remedy::Push => "Push".to_owned(),
            Remedy::Age => "Show the age".to_owned(),
        })
    }

    /// Whether there is something that the view has not read.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        self.version < self.head
    }

    /// What an app with this remedy shows now.
    #[must_use]
    pub fn screen(&self, remedy: Remedy) -> Screen {
        if self.head == Version::EMPTY {
            return screen(None, None, "There is no account to show yet.");
        }
        let balance = (self.version > Version::EMPTY).then(|| self.seen.account.balance.figure());
        if !self.is_behind() {
            return screen(balance, None, &format!("The view has read {}. The number is the newest one.", self.head));
        }
        if self.changes() == 0 {
            return screen(balance, None, "The view has only refusals left to read. They changed nothing.");
        }
        let awaited = self.awaited;
        let screen = match remedy {
            Remedy::None => screen(balance, None, "The app shows the old number as if it were the newest one."),
            Remedy::Pending => screen(
                balance,
                Some(self.pending()),
                "The app knows what it has sent. It shows that beside the old number until the view has read it.",
            ),
            Remedy::Wait => screen(
                None,
                Some(format!("waiting for {awaited}")),
                &format!(
                    "The bank answered with {awaited}. The app shows no number until the view has read that version."
                ),
            ),
            Remedy::Push => screen(
                balance,
                None,
                &format!(
                    "The view will call the app when it has read {awaited}. Until then, the old number has no mark."
                ),
            ),
            Remedy::Age => screen(
                balance,
                Some(as_of(self.age)),
                "The app says how old its number is, also to those who sent nothing.",
            ),
        };
        let is_stale = screen.balance.is_some() && self.seen.account.balance != self.now.account.balance;
        Screen { is_stale_unmarked: is_stale && screen.mark.is_none(), ..screen }
    }

    /// How many events the view has not read that changed something.
    fn changes(&self) -> u64 {
        let refused = u64::from(self.now.rejections.saturating_sub(self.seen.rejections));
        (self.head.0 - self.version.0).saturating_sub(refused)
    }

    /// The same in words, e.g. `−80.00 pending`.
    fn pending(&self) -> String {
        match (&self.change, self.changes()) {
            (Some(change), 1) => format!("{change} pending"),
            (_, changes) => format!("{} pending", counted(changes, "change", "changes")),
        }
    }
}

fn screen(balance: Option<String>, mark: Option<String>, sentence: &str) -> Screen {
    Screen { balance, mark, sentence: sentence.to_owned(), is_stale_unmarked: false }
}

/// An age in words, e.g. `as of 3 seconds ago`.
fn as_of(age: Duration) -> String {
    match age.as_secs() {
        0 => "as of a moment ago".to_owned(),
        seconds @ 1..120 => format!("as of {} ago", counted(seconds, "second", "seconds")),
        seconds => format!("as of {} ago", counted(seconds / 60, "minute", "minutes")),
    }
}

#[cfg(test)]
mod tests;
