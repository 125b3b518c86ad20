//! Handing the lab on, as a link, in another page, as a file or in other forms, and opening what was handed on.

mod copy_button;
mod dialog;
mod embed_tab;
mod export_tab;
mod file_tab;
mod files;
mod handed;
mod link_tab;
mod opener;
mod put_on_page;

use crate::browser;
use crate::lazy::open_dialog;
use crate::state::Intents;
use engine::Failure;
use lab::links::decode;
use opener::{Opener, Source};

/// Shows what of the lab can be handed on, and how.
pub fn show(intents: Intents) {
    style();
    let opener = Opener::running(intents);
    open_dialog(intents, dialog::ID, move |on_close| dialog::view(intents, opener, on_close));
}

/// Opens the lab of the link in the address; `is_start` if the page was opened with it. A link that can't be opened changes nothing.
pub fn open_link(intents: Intents, is_start: bool) {
    style();
    let opener = Opener::running(intents);
    let Some(fragment) = browser::link() else { return };
    match decode(&fragment) {
        Ok(shared) => opener.open(shared, Source::Link { fragment, is_start }),
        Err(error) => opener.refuse(&Failure::from(error).to_string(), is_start),
    }
}

fn style() {
    browser::adopt_style("small-dialog", include_str!("../../../style/small-dialog.css"));
    browser::adopt_style("store", include_str!("../../../style/store.css"));
    browser::adopt_style("share", include_str!("../../../style/share.css"));
}
