use super::words::{push_sentence, push_signed_amount};
use crate::bank::{BankEvent, Owner, fold_case};
use crate::engine::{Event, Recorded, Version};

/// The versions of the events that contain every word of the text: in their type, their command, their sentence or
/// their amount. Upper and lower case are the same. A text without words finds everything: `None`.
#[must_use]
pub fn search(events: &[Recorded<BankEvent>], owner: Option<&Owner>, text: &str) -> Option<Vec<Version>> {
    let mut text = text.to_owned();
    fold_case(&mut text);
    let words: Vec<_> = text.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    // One buffer for all events: a search runs at every key that is pressed.
    let mut buffer = String::new();
    let found = events.iter().filter(|event| {
        buffer.clear();
        buffer.push_str(event.data.event_type());
        buffer.push(' ');
        buffer.push_str(&event.metadata.command);
        buffer.push(' ');
        push_sentence(&mut buffer, &event.data, owner);
        fold_case(&mut buffer);
        buffer.push(' ');
        push_signed_amount(&mut buffer, &event.data);
        words.iter().all(|word| buffer.contains(word))
    });
    Some(found.map(|event| event.version).collect())
}
