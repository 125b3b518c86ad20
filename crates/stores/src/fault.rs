use engine::StoreError;

/// Why a log in a browser's storage can't be opened, read or written. Nothing was changed, unless the operation says
/// otherwise. [`remedies`](Self::remedies) says what helps.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageFault {
    /// The user or the browser's settings do not allow the storage to be used.
    #[error(
        "The browser does not let this page store anything ({reason}). Allow site data for this page and try again, or \
         keep the log in memory."
    )]
    Blocked {
        /// What the browser said.
        reason: String,
    },
    /// The browser has no lock that all tabs share, so two of them could overwrite each other.
    #[error(
        "The browser has no Web Locks here, so two tabs could overwrite each other's events. Serve the page over https, or \
         update the browser, or keep the log in memory."
    )]
    NoLocks,
    /// The browser did not grant the lock.
    #[error("The browser did not grant the lock of this log ({reason}). Nothing was written. Try again.")]
    NoTurn {
        /// What the browser said.
        reason: String,
    },
    /// The storage has no room for what was to be written.
    #[error(
        "The browser's storage for this page is full. Nothing was written. What is there can be read. Save an export, then \
         delete logs that are not needed any more; a smaller commit may still succeed."
    )]
    Full,
    /// A record is not what this code writes, or does not follow the records before it. Those before it can be read.
    #[error(
        "The entry {key} can't be read. Nothing was changed. Save an export, then repair the log: that sets aside what \
         can't be read, and what can't be kept without it. In detail: {reason}."
    )]
    Unreadable {
        /// The key of the record.
        key: String,
        /// What is wrong with it, as the end of a sentence.
        reason: String,
    },
    /// A record was changed after it was written: its hash is another one.
    #[error(
        "The entry {key} was changed after it was written: its hash does not match. Nothing was changed now. Save an \
         export, then repair the log: that sets aside this entry and all after it."
    )]
    Altered {
        /// The key of the record.
        key: String,
    },
    /// One of the oldest records was changed after it was written. They have one hash together, since older code wrote them.
    #[error(
        "One of the entries up to {key} was changed after it was written: their hash does not match. They are older than \
         the hash chain, so it does not show which one. Nothing was changed now. Save an export, then repair the log: that \
         sets all entries aside."
    )]
    AlteredUpTo {
        /// The key of the last record that the hash covers.
        key: String,
    },
    /// A record is missing: there are later ones, or the head record names it.
    #[error(
        "The entry {key} is missing. Nothing was changed. Save an export, then repair the log: it then ends before the \
         missing entry, and later entries are set aside."
    )]
    Missing {
        /// The key that the record would have.
        key: String,
    },
    /// There is something under the log's keys that is not part of a log.
    #[error(
        "The entry {key} is not part of an event log. Nothing was changed. Save an export, then repair the log: that sets \
         the entry aside. Or keep the log under another name."
    )]
    Foreign {
        /// Its key.
        key: String,
    },
    /// A record is as it was written, but this code does not know what it holds: newer code or another program wrote it.
    #[error(
        "The entry {key} is intact, but this page does not know what it holds: {reason}. Nothing was changed. Reload the \
         page in case there is a newer version. Otherwise open the log read-only, or begin a new one beside it."
    )]
    Unknown {
        /// The key of the record.
        key: String,
        /// What is not known, as the end of a sentence.
        reason: String,
    },
    /// Every record can be read, but the rules can't fold the events. A store does not fold: its user reports this.
    #[error(
        "The log can be read, but the rules can't fold its events: {reason}. Nothing was changed. No record is damaged, so \
         a repair would not help. Save an export, open the log read-only, or begin a new one beside it."
    )]
    NotFoldable {
        /// Which event, and why, as the end of a sentence.
        reason: String,
    },
    /// There is a database of the log's name that holds something else.
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
    /// Older code wrote the log, in a format that is not read any more.
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
    /// The log was opened to be read only.
    #[error(
        "The log is open read-only. Nothing was written. Open it as usual, or begin a new log beside it, to write to it."
    )]
    ReadOnly,
    /// Another tab has the log open in an older format, and does not close it.
    #[error(
        "Another tab has the log open in an older format. Nothing was changed. Close the other tabs, then try again."
    )]
    InUse,
    /// Another tab runs newer code, and this tab has closed the log for it.
    #[error("Another tab runs a newer version of this page. Nothing was written. Reload the page.")]
    Outdated,
    /// The browser has closed the database, e.g. when its user has cleared the data of the site.
    #[error("The browser has closed the database. Nothing was written. Try again.")]
    Closed,
    /// The browser refused something that it should not refuse.
    #[error("The browser's storage has failed ({reason}). Nothing was written. Try again, or reload the page.")]
    Failed {
        /// What the browser said.
        reason: String,
    },
}

/// Something that a user can do about a [`StorageFault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Save everything that is stored, readable or not.
    Export,
    /// Move the damaged records aside, and those that can't be kept without them.
    Repair,
    /// Read the events before the first faulty record, and refuse to write.
    OpenReadOnly,
    /// Begin an empty log under a name that is free. The faulty log stays as it is.
    NewLog,
    /// Try the same again.
    Retry,
    /// Reload the page.
    Reload,
}

impl StorageFault {
    /// What helps, the best first. Any store in memory works on.
    #[must_use]
    pub const fn remedies(&self) -> &'static [Remedy] {
        use Remedy::{Export, NewLog, OpenReadOnly, Reload, Repair, Retry};
        match self {
            Self::Unreadable { .. }
            | Self::Altered { .. }
            | Self::AlteredUpTo { .. }
            | Self::Missing { .. }
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

    /// Whether records are damaged, so that a repair mends the log.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        self.remedies().contains(&Remedy::Repair)
    }
}

impl StorageFault {
    /// Whether it is about a stored record, and not about the browser or the format.
    pub(crate) fn is_of_a_record(&self) -> bool {
        matches!(
            self,
            Self::Unreadable { .. }
                | Self::Altered { .. }
                | Self::AlteredUpTo { .. }
                | Self::Missing { .. }
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
