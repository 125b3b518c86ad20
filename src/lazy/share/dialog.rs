use leptos::prelude::*;

use super::embed_tab::EmbedTab;
use super::export_tab::ExportTab;
use super::file_tab::FileTab;
use super::handed::Handed;
use super::link_tab::LinkTab;
use super::opener::Opener;
use crate::browser;
use crate::components::{Dialog, Icon, Tab, rove};
use crate::state::Intents;

/// The id of the dialog.
pub const ID: &str = "share";

/// The form in which the lab is handed on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ShareAs {
    Link,
    Embed,
    File,
    Export,
}

impl ShareAs {
    const ALL: [Self; 4] = [Self::Link, Self::Embed, Self::File, Self::Export];

    const fn name(self) -> &'static str {
        match self {
            Self::Link => "Link",
            Self::Embed => "Embed",
            Self::File => "File",
            Self::Export => "Export",
        }
    }
}

/// What the tabs share.
#[derive(Clone, Copy)]
pub struct Sharing {
    /// What a learner can do.
    pub intents: Intents,
    /// Opens labs.
    pub opener: Opener,
    /// The lab, or why it can't be handed on.
    pub handed: StoredValue<Result<Handed, String>>,
    /// The chosen tab.
    pub tab: RwSignal<ShareAs>,
}

impl Sharing {
    /// Reads the lab. `None` if it can't be handed on.
    pub fn read<T>(self, read: impl FnOnce(&Handed) -> T) -> Option<T> {
        self.handed.with_value(|handed| handed.as_ref().ok().map(read))
    }

    /// Why the lab can't be handed on. Empty if it can.
    pub fn why_not(self) -> String {
        self.handed.with_value(|handed| handed.as_ref().err().cloned().unwrap_or_default())
    }

    /// Shows another form.
    pub fn show(self, tab: ShareAs) {
        self.opener.said.set(String::new());
        self.tab.set(tab);
    }
}

/// The dialog. It has to run `on_close` when it is closed.
pub fn view(intents: Intents, opener: Opener, on_close: Callback<()>) -> AnyView {
    opener.said.set(String::new());
    let handed = StoredValue::new(Handed::of_page(intents));
    let sharing = Sharing { intents, opener, handed, tab: RwSignal::new(ShareAs::Link) };
    view! { <Share sharing on_close /> }.into_any()
}

#[component]
fn Share(
    /// What the tabs share.
    sharing: Sharing,
    /// Runs when the dialog is closed.
    on_close: Callback<()>,
) -> impl IntoView {
    let tab = sharing.tab;
    let each = move |one: ShareAs| {
        view! {
            <Tab class="tab" is_chosen=Signal::derive(move || tab.get() == one) on_choose=move || sharing.show(one)>
                {one.name()}
            </Tab>
        }
    };
    let tabs = view! {
        <div class="tabs" role="tablist" aria-label="Share as" on:keydown=|event| rove(&event)>
            {ShareAs::ALL.map(each).into_iter().collect_view()}
        </div>
    };
    let panel = move || match tab.get() {
        ShareAs::Link => view! { <LinkTab sharing /> }.into_any(),
        ShareAs::Embed => view! { <EmbedTab sharing /> }.into_any(),
        ShareAs::File => view! { <FileTab sharing /> }.into_any(),
        ShareAs::Export => view! { <ExportTab sharing /> }.into_any(),
    };
    view! {
        <Dialog id=ID class="dialog dialog--share" title="Share" close_label="Close share" tabs=tabs.into_any() on_close>
            <div class="share" role="tabpanel" aria-label=move || tab.get().name()>
                {panel}
            </div>
            <p class="share__said" role="status" aria-label="Shared" prop:textContent=move || sharing.opener.said.get()></p>
        </Dialog>
    }
}

/// Says why the lab can't be handed on as a link or a file, and leads to what can.
#[component]
pub fn WhyNot(
    /// What the tabs share.
    sharing: Sharing,
) -> impl IntoView {
    let is_mirror = sharing.intents.lab.read_untracked(lab::Lab::is_mirror);
    let show_store = move |_| {
        browser::close_dialog(ID);
        sharing.intents.show_store();
    };
    view! {
        <p class="share__note">
            <Icon name="info" />
            <span>{sharing.why_not()}</span>
        </p>
        <div class="store__acts">
            <button class="btn" type="button" on:click=move |_| sharing.show(ShareAs::Export)>
                "Export"
            </button>
            {is_mirror
                .then(|| {
                    view! {
                        <button class="btn" type="button" on:click=show_store>
                            "Copy to another store"
                        </button>
                    }
                })}
        </div>
    }
}
