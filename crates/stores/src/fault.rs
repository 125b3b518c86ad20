mod words;

use std::error::Error;

use engine::{Failure, StoreError};

/// Why a log in a browser's storage can't be opened, read or written. Nothing was changed, unless the operation says
/// otherwise. [`problem`](Self::problem) and [`help`](Self::help) are the texts for the user, and [`remedies`](Self::remedies) lists
/// the actions that help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// The user or the browser's settings don't allow the page to store data.
    Blocked {
        /// What the browser reported, as part of a sentence.
        reason: String,
    },
    /// The browser has no Web Locks, e.g. on a page that is not served over https, so two tabs could overwrite each other's events.
    NoLocks,
    /// The browser did not grant the lock.
    NoTurn {
        /// What the browser reported, as part of a sentence.
        reason: String,
    },
    /// The storage is full.
    Full,
    /// A record is malformed or does not follow the records before it. Those before it can be read.
    Unreadable {
        /// The key of the record.
        key: String,
        /// What is wrong with the record, as the end of a sentence.
        reason: String,
    },
    /// A record does not match its hash: it was changed after it was written, or another program wrote it.
    Altered {
        /// The key of the record.
        key: String,
    },
    /// One of the oldest records was changed after it was written. Older code wrote them without hashes, so one hash covers them all.
    AlteredUpTo {
        /// The key of the last record that the hash covers.
        key: String,
    },
    /// A record is missing, although there are later ones or the head record names it.
    Missing {
        /// The key that the record would have.
        key: String,
    },
    /// The head record is missing, although there are entries.
    HeadMissing {
        /// The key that the head record would have.
        key: String,
    },
    /// Records under the log's keys are not part of a log.
    Foreign {
        /// The first of their keys.
        key: String,
        /// The number of other keys.
        others: usize,
    },
    /// A record is intact but has unknown content: newer code or another program wrote it.
    Unknown {
        /// The key of the record.
        key: String,
        /// What is unknown, as the end of a sentence.
        reason: String,
    },
    /// Every record can be read, but the rules can't fold the events. The caller reports this, because a store does not fold events.
    NotFoldable {
        /// Which event can't be folded, and why, as the end of a sentence.
        reason: String,
    },
    /// A database with the log's name has other content.
    ForeignDatabase {
        /// Its name.
        name: String,
    },
    /// Newer code wrote the log.
    Newer {
        /// The format it is in.
        format: u64,
    },
    /// Older code wrote the log, in a format that is no longer supported.
    Older {
        /// The format it is in.
        format: u64,
    },
    /// The log that was open was deleted or repaired elsewhere, such as in another tab.
    Replaced,
    /// The log was opened read-only.
    ReadOnly,
    /// Another tab has the log open in an older format and did not close it.
    InUse,
    /// This tab has closed the log, because another tab runs newer code.
    Outdated,
    /// The browser has closed the database, e.g. because the user cleared the site's data.
    Closed,
    /// A request to the browser's storage failed unexpectedly.
    Failed {
        /// What the browser reported, as part of a sentence.
        reason: String,
    },
}

/// An action that helps with a [`StorageFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Save everything that is stored, readable or not.
    Export,
    /// Set aside the damaged records and those that can't be kept without them.
    Repair,
    /// Read the events before the first faulty record, and refuse to write.
    OpenReadOnly,
    /// Begin an empty log under a free name. The faulty log stays unchanged.
    NewLog,
    /// Try again.
    Retry,
    /// Reload the page.
    Reload,
}

impl StorageFault {
    /// The actions that help, best first.
    #[must_use]
    pub const fn remedies(&self) -> &'static [Remedy] {
        use Remedy::{Export, NewLog, OpenReadOnly, Reload, Repair, Retry};
        match self {
            Self::Unreadable { .. }
            | Self::Altered { .. }
            | Self::AlteredUpTo { .. }
            | Self::Missing { .. }
            | Self::HeadMissing { .. }
            | Self::Foreign { .. } => &[Export, Repair, OpenReadOnly, NewLog, Retry],
            Self::Older { .. } => &[Export, Repair, NewLog, Retry],
            Self::Unknown { .. } => &[Reload, Export, OpenReadOnly, NewLog],
            Self::NotFoldable { .. } => &[Export, OpenReadOnly, NewLog, Retry],
            Self::Newer { .. } => &[Reload, Export, NewLog, Retry],
            Self::ForeignDatabase { .. } => &[NewLog, Retry],
            Self::Outdated => &[Reload],
            Self::ReadOnly => &[Retry, NewLog],
            Self::Full => &[Export, Retry],
            Self::NoLocks | Self::Blocked { .. } => &[Retry, Reload],
            Self::NoTurn { .. } | Self::Replaced | Self::InUse | Self::Closed | Self::Failed { .. } => {
                &[Retry, Reload, Export]
            }
        }
    }

    /// Whether a repair fixes the log.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        self.remedies().contains(&Remedy::Repair)
    }
}

impl StorageFault {
    /// Whether the cause is a stored record rather than the browser or the format.
    pub(crate) fn is_of_a_record(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::Altered { .. }
                | Self::AlteredUpTo { .. }
                | Self::Missing { .. }
                | Self::HeadMissing { .. }
                | Self::Foreign { .. }
                | Self::Unknown { .. }
        )
    }
}

impl StorageFault {
    /// The fault that caused this error of a store. `None` if the store refused the request for another reason.
    #[must_use]
    pub fn of(error: &StoreError) -> Option<&Self> {
        error.source()?.downcast_ref()
    }
}

impl From<StorageFault> for Failure {
    fn from(fault: StorageFault) -> Self {
        Self::new(fault.problem(), fault.help()).caused_by(fault)
    }
}

impl From<StorageFault> for StoreError {
    fn from(fault: StorageFault) -> Self {
        use StorageFault as Fault;
        match fault {
            Fault::Unreadable { .. }
            | Fault::Altered { .. }
            | Fault::AlteredUpTo { .. }
            | Fault::Missing { .. }
            | Fault::HeadMissing { .. }
            | Fault::Foreign { .. }
            | Fault::Older { .. } => Self::Unreadable(fault.into()),
            Fault::NoLocks
            | Fault::Unknown { .. }
            | Fault::NotFoldable { .. }
            | Fault::ForeignDatabase { .. }
            | Fault::Newer { .. }
            | Fault::Replaced
            | Fault::ReadOnly
            | Fault::Outdated
            | Fault::Closed => Self::Unusable(fault.into()),
            Fault::Blocked { .. } | Fault::NoTurn { .. } | Fault::Full | Fault::InUse | Fault::Failed { .. } => {
                Self::Unavailable(fault.into())
            }
        }
    }
}
