use std::collections::HashSet;

use uuid::Uuid;

use super::table::message_words;
use super::{AccountId, Lab, sentence};
use bank::{BankEvent, Outbound};
use engine::{Event, OutboxRecord, Recorded, Version};

/// What caused what in the conversation that an event belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The id that all of it shares.
    pub correlation_id: Uuid,
    /// What nothing in it caused: the commands that it began with.
    pub roots: Vec<Link>,
}

/// One thing in a chain, and what it caused.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What it is.
    pub kind: LinkKind,
    /// Its name, e.g. `MoneyWithdrawn`.
    pub name: String,
    /// What it says.
    pub text: String,
    /// The account of the event that it leads to: a command leads to the first event that it caused, a message to the event that
    /// published it.
    pub account: AccountId,
    /// The version of that event.
    pub version: Version,
    /// What it caused, in the order in which it happened.
    pub caused: Vec<Link>,
}

/// What a link of a chain is.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkKind {
    /// A command.
    Command,
    /// This event.
    Event(BankEvent),
    /// A message in the outbox.
    Message,
}

/// An event of the conversation, and what it published.
struct Told {
    account: AccountId,
    event: Recorded<BankEvent>,
    says: String,
    messages: Vec<OutboxRecord<Outbound>>,
}

impl Chain {
    /// The chain of the event of this version. `None` when there is no such event.
    ///
    /// A conversation is one command, so its events were written at once: they are neighbours. A fork copies the beginning of a
    /// stream, so what it has of a conversation begins at the same version. That is one look into each account, however long
    /// its stream is.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let (correlation_id, first) = lab.with_events(account, |events| {
            let here = usize::try_from(version.0.checked_sub(1)?).ok()?;
            let id = events.get(here)?.metadata.correlation_id;
            let neighbours = events[..here].iter().rev().take_while(|event| event.metadata.correlation_id == id);
            Some((id, here - neighbours.count()))
        })?;
        Some(Self::with(lab, correlation_id, |events| {
            let rest = events.get(first..).unwrap_or_default();
            rest.iter().take_while(|event| event.metadata.correlation_id == correlation_id).cloned().collect()
        }))
    }

    /// The chain of the events that this finds in each account.
    fn with(
        lab: &Lab,
        correlation_id: Uuid,
        find: impl Fn(&[Recorded<BankEvent>]) -> Vec<Recorded<BankEvent>>,
    ) -> Self {
        let find = |account| told(lab, account, lab.with_events(account, &find));
        let mut all: Vec<Told> = lab.accounts().flat_map(find).collect();
        all.sort_unstable_by_key(|told| told.event.position);
        Self { correlation_id, roots: roots(&all) }
    }
}

/// The events of an account, each with what it says and what it published.
fn told(lab: &Lab, account: AccountId, events: Vec<Recorded<BankEvent>>) -> Vec<Told> {
    if events.is_empty() {
        return Vec::new();
    }
    let owner = lab.now(account).account.owner;
    let told = events.into_iter().map(|event| {
        let messages = lab.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            let from = outbox.partition_point(|message| message.version < event.version);
            let messages = outbox[from..].iter().take_while(|message| message.version == event.version);
            messages.cloned().collect()
        });
        Told { account, says: sentence(&event.data, owner.as_ref()), event, messages }
    });
    told.collect()
}

/// The commands that nothing in the conversation caused. The events are in the order of their positions, and an event can only be
/// caused by an earlier one.
fn roots(all: &[Told]) -> Vec<Link> {
    let mut known = HashSet::new();
    let mut commands: Vec<Link> = Vec::new();
    let mut causes: Vec<Uuid> = Vec::new();
    for (place, told) in all.iter().enumerate() {
        let cause = told.event.metadata.causation_id;
        if !known.contains(&cause) {
            let link = event_link(all, place);
            match causes.iter().position(|known| *known == cause) {
                Some(command) => commands[command].caused.push(link),
                None => {
                    causes.push(cause);
                    commands.push(Link {
                        kind: LinkKind::Command,
                        name: told.event.metadata.command.to_string(),
                        text: format!("to {}", told.account),
                        account: told.account,
                        version: told.event.version,
                        caused: vec![link],
                    });
                }
            }
        }
        known.insert(told.event.metadata.event_id);
    }
    commands
}

fn event_link(all: &[Told], place: usize) -> Link {
    let Told { account, event, says, messages } = &all[place];
    let (account, version) = (*account, event.version);
    let messages = messages.iter().map(|message| {
        let words = message_words(message);
        let (name, text) = words.split_once(", ").unwrap_or((&words, ""));
        let (name, text) = (name.to_owned(), text.to_owned());
        Link { kind: LinkKind::Message, name, text, account, version, caused: Vec::new() }
    });
    let id = event.metadata.event_id;
    let later = (place + 1..all.len()).filter(|later| all[*later].event.metadata.causation_id == id);
    Link {
        kind: LinkKind::Event(event.data.clone()),
        name: event.data.event_type().to_owned(),
        text: says.clone(),
        account,
        version,
        caused: messages.chain(later.map(|later| event_link(all, later))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::six_events;
    use chrono::DateTime;

    /// The chain of all events that share the correlation id, wherever they are.
    fn by_scan(lab: &Lab, account: AccountId, version: Version) -> Option<Chain> {
        let id = lab.event(account, version)?.metadata.correlation_id;
        Some(Chain::with(lab, id, |events| {
            events.iter().filter(|event| event.metadata.correlation_id == id).cloned().collect()
        }))
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod whatever_was_done {
        use super::*;
        use bank::{Amount, Command, Currency, Owner};
        use proptest::collection::vec;
        use proptest::prelude::*;

        fn done(acts: Vec<(u8, u32, u64)>) -> Lab {
            let mut lab = lab();
            let now = DateTime::UNIX_EPOCH;
            let amount = Amount::new(70_00, Currency::Usd).unwrap();
            for (kind, account, version) in acts {
                let command = match kind {
                    0 => Command::Deposit { amount, reason: None },
                    1 => Command::Withdraw { amount, reason: None },
                    2 => {
                        let owner = Owner::parse("Alan").unwrap();
                        Command::CreateAccount { owner, email: None, opening_deposit: Some(amount) }
                    }
                    _ => {
                        let _ = lab.fork(now, AccountId(account), Version(version));
                        continue;
                    }
                };
                lab.send(now, AccountId(account), command);
            }
            lab
        }

        proptest! {
            /// Forks may end between two events of one conversation, and forks of forks may go on from there.
            #[test]
            fn the_neighbours_are_all_that_share_the_correlation(acts in vec((0_u8..6, 0_u32..6, 1_u64..6), 0..24)) {
                let lab = done(acts);
                for account in lab.accounts() {
                    for version in (0..=lab.head(account).0 + 1).map(Version) {
                        prop_assert_eq!(Chain::of(&lab, account, version), by_scan(&lab, account, version));
                    }
                }
            }
        }
    }

    /// Two events of two accounts in one conversation.
    fn two(lab: &Lab, cause_of_second: impl FnOnce(&Recorded<BankEvent>) -> Uuid) -> Vec<Told> {
        let event = |account, version| lab.event(account, Version(version)).unwrap();
        let (first, mut second) = (event(AccountId(0), 3), event(AccountId(1), 1));
        second.metadata.causation_id = cause_of_second(&first);
        let told = |account, event| Told { account, event, says: String::new(), messages: Vec::new() };
        vec![told(AccountId(0), first), told(AccountId(1), second)]
    }

    fn lab() -> Lab {
        Lab::play(six_events(1, DateTime::UNIX_EPOCH))
    }

    #[test]
    fn an_event_of_another_account_that_an_event_caused_hangs_below_it() {
        let roots = roots(&two(&lab(), |first| first.metadata.event_id));
        let [Link { kind: LinkKind::Command, name, caused, .. }] = roots.as_slice() else { panic!("{roots:?}") };
        assert_eq!((name.as_str(), caused.len()), ("Withdraw", 1));
        let below = &caused[0].caused[0];
        assert_eq!((below.account, below.version, below.name.as_str()), (AccountId(1), Version(1), "AccountCreated"));
    }

    #[test]
    fn events_of_one_command_stand_side_by_side_and_those_of_two_apart() {
        let together = roots(&two(&lab(), |first| first.metadata.causation_id));
        assert_eq!(together.iter().map(|command| command.caused.len()).collect::<Vec<_>>(), [2]);
        let apart = roots(&two(&lab(), |_| Uuid::nil()));
        assert_eq!(apart.iter().map(|command| command.caused.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn an_event_that_says_it_caused_itself_ends_the_chain() {
        let mut all = two(&lab(), |first| first.metadata.event_id);
        all[0].event.metadata.causation_id = all[0].event.metadata.event_id;
        assert_eq!(roots(&all).len(), 1);
    }
}
