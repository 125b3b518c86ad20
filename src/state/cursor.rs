use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use leptos::prelude::*;

use super::lab::{LabContext, event_name};
use crate::browser;
use bank::BankEvent;
use engine::{Recorded, Version};
use lab::{AccountId, Cursor};

/// How long one event is shown while playing at 1×, in milliseconds.
pub const BEAT_MS: u64 = 900;

/// How many milliseconds Storage shows a version at least while events are played.
const FOLLOWS_EACH_MS: u64 = 150;

/// The account and the version that the page shows, and how events are played.
#[derive(Clone, Copy)]
pub struct CursorContext {
    lab: LabContext,
    /// The open account.
    pub account: RwSignal<AccountId>,
    /// Where the cursor stands: live, or at a version.
    pub position: RwSignal<Cursor>,
    /// Whether the events are played one after the other.
    pub playing: RwSignal<bool>,
    /// How many times faster than usual they are played; at least 1.
    pub speed: RwSignal<u32>,
    /// The version of the account's newest event; 0 without one.
    pub head: Memo<Version>,
    /// The version at the cursor.
    pub version: Memo<Version>,
    /// The version that Storage shows: the one at the cursor. While events are played it follows a few times a second, because drawing
    /// an item takes longer than a beat.
    pub followed: Memo<Version>,
}

/// The cursor of the page.
pub fn use_cursor() -> CursorContext {
    expect_context()
}

impl CursorContext {
    /// A live cursor on the first account.
    pub fn new(lab: LabContext) -> Self {
        let account = RwSignal::new(AccountId(0));
        let position = RwSignal::new(Cursor::LIVE);
        let playing = RwSignal::new(false);
        let head = Memo::new(move |_| lab.read(|lab| lab.head(account.get())));
        let version = Memo::new(move |_| position.get().version(head.get()));
        let last_followed = AtomicU64::new(0);
        let followed = Memo::new(move |shown: Option<&Version>| {
            let (version, now) = (version.get(), browser::since_start().as_millis() as u64);
            let is_soon = playing.get() && now < last_followed.load(Relaxed) + FOLLOWS_EACH_MS;
            shown.copied().filter(|_| is_soon).unwrap_or_else(|| {
                last_followed.store(now, Relaxed);
                version
            })
        });
        Self { lab, account, position, playing, speed: RwSignal::new(1), head, version, followed }
    }

    /// Goes to the moment right after the event of this version, and stops playing; version 0 is before the first event.
    pub fn go_to(self, version: Version) {
        self.playing.set(false);
        self.look_at(version);
    }

    /// Goes this many events forward, or back when negative, and stops playing.
    pub fn step(self, by: i64) {
        self.go_to(Version(self.version.get_untracked().0.saturating_add_signed(by)));
    }

    /// Goes to the newest event and follows the log from there.
    pub fn go_live(self) {
        self.position.set(Cursor::LIVE);
    }

    fn look_at(self, version: Version) {
        self.position.set(Cursor::at(version, self.head.get_untracked()));
    }

    /// Plays the events from the cursor on, from the first one if it stands at the newest; or pauses.
    pub fn play_or_pause(self) {
        let playing = !self.playing.get_untracked();
        if playing && self.version.get_untracked() == self.head.get_untracked() {
            self.look_at(Version::EMPTY);
        }
        self.playing.set(playing && self.head.get_untracked() > Version::EMPTY);
    }

    /// Plays one event, and stops at the newest.
    pub fn play_one(self) {
        self.look_at(self.version.get_untracked().next());
        if self.version.get_untracked() == self.head.get_untracked() {
            self.playing.set(false);
        }
    }

    /// Reads the events of the open account, without copying them.
    pub fn with_events<T>(self, read: impl FnOnce(&[Recorded<BankEvent>]) -> T) -> T {
        let account = self.account.get();
        self.lab.read(|lab| lab.with_events(account, read))
    }

    /// The event at the cursor; `None` before the first one.
    pub fn event(self) -> Option<Recorded<BankEvent>> {
        let (account, version) = (self.account.get(), self.version.get());
        self.lab.read(|lab| lab.event(account, version))
    }

    /// The name of the event at the cursor, as [`event_name`] has it.
    pub fn event_name(self) -> String {
        event_name(self.account.get(), self.version.get())
    }
}
