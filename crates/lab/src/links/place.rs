use serde::{Deserialize, Serialize};

use super::LessonNumber;
use crate::AccountId;
use engine::Version;

/// Where a lab is looked at. The default is the place of a lab that was just opened.
///
/// Tabs and views are named as in the page's address. The page goes where a name leads, and leaves out a name that it does not
/// know; an empty name is the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Place {
    /// The open account.
    pub account: AccountId,
    /// The version at the cursor. `None` if the cursor is live.
    pub version: Option<Version>,
    /// The text that the log is searched for.
    pub search: String,
    /// The names of the families of events that the log shows, separated by commas. Empty for all.
    pub types: String,
    /// The panel that a phone shows.
    pub panel: String,
    /// The view that the projection shows.
    pub view: String,
    /// The tab of Storage.
    pub storage: String,
    /// Whether Storage is open.
    pub storage_is_open: bool,
    /// The lesson that is open.
    pub lesson: Option<LessonNumber>,
}
