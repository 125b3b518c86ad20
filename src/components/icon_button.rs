use super::icon;
use crate::dom::{El, button};

/// A button that shows an icon and has this name.
pub fn icon_button(name: &str, symbol: &str, act: impl Fn() + 'static) -> El {
    button("iconbtn", act).attr("aria-label", name).attr("title", name).child(icon(symbol))
}
