//! The light colours of the page's design tokens, as literal values: a picture stands alone.

use bank::Family;

pub(super) const PAPER: &str = "#F7F5F0";
pub(super) const PAGE: &str = "#FFFEFB";
pub(super) const RULE: &str = "#E0DBD0";
pub(super) const RULE_2: &str = "#CBC5B7";
pub(super) const INK: &str = "#1A1D24";
pub(super) const INK_2: &str = "#474C57";
pub(super) const INK_3: &str = "#636873";
pub(super) const EDGE: &str = "#878173";
pub(super) const ACCENT: &str = "#22408F";
pub(super) const ACCENT_WEAK: &str = "#E6EBF7";
pub(super) const ON_ACCENT: &str = "#FFFFFF";

pub(super) const SERIF: &str = "Charter, Cambria, 'Noto Serif', 'Liberation Serif', serif";
pub(super) const SANS: &str = "'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', system-ui, sans-serif";
pub(super) const MONO: &str = "Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/// The colour of a family of events.
pub(super) const fn of(family: Family) -> &'static str {
    match family {
        Family::Opened => "#17638F",
        Family::MoneyIn => "#27684A",
        Family::MoneyOut => "#763A7C",
        Family::Reversed => "#555810",
        Family::State => "#4F5967",
        Family::Rejected => "#865000",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_those_of_the_page() {
        let tokens = include_str!("../../../../../style/tokens.css");
        let colours = [
            ("paper", PAPER),
            ("page", PAGE),
            ("rule", RULE),
            ("rule-2", RULE_2),
            ("ink", INK),
            ("ink-2", INK_2),
            ("ink-3", INK_3),
            ("edge", EDGE),
            ("accent", ACCENT),
            ("accent-weak", ACCENT_WEAK),
            ("on-accent", ON_ACCENT),
            ("open", of(Family::Opened)),
            ("in", of(Family::MoneyIn)),
            ("out", of(Family::MoneyOut)),
            ("state", of(Family::State)),
            ("rejected", of(Family::Rejected)),
        ];
        for (name, colour) in colours {
            let declared = tokens.split_once(&format!("--{name}:")).expect(name).1;
            assert!(declared.trim_start().starts_with(&format!("light-dark({colour},")), "--{name} is not {colour}");
        }
    }
}
