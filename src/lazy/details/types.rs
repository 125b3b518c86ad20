use leptos::prelude::*;

use crate::components::{family_class, family_icon, icon};
use crate::dom::{El, button};
use crate::state::Intents;
use lab::Families;

/// The families of events, to look at some of them only.
pub fn fill(intents: Intents, into: El) -> El {
    let choices = Families::EACH.map(|family| {
        let (name, symbol) = (family.label(), family_icon(family));
        let is_chosen = move || intents.filter.families.get().has(family);
        let toggle = move || intents.filter.families.set(intents.filter.families.get_untracked().toggled(family));
        button(&format!("btn choice {}", family_class(family)), toggle)
            .state("aria-pressed", is_chosen)
            .child(icon(symbol))
            .text(name)
            .part_if(is_chosen, |part| part.child(icon("check")))
    });
    into.attr("role", "group").attr("aria-label", "Types").children(choices)
}
