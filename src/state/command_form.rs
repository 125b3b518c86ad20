use chrono::{DateTime, Utc};
use leptos::prelude::*;

use super::cursor::CursorContext;
use super::lab::LabContext;
use crate::browser;
use bank::{CommandKind, Currency, Target};
use engine::Version;
use lab::{AccountId, Attempt, Field, FieldError, Form, signed_amount};

/// Two presses within so many milliseconds are a double click.
const DOUBLE_PRESS_MS: i64 = 400;

/// The command that is filled in, and the outcome of the last one.
#[derive(Clone, Copy)]
pub struct CommandFormContext {
    lab: LabContext,
    cursor: CursorContext,
    /// The kind of command.
    pub kind: RwSignal<CommandKind>,
    /// What was typed into the fields.
    pub values: RwSignal<Form>,
    /// The deposit or withdrawal at the cursor, which is what a reversal is suggested for.
    open_payment: Memo<Option<(AccountId, Version)>>,
    /// The payment that was at the cursor when an event to reverse was typed.
    typed_at: RwSignal<Option<(AccountId, Version)>>,
    /// What is wrong with it.
    pub errors: RwSignal<Vec<FieldError>>,
    /// The last command and its outcome.
    pub outcome: RwSignal<Option<Attempt>>,
    /// When an account was created last, until the form is touched.
    just_created: StoredValue<Option<DateTime<Utc>>>,
}

/// The command form of the page.
pub fn use_command_form() -> CommandFormContext {
    expect_context()
}

impl CommandFormContext {
    /// A form for the command that is likely to come first.
    pub fn new(lab: LabContext, cursor: CursorContext) -> Self {
        let open_payment = Memo::new(move |_| {
            let event = cursor.event()?;
            Target::of(&event.data).amount().map(|_| (cursor.account.get(), event.version))
        });
        let form = Self {
            lab,
            cursor,
            open_payment,
            typed_at: RwSignal::new(None),
            kind: RwSignal::new(CommandKind::CreateAccount),
            values: RwSignal::default(),
            errors: RwSignal::default(),
            outcome: RwSignal::new(None),
            just_created: StoredValue::new(None),
        };
        form.suggest_next();
        form
    }

    /// Chooses another kind of command.
    pub fn choose(self, kind: CommandKind) {
        self.just_created.set_value(None);
        if self.kind.get_untracked() == kind {
            return;
        }
        // What was typed for another kind of command stays for when it is chosen again.
        if kind == CommandKind::CreateAccount && self.values.with_untracked(|form| form.owner.is_empty()) {
            let owner = self.next_owner();
            self.values.update(|form| form.owner = owner);
        }
        if Field::of(kind).contains(&Field::Amount) && self.values.with_untracked(|form| form.amount.is_empty()) {
            self.values.update(|form| form.amount = "100.00".to_owned());
        }
        self.typed_at.set(None);
        self.kind.set(kind);
        self.clear_messages();
    }

    /// Writes a field, and drops its error.
    pub fn write(self, field: Field, text: String) {
        self.just_created.set_value(None);
        if field == Field::Version {
            self.typed_at.set(self.open_payment.get_untracked());
        }
        self.values.update(|form| *form.text_mut(field) = text);
        if self.errors.with_untracked(|errors| errors.iter().any(|error| error.field == field)) {
            self.errors.update(|errors| errors.retain(|error| error.field != field));
        }
    }

    /// What is filled in: what was typed, and the suggested event to reverse.
    pub fn filled_in(self) -> Form {
        Form { version: self.text(Field::Version), ..self.values.get() }
    }

    /// The text in a field: what was typed, or what is suggested.
    pub fn text(self, field: Field) -> String {
        match self.suggested(field) {
            Some(version) => version.to_string(),
            None => self.values.with(|form| form.text(field).to_owned()),
        }
    }

    /// What is wrong with a field. `None` if nothing is.
    pub fn error(self, field: Field) -> Option<String> {
        let of_field = |errors: &Vec<FieldError>| errors.iter().find(|error| error.field == field).cloned();
        self.errors.with(of_field).filter(|_| self.suggested(field).is_none()).map(|error| error.message)
    }

    /// The suggested event to reverse: the payment at the cursor, until another one is typed, and again when the cursor comes to
    /// another payment.
    fn suggested(self, field: Field) -> Option<Version> {
        let open = self.open_payment.get().filter(|_| field == Field::Version)?;
        (self.typed_at.get() != Some(open)).then_some(open.1)
    }

    /// The amount of the payment that is filled in as the event to reverse, e.g. `+100.00`. `None` if the account has no such payment.
    pub fn payment_to_reverse(self) -> Option<String> {
        let version = self.filled_in().command(CommandKind::Reverse, Currency::default()).ok()?.reverses()?;
        let account = self.cursor.account.get();
        let event = self.lab.read(|lab| lab.event(account, version))?;
        Target::of(&event.data).amount().and_then(|_| signed_amount(&event.data))
    }

    /// Drops the errors and the last outcome.
    pub fn clear_messages(self) {
        self.errors.update(Vec::clear);
        self.outcome.set(None);
    }

    /// Fills in the command that is likely to come next.
    pub fn suggest_next(self) {
        if self.lab.read_untracked(lab::Lab::accounts).len() > 0 {
            self.suggest_payment()
        } else {
            self.suggest_owner()
        }
    }

    /// Fills in the next name of a short list.
    pub fn suggest_owner(self) {
        self.values.set(Form { owner: self.next_owner(), ..Form::default() });
    }

    /// Fills in a deposit.
    pub fn suggest_payment(self) {
        self.kind.set(CommandKind::Deposit);
        self.values.set(Form { amount: "100.00".to_owned(), ..Form::default() });
    }

    fn next_owner(self) -> String {
        const OWNERS: [&str; 6] = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Katherine"];
        self.lab.read_untracked(|lab| OWNERS[lab.next_account().0 as usize % OWNERS.len()].to_owned())
    }

    /// An account was created: until the form is touched, a second press is the end of a double click.
    pub(super) fn note_creation(self, at: DateTime<Utc>) {
        self.just_created.set_value(Some(at));
    }

    /// Whether a press is the second half of a double click: the first half created an account, and the form that came up was not
    /// touched yet.
    pub(super) fn is_double_press(self) -> bool {
        let since = self.just_created.get_value().map(|created| browser::now() - created);
        since.is_some_and(|since| since.num_milliseconds() < DOUBLE_PRESS_MS)
    }
}

/// The id of a field's element.
pub const fn field_id(field: Field) -> &'static str {
    match field {
        Field::Owner => "owner",
        Field::Email => "email",
        Field::OpeningDeposit => "opening",
        Field::Amount => "amount",
        Field::Version => "reverses",
        Field::Reason => "reason",
    }
}
