//! The page in a frame of another page, and as an embed.

use leptos::prelude::*;

use super::has_parameter;

/// Whether the page is in a frame.
pub fn is_framed() -> bool {
    window().top().ok().flatten().is_none_or(|top| top != window())
}

/// Whether the address asks for an embed.
pub fn is_embed() -> bool {
    has_parameter("embed")
}

/// Whether the page may use what the browser keeps for it. In a frame it may not: the page around it could lead the clicks.
pub fn may_keep() -> bool {
    !is_framed() && !is_embed()
}

/// What the browser keeps for all tabs, if the page may use it.
pub fn local_storage() -> Option<web_sys::Storage> {
    may_keep().then(|| window().local_storage().ok().flatten()).flatten()
}

/// What the browser keeps for this tab, if the page may use it.
pub fn session_storage() -> Option<web_sys::Storage> {
    may_keep().then(|| window().session_storage().ok().flatten()).flatten()
}

/// Whether the page may move the focus: in a frame only if the focus is there already.
pub fn may_focus() -> bool {
    !is_framed() || document().has_focus().unwrap_or_default()
}
