//! The texts that explain a fault to the user.

use std::borrow::Cow;

use super::StorageFault;

impl StorageFault {
    /// What happened, as one sentence.
    #[must_use]
    pub fn problem(&self) -> String {
        match self {
            Self::Blocked { reason } => format!("The browser does not let this page store anything ({reason})."),
            Self::NoLocks => {
                "The browser has no Web Locks here, so two tabs could overwrite each other's events.".to_owned()
            }
            Self::NoTurn { reason } => format!("The browser did not grant the lock for this log ({reason})."),
            Self::Full => "The browser's storage for this page is full.".to_owned(),
            Self::Unreadable { key, .. } => format!("The entry {key} can't be read."),
            Self::Altered { key } => {
                format!("The entry {key} was changed after it was written: its hash does not match.")
            }
            Self::AlteredUpTo { key } => {
                format!("One of the entries up to {key} was changed after it was written: their hash does not match.")
            }
            Self::Missing { key } => format!("The entry {key} is missing."),
            Self::HeadMissing { key } => format!("The head record {key}, which names the last entry, is missing."),
            Self::Foreign { key, others: 0 } => format!("The entry {key} is not part of an event log."),
            Self::Foreign { key, others: 1 } => {
                format!("The entry {key} and one other are not part of an event log.")
            }
            Self::Foreign { key, others } => {
                format!("The entry {key} and {others} others are not part of an event log.")
            }
            Self::Unknown { key, reason } => {
                format!("The entry {key} is intact, but this page does not know what it holds: {reason}.")
            }
            Self::NotFoldable { reason } => {
                format!("The log can be read, but the rules can't fold its events: {reason}.")
            }
            Self::ForeignDatabase { name } => {
                format!("The browser has a database called {name} that is not an event log.")
            }
            Self::Newer { format } => format!("The log is in format {format}, which is newer than this code."),
            Self::Older { format } => {
                format!("The log is in format {format}, which this code no longer reads.")
            }
            Self::Replaced => {
                "The log that was open here was deleted or repaired elsewhere, such as in another tab.".to_owned()
            }
            Self::ReadOnly => "The log is open read-only.".to_owned(),
            Self::InUse => "Another tab has the log open in an older format.".to_owned(),
            Self::Outdated => "Another tab runs a newer version of this page.".to_owned(),
            Self::Closed => "The browser has closed the database.".to_owned(),
            Self::Failed { reason } => format!("The browser's storage failed ({reason})."),
        }
    }

    /// Whether anything was changed, and what to do, as sentences.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        match self {
            Self::Blocked { .. } => {
                "Allow site data for this page and try again, or keep the log in memory."
            }
            Self::NoLocks => {
                "Serve the page over https, update the browser, or keep the log in this tab."
            }
            Self::NoTurn { .. } | Self::Closed => "Nothing was written. Try again.",
            Self::Full => {
                "Nothing was written. The log can still be read. Save an export, then delete logs that you no longer need; a \
                 smaller commit may still succeed."
            }
            Self::Unreadable { reason, .. } => {
                return format!(
                    "Nothing was changed. Save an export, then repair the log: that sets aside what can't be read and what \
                     depends on it. In detail: {reason}."
                )
                .into();
            }
            Self::Altered { .. } => {
                "The log was left as it is. Save an export, then repair the log: that sets aside this entry and what depends \
                 on it."
            }
            Self::AlteredUpTo { .. } => {
                "They are older than the hash chain, so it can't show which one. The log was left as it is. Save an export, \
                 then repair the log: that sets all entries aside."
            }
            Self::Missing { .. } => {
                "Nothing was changed. Save an export, then repair the log: it then ends before the missing entry, and later \
                 entries are set aside."
            }
            Self::HeadMissing { .. } => {
                "Nothing was changed. Save an export, then repair the log: that keeps all entries that can be read, and \
                 writes the record again."
            }
            Self::Foreign { .. } => {
                "Nothing was changed. Save an export, then repair the log: that sets aside all entries that are not part of \
                 it. Or begin a new log beside it."
            }
            Self::Unknown { .. } => {
                "Nothing was changed. Reload the page in case there is a newer version. Otherwise open the log read-only, or \
                 begin a new one beside it."
            }
            Self::NotFoldable { .. } => {
                "Nothing was changed. No record is damaged, so a repair would not help. Save an export, open the log \
                 read-only, or begin a new one beside it."
            }
            Self::ForeignDatabase { .. } => {
                "Nothing was changed. Begin a new log, or use another store."
            }
            Self::Newer { .. } => {
                "Nothing was changed. Reload the page to get the newer code, or begin a new log beside this one."
            }
            Self::Older { .. } => {
                "Nothing was changed. Save an export, then repair the log: that sets its entries aside and leaves it empty."
            }
            Self::Replaced => "Nothing was written. Try again to open what is there now.",
            Self::ReadOnly => {
                "Nothing was written. To write, try to open the log again, or begin a new one beside it."
            }
            Self::InUse => "Nothing was changed. Close the other tabs, then try again.",
            Self::Outdated => "Nothing was written. Reload the page.",
            Self::Failed { .. } => "Nothing was written. Try again, or reload the page.",
        }
        .into()
    }
}

/// Writes the problem, then the help.
impl std::fmt::Display for StorageFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.problem(), self.help())
    }
}

impl std::error::Error for StorageFault {}
