use leptos::prelude::*;

use super::dialog::{Sharing, WhyNot};
use super::files;
use crate::browser;
use crate::components::Icon;
use lab::grouped;

/// The lab as a file.
#[component]
pub fn FileTab(
    /// What the tabs share.
    sharing: Sharing,
) -> impl IntoView {
    let download = sharing.read(|handed| {
        let name = format!("{}.json", handed.summary.file_name());
        let file = handed.file();
        let words = format!("{}, {}. JSON, readable by people.", handed.summary.words(), size(file.len()));
        let file = StoredValue::new(file);
        let save = {
            let name = name.clone();
            move |_| file.with_value(|file| browser::save(&name, file))
        };
        view! {
            <div class="filebox">
                <Icon name="in" />
                <b>{name}</b>
                <p>{words}</p>
                <button class="btn btn--fill btn--44" type="button" on:click=save>
                    "Download"
                </button>
            </div>
        }
    });
    let open = move |_| browser::choose_file(".json,application/json", move |file| files::open(sharing.opener, file));
    view! {
        {match download {
            Some(download) => download.into_any(),
            None => view! { <WhyNot sharing /> }.into_any(),
        }}
        <div class="filebox filebox--drop">
            <Icon name="out" />
            <b>"From a file"</b>
            <p>"Or drop it on the page. It opens in memory, in place of this lab; Undo brings this one back."</p>
            <button class="btn btn--44" type="button" on:click=open>
                "Open a file"
            </button>
        </div>
    }
}

/// A size in words, in steps that a person compares.
fn size(bytes: usize) -> String {
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{}.{} KB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{} KB", grouped(bytes / 1_000)),
    }
}
