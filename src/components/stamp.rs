use crate::dom::{El, el};
use engine::Version;

/// The mark of the event that everything is linked to.
pub fn stamp(version: Version) -> El {
    el("span", "stamp").text(version.to_string())
}
