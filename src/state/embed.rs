use crate::browser;
use lab::embed::Asked;

/// Reads what the address asks an embed for. `None` if it asks for none.
pub fn asked<T>(read: impl FnOnce(Asked) -> T) -> Option<T> {
    let (panels, theme) = (browser::in_address("panels"), browser::in_address("theme"));
    browser::is_embed().then(|| {
        read(Asked {
            panels: panels.as_deref(),
            theme: theme.as_deref(),
            is_read_only: browser::has_parameter("readonly"),
            has_lesson: browser::in_address("lesson").is_some(),
        })
    })
}
