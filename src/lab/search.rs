use super::{sentence, signed_amount};
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
    let found = events.iter().filter(|event| {
        let amount = signed_amount(&event.data).unwrap_or_default();
        let sentence = sentence(&event.data, owner);
        let text = format!("{} {} {sentence} {amount}", event.data.event_type(), event.metadata.command).to_lowercase();
        words.iter().all(|word| text.contains(word))
    });
    Some(found.map(|event| event.version).collect())
}
