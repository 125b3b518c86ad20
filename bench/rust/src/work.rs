use bank::{Amount, Command, Currency, Owner};

/// What a command of the bench asks for, by its number in its stream, from 0: the account is created, and then money is paid in
/// and taken out in turn. More comes in each time than goes out next, so none is ever refused.
///
/// `work.mjs` says the same in JavaScript.
pub fn command(stream: u32, number: u32) -> Command {
    let change = change(stream, number);
    let amount = || Amount::new(change.abs(), Currency::Usd).expect("from 0.01 to 10.00");
    match change {
        0 => Command::CreateAccount {
            owner: Owner::parse("Ada").expect("a plain name"),
            email: None,
            opening_deposit: None,
        },
        1.. => Command::Deposit { amount: amount(), reason: None },
        _ => Command::Withdraw { amount: amount(), reason: None },
    }
}

/// What the first `commands` commands leave on the account of a stream, in minor units.
pub fn balance_after(stream: u32, commands: u32) -> i64 {
    (0..commands).map(|number| change(stream, number)).sum()
}

/// What a command adds to the balance, in minor units.
fn change(stream: u32, number: u32) -> i64 {
    let (stream, number) = (i64::from(stream), i64::from(number));
    match number {
        0 => 0,
        _ if number % 2 == 1 => 100 + (number * 37 + stream * 11) % 900,
        _ => -1 - (number * 13 + stream * 7) % 100,
    }
}
