use leptos::prelude::*;

use crate::components::{Icon, IconButton};
use crate::state::use_cursor;
use engine::Version;

/// First, previous, play, next, last.
#[component]
pub fn Buttons() -> impl IntoView {
    let cursor = use_cursor();
    let is_at_start = Memo::new(move |_| cursor.version.get() == Version::EMPTY);
    let is_at_end = Memo::new(move |_| cursor.version.get() == cursor.head.get());
    let play = move |is_playing: bool| if is_playing { "Pause" } else { "Play" };
    view! {
        <div class="scrub__btns">
            <IconButton
                name="First event"
                icon="first"
                is_disabled=is_at_start
                on_press=move || cursor.go_to(Version(1))
            />
            <IconButton
                name="Previous event"
                icon="prev"
                is_disabled=is_at_start
                on_press=move || cursor.step(-1)
            />
            <button
                class="iconbtn iconbtn--fill"
                type="button"
                aria-label=move || play(cursor.playing.get())
                title=move || play(cursor.playing.get())
                on:click=move |_| cursor.play_or_pause()
            >
                {move || view! { <Icon name=if cursor.playing.get() { "pause" } else { "play" } /> }}
            </button>
            <IconButton name="Next event" icon="next" is_disabled=is_at_end on_press=move || cursor.step(1) />
            <IconButton
                name="Last event"
                icon="last"
                is_disabled=is_at_end
                on_press=move || cursor.go_to(cursor.head.get_untracked())
            />
        </div>
    }
}
