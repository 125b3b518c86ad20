use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::browser;
use super::dom::memo;
use super::finding::Finding;
use super::small::Small;
use super::store::Keeping;
use super::tabs::{PhoneTab, StorageTab};
use super::travel::Travel;
use super::views::ViewTabs;
use bank::projections::AccountView;
use bank::{BankEvent, Command, CommandKind};
use engine::{Recorded, Version};
use lab::{
    AccountId, Attempt, Cursor, Field, FieldError, Form, Lab, Stepping, filled, outcome_words, sentence, six_events,
};

/// What the panels read, and the intents that they send. It is a handle, as small as a pointer: there is one page, whose state
/// is never given back, and nearly every closure of the page holds a copy of this.
#[derive(Clone, Copy)]
pub(super) struct Session(&'static State);

impl Deref for Session {
    type Target = State;

    fn deref(&self) -> &State {
        self.0
    }
}

/// The state of the page.
pub(super) struct State {
    /// The log is in here. It is never cloned and never a signal; `revision` tells that it changed.
    lab: StoredValue<Lab>,
    revision: RwSignal<u32>,
    /// The account that is looked at.
    pub account: Small<AccountId>,
    /// The moment that is looked at.
    pub cursor: RwSignal<Cursor>,
    /// The time that "6 min ago" is counted from.
    pub now: RwSignal<DateTime<Utc>>,
    /// The command that is filled in.
    pub kind: Small<CommandKind>,
    /// What was typed.
    pub form: RwSignal<Form>,
    /// What is wrong with it.
    pub errors: RwSignal<Vec<FieldError>>,
    /// What became of the last command.
    pub outcome: RwSignal<Option<Attempt>>,
    /// What is told to those who don't see the log grow.
    pub announcement: RwSignal<String>,
    /// A word in passing at the bottom of the page.
    pub toast: RwSignal<String>,
    /// What is looked for in the log.
    pub finding: Finding,
    /// Whether the events are played one after the other.
    pub playing: RwSignal<bool>,
    /// How many times faster than usual they are played; at least 1.
    pub speed: RwSignal<u32>,
    /// The command that is gone through step by step.
    pub stepping: RwSignal<Option<Stepping>>,
    /// Whether commands are gone through step by step.
    pub step_through: RwSignal<bool>,
    /// The panel that a phone shows.
    pub tab: Small<PhoneTab>,
    /// What the storage shows.
    pub storage_tab: Small<StorageTab>,
    /// Whether a phone shows the commands.
    pub sheet: RwSignal<bool>,
    /// The store that keeps the events.
    pub store: Keeping,
    /// The stop that is looked at, what is compared, and what is asked.
    pub travel: Travel,
    /// The views of the projection.
    pub views: ViewTabs,
    /// When an account was opened last, until the form is touched.
    just_created: StoredValue<Option<DateTime<Utc>>>,
    /// The version of the account's newest event.
    pub head: Memo<Version>,
    /// The version that is looked at.
    pub version: Memo<Version>,
    /// The version whose storage is shown: that which is looked at. While events are played faster than anybody reads, it follows
    /// a few times a second; what it takes to draw an item would make the log stutter.
    pub followed: Memo<Version>,
    /// The account at the version that is looked at, as far as its view has come.
    pub view: Memo<AccountView>,
    /// The account one event earlier.
    pub before: Memo<AccountView>,
}

/// What is said once the page with six events is there.
const LOADED_SIX: &str = "Loaded six events of Ada and one of Grace.";
/// How many milliseconds the storage shows a version at least while events are played.
const FOLLOWS_EACH_MS: u64 = 150;
/// Two presses within so many milliseconds are one that was doubled.
const DOUBLE_PRESS_MS: i64 = 400;

impl Session {
    /// A lab in which nothing has happened, unless the address asks for events.
    pub(super) fn start() -> Self {
        let (seed, now) = (browser::seed(), browser::now());
        let lab = match browser::in_address("events").and_then(|events| events.parse().ok()) {
            Some(events) if events > 0 => Lab::play(filled(seed, now, events)),
            _ => Lab::new(seed, now),
        };
        let is_empty = lab.accounts().len() == 0;
        let lab = StoredValue::new(lab);
        let revision = RwSignal::new(0);
        let account = Small::new(AccountId(0));
        let cursor = RwSignal::new(Cursor::LIVE);
        let stepping = RwSignal::new(None::<Stepping>);
        let read = move |look: &dyn Fn(&Lab) -> AccountView| {
            revision.track();
            lab.with_value(|lab| look(lab))
        };
        let head = memo(move |_| {
            revision.track();
            lab.with_value(|lab| lab.head(account.get()))
        });
        let version = memo(move |_| cursor.get().version(head.get()));
        let playing = RwSignal::new(false);
        let last_followed = AtomicU64::new(0);
        let followed = memo(move |shown: Option<&Version>| {
            let (version, now) = (version.get(), browser::since_start().as_millis() as u64);
            let is_soon = playing.get() && now < last_followed.load(Relaxed) + FOLLOWS_EACH_MS;
            shown.copied().filter(|_| is_soon).unwrap_or_else(|| {
                last_followed.store(now, Relaxed);
                version
            })
        });
        let views = ViewTabs::new();
        // Until a command that is gone through step by step has come to Project, the projection has not seen its events.
        let projected = memo(move |_| {
            let seen = views.seen(version.get());
            stepping
                .with(|stepping| stepping.as_ref().map_or(seen, |next: &Stepping| next.projected(account.get(), seen)))
        });
        let view = memo(move |_| read(&|lab| lab.at(account.get(), projected.get())));
        let before = memo(move |_| read(&|lab| lab.at(account.get(), Version(projected.get().0.saturating_sub(1)))));
        let session = Self(Box::leak(Box::new(State {
            lab,
            revision,
            account,
            cursor,
            now: RwSignal::new(now),
            kind: Small::new(CommandKind::CreateAccount),
            form: RwSignal::new(Form::default()),
            errors: RwSignal::default(),
            outcome: RwSignal::new(None),
            announcement: RwSignal::default(),
            toast: RwSignal::default(),
            finding: Finding::new(),
            playing,
            speed: RwSignal::new(1),
            stepping,
            step_through: RwSignal::new(false),
            tab: Small::new(PhoneTab::Log),
            storage_tab: Small::new(StorageTab::Item),
            sheet: RwSignal::new(false),
            store: Keeping::new(),
            travel: Travel::new(),
            views,
            just_created: StoredValue::new(None),
            head,
            version,
            followed,
            view,
            before,
        })));
        if is_empty {
            session.suggest_owner()
        } else {
            session.suggest_payment()
        }
        session
    }

    /// Reads the lab. Whoever reads it in a reactive scope is told when it changes.
    pub(super) fn read<T>(self, look: impl FnOnce(&Lab) -> T) -> T {
        self.revision.track();
        self.lab.with_value(look)
    }

    /// Reads the lab without asking to be told when it changes.
    pub(super) fn read_untracked<T>(self, look: impl FnOnce(&Lab) -> T) -> T {
        self.lab.with_value(look)
    }

    /// Looks at the events of the account, without copying them.
    pub(super) fn with_events<T>(self, look: impl FnOnce(&[Recorded<BankEvent>]) -> T) -> T {
        let account = self.account.get();
        self.read(|lab| lab.with_events(account, look))
    }

    /// The name of the event that the account's view came to last, which is that of the one that is looked at unless the view is
    /// behind.
    pub(super) fn viewed_event_name(self) -> String {
        event_name(self.account.get(), self.view.with(|view| view.version))
    }

    /// The name of the event that is looked at, by which all that shows it is lit at once.
    pub(super) fn event_name(self) -> String {
        event_name(self.account.get(), self.version.get())
    }

    /// The event that is looked at.
    pub(super) fn event(self) -> Option<Recorded<BankEvent>> {
        let (account, version) = (self.account.get(), self.version.get());
        self.read(|lab| lab.event(account, version))
    }

    /// Chooses another command to fill in.
    pub(super) fn choose(self, kind: CommandKind) {
        self.just_created.set_value(None);
        if self.kind.get_untracked() == kind {
            return;
        }
        // What was typed for another kind of command stays for when it is chosen again.
        if kind == CommandKind::CreateAccount && self.form.with_untracked(|form| form.owner.is_empty()) {
            let owner = self.next_owner();
            self.form.update(|form| form.owner = owner);
        }
        if Field::of(kind).contains(&Field::Amount) && self.form.with_untracked(|form| form.amount.is_empty()) {
            self.form.update(|form| form.amount = "100.00".to_owned());
        }
        self.kind.set(kind);
        self.errors.update(Vec::clear);
        self.outcome.set(None);
    }

    /// Writes a field.
    pub(super) fn write(self, field: Field, text: String) {
        self.just_created.set_value(None);
        self.form.update(|form| *form.text_mut(field) = text);
        if self.errors.with_untracked(|errors| errors.iter().any(|error| error.field == field)) {
            self.errors.update(|errors| errors.retain(|error| error.field != field));
        }
    }

    /// Fills in the form for a new account.
    pub(super) fn new_account(self) {
        self.suggest_owner();
        self.choose(CommandKind::CreateAccount);
        self.errors.update(Vec::clear);
        self.open_sheet();
        browser::focus_soon("owner");
    }

    /// Sends the command that was filled in; a mistake in it is shown beside its field, which gets the focus.
    pub(super) fn submit(self) {
        if untrack(|| self.is_held()) || self.is_one_press_too_many() {
            return;
        }
        let (kind, account) = (self.kind.get_untracked(), self.account.get_untracked());
        let currency = self.lab.with_value(|lab| lab.currency(account));
        match self.form.with_untracked(|form| form.command(kind, currency)) {
            Ok(command) => self.send_or_ask(command),
            Err(errors) => {
                let first = errors.first().map(|error| field_id(error.field));
                self.errors.set(errors);
                self.outcome.set(None);
                self.open_sheet();
                if let Some(field) = first {
                    browser::focus_soon(field);
                }
            }
        }
    }

    /// Whether this is the second half of a double press: the first one opened an account, and the form that came up in its
    /// place was not touched yet.
    fn is_one_press_too_many(self) -> bool {
        let since = self.just_created.get_value().map(|created| browser::now() - created);
        since.is_some_and(|since| since.num_milliseconds() < DOUBLE_PRESS_MS)
    }

    /// Shows the commands, which a phone keeps in a sheet.
    pub(super) fn open_sheet(self) {
        self.sheet.set(browser::is_phone());
    }

    /// Sends a command, or begins to go through it step by step.
    pub(super) fn send(self, command: Command) {
        let open = self.account.get_untracked();
        if self.step_through.get_untracked() {
            let stepping = self.lab.with_value(|lab| Stepping::begin(lab, open, command.clone()));
            if stepping.is_some() {
                self.outcome.set(None);
                self.errors.update(Vec::clear);
                self.sheet.set(false);
                self.cursor.set(Cursor::LIVE);
                self.look_where_it_waits();
                return self.stepping.set(stepping);
            }
        }
        self.write_down(open, command);
    }

    /// Has a command written, by the lab or by the store that is open.
    pub(super) fn write_down(self, account: AccountId, command: Command) {
        if self.lab.with_value(Lab::is_kept) {
            return self.write_to_store(account, command);
        }
        // A command that is gone through step by step publishes when it comes to Publish.
        let waits = self.stepping.with_untracked(Option::is_some);
        let attempt = self.lab.try_update_value(|lab| match waits {
            true => lab.append(browser::now(), account, command).clone(),
            false => lab.send(browser::now(), account, command).clone(),
        });
        if let Some(attempt) = attempt {
            self.step_sent_as(attempt.id);
            self.show(attempt);
        }
    }

    /// Shows what became of a command.
    pub(super) fn show(self, attempt: Attempt) {
        // With a store that takes its time, somebody may fill in the next command already.
        let creates = self.kind.get_untracked() == CommandKind::CreateAccount
            && attempt.command.kind() == CommandKind::CreateAccount
            && attempt.outcome.written().is_some();
        let now = browser::now();
        self.now.set(now);
        self.playing.set(false);
        self.find_all();
        self.pick_none();
        self.account.set(attempt.account);
        self.cursor.set(Cursor::LIVE);
        self.revision.update(|revision| *revision += 1);
        self.errors.update(Vec::clear);
        self.sheet.set(false);
        self.answer_step(&attempt);
        self.announce(&attempt);
        self.outcome.set(Some(attempt));
        if creates {
            self.suggest_payment();
            self.just_created.set_value(Some(now));
        }
    }

    /// Tells what was written, for those who don't see it.
    fn announce(self, attempt: &Attempt) {
        let Some(version) = attempt.outcome.written() else { return };
        let told = self.lab.with_value(|lab| {
            let owner = lab.now(attempt.account).account.owner;
            match lab.event(attempt.account, version) {
                Some(event) => {
                    let sentence = sentence(&event.data, owner.as_ref());
                    format!("Event {}, {}: {sentence}", version.0, event_type(&event))
                }
                None => outcome_words(attempt, owner.as_ref()).1,
            }
        });
        self.announcement.set(told);
    }

    /// Looks at another account.
    pub(super) fn open(self, account: AccountId) {
        self.account.set(account);
        self.cursor.set(Cursor::LIVE);
        self.playing.set(false);
        self.errors.update(Vec::clear);
        self.outcome.set(None);
        self.find_all();
        self.pick_none();
        if self.kind.get_untracked() == CommandKind::CreateAccount {
            self.suggest_payment();
        }
    }

    /// Looks at the moment right after the event of this version, and plays no longer; 0 is before the first event.
    pub(super) fn go_to(self, version: Version) {
        self.playing.set(false);
        self.look_at(version);
    }

    /// Looks this many events later, or earlier when negative, and plays no longer.
    pub(super) fn step(self, by: i64) {
        self.go_to(Version(self.version.get_untracked().0.saturating_add_signed(by)));
    }

    fn look_at(self, version: Version) {
        self.cursor.set(Cursor::at(version, self.head.get_untracked()));
    }

    /// Plays the events from the cursor on, from the first one if it stands at the end; or pauses.
    pub(super) fn play_or_pause(self) {
        let playing = !self.playing.get_untracked();
        if playing && self.version.get_untracked() == self.head.get_untracked() {
            self.look_at(Version::EMPTY);
        }
        self.playing.set(playing && self.head.get_untracked() > Version::EMPTY);
    }

    /// Plays one event, and stops at the newest.
    pub(super) fn play_one(self) {
        self.look_at(self.version.get_untracked().next());
        if self.version.get_untracked() == self.head.get_untracked() {
            self.playing.set(false);
        }
    }

    /// The first action of a first visit: nothing has to be filled in.
    pub(super) fn open_for_ada(self) {
        self.form.set(Form { owner: "Ada".to_owned(), email: "ada@example.com".to_owned(), ..Form::default() });
        self.kind.set(CommandKind::CreateAccount);
        self.submit();
    }

    /// Opens the page with six events.
    pub(super) fn load_six_events(self) {
        let six = Lab::play(six_events(browser::seed(), browser::now()));
        if self.lab.with_value(Lab::is_kept) {
            return self.copy_into_store(six.store(), LOADED_SIX);
        }
        self.replace(six);
        self.announcement.set(LOADED_SIX.to_owned());
        self.suggest_payment();
    }

    /// Rewinds the lab by one command.
    pub(super) fn undo(self) {
        self.rewind(Lab::undo, "Rewound the lab by one command. No event was deleted: this is another log.");
    }

    /// Does again what was undone.
    pub(super) fn redo(self) {
        self.rewind(Lab::redo, "Played the command again. The events are the same as before.");
    }

    /// Begins anew.
    pub(super) fn reset(self) {
        if self.lab.with_value(Lab::is_kept) {
            return self.delete_everything();
        }
        self.replace(Lab::new(browser::seed(), browser::now()));
        self.toast.set("The lab begins anew with an empty log.".to_owned());
    }

    fn rewind(self, turn: fn(&mut Lab) -> bool, said: &str) {
        // A command that is not written yet is given up, and that is all.
        if self.stepping.with_untracked(|stepping| stepping.as_ref().is_some_and(|stepping| !stepping.is_written())) {
            return self.stop_stepping();
        }
        if self.lab.try_update_value(turn) == Some(true) {
            self.after_replacement();
            self.toast.set(said.to_owned());
        }
    }

    /// Shows another lab, and gives the one that was shown.
    pub(super) fn replace(self, with: Lab) -> Option<Lab> {
        let before = self.lab.try_update_value(|lab| std::mem::replace(lab, with));
        self.account.set(AccountId(0));
        self.after_replacement();
        before
    }

    /// Changes the lab, and tells everybody who has read it.
    pub(super) fn change<T>(self, change: impl FnOnce(&mut Lab) -> T) -> Option<T> {
        let changed = self.lab.try_update_value(change);
        self.revision.update(|revision| *revision += 1);
        if let Some(mut stepping) = self.stepping.get_untracked()
            && self.lab.with_value(|lab| stepping.plan_again(lab))
        {
            self.stepping.set(Some(stepping));
        }
        changed
    }

    fn after_replacement(self) {
        let accounts = self.lab.with_value(Lab::accounts).len();
        let last = AccountId(u32::try_from(accounts.saturating_sub(1)).unwrap_or(0));
        self.account.set(self.account.get_untracked().min(last));
        self.now.set(browser::now());
        self.views.labs.update(|labs| *labs += 1);
        self.stepping.set(None);
        self.playing.set(false);
        self.cursor.set(Cursor::LIVE);
        self.find_all();
        self.pick_none();
        self.errors.update(Vec::clear);
        self.outcome.set(None);
        self.revision.update(|revision| *revision += 1);
        if accounts == 0 {
            self.suggest_owner();
            self.kind.set(CommandKind::CreateAccount);
        }
    }

    /// Fills in the next name of a short list.
    pub(super) fn suggest_owner(self) {
        self.form.set(Form { owner: self.next_owner(), ..Form::default() });
    }

    fn next_owner(self) -> String {
        const OWNERS: [&str; 6] = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Katherine"];
        self.lab.with_value(|lab| OWNERS[lab.next_account().0 as usize % OWNERS.len()].to_owned())
    }

    pub(super) fn suggest_payment(self) {
        self.kind.set(CommandKind::Deposit);
        self.form.set(Form { amount: "100.00".to_owned(), ..Form::default() });
    }
}

/// The id of a field's element.
pub(super) const fn field_id(field: Field) -> &'static str {
    match field {
        Field::Owner => "owner",
        Field::Email => "email",
        Field::OpeningDeposit => "opening",
        Field::Amount => "amount",
        Field::Reason => "reason",
    }
}

/// What an event is called in the page, e.g. `ACCOUNT-1001/3`.
pub(super) fn event_name(account: AccountId, version: Version) -> String {
    format!("{account}/{}", version.0)
}

/// The name of an event's type.
pub(super) fn event_type(event: &Recorded<BankEvent>) -> &str {
    engine::Event::event_type(&event.data)
}
