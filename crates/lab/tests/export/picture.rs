//! The picture for a slide.

use crate::runs::{self, HOSTILE};
use common::{ADA, at};
use engine::Version;
use lab::export::log_picture;
use lab::{AccountId, Lab, filled};
use roxmltree::{Document, Node};

/// The texts of a picture. The picture is well-formed, has no script and refers to nothing.
fn texts(picture: &str) -> Vec<String> {
    let document = Document::parse(picture).unwrap();
    for element in document.descendants().filter(Node::is_element) {
        let name = element.tag_name().name();
        assert!(["svg", "title", "rect", "line", "path", "text"].contains(&name), "<{name}>");
        for attribute in element.attributes() {
            assert!(!["href", "style", "id", "class"].contains(&attribute.name()), "{attribute:?}");
            assert!(!attribute.value().contains("url") && !attribute.name().starts_with("on"), "{attribute:?}");
        }
    }
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

#[test]
fn picture_has_the_events_up_to_a_version_and_the_balance() {
    let texts = texts(&log_picture(&runs::six(), ADA, Version(4)));
    assert_eq!(texts[..2], ["Ada", "ACCOUNT-1001, v4 of 6"]);
    let has = |text: &str| texts.iter().any(|other| other == text);
    assert!(has("All events so far, oldest first") && has("v4") && !has("v5"), "{texts:?}");
    assert!(has("WithdrawalRejected") && has("Ada asked for 500.00 but had 70.00.") && has("500.00"), "{texts:?}");
    assert!(has("Balance at v4") && has("70.00") && has("USD") && has("100.00"), "{texts:?}");
}

#[test]
fn picture_says_how_many_events_came_before() {
    let lab = runs::long();
    for (version, words) in [
        (12, "All events so far, oldest first"),
        (13, "1 event came before these"),
        (1_000, "988 events came before these"),
    ] {
        let texts = texts(&log_picture(&lab, ADA, Version(version)));
        assert!(texts.contains(&words.to_owned()), "{texts:?}");
        let stamps = texts.iter().filter(|text| text.strip_prefix('v').is_some_and(|rest| rest.parse::<u32>().is_ok()));
        assert_eq!(stamps.count(), 12);
    }
}

#[test]
fn account_without_events_has_a_picture() {
    let lab = Lab::new(1, at(0));
    for (account, version) in [(ADA, 0), (ADA, 9), (AccountId(u32::MAX), u64::MAX)] {
        let texts = texts(&log_picture(&lab, account, Version(version)));
        assert!(texts.contains(&"Nothing has happened yet.".to_owned()), "{texts:?}");
        assert!(texts[1].ends_with(", before v1"), "{texts:?}");
    }
    assert_eq!(texts(&log_picture(&runs::six(), ADA, Version(0)))[1], "ACCOUNT-1001, before v1");
}

#[test]
fn texts_of_users_are_shown_as_typed() {
    let picture = log_picture(&runs::names(), ADA, Version(2));
    let texts = texts(&picture);
    let beginning: String = HOSTILE.chars().take(30).collect();
    assert!(texts[0].starts_with(&beginning), "{}", texts[0]);
    assert!(texts.iter().all(|text| text.chars().count() <= 62), "{texts:?}");
    assert!(!picture.contains("</script>"));
}

#[test]
fn smallest_text_can_be_read_from_the_last_row() {
    for (lab, head) in [(runs::six(), 6), (runs::long(), 1_000), (runs::huge_amounts(), 6)] {
        let picture = log_picture(&lab, ADA, Version(head));
        let document = Document::parse(&picture).unwrap();
        for text in document.descendants().filter(|node| node.has_tag_name("text")) {
            let size: f64 = text.attribute("font-size").unwrap().parse().unwrap();
            assert!(size >= 20.0, "{:?} is {size} px", text.text());
        }
    }
}

#[test]
fn picture_of_a_long_log_is_as_small_as_any() {
    let lab = Lab::play(filled(1, at(0), 100_000));
    for version in [100_000, 77_777, 13] {
        let picture = log_picture(&lab, ADA, Version(version));
        assert!(picture.len() < 20_000, "{}", picture.len());
    }
}
