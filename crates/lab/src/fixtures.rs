//! What the unit tests of this crate share. The crate `common` has the commands and amounts; its `Lab` is another build of this one.

use crate::{AccountId, Lab, six_events};

/// Ada's account in [`six`].
pub(crate) const ADA: AccountId = AccountId(0);

/// Grace's account in [`six`].
pub(crate) const GRACE: AccountId = AccountId(1);

/// A lab with Ada's six events and Grace's new account.
pub(crate) fn six() -> Lab {
    Lab::play(six_events(1, common::at(0)))
}
