use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::browser;
use crate::components::{event_icon, family_class};
use bank::{BankEvent, Family, Owner};
use engine::{Event, Recorded, Version};
use lab::{AccountId, sentence, signed_amount};

/// How many milliseconds after it was recorded an event counts as new.
const NEW_MS: i64 = 600;

/// What a row shows of its event.
#[derive(Clone, Debug, PartialEq)]
pub struct RowContent {
    /// Which event it is. Another log can have another event at this version.
    pub event: EventKey,
    /// The class of the event's family.
    pub family: &'static str,
    /// Whether it is a rejection, which leaves the balance unchanged.
    pub is_rejected: bool,
    /// The icon in the sprite.
    pub icon: &'static str,
    /// The type of the event.
    pub event_type: String,
    /// The event in words.
    pub sentence: String,
    /// The signed amount; empty for an event without one.
    pub amount: String,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
    /// Whether it was recorded only now.
    pub is_new: bool,
}

/// Which event of which log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EventKey {
    /// The account.
    pub account: AccountId,
    /// The version.
    pub version: Version,
    /// The event's id.
    pub id: Uuid,
}

impl RowContent {
    /// What is shown of an event in the log of an account.
    pub fn of(account: AccountId, owner: Option<&Owner>, event: &Recorded<BankEvent>) -> Self {
        let family = event.data.family();
        let recorded_at = event.metadata.recorded_at;
        Self {
            event: EventKey { account, version: event.version, id: event.metadata.event_id },
            family: family_class(family),
            is_rejected: family == Family::Rejected,
            icon: event_icon(&event.data),
            event_type: event.data.event_type().to_owned(),
            sentence: sentence(&event.data, owner),
            amount: signed_amount(&event.data).unwrap_or_default(),
            recorded_at,
            // A clock that was set back has recorded it in the future.
            is_new: (0..NEW_MS).contains(&(browser::now() - recorded_at).num_milliseconds()),
        }
    }
}
