//! Embeds: the page in a frame of another page. Its address says what it shows, e.g. `?embed&panels=log,projection&readonly`.

mod address;
mod panels;

pub use address::lab_address;
pub use panels::{Panel, Panels};

use address::with_embed;

/// What an embed shows of the lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embed {
    /// The panels that it shows. At least one.
    pub panels: Panels,
    /// Whether it has no control that changes anything.
    pub is_read_only: bool,
    /// Its colours.
    pub theme: Theme,
}

/// The colours of an embed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Those of the reader's system.
    #[default]
    Auto,
    /// Light ones.
    Light,
    /// Dark ones.
    Dark,
}

impl Theme {
    /// All of them, in display order.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Its name on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Auto => "As the reader\u{2019}s system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// Its name in an address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the address of an embed asks for, as it is written there. A parameter that is not there is `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked<'a> {
    /// The names of panels, between commas.
    pub panels: Option<&'a str>,
    /// The name of a theme.
    pub theme: Option<&'a str>,
    /// Whether the embed is to be read-only.
    pub is_read_only: bool,
    /// Whether a lesson is asked for, which needs the commands.
    pub has_lesson: bool,
}

impl Asked<'_> {
    /// The embed that is shown. Where the address asks for something that there is not, it has the default.
    #[must_use]
    pub fn embed(self) -> Embed {
        let named = self.panels.and_then(Panels::named).map(|panels| self.allowed(panels));
        let panels = named.filter(|panels| !panels.is_empty()).unwrap_or_else(|| self.default_panels());
        let theme = Theme::ALL.into_iter().find(|theme| self.theme == Some(theme.name()));
        Embed { panels, is_read_only: self.is_read_only, theme: theme.unwrap_or_default() }
    }

    /// What to say about the parts of the address that could not be followed. `None` if all were.
    #[must_use]
    pub fn complaint(self) -> Option<String> {
        let mut said = Vec::new();
        match self.panels.map(|text| (text, Panels::named(text))) {
            Some((text, None)) => {
                let names = Panel::ALL.map(Panel::name).join(", ");
                said.push(format!(
                    "The address asks for the panels \u{201c}{}\u{201d}, but the panels are {names}. These are the default ones.",
                    shortened(text)
                ));
            }
            Some((_, Some(panels))) if self.allowed(panels) != panels => {
                said.push("The address asks for the commands, which a read-only embed does not show.".to_owned());
            }
            _ => {}
        }
        if let Some(theme) = self.theme.filter(|named| Theme::ALL.iter().all(|theme| theme.name() != *named)) {
            let names = Theme::ALL.map(Theme::name).join(", ");
            said.push(format!(
                "The address asks for the theme \u{201c}{}\u{201d}, but the themes are {names}.",
                shortened(theme)
            ));
        }
        (!said.is_empty()).then(|| said.join(" "))
    }

    fn allowed(self, panels: Panels) -> Panels {
        if self.is_read_only { panels.without(Panel::Commands) } else { panels }
    }

    fn default_panels(self) -> Panels {
        if self.has_lesson && !self.is_read_only { Panels::DEFAULT.with(Panel::Commands) } else { Panels::DEFAULT }
    }
}

impl Embed {
    /// How wide the frame is in [`Self::snippet`], in pixels.
    pub const WIDTH: u32 = 640;

    /// How high the frame is in [`Self::snippet`], in pixels.
    #[must_use]
    pub fn height(self) -> u32 {
        let has = |panel, height| if self.panels.has(panel) { height } else { 0 };
        420 + has(Panel::Commands, 180) + has(Panel::Flow, 100) + has(Panel::Storage, 250)
    }

    /// The address of the embed that shows the place of this address of the page. The fragment and all other parameters stay.
    #[must_use]
    pub fn address(self, page: &str) -> String {
        with_embed(page, self)
    }

    /// The HTML that puts the place of this address of the page into another page, with a title for screen readers.
    #[must_use]
    pub fn snippet(self, page: &str, title: &str) -> String {
        format!(
            "<iframe src=\"{}\" width=\"{}\" height=\"{}\" title=\"{}\" loading=\"lazy\" allow=\"clipboard-write\"></iframe>",
            escaped(&self.address(page)),
            Self::WIDTH,
            self.height(),
            escaped(title),
        )
    }
}

/// A text of the address, as far as it is shown.
fn shortened(text: &str) -> String {
    const LONGEST: usize = 40;
    let cut = text.char_indices().nth(LONGEST).map(|(at, _)| at);
    cut.map_or_else(|| text.to_owned(), |at| format!("{}\u{2026}", &text[..at]))
}

/// A text as the value of an attribute of HTML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn panels(text: &str) -> Asked<'_> {
        Asked { panels: Some(text), ..Asked::default() }
    }

    #[test]
    fn address_names_the_panels() {
        let embed = panels("log,projection").embed();
        assert_eq!(embed.panels.names(), "log,projection");
        assert_eq!(panels(" Projection , log,log").embed(), embed, "order, case, spaces and repetition mean nothing");
        assert_eq!(panels("log,projection").complaint(), None);
        assert_eq!(panels("flow,commands,log,time,projection,storage").embed().panels.iter().count(), Panel::ALL.len());
    }

    #[test]
    fn without_names_the_default_panels_are_shown() {
        assert_eq!(Asked::default().embed().panels.names(), "log,time,projection");
        assert_eq!(Asked::default().complaint(), None);
        let lesson = Asked { has_lesson: true, ..Asked::default() };
        assert_eq!(lesson.embed().panels.names(), "commands,log,time,projection");
        assert_eq!(Asked { is_read_only: true, ..lesson }.embed().panels.names(), "log,time,projection");
    }

    #[test]
    fn an_unknown_name_leads_to_the_default_panels_and_a_sentence() {
        for text in ["", ",", "log,balance", "log;projection", "<b>", "\u{0}", "__proto__"] {
            assert_eq!(panels(text).embed(), Asked::default().embed(), "{text}");
            let complaint = panels(text).complaint().unwrap_or_default();
            assert!(complaint.contains("the panels are flow, commands, log, time, projection, storage"), "{complaint}");
        }
    }

    #[test]
    fn a_read_only_embed_has_no_commands() {
        let asked = Asked { is_read_only: true, ..panels("commands,log") };
        assert_eq!(asked.embed().panels.names(), "log");
        assert!(asked.complaint().unwrap_or_default().contains("read-only"));
        let nothing_left = Asked { is_read_only: true, ..panels("commands") };
        assert_eq!(nothing_left.embed().panels, Panels::DEFAULT);
    }

    #[test]
    fn an_unknown_theme_is_the_readers_and_a_sentence() {
        let theme = |name| Asked { theme: Some(name), ..Asked::default() };
        assert_eq!(theme("dark").embed().theme, Theme::Dark);
        assert_eq!(theme("dark").complaint(), None);
        assert_eq!(theme("pink").embed().theme, Theme::Auto);
        assert!(theme("pink").complaint().unwrap_or_default().contains("auto, light, dark"));
    }

    #[test]
    fn snippet_is_a_frame_with_the_place_in_it() {
        let embed = Asked { is_read_only: true, theme: Some("dark"), ..panels("log,projection") }.embed();
        assert_eq!(
            embed.snippet("https://lab.example/?v=3#v1=eJyrVk", "Ada\u{2019}s account, \"six\" events"),
            "<iframe src=\"https://lab.example/?v=3&amp;embed&amp;panels=log,projection&amp;readonly&amp;theme=dark#v1=eJyrVk\" \
             width=\"640\" height=\"420\" title=\"Ada\u{2019}s account, &quot;six&quot; events\" loading=\"lazy\" \
             allow=\"clipboard-write\"></iframe>"
        );
    }

    #[test]
    fn more_panels_take_a_higher_frame() {
        assert_eq!(panels("log").embed().height(), 420);
        assert_eq!(panels("flow,commands,log,storage").embed().height(), 950);
    }

    proptest! {
        #[test]
        fn any_address_has_panels_and_a_short_complaint(text in ".*", theme in ".*", is_read_only: bool) {
            let asked = Asked { theme: Some(&theme), is_read_only, ..panels(&text) };
            prop_assert!(!asked.embed().panels.is_empty());
            prop_assert!(!(is_read_only && asked.embed().panels.has(Panel::Commands)));
            prop_assert!(asked.complaint().unwrap_or_default().chars().count() < 400);
        }

        #[test]
        fn the_snippets_address_asks_for_the_embed(bits in 1_u8..64, is_read_only: bool, theme in 0_usize..3) {
            let chosen = Panel::ALL.into_iter().filter(|panel| bits & (1 << *panel as u8) != 0);
            let asked_panels = chosen.fold(Panels::NONE, Panels::with);
            prop_assume!(!is_read_only || !asked_panels.without(Panel::Commands).is_empty());
            let panels = if is_read_only { asked_panels.without(Panel::Commands) } else { asked_panels };
            let embed = Embed { panels, is_read_only, theme: Theme::ALL[theme] };
            let address = embed.address("https://lab.example/?account=ACCOUNT-1002");
            let value = |name: &str| {
                let query = address.split('?').nth(1).unwrap_or_default();
                query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
            };
            let asked = Asked {
                panels: value("panels"),
                theme: value("theme"),
                is_read_only: address.ends_with("readonly") || address.contains("readonly&"),
                has_lesson: false,
            };
            prop_assert_eq!(asked.embed(), embed);
            prop_assert_eq!(asked.complaint(), None);
            prop_assert_eq!(lab_address(&address), "https://lab.example/?account=ACCOUNT-1002");
        }
    }
}
