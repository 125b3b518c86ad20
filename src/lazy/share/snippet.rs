/// What an embed of the lab shows.
#[derive(Clone, PartialEq, Eq)]
pub struct Embed {
    /// The names of the panels, as in the address.
    pub panels: Vec<&'static str>,
    /// Whether no command can be sent.
    pub is_read_only: bool,
    /// The theme's name, as in the address. `None` for that of the reader's system.
    pub theme: Option<&'static str>,
}

/// The HTML that shows a lab in another page.
pub fn snippet(page: &str, fragment: &str, embed: &Embed, title: &str) -> String {
    let read_only = if embed.is_read_only { "&readonly" } else { "" };
    let theme = embed.theme.map(|theme| format!("&theme={theme}")).unwrap_or_default();
    let address = format!("{page}?embed&panels={}{read_only}{theme}#{fragment}", embed.panels.join(","));
    format!(
        "<iframe src=\"{}\" title=\"{}\" width=\"100%\" height=\"480\" loading=\"lazy\"></iframe>",
        escaped(&address),
        escaped(title)
    )
}

/// A text in a quoted attribute of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
