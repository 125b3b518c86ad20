use chrono::{DateTime, Utc};

use super::{ContentError, Cue, Place, ScriptStep, SharedLab};
use crate::{Act, Action, Scenario};
use bank::{Command, Email, Owner, Reason};

/// The maximum number of actions in a link or a file. Their replay takes half a second, natively and without optimisation.
pub const MAX_ACTIONS: usize = 10_000;

/// The maximum number of events that the fills and forks of a link or a file add, with those of its script. The learner's own
/// lab may have more ([`Act::MAX_FILL`]): a link is opened without being asked for its cost.
pub const MAX_EVENTS: u64 = 100_000;

/// The maximum number of steps in a script.
pub const MAX_STEPS: usize = 200;

/// The maximum length of a step's note, in bytes.
pub const MAX_NOTE: usize = 1_000;

/// The maximum length of a search text, in bytes: that of the page's address.
pub const MAX_SEARCH: usize = 1_000;

/// The maximum length of the names of a tab, a view or the families of events, in bytes.
pub const MAX_NAME: usize = 100;

impl SharedLab {
    /// The same lab with every text as the bank parses it and a start at a whole millisecond. A lab that passes can be
    /// read back from the file that [`write_scenario`](super::write_scenario) makes of it.
    ///
    /// A stored text is read more leniently than a typed one, because an event is a fact. Here nothing is a fact yet, so the
    /// rules for typed text apply.
    ///
    /// # Errors
    /// A [`ContentError`] if a limit of this module is exceeded, or if the bank does not accept a text.
    pub fn checked(self) -> Result<Self, ContentError> {
        let Self { scenario: Scenario { seed, started_at, actions }, place, script } = self;
        if actions.len() > MAX_ACTIONS {
            return Err(ContentError::TooManyActions { actions: actions.len() });
        }
        if script.len() > MAX_STEPS {
            return Err(ContentError::TooManySteps { steps: script.len() });
        }
        let in_script = script.iter().filter_map(|step| match &step.cue {
            Cue::Act(act) => Some(act),
            Cue::Speak | Cue::Look { .. } => None,
        });
        let events = actions.iter().map(|action| &action.act).chain(in_script).map(events);
        let events = events.fold(0, u64::saturating_add);
        if events > MAX_EVENTS {
            return Err(ContentError::TooManyEvents { events });
        }
        check_place(&place)?;
        let actions = actions.into_iter().zip(1..).map(|(Action { after_ms, act }, number)| {
            let act = parsed(act, |why| ContentError::Refused { place: format!("Action {number}"), why })?;
            Ok(Action { after_ms, act })
        });
        let actions = actions.collect::<Result<_, _>>()?;
        let script = script.into_iter().zip(1..).map(checked_step).collect::<Result<_, _>>()?;
        Ok(Self { scenario: Scenario { seed, started_at: whole_millisecond(started_at), actions }, place, script })
    }
}

/// The number of events that an act adds, if it can be performed. Commands are limited by their number.
fn events(act: &Act) -> u64 {
    match act {
        Act::Send { .. } => 0,
        Act::Fill { events, .. } => (*events).into(),
        Act::Fork { at, .. } => at.0,
    }
}

/// A file may state any fraction of a second, and also a leap second.
fn whole_millisecond(at: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at)
}

fn check_place(place: &Place) -> Result<(), ContentError> {
    let Place { search, types, panel, view, storage, .. } = place;
    check_length("The search text", search, MAX_SEARCH)?;
    let names = [("types", types), ("panel", panel), ("view", view), ("storage", storage)];
    names
        .into_iter()
        .try_for_each(|(name, text)| check_length(&format!("The value of \u{201c}{name}\u{201d}"), text, MAX_NAME))
}

fn checked_step((ScriptStep { note, cue }, number): (ScriptStep, usize)) -> Result<ScriptStep, ContentError> {
    let place = || format!("Step {number} of the talk");
    check_length(&format!("The note of step {number}"), &note, MAX_NOTE)?;
    let cue = match cue {
        Cue::Act(act) => Cue::Act(parsed(act, |why| ContentError::Refused { place: place(), why })?),
        cue @ (Cue::Speak | Cue::Look { .. }) => cue,
    };
    Ok(ScriptStep { note, cue })
}

fn check_length(what: &str, text: &str, most: usize) -> Result<(), ContentError> {
    if text.len() <= most {
        return Ok(());
    }
    Err(ContentError::LongText { what: what.to_owned(), bytes: text.len(), most })
}

/// The act as if its texts were typed.
fn parsed(act: Act, refused: impl Fn(String) -> ContentError) -> Result<Act, ContentError> {
    let (account, command) = match act {
        Act::Send { account, command } => (account, command),
        act @ (Act::Fill { .. } | Act::Fork { .. }) => return Ok(act),
    };
    let command = typed(command).map_err(refused)?;
    Ok(Act::Send { account, command })
}

fn typed(command: Command) -> Result<Command, String> {
    let reason = |reason: Option<Reason>| match reason {
        Some(reason) => Reason::parse(reason.as_str()).map_err(|error| error.to_string()),
        None => Ok(None),
    };
    Ok(match command {
        Command::CreateAccount { owner, email, opening_deposit } => Command::CreateAccount {
            owner: Owner::parse(owner.as_str()).map_err(|error| error.to_string())?,
            email: match email {
                Some(email) => Email::parse(email.as_str()).map_err(|error| error.to_string())?,
                None => None,
            },
            opening_deposit,
        },
        Command::Deposit { amount, reason: why } => Command::Deposit { amount, reason: reason(why)? },
        Command::Withdraw { amount, reason: why } => Command::Withdraw { amount, reason: reason(why)? },
        // What the version stands for is read from the log, never from a link.
        Command::Reverse { version, target: _, reason: why } => {
            Command::Reverse { version, target: None, reason: reason(why)? }
        }
        Command::Freeze { reason: why } => Command::Freeze { reason: reason(why)? },
        Command::Unfreeze { reason: why } => Command::Unfreeze { reason: reason(why)? },
        Command::CloseAccount { reason: why } => Command::CloseAccount { reason: reason(why)? },
    })
}
