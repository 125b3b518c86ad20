use engine::StoreError;

/// Why a log in a browser's storage can't be opened, read or written. Nothing was changed, unless the operation says
/// otherwise. [`remedies`](Self::remedies) lists what helps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageFault {
    /// The user or the browser's settings don't allow the page to store data.
    #[error(
        "The browser does not let this page store anything ({reason}). Allow site data for this page and try again, or \
         keep the log in memory."
    )]
    Blocked {
        /// What the browser said.
        reason: String,
    },
    /// The browser has no Web Locks, e.g. on a page that is not served over https, so two tabs could overwrite each other's events.
    #[error(
        "The browser has no Web Locks here, so two tabs could overwrite each other's events. Serve the page over https, or \
         update the browser, or keep the log in this tab."
    )]
    NoLocks,
    /// The browser did not grant the lock.
    #[error("The browser did not grant the lock of this log ({reason}). Nothing was written. Try again.")]
    NoTurn {
        /// What the browser said.
        reason: String,
    },
    /// The storage is full.
    #[error(
        "The browser's storage for this page is full. Nothing was written. What is there can be read. Save an export, then \
         delete logs that are not needed any more; a smaller commit may still succeed."
    )]
    Full,
    /// A record is malformed or does not follow the records before it. Those before it can be read.
    #[error(
        "The entry {key} can't be read. Nothing was changed. Save an export, then repair the log: that sets aside what \
         can't be read, and what can't be kept without it. In detail: {reason}."
    )]
    Unreadable {
        /// The key of the record.
        key: String,
        /// What is wrong with the record, as the end of a sentence.
        reason: String,
    },
    /// A record is not as it was written: its hash does not match. It was changed, or another program wrote it.
    #[error(
        "The entry {key} is not as it was written: its hash does not match. Nothing was changed now. Save an \
         export, then repair the log: that sets aside this entry and what can't be kept without it."
    )]
    Altered {
        /// The key of the record.
        key: String,
    },
    /// One of the oldest records was changed after it was written. They share one hash, because older code wrote them without any.
    #[error(
        "One of the entries up to {key} is not as it was written: their hash does not match. They are older than \
         the hash chain, so it does not show which one. Nothing was changed now. Save an export, then repair the log: that \
         sets all entries aside."
    )]
    AlteredUpTo {
        /// The key of the last record that the hash covers.
        key: String,
    },
    /// A record is missing, although there are later ones or the head record names it.
    #[error(
        "The entry {key} is missing. Nothing was changed. Save an export, then repair the log: it then ends before the \
         missing entry, and later entries are set aside."
    )]
    Missing {
        /// The key that the record would have.
        key: String,
    },
    /// The head record is missing, although there are entries.
    #[error(
        "The head record {key}, which names the last entry, is missing. Nothing was changed. Save an export, then repair the \
         log: that keeps all entries that can be read, and writes the record again."
    )]
    HeadMissing {
        /// The key that the head record would have.
        key: String,
    },
    /// A record under the log's keys is not part of a log.
    #[error(
        "The entry {key} is not part of an event log. Nothing was changed. Save an export, then repair the log: that sets \
         aside all entries that are not part of it. Or keep the log under another name."
    )]
    Foreign {
        /// Its key.
        key: String,
    },
    /// A record is intact but has unknown content: newer code or another program wrote it.
    #[error(
        "The entry {key} is intact, but this page does not know what it holds: {reason}. Nothing was changed. Reload the \
         page in case there is a newer version. Otherwise open the log read-only, or begin a new one beside it."
    )]
    Unknown {
        /// The key of the record.
        key: String,
        /// What is unknown, as the end of a sentence.
        reason: String,
    },
    /// Every record can be read, but the rules can't fold the events. The caller reports this, because a store does not fold.
    #[error(
        "The log can be read, but the rules can't fold its events: {reason}. Nothing was changed. No record is damaged, so \
         a repair would not help. Save an export, open the log read-only, or begin a new one beside it."
    )]
    NotFoldable {
        /// Which event, and why, as the end of a sentence.
        reason: String,
    },
    /// A database with the log's name has other content.
    #[error(
        "The browser has a database called {name} that is not an event log. Nothing was changed. Keep the log under \
         another name, or in another store."
    )]
    ForeignDatabase {
        /// Its name.
        name: String,
    },
    /// Newer code wrote the log.
    #[error(
        "The log is in format {format}, which is newer than this code. Nothing was changed. Reload the page to get the \
         newer code, or begin a new log beside it."
    )]
    Newer {
        /// The format it is in.
        format: u64,
    },
    /// Older code wrote the log, in a format that is no longer supported.
    #[error(
        "The log is in format {format}, which this code does not read any more. Nothing was changed. Save an export, then \
         repair the log: that sets it aside, and a new one begins."
    )]
    Older {
        /// The format it is in.
        format: u64,
    },
    /// The log that was open was deleted or repaired elsewhere, such as in another tab.
    #[error(
        "The log that was open here was deleted or repaired elsewhere, such as in another tab. Nothing was written. Try \
         again to open what is there now."
    )]
    Replaced,
    /// The log was opened read-only.
    #[error(
        "The log is open read-only. Nothing was written. Open it as usual, or begin a new log beside it, to write to it."
    )]
    ReadOnly,
    /// Another tab has the log open in an older format and did not close it.
    #[error(
        "Another tab has the log open in an older format. Nothing was changed. Close the other tabs, then try again."
    )]
    InUse,
    /// This tab has closed the log, because another tab runs newer code.
    #[error("Another tab runs a newer version of this page. Nothing was written. Reload the page.")]
    Outdated,
    /// The browser has closed the database, e.g. because the user cleared the site's data.
    #[error("The browser has closed the database. Nothing was written. Try again.")]
    Closed,
    /// A request to the browser's storage failed unexpectedly.
    #[error("The browser's storage has failed ({reason}). Nothing was written. Try again, or reload the page.")]
    Failed {
        /// What the browser said.
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
    /// What helps, best first.
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
    /// Whether the cause is a stored record, and not the browser or the format.
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

impl From<StorageFault> for StoreError {
    fn from(fault: StorageFault) -> Self {
        let reason = fault.to_string();
        if fault.is_repairable() { Self::Unreadable { reason } } else { Self::Unavailable { reason } }
    }
}
