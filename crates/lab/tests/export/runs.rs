//! The runs that the generated files are made of.

use bank::{Account, Amount, Bank, Command, Currency, Email, MAX_AMOUNT, MAX_BALANCE, Money, Owner, Reason, Status};
use common::{ADA, GRACE, amount, at, close, create, create_with, deposit, freeze, unfreeze, usd, withdraw};
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
        withdraw(115_00),
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
        unfreeze(),
        withdraw(70_00),
        close(),
        close(),
        deposit(1_00),
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
    ])
}

pub fn huge_amounts() -> Lab {
    run([create_with("Ada", MAX_AMOUNT), deposit(MAX_AMOUNT), withdraw(MAX_AMOUNT), withdraw(MAX_AMOUNT)])
}

/// The account that was forked from Ada's at v3, with a decision of its own.
pub fn fork() -> (Lab, AccountId) {
    let mut lab = run([create_with("Ada", 100_00), withdraw(30_00)]);
    let fork = lab.fork(at(60), ADA, Version(3)).unwrap();
    lab.send(at(61), fork, withdraw(500_00));
    lab.send(at(62), fork, withdraw(70_00));
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
pub fn without_an_event() -> [Specification; 2] {
    let lab = six();
    let nothing = Specification::of("An account that does not exist", &[], withdraw(1_00)).unwrap();
    let again = lab.with_events(GRACE, |events| Specification::of("An account that exists", events, create("Ada")));
    [nothing, again.unwrap()]
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
    }
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
            let account = Account { status, balance, ..Account::default() };
            lines.extend(commands.iter().map(|command| decision(&account, command).to_string()));
        }
    }
    format!("[\n{}\n]\n", lines.join(",\n"))
}

fn decision(account: &Account, command: &Command) -> Value {
    let Account { status, balance: Money { minor, currency }, .. } = *account;
    let state = json!({ "status": status, "balance": minor.to_string(), "currency": currency });
    let mut data = serde_json::to_value(command).unwrap()[command.kind().name()].take();
    // A field that is missing is left out, as in a stored payload.
    data.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    let message = |kind: &str, data: Value| json!({ "type": kind, "data": data });
    let when = message(command.kind().name(), data);
    match Bank::decide(account, command).outcome {
        Ok(events) => {
            let then: Vec<_> = events.iter().map(|event| message(event.event_type(), event.payload())).collect();
            json!({ "account": state, "when": when, "then": then })
        }
        Err(refusal) => {
            let mut facts = json!({ "command": refusal.command.name(), "balance": refusal.balance, "reasonCode": refusal.reason_code });
            if let Some(amount) = refusal.amount {
                facts["amount"] = json!(amount);
            }
            json!({ "account": state, "when": when, "refused": facts })
        }
    }
}
