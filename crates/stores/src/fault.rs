use std::fmt;

use engine::StoreError;

/// Why a log in a browser's storage can't be opened, read or written, and what to do about it. Whenever one of these is given, nothing
/// was changed, unless the operation says otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageFault {
    /// The storage can't be used at all: the user or the browser's settings do not allow it.
    Blocked {
        /// What the browser said.
        reason: String,
    },
    /// The browser has no lock that all tabs share, so two of them could overwrite each other.
    NoLocks,
    /// The lock was not given.
    NoTurn {
        /// What the browser said.
        reason: String,
    },
    /// The storage has no room for what was to be written.
    Full,
    /// An entry is not what this code writes, or does not follow the entries before it. Those before it can be read.
    Unreadable {
        /// The key of the entry.
        key: String,
        /// What is wrong with it, as the end of a sentence.
        reason: String,
    },
    /// An entry is missing, though there are later ones.
    Missing {
        /// The key that the entry would have.
        key: String,
    },
    /// There is something under the log's keys that is no part of a log.
    Foreign {
        /// Its key.
        key: String,
    },
    /// There is a database of the log's name that holds something else.
    ForeignDatabase {
        /// Its name.
        name: String,
    },
    /// The log was written by newer code.
    Newer {
        /// The format it is in.
        format: u64,
    },
    /// The log was written by older code, in a format that is not read any more.
    Older {
        /// The format it is in.
        format: u64,
    },
    /// The log that was open here is not there any more: it was deleted or repaired elsewhere, such as in another tab.
    Replaced,
    /// Another tab has the log open in an older format, and does not let go of it.
    InUse,
    /// Another tab runs newer code, and this one has made way for it.
    Outdated,
    /// The browser has closed the database, e.g. when its user has cleared the data of the site.
    Closed,
    /// The browser has refused something that it should not refuse.
    Failed {
        /// What the browser said.
        reason: String,
    },
}

impl fmt::Display for StorageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocked { reason } => write!(
                f,
                "The browser does not let this page store anything ({reason}). Allow site data for this page and try \
                 again, or keep the log in memory."
            ),
            Self::NoLocks => f.write_str(
                "The browser has no Web Locks here, so two tabs could overwrite each other's events. Serve the page over \
                 https, or update the browser, or keep the log in memory.",
            ),
            Self::NoTurn { reason } => {
                write!(f, "The browser did not give the lock of this log ({reason}). Nothing was written. Try again.")
            }
            Self::Full => f.write_str(
                "The browser's storage for this page is full. Nothing was written. What is there can be read. Save an \
                 export, then delete logs that are not needed any more; a smaller commit may still go through.",
            ),
            Self::Unreadable { key, reason } => write!(
                f,
                "The entry {key} can't be read. Nothing was changed. Save an export, then repair the log: that sets \
                 aside what can't be read, and what can't be kept without it. In detail: {reason}."
            ),
            Self::Missing { key } => write!(
                f,
                "The entry {key} is missing, though there are later ones. Nothing was changed. Save an export, then repair \
                 the log: that sets the later ones aside."
            ),
            Self::Foreign { key } => write!(
                f,
                "The entry {key} is no part of an event log. Nothing was changed. Save an export, then repair the log: \
                 that sets the entry aside. Or keep the log under another name."
            ),
            Self::ForeignDatabase { name } => write!(
                f,
                "The browser has a database called {name} that is no event log. Nothing was changed. Keep the log under another \
                 name, or in another store."
            ),
            Self::Newer { format } => write!(
                f,
                "The log is in format {format}, which is newer than this code. Nothing was changed. Reload the page to get \
                 the newer code."
            ),
            Self::Older { format } => write!(
                f,
                "The log is in format {format}, which this code does not read any more. Nothing was changed. Save an \
                 export, then repair the log: that sets it aside, and a new one begins."
            ),
            Self::Replaced => f.write_str(
                "The log that was open here was deleted or repaired elsewhere, such as in another tab. Nothing was \
                 written. Try again to open what is there now.",
            ),
            Self::InUse => f.write_str(
                "Another tab has the log open in an older format. Nothing was changed. Close the other tabs, then try \
                 again.",
            ),
            Self::Outdated => {
                f.write_str("Another tab runs a newer version of this page. Nothing was written. Reload the page.")
            }
            Self::Closed => f.write_str("The browser has closed the database. Nothing was written. Try again."),
            Self::Failed { reason } => {
                write!(f, "The browser's storage has failed ({reason}). Nothing was written. Try again, or reload the page.")
            }
        }
    }
}

impl std::error::Error for StorageFault {}

impl StorageFault {
    /// Whether a repair of the log mends it.
    #[must_use]
    pub fn is_repairable(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Missing { .. } | Self::Foreign { .. } | Self::Older { .. })
    }
}

impl From<StorageFault> for StoreError {
    fn from(fault: StorageFault) -> Self {
        let reason = fault.to_string();
        if fault.is_repairable() { Self::Unreadable { reason } } else { Self::Unavailable { reason } }
    }
}
