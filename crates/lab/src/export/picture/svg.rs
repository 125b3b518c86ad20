use super::super::shortened::shortened;
use super::palette::SANS;
use std::fmt::Write as _;

/// A file of SVG that is being written. It has no scripts, no styles, no ids and no references.
pub(super) struct Svg {
    text: String,
}

/// How a text is drawn.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub family: &'static str,
    /// In px.
    pub size: f64,
    pub fill: &'static str,
    pub bold: bool,
    /// Whether the text ends where it is placed. It begins there otherwise.
    pub end: bool,
    /// Whether the text is struck through.
    pub struck: bool,
}

impl Text {
    pub(super) const DEFAULT: Self =
        Self { family: SANS, size: 20.0, fill: super::INK, bold: false, end: false, struck: false };
}

impl Svg {
    pub(super) fn new((width, height): (f64, f64), title: &str) -> Self {
        let title = escaped(title);
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>{title}</title>\n"
        );
        Self { text }
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push_str("</svg>\n");
        self.text
    }

    pub(super) fn rect(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str) {
        self.push(format_args!(r#"<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>"#));
    }

    /// A rounded box with a border.
    pub(super) fn stamp(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), fill: &str, stroke: &str) {
        self.push(format_args!(
            r#"<rect x="{x}" y="{y}" width="{width:.0}" height="{height}" rx="3" fill="{fill}" stroke="{stroke}" stroke-width="1.5"/>"#
        ));
    }

    pub(super) fn line(&mut self, (x1, y1): (f64, f64), (x2, y2): (f64, f64), stroke: &str, width: f64) {
        self.push(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}" stroke-width="{width}"/>"#
        ));
    }

    /// A shape without a border, or with a border alone.
    pub(super) fn path(&mut self, shape: &str, fill: &str, stroke: &str) {
        self.push(format_args!(
            r#"<path d="{shape}" fill="{fill}" stroke="{stroke}" stroke-width="3" stroke-linejoin="round"/>"#
        ));
    }

    pub(super) fn text(&mut self, (x, y): (f64, f64), style: Text, text: &str) {
        let Text { family, size, fill, bold, end, struck } = style;
        let weight = if bold { r#" font-weight="600""# } else { "" };
        let anchor = if end { r#" text-anchor="end""# } else { "" };
        let struck = if struck { r#" text-decoration="line-through""# } else { "" };
        self.push(format_args!(
            r#"<text x="{x:.0}" y="{y:.0}" font-family="{family}" font-size="{size}" fill="{fill}"{weight}{anchor}{struck}>{}</text>"#,
            escaped(text)
        ));
    }

    /// A text in a box: it is shortened to this many columns, and what is still too wide is not drawn.
    pub(super) fn clipped(
        &mut self,
        (x, y): (f64, f64),
        (width, height): (f64, f64),
        style: Text,
        text: &str,
        columns: usize,
    ) {
        self.push(format_args!(r#"<svg x="{x:.0}" y="{y:.0}" width="{width:.0}" height="{height}">"#));
        self.text((0.0, height / 2.0 + style.size * 0.35), style, &shortened(text, columns));
        self.push(format_args!("</svg>"));
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a text can't fail.
        let _ = writeln!(self.text, "{element}");
    }
}

/// The text as the content of an element. Characters that XML can't hold become U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            _ if letter.is_control() => escaped.push('\u{fffd}'),
            _ => escaped.push(letter),
        }
    }
    escaped
}
