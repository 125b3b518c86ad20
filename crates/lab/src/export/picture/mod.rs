mod line;
mod palette;
mod rows;
mod svg;

use crate::{AccountId, Lab};
use engine::{Recorded, Version};
use palette::{INK, INK_2, INK_3, MONO, PAGE, PAPER, RULE_2, SERIF};
use svg::{Svg, Text};

/// The width and height of a picture.
const SIZE: (f64, f64) = (1280.0, 720.0);

/// Where the contents begin and end from left to right.
const LEFT: f64 = 40.0;
const RIGHT: f64 = 1240.0;

/// The maximum number of events in a picture.
const MAX_ROWS: usize = 12;

/// Where the sheet of the log begins and ends from top to bottom.
const SHEET: (f64, f64) = (76.0, 526.0);

/// A picture of an account for a slide, as a file of SVG: its last twelve events up to a version, the line of its balance,
/// and the balance. No text is smaller than 20 px, and it looks the same in a dark theme.
///
/// Shows 1280 by 720 px, takes the same time for a log of any length, and refers to no other file.
#[must_use]
pub fn log_picture(lab: &Lab, account: AccountId, version: Version) -> String {
    let version = version.min(lab.head(account));
    let view = lab.at(account, version);
    let owner = view.account.owner.as_ref();
    let title = owner.map_or("Event log", |owner| owner.as_str());
    let place = match version {
        Version::EMPTY => format!("{account}, before v1"),
        _ => format!("{account}, {version} of {}", lab.head(account).0),
    };
    let mut svg = Svg::new(SIZE, &format!("{title}: {place}, balance {}", view.account.balance));
    svg.rect((0.0, 0.0), SIZE, PAPER);
    svg.rect((0.0, SHEET.0), (SIZE.0, SHEET.1 - SHEET.0), PAGE);
    let heading = Text { family: SERIF, size: 36.0, fill: INK, ..Text::DEFAULT };
    svg.clipped((LEFT, 12.0), (620.0, 56.0), heading, title, 36);
    let at = Text { family: MONO, size: 22.0, fill: INK_2, end: true, ..Text::DEFAULT };
    svg.text((RIGHT, 52.0), at, &place);
    lab.with_events(account, |events| log(&mut svg, &events[..version.0 as usize], owner));
    // The double rule under what is added up.
    for y in [SHEET.1, SHEET.1 + 5.0] {
        svg.line((0.0, y), (SIZE.0, y), RULE_2, 1.5);
    }
    line::balance(&mut svg, lab, account, version, view.account.balance);
    svg.finish()
}

fn log(svg: &mut Svg, events: &[Recorded<bank::BankEvent>], owner: Option<&bank::Owner>) {
    let earlier = events.len().saturating_sub(MAX_ROWS);
    let (top, meta) = (SHEET.0 + 28.0, Text { size: 20.0, fill: INK_3, ..Text::DEFAULT });
    match (events.len(), earlier) {
        (0, _) => svg.text((LEFT, top), meta, "Nothing has happened yet."),
        (_, 0) => svg.text((LEFT, top), meta, "All events so far, oldest first"),
        (_, 1) => svg.text((LEFT, top), meta, "1 event came before these"),
        (_, earlier) => svg.text((LEFT, top), meta, &format!("{earlier} events came before these")),
    }
    rows::rows(svg, &events[earlier..], owner);
}
