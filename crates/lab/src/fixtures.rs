//! Shared by the unit tests of this crate. Commands and amounts come from the crate `common`; its `Lab` is a different
//! type, because it is compiled separately.

use crate::{AccountId, Lab, six_events};

/// Ada's account in [`six`].
pub(crate) const ADA: AccountId = AccountId(0);

/// Grace's account in [`six`].
pub(crate) const GRACE: AccountId = AccountId(1);

/// A lab with Ada's six events and Grace's new account.
pub(crate) fn six() -> Lab {
    Lab::play(six_events(1, common::at(0)))
}
