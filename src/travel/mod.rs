//! Looking at stops, comparing two versions, and the question that a command in the past raises: the state, and what the page
//! always needs of it. What is drawn for them is loaded when somebody asks for it.

mod ask;
mod compare;
mod stop;

use leptos::prelude::*;

use super::browser;
use super::dom::El;
use super::parts;
use super::session::Session;
use super::small::Small;
use super::store::Errand;
use bank::{Command, CommandKind};
use engine::Version;
use lab::{Lab, Stop};

/// What the page knows of looking around. It is a handle: cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Travel {
    /// The stop that somebody chose to look at.
    chosen: Small<Option<Stop>>,
    /// Whether the details of a stop are shown while no command is gone through step by step.
    details: RwSignal<bool>,
    /// Whether they are while one is.
    details_in_steps: RwSignal<bool>,
}

/// What is drawn by the part of the page that is loaded when it is asked for.
pub(super) enum Sight {
    /// The details of the stop in focus, into this element, which belongs to this scope.
    Stop(El, Owner),
    /// Two versions, compared.
    Compare(Version, Version),
    /// The question where this command is to go, which was sent in the past.
    Ask(Command),
}

const SMALL_DIALOG: &str = include_str!("../../style/small-dialog.css");
const STYLE: &str = include_str!("../../style/travel.css");

/// Draws it.
pub(super) fn show(session: Session, sight: Sight) {
    browser::adopt_style("small-dialog", SMALL_DIALOG);
    browser::adopt_style("travel", STYLE);
    match sight {
        Sight::Stop(into, owner) => owner.with(|| stop::details(session, into)),
        Sight::Compare(one, other) => compare::show(session, one, other),
        Sight::Ask(command) => ask::show(session, command),
    }
}

impl Travel {
    pub(super) fn new() -> Self {
        Self { chosen: Small::new(None), details: RwSignal::new(false), details_in_steps: RwSignal::new(true) }
    }
}

impl Session {
    /// Where a command waits that is gone through step by step.
    pub(super) fn waits_at(self) -> Option<Stop> {
        self.stepping.with(|stepping| stepping.as_ref().map(|stepping| stepping.stop))
    }

    /// The stop that is looked at: the one that was chosen, or where the command waits, or where the rules spoke.
    pub(super) fn stop_in_focus(self) -> Stop {
        self.travel.chosen.get().or(self.waits_at()).unwrap_or(Stop::Decide)
    }

    /// Whether there is a command whose stops can be looked at.
    pub(super) fn has_stops(self) -> bool {
        self.head.get() > Version::EMPTY || self.waits_at().is_some()
    }

    /// Whether the details of the stop in focus are shown.
    pub(super) fn shows_details(self) -> bool {
        self.has_stops() && self.details().get()
    }

    fn details(self) -> RwSignal<bool> {
        if self.waits_at().is_some() { self.travel.details_in_steps } else { self.travel.details }
    }

    /// Shows the details of a stop, or hides them when they are shown.
    pub(super) fn choose_stop(self, stop: Stop) {
        let details = untrack(|| self.details());
        let is_shown = details.get_untracked() && untrack(|| self.stop_in_focus()) == stop;
        details.set(!is_shown);
        self.travel.chosen.set((!is_shown).then_some(stop));
    }

    /// The stop in focus is again the one that the command waits at.
    pub(super) fn look_where_it_waits(self) {
        self.travel.chosen.set(None);
    }

    /// Looks at another stop of a command that is gone through step by step. Nothing is done or undone by it.
    pub(super) fn look_at_stop(self, stop: Stop) {
        let is_there = untrack(|| self.waits_at()) == Some(stop);
        self.travel.chosen.set((!is_there).then_some(stop));
    }

    /// Fills an element with the details of the stop in focus.
    pub(super) fn draw_stop(self, into: El) {
        self.see(Sight::Stop(into, Owner::current().unwrap_or_default()));
    }

    /// Compares two versions of the account.
    pub(super) fn compare(self, one: Version, other: Version) {
        self.playing.set(false);
        self.see(Sight::Compare(one, other));
    }

    /// Compares the version that is looked at with the one that is picked, or else with the newest; the newest with the one before
    /// it.
    pub(super) fn compare_from_here(self) {
        let (version, head) = (self.version.get_untracked(), self.head.get_untracked());
        let picked =
            self.finding.picked.with_untracked(|all| all.iter().rev().copied().find(|other| *other != version));
        match picked {
            Some(picked) => self.compare(picked.min(version), picked.max(version)),
            None if head > Version::EMPTY => self.compare(version.min(Version(head.0 - 1)), head),
            None => {}
        }
    }

    /// Sends a command that was filled in. In the past it is asked first whether it goes to now, or to a fork: what is seen is
    /// not what the command acts on.
    pub(super) fn send_or_ask(self, command: Command) {
        let is_past = self.version.get_untracked() < self.head.get_untracked();
        let is_of_this_account = command.kind() != CommandKind::CreateAccount;
        if is_past && is_of_this_account {
            self.playing.set(false);
            return self.see(Sight::Ask(command));
        }
        self.send_filled_in(command);
    }

    fn send_filled_in(self, command: Command) {
        self.form.update(|form| form.reason.clear());
        self.send(command);
    }

    /// Makes a fork at the version that is looked at, and sends the command to it.
    fn send_to_fork(self, command: Command) {
        let (account, version) = (self.account.get_untracked(), self.version.get_untracked());
        if self.read_untracked(Lab::is_kept) {
            self.form.update(|form| form.reason.clear());
            return self.run(Errand::Fork(account, version, command));
        }
        match self.change(|lab| lab.fork(browser::now(), account, version)) {
            Some(Ok(fork)) => {
                self.open(fork);
                self.send_filled_in(command);
            }
            Some(Err(why)) => self.toast.set(why.to_owned()),
            None => {}
        }
    }

    fn see(self, sight: Sight) {
        parts::see(self, sight);
    }
}

/// Opens a dialog that is built anew each time, and taken out of the page when it is closed.
fn open_once(id: &'static str, build: impl FnOnce() -> El) {
    browser::open_dialog(id, || {
        let scope = Owner::default();
        let dialog = scope.with(|| untrack(build));
        let close = move |event: web_sys::Event| {
            event_target::<web_sys::Element>(&event).remove();
            scope.cleanup();
        };
        dialog.on("close", close).html()
    });
}
