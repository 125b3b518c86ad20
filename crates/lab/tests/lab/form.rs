//! What is typed into the command form.

use proptest::prelude::*;

use super::*;

#[test]
fn malformed_amount_is_explained() {
    let forty_digits = "1234567890".repeat(4);
    let a_million_digits = "9".repeat(1_000_000);
    for (text, message) in [
        ("", "Enter an amount, such as 30 or 30.00."),
        ("   ", "Enter an amount, such as 30 or 30.00."),
        ("abc", "Use digits and one point, such as 30.00."),
        ("1e3", "Use digits and one point, such as 30.00."),
        (".", "Use digits and one point, such as 30.00."),
        ("0.0.0", "Use digits and one point, such as 30.00."),
        ("-5", "Enter an amount above zero."),
        ("0", "Enter an amount above zero."),
        ("0.001", "Use at most two decimals, such as 30.25."),
        ("1.000,00", "Use a point before the cents, and commas only between groups of three digits, such as 1,000.50."),
        ("3\u{fff9}0", "Delete the invisible character U+FFF9, or type this again."),
        (forty_digits.as_str(), "Enter at most 999,999,999.99."),
        (a_million_digits.as_str(), "Enter at most 999,999,999.99."),
    ] {
        for kind in [CommandKind::Deposit, CommandKind::Withdraw] {
            let form = Form { amount: text.into(), ..Form::default() };
            let errors = form.command(kind, Currency::Usd).unwrap_err();
            assert_eq!(errors.len(), 1);
            assert_eq!((errors[0].field, errors[0].message.as_str()), (Field::Amount, message));
        }
    }
}

#[test]
fn version_is_typed_with_or_without_its_letter() {
    for text in ["v2", "2", "V2", " v2 ", "002", "ｖ２", "v\u{200b}2"] {
        let form = Form { version: text.into(), ..Form::default() };
        assert_eq!(form.command(CommandKind::Reverse, Currency::Usd), Ok(reverse(2)), "{text:?}");
    }
    let form = Form { version: "v18446744073709551615".into(), reason: "booked twice".into(), ..Form::default() };
    let reason = Reason::parse("booked twice").unwrap();
    let command = Command::Reverse { version: Version(u64::MAX), target: None, reason };
    assert_eq!(form.command(CommandKind::Reverse, Currency::Usd), Ok(command));
}

#[test]
fn malformed_version_is_explained() {
    let a_million_digits = "9".repeat(1_000_000);
    for (text, message) in [
        ("", "Enter the version of the deposit or withdrawal, such as v2."),
        (" \u{200b}", "Enter the version of the deposit or withdrawal, such as v2."),
        ("v", "Use the letter v and digits only, such as v2."),
        ("v-2", "Use the letter v and digits only, such as v2."),
        ("2.0", "Use the letter v and digits only, such as v2."),
        ("vv2", "Use the letter v and digits only, such as v2."),
        ("v 2", "Use the letter v and digits only, such as v2."),
        ("the second", "Use the letter v and digits only, such as v2."),
        ("v0", "Enter a version from v1 on: the first event is v1."),
        ("18446744073709551616", "Enter a lower version: no account has so many events."),
        (a_million_digits.as_str(), "Enter a lower version: no account has so many events."),
    ] {
        let form = Form { version: text.into(), ..Form::default() };
        let errors = form.command(CommandKind::Reverse, Currency::Usd).unwrap_err();
        assert_eq!(errors, [FieldError { field: Field::Version, message: message.to_owned() }]);
    }
}

#[test]
fn opening_deposit_is_an_amount_or_empty() {
    let command = |text: &str| {
        let form = Form { owner: "Ada".into(), opening_deposit: text.into(), ..Form::default() };
        form.command(CommandKind::CreateAccount, Currency::Usd).map(|command| command.amount())
    };
    for text in ["", " ", "0", "00", "0.", ".0", "0.00", "\u{200b}", "\u{200b}0", "０"] {
        assert_eq!(command(text), Ok(None), "{text:?}");
    }
    for text in [".", "0.0.0", "0.000", "-0", "-5", "abc", "0x1"] {
        let errors = command(text).unwrap_err();
        assert_eq!((errors.len(), errors[0].field), (1, Field::OpeningDeposit), "{text:?}");
    }
    assert_eq!(command(" 25.5 ").unwrap().unwrap().money().figure(), "25.50");
}

#[test]
fn malformed_name_is_explained() {
    for (owner, message) in [
        (String::new(), "Enter the owner’s name."),
        ("\u{200b}".to_owned(), "Enter the owner’s name."),
        ("x".repeat(10_000), "Use at most 100 characters. This has 10000."),
        ("Ada\u{202e}".to_owned(), "Delete the invisible character U+202E, or type this again."),
        ("\u{301}".to_owned(), "Enter a letter before the accent U+0301."),
    ] {
        let form = Form { owner, ..Form::default() };
        let errors = form.command(CommandKind::CreateAccount, Currency::Usd).unwrap_err();
        assert_eq!((errors[0].field, errors[0].message.as_str()), (Field::Owner, message));
    }
}

#[test]
fn visible_name_is_stored_unchanged() {
    for owner in ["<img src=x onerror=alert(1)>", "עדה", "Ad\u{1eab}", "${1}", "\\u0041", "{{owner}}"] {
        let form = Form { owner: owner.into(), ..Form::default() };
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, form.command(CommandKind::CreateAccount, Currency::Usd).unwrap());
        assert_eq!(lab.now(ADA).account.owner.unwrap().as_str(), owner);
        let stored = StoredItem::of(&lab.event(ADA, Version(1)).unwrap()).unwrap();
        let json: serde_json::Value = serde_json::from_str(&stored.json()).unwrap();
        assert_eq!(json["Payload"]["M"]["owner"]["S"], owner);
    }
}

proptest! {
    #[test]
    fn any_typed_text_is_a_command_or_an_error(owner in any::<String>(), email in any::<String>(),
            opening_deposit in any::<String>(), amount in any::<String>(), version in "[vV]?[0-9]{1,3}|.*", reason in any::<String>()) {
        let form = Form { owner, email, opening_deposit, amount, version, reason };
        let mut lab = Lab::new(1, at(0));
        lab.send(at(0), ADA, create("Ada"));
        for kind in CommandKind::ALL {
            match form.command(kind, Currency::Usd) {
                Ok(command) => { lab.send(at(0), ADA, command); }
                Err(errors) => prop_assert!(!errors.is_empty()),
            }
        }
        for account in lab.accounts() {
            lab.with_events(account, |events| for event in events {
                assert!(StoredItem::of(event).is_ok());
                assert!(!sentence(&event.data, None).is_empty());
            });
        }
    }
}
