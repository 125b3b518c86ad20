use crate::components::{family_class, family_name, icon};
use crate::dom::{El, button};
use crate::session::Session;
use lab::Families;

/// The families of events, to look at some of them only.
pub(super) fn fill(session: Session, into: El) -> El {
    let choices = Families::EACH.map(|family| {
        let (name, symbol) = family_name(family);
        let is_chosen = move || session.finding.families.get().has(family);
        let toggle = move || session.finding.families.set(session.finding.families.get_untracked().toggled(family));
        button(&format!("btn choice {}", family_class(family)), toggle)
            .state("aria-pressed", is_chosen)
            .child(icon(symbol))
            .text(name)
            .part_if(is_chosen, |part| part.child(icon("check")))
    });
    into.attr("role", "group").attr("aria-label", "Types").children(choices)
}
