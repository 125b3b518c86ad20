use std::fmt;

use crate::engine::StoreError;

/// Why a storage of the browser can't be used, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// The browser has no such storage here, or its user has switched it off.
    Disabled {
        /// What the browser says.
        reason: String,
    },
    /// There is no room left. Nothing of the commit was written; what was there before can still be read.
    Full,
    /// It was written by newer code than this. Nothing was touched.
    Newer {
        /// The format that was found.
        found: u64,
        /// The newest format that this code knows.
        known: u64,
    },
    /// Another tab still has it open in an older format, and does not let go.
    Blocked,
    /// Another tab runs newer code, and this one has made way for it.
    Outdated,
    /// Another tab has deleted everything.
    Deleted,
    /// The browser has closed it, e.g. since its user has cleared the site's data.
    Closed,
    /// A record can't be read. The others can.
    Unreadable(Unreadable),
    /// The browser has refused something that it should not refuse.
    Failed {
        /// What the browser says.
        reason: String,
    },
}

/// A record that can't be read: it was damaged, or something else wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Which record, e.g. `event 7 of the log`.
    pub record: String,
    /// What is wrong with it, as the end of a sentence.
    pub reason: String,
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Disabled { reason } => {
                write!(f, "the browser keeps no data for this page ({reason}); allow it to, or use the store in memory")
            }
            Self::Full => {
                f.write_str("the browser's storage is full, and nothing was written; export the data, then make room")
            }
            Self::Newer { found, known } => write!(
                f,
                "the data have format {found}, and this page knows formats up to {known}; reload it to get the newest one. Nothing was touched"
            ),
            Self::Blocked => {
                f.write_str("another tab has the data open in an older format; close the other tabs, then try again")
            }
            Self::Outdated => f.write_str("another tab runs a newer version of this page; reload this tab"),
            Self::Deleted => f.write_str("everything was deleted in another tab; reload this tab"),
            Self::Closed => f.write_str("the browser has closed the database; reload this tab"),
            Self::Unreadable(Unreadable { record, reason }) => {
                write!(
                    f,
                    "{record} can't be read: {reason}. Export the data, then repair the store: that moves it aside"
                )
            }
            Self::Failed { reason } => {
                write!(f, "the browser's storage has failed ({reason}); try again, or reload this tab")
            }
        }
    }
}

impl std::error::Error for StorageFault {}

impl From<StorageFault> for StoreError {
    fn from(fault: StorageFault) -> Self {
        Self::Unavailable { reason: fault.to_string() }
    }
}
