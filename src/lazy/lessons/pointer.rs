//! The ring around the control that the next goal needs.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::player::Player;
use bank::CommandKind;
use lab::lessons::Control;
use lab::views::ViewKind;

/// The attribute of the control.
const POINTED_AT: &str = "data-pointed";

/// Points to the control that the next goal needs, as long as a lesson is open.
pub fn point(player: Player) {
    let selector = Memo::new(move |_| {
        let lesson = player.lesson.get()?;
        let goal = player.next_goal()?;
        let (form, stepper) = (player.intents.form, player.intents.stepper);
        Some(selector_of(lesson.goals[goal].control, form.kind.get(), stepper.is_stepping(), stepper.is_on.get()))
    });
    Effect::new(move |_| {
        let selector = selector.get();
        // The controls are drawn by then.
        request_animation_frame(move || {
            unpoint();
            if let Some(control) = selector.and_then(|selector| document().query_selector(&selector).ok().flatten()) {
                let _ = control.set_attribute(POINTED_AT, "");
            }
        });
    });
    on_cleanup(unpoint);
}

fn unpoint() {
    let Ok(pointed) = document().query_selector_all("[data-pointed]") else { return };
    let elements = (0..pointed.length()).filter_map(|at| pointed.get(at)?.dyn_into::<Element>().ok());
    elements.for_each(|element| drop(element.remove_attribute(POINTED_AT)));
}

fn selector_of(control: Control, chosen: CommandKind, is_stepping: bool, steps_through: bool) -> String {
    match control {
        Control::Command(kind) if kind == chosen => "#send".to_owned(),
        Control::Command(kind) => format!("#kind-{}", kind.name()),
        Control::Prediction => "#prediction".to_owned(),
        Control::Questions => "#lesson-questions".to_owned(),
        Control::Exhibit => "#lesson-exhibit".to_owned(),
        Control::StepThrough if is_stepping => "#next-step".to_owned(),
        Control::StepThrough if steps_through => "#send".to_owned(),
        Control::StepThrough => ".flow__ctl .switch".to_owned(),
        Control::Version => "[aria-label=Version]".to_owned(),
        Control::View(kind) => match kind {
            ViewKind::LargestPayments => format!("#{}", crate::state::views::ADD),
            _ => format!("[role=tablist][aria-label=Views] [role=tab]:nth-of-type({})", place_of(kind)),
        },
        Control::ViewControls => format!("#{}", crate::state::views::CONTROLS),
    }
}

fn place_of(kind: ViewKind) -> usize {
    ViewKind::ALL.iter().position(|other| *other == kind).map_or(1, |place| place + 1)
}
