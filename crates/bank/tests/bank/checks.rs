//! A decision lists its checks with their figures, and stops at the first that fails.

use super::*;

const USD: Check = Check::Currency { account: Currency::Usd, amount: Currency::Usd };

fn active() -> Check {
    Check::Active { status: Status::Active }
}

#[test]
fn withdrawal_checks_status_currency_and_balance() {
    let funds = Check::Funds { balance: usd(70_00), amount: usd(30_00) };
    given([created(), deposited(70_00)])
        .when(&withdraw(30_00))
        .checking([active(), USD, funds])
        .then([withdrawn(30_00)]);
    assert_eq!(funds.to_string(), "balance 70.00 \u{2265} 30.00");
}

#[test]
fn decision_stops_at_the_failed_check() {
    let funds = Check::Funds { balance: usd(70_00), amount: usd(500_00) };
    let rejected = given([created(), deposited(70_00)]).when(&withdraw(500_00)).checking([active(), USD, funds]);
    let (amount, balance, reason_code) = (Some(amount(500_00)), usd(70_00), ReasonCode::InsufficientFunds);
    rejected.then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount, balance, reason_code });
    assert_eq!(funds.to_string(), "balance 70.00 < 500.00");

    let frozen_account = Check::Active { status: Status::Frozen };
    let refused = given([created(), frozen()]).when(&withdraw(1)).checking([frozen_account]);
    let (amount, balance, reason_code) = (Some(amount_of(1)), usd(0), ReasonCode::AccountFrozen);
    refused.then_refused(&Refusal { command: CommandKind::Withdraw, reverses: None, amount, balance, reason_code });
}

fn amount_of(minor: i64) -> Amount {
    super::amount(minor)
}

#[test]
fn check_shows_what_it_compared() {
    let eur = Currency::Eur;
    for (check, text) in [
        (Check::New { status: Status::NotOpened }, "no account yet"),
        (Check::New { status: Status::Active }, "the account exists"),
        (Check::Frozen { status: Status::Active }, "status Active"),
        (USD, "currency USD"),
        (Check::Currency { account: Currency::Usd, amount: eur }, "currency EUR \u{2260} USD"),
        (Check::Empty { balance: usd(0) }, "balance 0.00 = 0.00"),
        (Check::Empty { balance: usd(7) }, "balance 0.07 \u{2260} 0.00"),
        (
            Check::Room { balance: usd(MAX_BALANCE), amount: usd(1) },
            "balance 999,999,999,999.99 + 0.01 > 999,999,999,999.99",
        ),
    ] {
        assert_eq!(check.to_string(), text);
    }
}

#[test]
fn balance_limit_check_does_not_overflow() {
    let check = Check::Room { balance: usd(i64::MAX), amount: usd(i64::MAX) };
    assert_eq!(check.failure(), Some(ReasonCode::BalanceLimit));
}
