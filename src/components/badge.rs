use bank::{BankEvent, Family, Status};

/// The class of an event's family, which brings its colours.
pub const fn family_class(family: Family) -> &'static str {
    match family {
        Family::Opened => "f-open",
        Family::MoneyIn => "f-in",
        Family::MoneyOut => "f-out",
        Family::Reversed => "f-reversed",
        Family::State => "f-state",
        Family::Rejected => "f-rejected",
    }
}

/// The icon of an event's family.
pub const fn family_icon(family: Family) -> &'static str {
    match family {
        Family::Opened => "open",
        Family::MoneyIn => "in",
        Family::MoneyOut => "out",
        Family::Reversed => "reverse",
        Family::State => "freeze",
        Family::Rejected => "reject",
    }
}

/// The icon of an event.
pub const fn event_icon(event: &BankEvent) -> &'static str {
    match event {
        BankEvent::AccountCreated { .. } => "open",
        BankEvent::MoneyDeposited { .. } => "in",
        BankEvent::MoneyWithdrawn { .. } => "out",
        BankEvent::DepositReversed { .. } | BankEvent::WithdrawalReversed { .. } => "reverse",
        BankEvent::AccountFrozen { .. } => "freeze",
        BankEvent::AccountUnfrozen { .. } => "thaw",
        BankEvent::AccountClosed { .. } => "close",
        _ => "reject",
    }
}

/// The status of an account as a badge.
pub const fn status_badge(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Active => ("badge f-in", "check"),
        Status::Frozen => ("badge f-state", "freeze"),
        Status::Closed => ("badge f-state", "close"),
        Status::NotOpened => ("badge", "open"),
    }
}
