//! The bytes of a link of version 1.
//!
//! | part | layout |
//! |---|---|
//! | seed | number |
//! | start | signed number: milliseconds since 1970 |
//! | actions | their number; for each, the milliseconds since the one before (modulo 2^64), then an act |
//! | place | the number of its parts; for each, its code and a text |
//! | script | the number of its steps; for each, its note and a cue |
//!
//! An act is its code, the account, and its fields in the order of their declaration. An optional amount is a number of minor
//! units, 0 for none; another amount is followed by the code of its currency. An optional text is empty for none. A cue is
//! its code and its fields; an optional version is one more than the version, 0 for none.

use std::fmt::Display;

use chrono::DateTime;

use super::bytes::{Reader, Writer};
use super::{ContentError, Cue, LessonNumber, LinkError, MAX_ACTIONS, MAX_STEPS, Place, ScriptStep, SharedLab};
use crate::{AccountId, Act, Action, Scenario};
use bank::{Amount, Command, Currency, Reason};
use engine::Version;

// The codes of acts. One that is taken never changes its meaning.
const CREATE_ACCOUNT: u64 = 0;
const DEPOSIT: u64 = 1;
const WITHDRAW: u64 = 2;
const FREEZE: u64 = 3;
const UNFREEZE: u64 = 4;
const CLOSE_ACCOUNT: u64 = 5;
const FILL: u64 = 6;
const FORK: u64 = 7;
const REVERSE: u64 = 8;

// The codes of cues.
const SPEAK: u64 = 0;
const LOOK: u64 = 1;
const ACT: u64 = 2;

// The codes of the parts of a place.
const ACCOUNT: u64 = 1;
const VERSION: u64 = 2;
const SEARCH: u64 = 3;
const TYPES: u64 = 4;
const PANEL: u64 = 5;
const VIEW: u64 = 6;
const STORAGE: u64 = 7;
const STORAGE_IS_OPEN: u64 = 8;
const LESSON: u64 = 9;

pub(super) fn write(shared: &SharedLab) -> Vec<u8> {
    let SharedLab { scenario: Scenario { seed, started_at, actions }, place, script } = shared;
    let mut writer = Writer::default();
    writer.number(*seed);
    writer.signed(started_at.timestamp_millis());
    writer.number(actions.len() as u64);
    let mut before = 0_u64;
    for Action { after_ms, act } in actions {
        writer.number(after_ms.wrapping_sub(before));
        before = *after_ms;
        writer.act(act);
    }
    writer.place(place);
    writer.number(script.len() as u64);
    for ScriptStep { note, cue } in script {
        writer.text(note);
        match cue {
            Cue::Speak => writer.number(SPEAK),
            Cue::Look { account, version } => {
                writer.number(LOOK);
                writer.number(account.0.into());
                writer.number(version.map_or(0, |version| version.next().0));
            }
            Cue::Act(act) => {
                writer.number(ACT);
                writer.act(act);
            }
        }
    }
    writer.0
}

pub(super) fn read(bytes: &[u8]) -> Result<SharedLab, LinkError> {
    let mut reader = Reader(bytes);
    let seed = reader.number()?;
    let started_at = DateTime::from_timestamp_millis(reader.signed()?).ok_or(LinkError::Damaged)?;
    let mut actions = Vec::new();
    let mut before = 0_u64;
    for number in 1..=reader.count(MAX_ACTIONS, |actions| ContentError::TooManyActions { actions })? {
        let after_ms = before.wrapping_add(reader.number()?);
        before = after_ms;
        actions.push(Action { after_ms, act: reader.act(&format_args!("Action {number}"))? });
    }
    let place = reader.place()?;
    let mut script = Vec::new();
    for number in 1..=reader.count(MAX_STEPS, |steps| ContentError::TooManySteps { steps })? {
        let note = reader.text()?.to_owned();
        let cue = match reader.number()? {
            SPEAK => Cue::Speak,
            LOOK => {
                Cue::Look { account: AccountId(reader.small()?), version: reader.number()?.checked_sub(1).map(Version) }
            }
            ACT => Cue::Act(reader.act(&format_args!("Step {number} of the talk"))?),
            _ => return Err(LinkError::Newer),
        };
        script.push(ScriptStep { note, cue });
    }
    // The checksum was right, so these bytes were written on purpose.
    if !reader.0.is_empty() {
        return Err(LinkError::Newer);
    }
    Ok(SharedLab { scenario: Scenario { seed, started_at, actions }, place, script })
}

impl Writer {
    fn act(&mut self, act: &Act) {
        let (code, account) = match act {
            Act::Send { account, command } => (code_of(command), account),
            Act::Fill { account, .. } => (FILL, account),
            Act::Fork { account, .. } => (FORK, account),
        };
        self.number(code);
        self.number(account.0.into());
        match act {
            Act::Send { command, .. } => self.fields(command),
            Act::Fill { events, .. } => self.number((*events).into()),
            Act::Fork { at, .. } => self.number(at.0),
        }
    }

    fn fields(&mut self, command: &Command) {
        match command {
            Command::CreateAccount { owner, email, opening_deposit } => {
                self.text(owner.as_str());
                self.text(email.as_ref().map_or("", |email| email.as_str()));
                self.amount(*opening_deposit);
            }
            Command::Deposit { amount, reason } | Command::Withdraw { amount, reason } => {
                self.amount(Some(*amount));
                self.reason(reason.as_ref());
            }
            Command::Reverse { version, target: _, reason } => {
                self.number(version.0);
                self.reason(reason.as_ref());
            }
            Command::Freeze { reason } | Command::Unfreeze { reason } | Command::CloseAccount { reason } => {
                self.reason(reason.as_ref());
            }
        }
    }

    fn amount(&mut self, amount: Option<Amount>) {
        let Some(money) = amount.map(Amount::money) else { return self.number(0) };
        self.number(money.minor.unsigned_abs());
        self.number(match money.currency {
            Currency::Usd => 0,
            Currency::Eur => 1,
            Currency::Gbp => 2,
        });
    }

    fn reason(&mut self, reason: Option<&Reason>) {
        self.text(reason.map_or("", Reason::as_str));
    }

    fn place(&mut self, place: &Place) {
        let number = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
        let parts = [
            (ACCOUNT, number(Some(place.account.0.into()).filter(|account| *account > 0))),
            (VERSION, number(place.version.map(|version| version.0))),
            (SEARCH, place.search.clone()),
            (TYPES, place.types.clone()),
            (PANEL, place.panel.clone()),
            (VIEW, place.view.clone()),
            (STORAGE, place.storage.clone()),
            (STORAGE_IS_OPEN, number(place.storage_is_open.then_some(1))),
            (LESSON, number(place.lesson.map(u64::from))),
        ];
        self.number(parts.iter().filter(|(_, text)| !text.is_empty()).count() as u64);
        for (code, text) in parts.iter().filter(|(_, text)| !text.is_empty()) {
            self.number(*code);
            self.text(text);
        }
    }
}

fn code_of(command: &Command) -> u64 {
    match command {
        Command::CreateAccount { .. } => CREATE_ACCOUNT,
        Command::Deposit { .. } => DEPOSIT,
        Command::Withdraw { .. } => WITHDRAW,
        Command::Reverse { .. } => REVERSE,
        Command::Freeze { .. } => FREEZE,
        Command::Unfreeze { .. } => UNFREEZE,
        Command::CloseAccount { .. } => CLOSE_ACCOUNT,
    }
}

impl Reader<'_> {
    /// The number of actions or steps.
    fn count(&mut self, most: usize, error: fn(usize) -> ContentError) -> Result<usize, LinkError> {
        let count = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        if count > most { Err(LinkError::Content(error(count))) } else { Ok(count) }
    }

    /// An act. `place` is where it is in the link, for an error.
    fn act(&mut self, place: &dyn Display) -> Result<Act, LinkError> {
        let refused = |why: String| LinkError::Content(ContentError::Refused { place: place.to_string(), why });
        let (code, account) = (self.number()?, AccountId(self.small()?));
        let command = match code {
            CREATE_ACCOUNT => Command::CreateAccount {
                owner: self.text()?.to_owned().try_into().map_err(refused)?,
                email: self.optional()?.map(TryInto::try_into).transpose().map_err(refused)?,
                opening_deposit: self.amount(&refused)?,
            },
            DEPOSIT => Command::Deposit { amount: self.required(&refused)?, reason: self.reason(&refused)? },
            WITHDRAW => Command::Withdraw { amount: self.required(&refused)?, reason: self.reason(&refused)? },
            REVERSE => {
                Command::Reverse { version: Version(self.number()?), target: None, reason: self.reason(&refused)? }
            }
            FREEZE => Command::Freeze { reason: self.reason(&refused)? },
            UNFREEZE => Command::Unfreeze { reason: self.reason(&refused)? },
            CLOSE_ACCOUNT => Command::CloseAccount { reason: self.reason(&refused)? },
            FILL => return Ok(Act::Fill { account, events: self.small()? }),
            FORK => return Ok(Act::Fork { account, at: Version(self.number()?) }),
            _ => return Err(LinkError::Newer),
        };
        Ok(Act::Send { account, command })
    }

    fn optional(&mut self) -> Result<Option<String>, LinkError> {
        Ok(Some(self.text()?.to_owned()).filter(|text| !text.is_empty()))
    }

    fn reason(&mut self, refused: &dyn Fn(String) -> LinkError) -> Result<Option<Reason>, LinkError> {
        self.optional()?.map(TryInto::try_into).transpose().map_err(refused)
    }

    fn required(&mut self, refused: &dyn Fn(String) -> LinkError) -> Result<Amount, LinkError> {
        self.amount(refused)?.ok_or_else(|| refused(bank::AmountError::Zero.to_string()))
    }

    fn amount(&mut self, refused: &dyn Fn(String) -> LinkError) -> Result<Option<Amount>, LinkError> {
        let minor = self.number()?;
        if minor == 0 {
            return Ok(None);
        }
        let currency = match self.number()? {
            0 => Currency::Usd,
            1 => Currency::Eur,
            2 => Currency::Gbp,
            _ => return Err(LinkError::Newer),
        };
        let amount = Amount::new(i64::try_from(minor).unwrap_or(i64::MAX), currency);
        amount.map(Some).map_err(|error| refused(error.to_string()))
    }

    fn place(&mut self) -> Result<Place, LinkError> {
        let mut place = Place::default();
        for _ in 0..self.number()? {
            let (code, text) = (self.number()?, self.text()?);
            let number = || text.parse().map_err(|_| LinkError::Damaged);
            match code {
                ACCOUNT => place.account = AccountId(text.parse().map_err(|_| LinkError::Damaged)?),
                VERSION => place.version = Some(Version(number()?)),
                SEARCH => text.clone_into(&mut place.search),
                TYPES => text.clone_into(&mut place.types),
                PANEL => text.clone_into(&mut place.panel),
                VIEW => text.clone_into(&mut place.view),
                STORAGE => text.clone_into(&mut place.storage),
                STORAGE_IS_OPEN => place.storage_is_open = true,
                // A newer version may have more lessons.
                LESSON => place.lesson = LessonNumber::new(number()?),
                // A part that a newer version added.
                _ => {}
            }
        }
        Ok(place)
    }
}
