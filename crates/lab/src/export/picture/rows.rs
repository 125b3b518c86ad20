use super::palette::{self, ACCENT, ACCENT_WEAK, EDGE, INK_2, INK_3, MONO, ON_ACCENT, PAGE, RULE};
use super::svg::{Svg, Text};
use super::{LEFT, MAX_ROWS, RIGHT, SHEET, SIZE};
use crate::words::{sentence, signed_amount};
use bank::{BankEvent, Family, Owner};
use engine::{Event, Recorded};

/// How large the rows are, in px.
struct Scale {
    /// The height of a row.
    row: f64,
    /// The size of types and amounts.
    name: f64,
    /// The size of sentences.
    sentence: f64,
    /// Where the types and the sentences begin, right of the mark.
    columns: (f64, f64),
    /// The maximum length of a sentence, in columns of text.
    letters: usize,
}

/// For up to seven events.
const LARGE: Scale = Scale { row: 58.0, name: 26.0, sentence: 24.0, columns: (40.0, 384.0), letters: 46 };
/// For up to [`MAX_ROWS`] events.
const SMALL: Scale = Scale { row: 34.0, name: 21.0, sentence: 20.0, columns: (34.0, 314.0), letters: 62 };

/// The rows of the log, oldest first, at most [`MAX_ROWS`]. The last is the event at the cursor.
pub(super) fn rows(svg: &mut Svg, events: &[Recorded<BankEvent>], owner: Option<&Owner>) {
    let scale = if events.len() > 7 { SMALL } else { LARGE };
    let top = SHEET.0 + 38.0;
    let letters = events.last().map_or(0, |last| last.version.to_string().len());
    let stamp = 14.0 + 12.1 * letters as f64;
    for (place, event) in events.iter().take(MAX_ROWS).enumerate() {
        let is_last = place + 1 == events.len();
        row(svg, &scale, top + place as f64 * scale.row, stamp, event, owner, is_last);
    }
}

fn row(
    svg: &mut Svg,
    scale: &Scale,
    y: f64,
    stamp: f64,
    event: &Recorded<BankEvent>,
    owner: Option<&Owner>,
    is_last: bool,
) {
    let family = event.data.family();
    let (colour, middle) = (palette::of(family), y + scale.row / 2.0);
    if is_last {
        svg.rect((0.0, y), (SIZE.0, scale.row), ACCENT_WEAK);
    }
    svg.line((0.0, y), (SIZE.0, y), RULE, 1.0);
    let (fill, ink, edge) = if is_last { (ACCENT, ON_ACCENT, ACCENT) } else { (PAGE, INK_2, EDGE) };
    svg.stamp((LEFT, middle - 13.0), (stamp, 26.0), fill, edge);
    let version = Text { family: MONO, size: 20.0, fill: ink, end: true, ..Text::DEFAULT };
    svg.text((LEFT + stamp - 7.0, middle + 7.0), version, &event.version.to_string());

    let (names, sentences) = (LEFT + stamp + 18.0, LEFT + stamp + 18.0 + scale.columns.1);
    let is_hollow = matches!(family, Family::Opened | Family::Rejected);
    svg.path(&mark(family, names + 10.0, middle), if is_hollow { "none" } else { colour }, colour);
    let baseline = middle + scale.name * 0.35;
    let name = Text { size: scale.name, fill: colour, bold: true, ..Text::DEFAULT };
    svg.text((names + scale.columns.0, baseline), name, event.data.event_type());
    let words = Text { size: scale.sentence, fill: INK_2, ..Text::DEFAULT };
    let (width, columns) = (RIGHT - sentences - 205.0, scale.letters);
    svg.clipped((sentences, y + 1.0), (width, scale.row - 2.0), words, &sentence(&event.data, owner), columns);
    if let Some(amount) = signed_amount(&event.data) {
        // An amount that was not moved is struck through.
        let refused = family == Family::Rejected;
        let fill = if refused { INK_3 } else { colour };
        let style = Text { size: scale.name, fill, end: true, struck: refused, ..Text::DEFAULT };
        svg.text((RIGHT, baseline), style, &amount);
    }
}

/// The mark of a family around a point, which tells it apart without colour: a ring, an arrow up, an arrow down, an arrow
/// back, two bars, a hollow diamond.
fn mark(family: Family, x: f64, y: f64) -> String {
    match family {
        Family::Opened => format!("M{} {y:.0}a6 6 0 1 0 12 0a6 6 0 1 0 -12 0", x - 6.0),
        Family::MoneyIn => format!("M{x:.0} {:.0}l7 12h-14z", y - 7.0),
        Family::MoneyOut => format!("M{x:.0} {:.0}l7 -12h-14z", y + 7.0),
        Family::Reversed => format!("M{:.0} {y:.0}h14M{:.0} {y:.0}l6 -6M{:.0} {y:.0}l6 6", x - 7.0, x - 7.0, x - 7.0),
        Family::State => format!("M{:.0} {:.0}v14M{:.0} {:.0}v14", x - 4.0, y - 7.0, x + 4.0, y - 7.0),
        Family::Rejected => format!("M{x:.0} {:.0}l7 7l-7 7l-7 -7z", y - 7.0),
    }
}
