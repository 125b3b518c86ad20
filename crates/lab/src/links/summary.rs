use crate::{Act, Lab, grouped};
use bank::{CommandKind, Money, is_copy};

/// What a lab holds that is handed on, in the words of the learner who hands it on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The owner of each account, in the order of opening. The name of the account if it has no owner.
    pub owners: Vec<String>,
    /// The number of commands that were sent.
    pub commands: u64,
    /// The number of events that fills were asked for.
    pub filled: u64,
    /// The number of forks.
    pub forks: u64,
    /// The recorded refusals, by account: the kind of command, and its amount if it has one.
    pub refused: Vec<(CommandKind, Option<Money>)>,
}

impl Summary {
    /// The summary of a lab that keeps its scenario. A lab that mirrors a store has no actions.
    #[must_use]
    pub fn of(lab: &Lab) -> Self {
        let mut summary = Self::default();
        for action in &lab.scenario().actions {
            match &action.act {
                Act::Send { .. } => summary.commands += 1,
                Act::Fill { events, .. } => summary.filled += u64::from((*events).min(Act::MAX_FILL)),
                Act::Fork { .. } => summary.forks += 1,
            }
        }
        for account in lab.accounts() {
            let owner = lab.now(account).account.owner;
            summary.owners.push(owner.map_or_else(|| account.to_string(), String::from));
            lab.with_events(account, |events| {
                let own = events.iter().filter(|event| !is_copy(&event.metadata));
                let refused = own.filter_map(|event| event.data.refusal());
                summary.refused.extend(refused.map(|refusal| (refusal.command, refusal.amount.map(|it| it.money()))));
            });
        }
        summary
    }

    /// The counts in a line, e.g. `9 commands, 2 accounts`.
    #[must_use]
    pub fn words(&self) -> String {
        let accounts = self.owners.len() as u64;
        let mut words =
            format!("{}, {}", counted(self.commands, "command", "commands"), counted(accounts, "account", "accounts"));
        if self.filled > 0 {
            words += &format!(", {}", counted(self.filled, "random payment", "random payments"));
        }
        if self.forks > 0 {
            words += &format!(", {}", counted(self.forks, "fork", "forks"));
        }
        words
    }

    /// The owners in a phrase, e.g. `Ada and Grace`, or `Ada, Grace and 7 more`. Empty without accounts.
    #[must_use]
    pub fn owners_in_words(&self) -> String {
        match self.owners.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [one, other] => format!("{one} and {other}"),
            [one, other, third] => format!("{one}, {other} and {third}"),
            [one, other, rest @ ..] => format!("{one}, {other} and {} more", rest.len()),
        }
    }

    /// A name for a file, without its ending: the first two owners in lower-case ASCII, e.g. `ada-and-grace`.
    /// `event-sourcing-lab` if no owner's name has an ASCII letter or digit.
    #[must_use]
    pub fn file_name(&self) -> String {
        let names: Vec<_> = self.owners.iter().map(|owner| slug(owner)).filter(|name| !name.is_empty()).collect();
        match names.as_slice() {
            [] => "event-sourcing-lab".to_owned(),
            [one] => one.clone(),
            [one, other] => format!("{one}-and-{other}"),
            [one, other, ..] => format!("{one}-{other}-and-more"),
        }
    }
}

/// A number with its noun, e.g. `10,000 commands`.
fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// The longest part of a file's name that one owner has, in characters.
const LONGEST_NAME: usize = 24;

fn slug(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
    let words: String = letters.collect();
    let slug: String = words.split_whitespace().collect::<Vec<_>>().join("-").chars().take(LONGEST_NAME).collect();
    slug.trim_end_matches('-').to_owned()
}
