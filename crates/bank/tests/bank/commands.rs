//! Given past events, when a command is decided, then these events follow.

use super::*;

mod creating {
    use super::*;

    #[test]
    fn opens_an_empty_account() {
        given([]).when(&create("Ada")).then([created()]).publishing([]).state(|account| {
            let expected = Account {
                owner: Some(ada()),
                email: Email::parse("ada@example.com").unwrap(),
                status: Status::Active,
                balance: usd(0),
                reversed: Reversed::default(),
            };
            assert_eq!(account, &expected);
        });
    }

    #[test]
    fn records_an_opening_deposit_in_the_same_commit() {
        let command = Command::CreateAccount { owner: ada(), email: None, opening_deposit: Some(amount(100_00)) };
        let created = BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Usd };
        given([])
            .when(&command)
            .then([created, deposited(100_00)])
            .publishing([Outbound::BalanceChanged { balance: usd(100_00) }])
            .state(|account| assert_eq!((account.status, account.balance), (Status::Active, usd(100_00))));
    }

    #[test]
    fn takes_its_currency_from_the_opening_deposit() {
        let amount = Amount::new(5_00, Currency::Eur).unwrap();
        let command = Command::CreateAccount { owner: ada(), email: None, opening_deposit: Some(amount) };
        given([]).when(&command).then([
            BankEvent::AccountCreated { owner: ada(), email: None, currency: Currency::Eur },
            BankEvent::MoneyDeposited { amount, reason: None },
        ]);
    }

    #[test]
    fn is_refused_when_the_account_exists() {
        for past in [vec![created()], vec![created(), frozen()], vec![created(), closed()]] {
            refused(past, &create("Ada"), ReasonCode::AccountExists, "The account already exists. It is Ada’s.");
        }
    }
}

mod depositing {
    use super::*;

    #[test]
    fn raises_the_balance() {
        given([created()])
            .when(&deposit(100_00))
            .then([deposited(100_00)])
            .publishing([Outbound::BalanceChanged { balance: usd(100_00) }])
            .state(|account| assert_eq!(account.balance, usd(100_00)));
    }

    #[test]
    fn keeps_the_reason() {
        let reason = Reason::parse("rent").unwrap();
        let command = Command::Deposit { amount: amount(1), reason: reason.clone() };
        given([created()]).when(&command).then([BankEvent::MoneyDeposited { amount: amount(1), reason }]);
    }

    #[test]
    fn is_allowed_after_an_unfreeze() {
        given([created(), frozen(), unfrozen()]).when(&deposit(1)).then([deposited(1)]);
    }

    #[test]
    fn is_refused_without_an_account() {
        refused([], &deposit(1), ReasonCode::AccountNotFound, "There is no such account.");
    }

    #[test]
    fn is_refused_while_the_account_is_frozen() {
        let sentence = "Ada asked to pay in 45.00, but the account is frozen.";
        refused([created(), deposited(1_00), frozen()], &deposit(45_00), ReasonCode::AccountFrozen, sentence);
    }

    #[test]
    fn is_refused_after_the_account_was_closed() {
        let sentence = "Ada asked to pay in 45.00, but the account is closed.";
        refused([created(), closed()], &deposit(45_00), ReasonCode::AccountClosed, sentence);
    }

    #[test]
    fn is_refused_in_another_currency() {
        let command = Command::Deposit { amount: Amount::new(5_00, Currency::Eur).unwrap(), reason: None };
        let sentence = "Ada asked to pay in 5.00 EUR, but the account is in USD.";
        refused([created()], &command, ReasonCode::CurrencyMismatch, sentence);
    }

    #[test]
    fn is_refused_above_the_balance_limit() {
        let nearly_full = || {
            let (deposits, rest) = (MAX_BALANCE / MAX_AMOUNT, MAX_BALANCE % MAX_AMOUNT);
            let full = (0..deposits).map(|_| deposited(MAX_AMOUNT)).chain([deposited(rest)]);
            [created()].into_iter().chain(full).chain([withdrawn(1_00)])
        };
        given(nearly_full())
            .when(&deposit(1_00))
            .then([deposited(1_00)])
            .state(|account| assert_eq!(account.balance, usd(MAX_BALANCE)));
        let sentence = "Ada asked to pay in 1.01, but the account can hold at most 999,999,999,999.99.";
        refused(nearly_full(), &deposit(1_01), ReasonCode::BalanceLimit, sentence);
    }
}

mod withdrawing {
    use super::*;

    #[test]
    fn lowers_the_balance() {
        given([created(), deposited(100_00)])
            .when(&withdraw(30_00))
            .then([withdrawn(30_00)])
            .publishing([Outbound::BalanceChanged { balance: usd(70_00) }])
            .state(|account| assert_eq!(account.balance, usd(70_00)));
    }

    #[test]
    fn can_empty_the_account() {
        given([created(), deposited(100_00)])
            .when(&withdraw(100_00))
            .then([withdrawn(100_00)])
            .state(|account| assert_eq!(account.balance, usd(0)));
    }

    #[test]
    fn is_refused_when_the_balance_is_a_cent_too_low() {
        let sentence = "Ada asked for 100.01 but had 100.00.";
        refused([created(), deposited(100_00)], &withdraw(100_01), ReasonCode::InsufficientFunds, sentence);
        let sentence = "Ada asked for 0.01 but had 0.00.";
        refused([created()], &withdraw(1), ReasonCode::InsufficientFunds, sentence);
    }

    #[test]
    fn is_refused_without_an_account() {
        refused([], &withdraw(1), ReasonCode::AccountNotFound, "There is no such account.");
    }

    #[test]
    fn is_refused_while_the_account_is_frozen() {
        let sentence = "Ada asked for 5.00, but the account is frozen.";
        refused([created(), deposited(100_00), frozen()], &withdraw(5_00), ReasonCode::AccountFrozen, sentence);
    }

    #[test]
    fn is_refused_after_the_account_was_closed() {
        let sentence = "Ada asked for 5.00, but the account is closed.";
        refused([created(), closed()], &withdraw(5_00), ReasonCode::AccountClosed, sentence);
    }

    #[test]
    fn is_refused_in_another_currency() {
        let command = Command::Withdraw { amount: Amount::new(5_00, Currency::Gbp).unwrap(), reason: None };
        let sentence = "Ada asked for 5.00 GBP, but the account is in USD.";
        refused([created(), deposited(100_00)], &command, ReasonCode::CurrencyMismatch, sentence);
    }

    #[test]
    fn of_1000_or_more_is_published_as_large() {
        let rich = || given([created(), deposited(5_000_00)]);
        rich()
            .when(&withdraw(999_99))
            .then([withdrawn(999_99)])
            .publishing([Outbound::BalanceChanged { balance: usd(4_000_01) }]);
        rich().when(&withdraw(1_000_00)).then([withdrawn(1_000_00)]).publishing([
            Outbound::BalanceChanged { balance: usd(4_000_00) },
            Outbound::LargeWithdrawal { amount: usd(1_000_00) },
        ]);
    }
}

mod freezing {
    use super::*;

    #[test]
    fn blocks_payments_and_is_published() {
        given([created(), deposited(1_00)])
            .when(&freeze())
            .then([frozen()])
            .publishing([Outbound::AccountFrozen])
            .state(|account| assert_eq!((account.status, account.balance), (Status::Frozen, usd(1_00))));
    }

    #[test]
    fn keeps_the_reason() {
        let reason = Reason::parse("a lost card").unwrap();
        let command = Command::Freeze { reason: reason.clone() };
        given([created()]).when(&command).then([BankEvent::AccountFrozen { reason }]);
    }

    #[test]
    fn is_refused_unless_the_account_is_active() {
        refused([], &freeze(), ReasonCode::AccountNotFound, "There is no such account.");
        let frozen_once = [created(), frozen()];
        refused(frozen_once, &freeze(), ReasonCode::AccountFrozen, "Ada’s account is already frozen.");
        refused([created(), closed()], &freeze(), ReasonCode::AccountClosed, "Ada’s account is closed.");
    }
}

mod unfreezing {
    use super::*;

    #[test]
    fn allows_payments_again() {
        given([created(), frozen()])
            .when(&unfreeze())
            .then([unfrozen()])
            .publishing([])
            .state(|account| assert_eq!(account.status, Status::Active));
    }

    #[test]
    fn is_refused_unless_the_account_is_frozen() {
        refused([], &unfreeze(), ReasonCode::AccountNotFound, "There is no such account.");
        refused([created()], &unfreeze(), ReasonCode::AccountNotFrozen, "Ada’s account is not frozen.");
        refused([created(), closed()], &unfreeze(), ReasonCode::AccountClosed, "Ada’s account is closed.");
    }
}

mod closing {
    use super::*;

    #[test]
    fn closes_an_empty_account() {
        given([created(), deposited(1_00), withdrawn(1_00)])
            .when(&close())
            .then([closed()])
            .publishing([])
            .state(|account| assert_eq!(account.status, Status::Closed));
    }

    #[test]
    fn closes_an_empty_frozen_account() {
        given([created(), frozen()]).when(&close()).then([closed()]);
    }

    #[test]
    fn is_refused_while_the_balance_is_not_zero() {
        let sentence = "Ada still has 0.01. Only an account at 0.00 can be closed.";
        refused([created(), deposited(1)], &close(), ReasonCode::BalanceNotZero, sentence);
        refused([created(), deposited(1), frozen()], &close(), ReasonCode::BalanceNotZero, sentence);
    }

    #[test]
    fn is_refused_without_an_open_account() {
        refused([], &close(), ReasonCode::AccountNotFound, "There is no such account.");
        refused([created(), closed()], &close(), ReasonCode::AccountClosed, "Ada’s account is already closed.");
    }
}
