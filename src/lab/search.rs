use super::words::{push_sentence, push_signed_amount};
use crate::bank::{BankEvent, Owner};
use crate::engine::{Event, Recorded, Version};

/// The versions of the events that contain every word of the text: in their type, their command, their sentence or
/// their amount. Upper and lower case are the same. A text without words finds everything: `None`.
#[must_use]
pub fn search(events: &[Recorded<BankEvent>], owner: Option<&Owner>, text: &str) -> Option<Vec<Version>> {
    let words: Vec<_> = text.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return None;
    }
    // One buffer for all events: a search runs at every key that is pressed.
    let mut text = String::new();
    let found = events.iter().filter(|event| {
        text.clear();
        text.push_str(event.data.event_type());
        text.push(' ');
        text.push_str(&event.metadata.command);
        text.push(' ');
        push_sentence(&mut text, &event.data, owner);
        if text.is_ascii() {
            text.make_ascii_lowercase();
        } else {
            text = text.to_lowercase();
        }
        text.push(' ');
        push_signed_amount(&mut text, &event.data);
        words.iter().all(|word| text.contains(word))
    });
    Some(found.map(|event| event.version).collect())
}
