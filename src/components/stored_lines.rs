use std::rc::Rc;

use leptos::prelude::*;

use super::code;
use crate::dom::{El, el};
use lab::ItemLine;

/// What is made of the event that is looked at, or why it can't be; `None` before the first event.
pub type Made<T> = Memo<Option<Result<T, String>>>;

/// Gives each line of code that is shown to a function, with its number, which counts from 0.
type EachLine = Rc<dyn Fn(&mut dyn FnMut(usize, &ItemLine))>;

/// The lines of what is made, in a region of this name, beside what it costs; or why there are none.
pub fn made<T: Send + Sync + 'static>(
    part: El,
    name: &'static str,
    made: Made<T>,
    lines_of: fn(&T) -> &[ItemLine],
    cost: impl Fn() -> El + 'static,
) -> El {
    part.part(move |part| {
        made.with(|made| match made {
            Some(Err(reason)) => part.child(el("p", "quiet dock__none").text(reason)),
            _ => part,
        })
    })
    .part_if(
        move || made.with(|made| matches!(made, Some(Ok(_)))),
        move |part| {
            let each = move |look: &mut dyn FnMut(usize, &ItemLine)| {
                made.with(|made| {
                    let lines = made.iter().flatten().flat_map(lines_of);
                    lines.enumerate().for_each(|(number, line)| look(number, line));
                });
            };
            let code = lines(name, Rc::new(each));
            part.child(el("div", "dock__item").child(code).child(cost()))
        },
    )
}

/// A text about what is made; empty when there is nothing.
pub fn of<T: Send + Sync + 'static>(made: Made<T>, words: fn(&T) -> String) -> impl Fn() -> String + 'static {
    move || made.with(|made| if let Some(Ok(made)) = made { words(made) } else { String::new() })
}

/// Lines of code and the notes on them; the region of the code has this name.
fn lines(name: &str, each: EachLine) -> El {
    let built = |build: fn(El, usize, &ItemLine) -> El| {
        let each = each.clone();
        move |part: El| {
            each(&mut |number, line| drop(build(part.clone(), number, line)));
            part
        }
    };
    el("div", "scroll item").child(
        el("div", "item__grid")
            .child(
                el("pre", "code")
                    .attr("role", "region")
                    .attr("aria-label", name)
                    .attr("tabindex", "0")
                    .part(built(code_line)),
            )
            .child(el("ul", "notes").attr("aria-label", "Notes on the item").part(built(note))),
    )
}

fn code_line(into: El, number: usize, line: &ItemLine) -> El {
    let class = match (line.is_key, line.note.is_some()) {
        (false, false) => "code__line",
        (true, false) => "code__line is-key",
        (false, true) => "code__line has-note",
        (true, true) => "code__line is-key has-note",
    };
    let into = if number > 0 { into.text("\n") } else { into };
    into.child(el("span", class).child(code(el("code", ""), &line.code, line.is_key)))
}

fn note(into: El, number: usize, line: &ItemLine) -> El {
    let Some(note) = line.note else { return into };
    let row =
        el("li", if line.is_key { "note is-key" } else { "note" }).style("--line", move || (number + 1).to_string());
    let row = if note.title.is_empty() { row } else { row.child(el("b", "").text(note.title)).text(" ") };
    into.child(row.text(note.text))
}

/// A line of what something costs, that begins with its name.
pub fn cost_row(name: &str) -> El {
    el("div", "cost__row").child(el("span", "").text(name))
}
