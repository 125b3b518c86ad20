use leptos::prelude::*;

use crate::browser;
use crate::components::{Code, Show, TermLink};
use lab::ItemLine;

const STYLE: &str = include_str!("../../style/item.css");

/// What is derived from the event at the cursor, or why it can't be stored; `None` before the first event.
pub type Stored<T> = Memo<Option<Result<T, String>>>;

/// The lines of what is stored, in a region of this name, beside what it costs; or why it can't be stored.
#[component]
pub fn StoredLines<T: Send + Sync + 'static>(
    /// The accessible name of the region with the lines.
    name: &'static str,
    /// What is stored.
    stored: Stored<T>,
    /// Its lines.
    lines_of: fn(&T) -> &[ItemLine],
    /// What it costs.
    children: ChildrenFn,
) -> impl IntoView {
    browser::adopt_style("item", STYLE);
    let is_stored = Memo::new(move |_| stored.with(|stored| matches!(stored, Some(Ok(_)))));
    let refusal =
        Memo::new(move |_| stored.with(|stored| stored.as_ref().and_then(|stored| stored.as_ref().err().cloned())));
    let lines = Signal::derive(move || {
        stored.with(|stored| stored.iter().flatten().flat_map(lines_of).cloned().collect::<Vec<_>>())
    });
    view! {
        {move || refusal.get().map(|reason| view! { <p class="quiet dock__none" prop:textContent=reason></p> })}
        <Show when=move || is_stored.get()>
            <div class="dock__item">
                <Lines name lines />
                {children()}
            </div>
        </Show>
    }
}

/// Lines of code, and the notes on them.
#[component]
fn Lines(
    /// The accessible name of the region with the code.
    name: &'static str,
    /// The lines.
    lines: Signal<Vec<ItemLine>>,
) -> impl IntoView {
    view! {
        <div class="scroll item">
            <div class="item__grid">
                <pre class="code" role="region" aria-label=name tabindex="0" translate="no">
                    // A line that changes is a new element: tokens that move would count as a layout shift.
                    <For
                        each=move || lines.get().into_iter().enumerate()
                        key=|(number, line)| (*number, line.code.to_string())
                        children=code_line
                    />
                </pre>
                <ul class="notes" aria-label="Notes on the item">
                    {move || lines.get().into_iter().enumerate().filter_map(note).collect_view()}
                </ul>
            </div>
        </div>
    }
}

fn code_line((_, line): (usize, ItemLine)) -> impl IntoView {
    let class = match (line.is_key, line.note.is_some()) {
        (false, false) => "code__line",
        (true, false) => "code__line is-key",
        (false, true) => "code__line has-note",
        (true, true) => "code__line is-key has-note",
    };
    // The line's end is within its element: what replaces a node of text finds none between the lines.
    view! {
        <span class=class>
            <code>
                <Code line=line.code underlines_id=line.is_key />
            </code>
            "\n"
        </span>
    }
}

fn note((number, line): (usize, ItemLine)) -> Option<impl IntoView> {
    let note = line.note?;
    let class = if line.is_key { "note is-key" } else { "note" };
    let title = (!note.title.is_empty()).then(|| {
        let (label, end) = note.title.split_at(note.title.len() - 1);
        view! { <b><TermLink label /> {end}</b> <span>" "</span> }
    });
    Some(view! {
        <li class=class style=("--line", (number + 1).to_string())>
            {title}
            <span prop:textContent=note.text></span>
        </li>
    })
}

/// A text about what is stored; empty when nothing is.
pub fn about<T: Send + Sync + 'static>(stored: Stored<T>, words: fn(&T) -> String) -> Signal<String> {
    Signal::derive(move || {
        stored.with(|stored| if let Some(Ok(stored)) = stored { words(stored) } else { String::new() })
    })
}

/// A row of what something costs.
#[component]
pub fn CostRow(
    /// Its name.
    name: &'static str,
    /// The figure, and what is said about it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="cost__row">
            <span>
                <TermLink label=name />
            </span>
            {children()}
        </div>
    }
}

/// How much of a limit is used, as a bar.
#[component]
pub fn Meter(
    /// The share in percent, e.g. `45.20%`.
    #[prop(into)]
    share: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="meter" style=("--at", move || share.get())>
            <i></i>
        </span>
    }
}
