//! Owners, reasons, addresses and amounts: the wording of their errors, and laws for any typed text.

use super::*;

#[test]
fn comma_before_the_cents_asks_for_a_point() {
    let sentence = "Use a point before the cents, and commas only between groups of three digits, such as 1,000.50.";
    for text in ["30,50", "1,00.00", "1.000,00"] {
        assert_eq!(Amount::parse(text, Currency::Usd).unwrap_err().to_string(), sentence, "{text}");
    }
}

#[test]
fn every_error_says_what_to_do() {
    let amounts = [
        AmountError::Empty,
        AmountError::NotDigits,
        AmountError::Invisible('\n'),
        AmountError::Grouped,
        AmountError::TooManyDecimals,
        AmountError::Zero,
        AmountError::Negative,
        AmountError::TooLarge,
    ];
    let texts = [
        TextError::EmptyOwner,
        TextError::Invisible('\n'),
        TextError::LoneMark('\u{301}'),
        TextError::TooLong { limit: 1, length: 2 },
        TextError::TooManyBytes { limit: 1, length: 2 },
    ];
    let addresses = [
        EmailError::Incomplete,
        EmailError::Invisible('\n'),
        EmailError::Forbidden(' '),
        EmailError::Forbidden('<'),
        EmailError::TooLong { length: 255 },
        EmailError::LocalPartTooLong { length: 65 },
        EmailError::LabelTooLong { length: 64 },
        EmailError::NumericTopLevel,
    ];
    let messages = amounts.iter().map(ToString::to_string);
    let messages =
        messages.chain(texts.iter().map(ToString::to_string)).chain(addresses.iter().map(ToString::to_string));
    for text in messages {
        assert!(["Enter ", "Use ", "Delete "].iter().any(|verb| text.starts_with(verb)), "{text}");
        assert!(text.ends_with('.'), "{text}");
    }
}

/// Random text with combining marks, joiners, and letters that have several spellings.
fn text() -> impl Strategy<Value = String> {
    let special = "[aAe\u{e9}\u{301}\u{323} \u{a0}\u{200b}\u{200d}\u{fe0f}\u{202a}\u{3c3}\u{3a3}\u{3c2}\u{130}\u{df}\u{fb03}\u{ff21}\u{ff10}0-9.,\u{3002}\u{1100}\u{1161}\u{915}\u{94d}\u{1f469}]{0,12}";
    prop_oneof![any::<String>(), special, proptest::collection::vec(any::<char>(), 0..8).prop_map(String::from_iter)]
}

proptest! {
    #[test]
    fn amount_reads_back_as_written(minor in 1..=MAX_AMOUNT, currency in currency()) {
        let amount = Amount::new(minor, currency).unwrap();
        let money = amount.money();
        prop_assert_eq!(Amount::parse(&money.figure(), currency), Ok(amount));
        let stored = serde_json::to_string(&money).unwrap();
        prop_assert_eq!(serde_json::from_str::<Money>(&stored).unwrap(), money);
        prop_assert_eq!(serde_json::from_str::<Amount>(&stored).unwrap(), amount);
    }

    #[test]
    fn figure_equals_formatted_minor_units(minor in any::<i64>()) {
        let sign = if minor < 0 { "\u{2212}" } else { "" };
        let (units, cents) = (minor.unsigned_abs() / 100, minor.unsigned_abs() % 100);
        prop_assert_eq!(usd(minor).figure().replace(',', ""), format!("{sign}{units}.{cents:02}"));
    }

    #[test]
    fn parsed_line_or_amount_parses_to_itself(text in text()) {
        if let Ok(amount) = Amount::parse(&text, Currency::Usd) {
            prop_assert_eq!(Amount::parse(&amount.money().figure(), Currency::Usd), Ok(amount));
        }
        if let Ok(owner) = Owner::parse(&text) {
            prop_assert_eq!(Owner::parse(owner.as_str()), Ok(owner.clone()));
            prop_assert_eq!(Owner::try_from(owner.to_string()), Ok(owner));
        }
        if let Ok(Some(reason)) = Reason::parse(&text) {
            prop_assert_eq!(Reason::parse(reason.as_str()), Ok(Some(reason.clone())));
            prop_assert_eq!(Reason::try_from(reason.to_string()), Ok(reason));
        }
    }

    #[test]
    fn parsed_address_parses_to_itself(local_part in text(), domain in text(), top_level in "[a-z]{2}|\\PC{1,3}") {
        for text in [format!("{local_part}@{domain}.{top_level}"), local_part] {
            let Ok(Some(email)) = Email::parse(&text) else { continue };
            prop_assert_eq!(Email::parse(email.as_str()), Ok(Some(email.clone())));
            prop_assert_eq!(Email::try_from(email.to_string()), Ok(email.clone()));
            if let Ok(Some(by_key)) = Email::parse(&email.key()) {
                prop_assert_eq!(by_key.key(), email.key());
            }
        }
    }

    #[test]
    fn caseless_is_idempotent(text in text()) {
        let once = caseless(&text);
        prop_assert_eq!(caseless(&once), once);
    }
}
