//! The runs that the generated files are made of.

use bank::{
    Account, Amount, Bank, Command, Currency, Email, MAX_AMOUNT, MAX_BALANCE, Money, Owner, Reason, Reversed, Status,
    Target,
};
use common::{ADA, GRACE, amount, at, close, create, create_with, deposit, freeze, reverse, unfreeze, usd, withdraw};
use engine::{Decide, Event, Version};
use lab::export::Specification;
use lab::{AccountId, Lab, filled, six_events};
use serde_json::{Value, json};

/// A name that has everything which some language reads as its own.
pub const HOSTILE: &str = "Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'O\u{301}' \u{5e2}\u{5d3}\u{5d4} \u{1f469}\u{200d}\u{1f680} end";

/// A lab in which these commands were sent to the first account, a second apart.
pub fn run(commands: impl IntoIterator<Item = Command>) -> Lab {
    let mut lab = Lab::new(1, at(0));
    for (second, command) in (0..).zip(commands) {
        lab.send(at(second), ADA, command);
    }
    lab
}

pub fn every_command() -> Lab {
    let reason = |text| Reason::parse(text).unwrap();
    run([
        create_with("Ada", 100_00),
        deposit(45_00),
        Command::Withdraw { amount: amount(30_00), reason: reason("rent") },
        Command::Freeze { reason: reason("a lost card") },
        unfreeze(),
        Command::Reverse { version: Version(3), target: None, reason: reason("a wrong amount") },
        reverse(4),
        withdraw(100_00),
        Command::CloseAccount { reason: reason("moved away") },
    ])
}

pub fn refusals() -> Lab {
    let euros = Amount::new(5_00, Currency::Eur).unwrap();
    run([
        create("Ada"),
        deposit(70_00),
        withdraw(500_00),
        Command::Deposit { amount: euros, reason: None },
        unfreeze(),
        close(),
        freeze(),
        freeze(),
        deposit(1_00),
        withdraw(1_00),
        reverse(2),
        unfreeze(),
        reverse(u64::MAX),
        // The rejection itself takes the version that the command names.
        reverse(14),
        reverse(1),
        withdraw(70_00),
        reverse(2),
        reverse(16),
        reverse(16),
        reverse(2),
        reverse(2),
        reverse(18),
        close(),
        close(),
        deposit(1_00),
        reverse(2),
    ])
}

pub fn names() -> Lab {
    let reason = |text: &str| Reason::parse(text).unwrap();
    run([
        Command::CreateAccount {
            owner: Owner::parse(HOSTILE).unwrap(),
            email: Email::parse("o'neil+{x}&`y`@b\u{fc}cher.example").unwrap(),
            opening_deposit: None,
        },
        Command::Deposit { amount: amount(1), reason: reason(HOSTILE) },
        Command::Withdraw { amount: amount(1), reason: reason("</script><br/> <!-- ]]> */ // $$x^2$$") },
        Command::Freeze { reason: reason("end") },
        Command::Unfreeze { reason: reason("\u{e9}t\u{e9}; note over L: \"x\"") },
        Command::Reverse { version: Version(3), target: None, reason: reason("end; `${1}` \"") },
    ])
}

pub fn huge_amounts() -> Lab {
    run([create_with("Ada", MAX_AMOUNT), deposit(MAX_AMOUNT), withdraw(MAX_AMOUNT), withdraw(MAX_AMOUNT), reverse(4)])
}

/// The account that was forked from Ada's at v4, with decisions of its own.
pub fn fork() -> (Lab, AccountId) {
    let mut lab = run([create_with("Ada", 100_00), withdraw(30_00), reverse(3)]);
    let fork = lab.fork(at(60), ADA, Version(4)).unwrap();
    lab.send(at(61), fork, withdraw(500_00));
    lab.send(at(62), fork, withdraw(70_00));
    lab.send(at(63), fork, reverse(6));
    lab.send(at(64), fork, reverse(3));
    (lab, fork)
}

pub fn long() -> Lab {
    Lab::play(filled(1, at(0), 1_000))
}

/// Ada's six events, and a command that another writer overtook.
pub fn six() -> Lab {
    Lab::play(six_events(1, at(0)))
}

/// A lab whose last command was a conflict: another writer was first.
pub fn conflict() -> Lab {
    let mut lab = six();
    let pending = lab.decide_command(at(100), ADA, withdraw(60_00)).unwrap();
    lab.send(at(101), ADA, withdraw(75_00));
    let answer = engine::ready(engine::EventStore::commit(&*lab.store(), pending.commit().unwrap().clone())).map(Some);
    lab.conclude(pending, answer);
    lab
}

/// The decisions that wrote the events of an account.
pub fn decisions(lab: &Lab, account: AccountId) -> Vec<Specification> {
    let versions = (1..=lab.head(account).0).map(Version);
    let all = versions.map(|version| Specification::at(lab, account, version).unwrap());
    let mut all: Vec<_> = all.collect();
    // The events of one commit have one decision.
    all.dedup_by(|one, other| (&one.given, &one.when) == (&other.given, &other.when));
    all
}

/// The refusals that no event of an account that the lab opened can record.
pub fn without_an_event() -> [Specification; 3] {
    let lab = six();
    let nothing = |command| Specification::of("An account that does not exist", &[], command).unwrap();
    let again = lab.with_events(GRACE, |events| Specification::of("An account that exists", events, create("Ada")));
    [nothing(withdraw(1_00)), nothing(reverse(1)), again.unwrap()]
}

/// Decisions in every kind of state, as JSON: the account, the command, and the events or the refusal.
pub fn every_decision() -> String {
    let pounds = Amount::new(70_00, Currency::Gbp).unwrap();
    let reason = Reason::parse("rent").unwrap();
    let owner = || Owner::parse("Ada").unwrap();
    let email = Email::parse("ada@example.com").unwrap();
    let mut commands = vec![freeze(), Command::Freeze { reason: reason.clone() }, unfreeze(), close(), create("Ada")];
    commands.push(Command::CreateAccount { owner: owner(), email: None, opening_deposit: None });
    for amount in [amount(1), amount(70_00), amount(MAX_AMOUNT), pounds] {
        let opening_deposit = Some(amount);
        commands.push(Command::CreateAccount { owner: owner(), email: email.clone(), opening_deposit });
        commands.push(Command::Deposit { amount, reason: reason.clone() });
        commands.push(Command::Withdraw { amount, reason: None });
        commands.push(reversal(4, Some(Target::Deposit(amount)), reason.clone()));
        commands.push(reversal(4, Some(Target::Withdrawal(amount)), None));
    }
    let again = reversal(3, Some(Target::Deposit(amount(1))), None);
    commands.extend([reversal(4, None, None), reversal(4, Some(Target::Other), None), again]);
    let mut lines = Vec::new();
    for status in [Status::NotOpened, Status::Active, Status::Frozen, Status::Closed] {
        let pound = pounds.money();
        let balances = match status {
            Status::NotOpened => vec![usd(0)],
            Status::Active => {
                [0, 1, 69_99, 70_00, MAX_BALANCE - 70_00, MAX_BALANCE].map(usd).into_iter().chain([pound]).collect()
            }
            Status::Frozen | Status::Closed => vec![usd(0), pound],
        };
        for balance in balances {
            let reversed = if status == Status::NotOpened { Reversed::default() } else { reversed(3..=3) };
            let account = Account { status, balance, reversed, ..Account::default() };
            lines.extend(commands.iter().map(|command| decision(&account, command).to_string()));
        }
    }
    let (balance, reversed) = (usd(70_00), reversed(5..=1_004));
    let account = Account { status: Status::Active, balance, reversed, ..Account::default() };
    for version in [4, 5] {
        let command = reversal(version, Some(Target::Deposit(amount(1))), None);
        lines.push(decision(&account, &command).to_string());
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn reversal(version: u64, target: Option<Target>, reason: Option<Reason>) -> Command {
    Command::Reverse { version: Version(version), target, reason }
}

fn reversed(versions: impl IntoIterator<Item = u64>) -> Reversed {
    serde_json::from_value(json!(versions.into_iter().collect::<Vec<_>>())).unwrap()
}

fn decision(account: &Account, command: &Command) -> Value {
    let Account { status, balance: Money { minor, currency }, .. } = *account;
    let reversed = &account.reversed;
    let state = json!({ "status": status, "balance": minor.to_string(), "currency": currency, "reversed": reversed });
    let mut data = serde_json::to_value(command).unwrap()[command.kind().name()].take();
    // A field that is missing is left out, as in a stored payload.
    data.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    if let Command::Reverse { target: Some(target), .. } = command {
        data["target"] = match target {
            Target::Deposit(amount) => json!({ "type": "Deposit", "amount": amount }),
            Target::Withdrawal(amount) => json!({ "type": "Withdrawal", "amount": amount }),
            Target::Other => json!({ "type": "Other" }),
        };
    }
    let message = |kind: &str, data: Value| json!({ "type": kind, "data": data });
    let when = message(command.kind().name(), data);
    match Bank::decide(account, command).outcome {
        Ok(events) => {
            let then: Vec<_> = events.iter().map(|event| message(event.event_type(), event.payload())).collect();
            json!({ "account": state, "when": when, "then": then })
        }
        Err(refusal) => {
            let mut facts = json!({ "command": refusal.command.name(), "balance": refusal.balance, "reasonCode": refusal.reason_code });
            if let Some(reverses) = refusal.reverses {
                facts["reverses"] = json!(reverses);
            }
            if let Some(amount) = refusal.amount {
                facts["amount"] = json!(amount);
            }
            json!({ "account": state, "when": when, "refused": facts })
        }
    }
}
