use std::collections::HashMap;

use uuid::Uuid;

use super::journey::MAX_COMMIT_EVENTS;
use super::table::message_fields;
use super::{AccountId, Lab, sentence};
use bank::{BankEvent, Outbound};
use engine::{Event, OutboxRecord, Recorded, Version};

/// Causes and effects in the conversation of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// The correlation id of the conversation.
    pub correlation_id: Uuid,
    /// The commands at its start: nothing in the conversation caused them.
    pub roots: Vec<Link>,
}

/// A command, event or message in a chain, and what it caused.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Its kind.
    pub kind: LinkKind,
    /// Its name, e.g. `MoneyWithdrawn`.
    pub name: String,
    /// A sentence about it.
    pub text: String,
    /// The account of the event to open for it: for a command its first event, for a message the event that published
    /// it.
    pub account: AccountId,
    /// The version of that event.
    pub version: Version,
    /// What it caused, oldest first.
    pub caused: Vec<Link>,
}

/// The kind of a link.
#[derive(Clone, Debug, PartialEq)]
pub enum LinkKind {
    /// A command.
    Command,
    /// An event.
    Event(BankEvent),
    /// A message in the outbox.
    Message,
}

/// The maximum depth of events below their command. A deeper event is placed beside its cause, so that no log can
/// exhaust the stack. No event of the bank causes another, so its chains have one level.
const MAX_DEPTH: usize = 32;

/// An event of the conversation, with the messages that it published.
struct Member {
    account: AccountId,
    event: Recorded<BankEvent>,
    sentence: String,
    messages: Vec<OutboxRecord<Outbound>>,
}

impl Chain {
    /// The chain of the event at this version. `None` if there is no such event.
    ///
    /// A conversation is one command, so its events were written in one commit: at most `MAX_COMMIT_EVENTS` consecutive
    /// events. Any further events in a stored log are left out. A fork copies the beginning of a stream, so its copies
    /// of a conversation start at the same version. Each account therefore takes one lookup, however long its stream
    /// is.
    #[must_use]
    pub fn of(lab: &Lab, account: AccountId, version: Version) -> Option<Self> {
        let (correlation_id, first) = lab.with_events(account, |events| {
            let here = usize::try_from(version.0.checked_sub(1)?).ok()?;
            let id = events.get(here)?.metadata.correlation_id;
            let before = events[..here].iter().rev().take(MAX_COMMIT_EVENTS - 1);
            Some((id, here - before.take_while(|event| event.metadata.correlation_id == id).count()))
        })?;
        Some(Self::with(lab, correlation_id, |events| {
            let rest = events.get(first..).unwrap_or_default().iter().take(MAX_COMMIT_EVENTS);
            rest.take_while(|event| event.metadata.correlation_id == correlation_id).cloned().collect()
        }))
    }

    /// The chain of the events that `find` returns for each account.
    fn with(
        lab: &Lab,
        correlation_id: Uuid,
        find: impl Fn(&[Recorded<BankEvent>]) -> Vec<Recorded<BankEvent>>,
    ) -> Self {
        let members_of = |account| members(lab, account, lab.with_events(account, &find));
        let mut all: Vec<Member> = lab.accounts().flat_map(members_of).collect();
        all.sort_unstable_by_key(|member| member.event.position);
        Self { correlation_id, roots: roots(&all) }
    }
}

/// The events of an account, each with its sentence and its messages.
fn members(lab: &Lab, account: AccountId, events: Vec<Recorded<BankEvent>>) -> Vec<Member> {
    if events.is_empty() {
        return Vec::new();
    }
    let owner = lab.now(account).account.owner;
    let members = events.into_iter().map(|event| {
        let messages = lab.with_log(|log| {
            let outbox = log.outbox(&account.stream());
            let from = outbox.partition_point(|message| message.version < event.version);
            let messages = outbox[from..].iter().take_while(|message| message.version == event.version);
            messages.cloned().collect()
        });
        Member { account, sentence: sentence(&event.data, owner.as_ref()), event, messages }
    });
    members.collect()
}

/// The commands that nothing in the conversation caused. `all` is sorted by position. Only an earlier event can cause a
/// later one, and each event appears once, whatever ids a stored log holds.
fn roots(all: &[Member]) -> Vec<Link> {
    let mut commands: Vec<Link> = Vec::new();
    // By causation id, the index in `commands`; by event id, the index in `all`.
    let (mut command_of, mut event_of) = (HashMap::new(), HashMap::new());
    // For each event, its parent event and its depth.
    let mut nested: Vec<(Option<usize>, usize)> = Vec::with_capacity(all.len());
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); all.len()];
    let mut tops: Vec<(usize, usize)> = Vec::new();
    for (place, Member { account, event, .. }) in all.iter().enumerate() {
        let metadata = &event.metadata;
        let cause: Option<usize> = event_of.get(&metadata.causation_id).copied();
        let parent =
            cause.and_then(|cause| if nested[cause].1 + 1 < MAX_DEPTH { Some(cause) } else { nested[cause].0 });
        match parent {
            Some(parent) => below[parent].push(place),
            None => {
                let command = *command_of.entry(metadata.causation_id).or_insert_with(|| {
                    commands.push(Link {
                        kind: LinkKind::Command,
                        name: metadata.command.to_string(),
                        text: format!("to {account}"),
                        account: *account,
                        version: event.version,
                        caused: Vec::new(),
                    });
                    commands.len() - 1
                });
                tops.push((command, place));
            }
        }
        nested.push((parent, parent.map_or(0, |parent| nested[parent].1 + 1)));
        event_of.insert(metadata.event_id, place);
    }
    for (command, place) in tops {
        commands[command].caused.push(event_link(all, &below, place));
    }
    commands
}

/// The link of the event at this index. `below` has, for each event, the indexes of its child events.
fn event_link(all: &[Member], below: &[Vec<usize>], place: usize) -> Link {
    let Member { account, event, sentence, messages } = &all[place];
    let (account, version) = (*account, event.version);
    let messages = messages.iter().map(|OutboxRecord { message, .. }| Link {
        kind: LinkKind::Message,
        name: message.name().to_owned(),
        text: message_fields(message),
        account,
        version,
        caused: Vec::new(),
    });
    let events = below[place].iter().map(|place| event_link(all, below, *place));
    Link {
        kind: LinkKind::Event(event.data.clone()),
        name: event.data.event_type().to_owned(),
        text: sentence.clone(),
        account,
        version,
        caused: messages.chain(events).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, GRACE, six};

    /// The chain of all events that share the correlation id, found by scanning every account.
    fn by_scan(lab: &Lab, account: AccountId, version: Version) -> Option<Chain> {
        let id = lab.event(account, version)?.metadata.correlation_id;
        Some(Chain::with(lab, id, |events| {
            events.iter().filter(|event| event.metadata.correlation_id == id).cloned().collect()
        }))
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod after_any_acts {
        use super::*;
        use common::{at, create_with, deposit, reverse, withdraw};
        use proptest::collection::vec;
        use proptest::prelude::*;

        fn lab_after(acts: Vec<(u8, u32, u64)>) -> Lab {
            let mut lab = six();
            for (kind, account, version) in acts {
                let account = AccountId(account);
                let command = match kind {
                    0 => deposit(70_00),
                    1 => withdraw(70_00),
                    2 => create_with("Alan", 70_00),
                    3 => reverse(version),
                    _ => {
                        let _ = lab.fork(at(0), account, Version(version));
                        continue;
                    }
                };
                lab.send(at(0), account, command);
            }
            lab
        }

        proptest! {
            /// A fork may end between two events of one conversation, and a fork of it may continue from there.
            #[test]
            fn chain_has_all_events_of_the_conversation(acts in vec((0_u8..7, 0_u32..6, 1_u64..6), 0..24)) {
                let lab = lab_after(acts);
                for account in lab.accounts() {
                    for version in (0..=lab.head(account).0 + 1).map(Version) {
                        prop_assert_eq!(Chain::of(&lab, account, version), by_scan(&lab, account, version));
                    }
                }
            }
        }
    }

    fn member(account: AccountId, event: Recorded<BankEvent>) -> Member {
        Member { account, event, sentence: String::new(), messages: Vec::new() }
    }

    /// Two events of two accounts in one conversation.
    fn two(lab: &Lab, cause_of_second: impl FnOnce(&Recorded<BankEvent>) -> Uuid) -> Vec<Member> {
        let event = |account, version| lab.event(account, Version(version)).unwrap();
        let (first, mut second) = (event(ADA, 3), event(GRACE, 1));
        second.metadata.causation_id = cause_of_second(&first);
        vec![member(ADA, first), member(GRACE, second)]
    }

    #[test]
    fn event_is_nested_below_its_cause_in_another_account() {
        let roots = roots(&two(&six(), |first| first.metadata.event_id));
        let [Link { kind: LinkKind::Command, name, caused, .. }] = roots.as_slice() else { panic!("{roots:?}") };
        assert_eq!((name.as_str(), caused.len()), ("Withdraw", 1));
        let below = &caused[0].caused[0];
        assert_eq!((below.account, below.version, below.name.as_str()), (GRACE, Version(1), "AccountCreated"));
    }

    #[test]
    fn events_are_grouped_by_their_command() {
        let together = roots(&two(&six(), |first| first.metadata.causation_id));
        assert_eq!(together.iter().map(|command| command.caused.len()).collect::<Vec<_>>(), [2]);
        let apart = roots(&two(&six(), |_| Uuid::nil()));
        assert_eq!(apart.iter().map(|command| command.caused.len()).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn event_that_names_itself_as_its_cause_ends_the_chain() {
        let mut all = two(&six(), |first| first.metadata.event_id);
        all[0].event.metadata.causation_id = all[0].event.metadata.event_id;
        assert_eq!(roots(&all).len(), 1);
    }
    /// `count` events. For each index, `ids` returns the event id and the causation id.
    fn conversation(count: u128, ids: impl Fn(u128) -> (u128, u128)) -> Vec<Member> {
        let event = six().event(ADA, Version(1)).unwrap();
        let members = (0..count).map(|number| {
            let mut event = event.clone();
            let (id, cause) = ids(number);
            (event.metadata.event_id, event.metadata.causation_id) = (Uuid::from_u128(id), Uuid::from_u128(cause));
            member(ADA, event)
        });
        members.collect()
    }

    fn size_and_depth(links: &[Link]) -> (usize, usize) {
        let below: Vec<_> = links.iter().map(|link| size_and_depth(&link.caused)).collect();
        let size = below.iter().map(|(size, _)| size).sum::<usize>() + links.len();
        (size, below.iter().map(|(_, depth)| depth + 1).max().unwrap_or_default())
    }

    #[test]
    fn nesting_depth_is_limited() {
        let all = conversation(50_000, |number| (number + 1, number));
        let (size, depth) = size_and_depth(&roots(&all));
        assert_eq!((size, depth), (50_001, MAX_DEPTH + 1));
    }

    /// Every event could have caused every later one. A tree of them would double with each event.
    #[test]
    fn events_with_the_same_id_appear_once_each() {
        let all = conversation(1_000, |_| (7, 7));
        assert_eq!(size_and_depth(&roots(&all)).0, 1_001);
    }
}
