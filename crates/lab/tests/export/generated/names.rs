//! Given, when, then: decisions of the bank, taken from the Event Sourcing Lab.
//!
//! A file for `tests/` of a crate that depends on `bank` and `engine`. Run it with `cargo test`.

use bank::{Amount, Bank, BankEvent, Command, Currency, Email, Money, Owner, Reason};
use engine::Given;

/// ACCOUNT-1001 at v1.
#[test]
fn create_account_is_accepted() {
    Given::<Bank>::nothing()
        .when(&Command::CreateAccount { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), opening_deposit: None })
        .then([BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd }]);
}

/// ACCOUNT-1001 at v2.
#[test]
fn deposit_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd },
    ])
    .when(&Command::Deposit { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) })
    .then([BankEvent::MoneyDeposited { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) }]);
}

/// ACCOUNT-1001 at v3.
#[test]
fn withdraw_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) },
    ])
    .when(&Command::Withdraw { amount: amount("0.01 USD"), reason: Some(reason("</script><br/> <!-- ]]> */ // $$x^2$$")) })
    .then([BankEvent::MoneyWithdrawn { amount: amount("0.01 USD"), reason: Some(reason("</script><br/> <!-- ]]> */ // $$x^2$$")) }]);
}

/// ACCOUNT-1001 at v4.
#[test]
fn freeze_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) },
        BankEvent::MoneyWithdrawn { amount: amount("0.01 USD"), reason: Some(reason("</script><br/> <!-- ]]> */ // $$x^2$$")) },
    ])
    .when(&Command::Freeze { reason: Some(reason("end")) })
    .then([BankEvent::AccountFrozen { reason: Some(reason("end")) }]);
}

/// ACCOUNT-1001 at v5.
#[test]
fn unfreeze_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) },
        BankEvent::MoneyWithdrawn { amount: amount("0.01 USD"), reason: Some(reason("</script><br/> <!-- ]]> */ // $$x^2$$")) },
        BankEvent::AccountFrozen { reason: Some(reason("end")) },
    ])
    .when(&Command::Unfreeze { reason: Some(reason("été; note over L: \"x\"")) })
    .then([BankEvent::AccountUnfrozen { reason: Some(reason("été; note over L: \"x\"")) }]);
}

/// ACCOUNT-1001 at v6.
#[test]
fn reverse_is_accepted() {
    Given::<Bank>::events([
        BankEvent::AccountCreated { owner: owner("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end"), email: Some(email("o'neil+{x}&`y`@bücher.example")), currency: Currency::Usd },
        BankEvent::MoneyDeposited { amount: amount("0.01 USD"), reason: Some(reason("Ada \"end\"; %%{x}%% #35; \\n \\u{41} ${1+1} `b` </script> <!-- ]]> */ // {{e}} 'Ó' עדה 👩\u{200d}🚀 end")) },
        BankEvent::MoneyWithdrawn { amount: amount("0.01 USD"), reason: Some(reason("</script><br/> <!-- ]]> */ // $$x^2$$")) },
        BankEvent::AccountFrozen { reason: Some(reason("end")) },
        BankEvent::AccountUnfrozen { reason: Some(reason("été; note over L: \"x\"")) },
    ])
    .when(&Command::Reverse { version: engine::Version(3), target: None, reason: Some(reason("end; `${1}` \"")) })
    .then([BankEvent::WithdrawalReversed { reverses: engine::Version(3), amount: amount("0.01 USD"), reason: Some(reason("end; `${1}` \"")) }]);
}

fn owner(stored: &str) -> Owner {
    Owner::try_from(stored.to_owned()).expect("a name")
}

fn email(stored: &str) -> Email {
    Email::try_from(stored.to_owned()).expect("an address")
}

fn reason(stored: &str) -> Reason {
    Reason::try_from(stored.to_owned()).expect("a reason")
}

fn amount(stored: &str) -> Amount {
    Amount::try_from(money(stored)).expect("an amount above zero")
}

fn money(stored: &str) -> Money {
    Money::try_from(stored.to_owned()).expect("an amount with its currency")
}
