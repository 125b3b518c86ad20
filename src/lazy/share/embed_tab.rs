use leptos::prelude::*;

use super::copy_button::CopyButton;
use super::dialog::{Sharing, WhyNot};
use crate::browser;
use crate::components::rove;
use lab::counted;
use lab::embed::{Embed, Panel, Panels, Theme};

/// The id of the field with the snippet.
const FIELD: &str = "share-snippet";

/// The height of the field, in lines.
const ROWS: &str = "5";

/// The lab as a part of another page.
#[component]
pub fn EmbedTab(
    /// What the tabs share.
    sharing: Sharing,
) -> impl IntoView {
    if sharing.read(|_| ()).is_none() {
        return view! { <WhyNot sharing /> }.into_any();
    }
    let embed = RwSignal::new(Embed { panels: Panels::DEFAULT, is_read_only: true, theme: Theme::Auto });
    let text = Memo::new(move |_| {
        let title = title(sharing);
        let fragment = sharing.read(|handed| handed.fragment(true)).unwrap_or_default();
        embed.get().snippet(&format!("{}#{fragment}", browser::address_of_page()), &title)
    });
    view! {
        <div class="share__two">
            <fieldset>
                <legend class="share__legend">"Panels"</legend>
                {Panel::ALL.map(|panel| view! { <PanelChoice embed panel /> }).into_iter().collect_view()}
            </fieldset>
            <div class="share__choices">
                <label class="share__switch">
                    <span>"Read only" <small>"No commands can be sent."</small></span>
                    <span class="switch">
                        <input
                            type="checkbox"
                            role="switch"
                            aria-label="Read only"
                            prop:checked=move || embed.with(|embed| embed.is_read_only)
                            on:change=move |event| embed.update(|embed| embed.is_read_only = event_target_checked(&event))
                        />
                    </span>
                </label>
                <p class="share__legend" id="share-theme">
                    "Theme"
                </p>
                <div class="seg" role="radiogroup" aria-labelledby="share-theme" on:keydown=|event| rove(&event)>
                    {Theme::ALL.map(|theme| view! { <ThemeChoice embed theme /> }).into_iter().collect_view()}
                </div>
            </div>
        </div>
        <section class="share__part" aria-labelledby="share-snippet-title">
            <h3 id="share-snippet-title">"Snippet"</h3>
            <textarea
                class="input share__text"
                id=FIELD
                aria-label="Snippet"
                rows=ROWS
                prop:readOnly=true
                prop:value=move || text.get()
            ></textarea>
            <div class="store__acts">
                <CopyButton
                    label="Copy snippet"
                    class="btn btn--fill btn--44"
                    field=FIELD
                    text
                    said=sharing.opener.said
                />
            </div>
        </section>
    }
    .into_any()
}

/// Whether an embed shows a panel. The last one stays.
#[component]
fn PanelChoice(
    /// What the embed shows.
    embed: RwSignal<Embed>,
    /// The panel.
    panel: Panel,
) -> impl IntoView {
    let is_shown = Memo::new(move |_| embed.get().panels.has(panel));
    let is_last = Memo::new(move |_| embed.get().panels.without(panel).is_empty());
    let change = move |event| {
        let is_chosen = event_target_checked(&event);
        embed.update(|embed| {
            embed.panels = if is_chosen { embed.panels.with(panel) } else { embed.panels.without(panel) };
        });
    };
    view! {
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || is_shown.get()
                prop:disabled=move || is_last.get()
                on:change=change
            />
            <span>{panel.label()}</span>
        </label>
    }
}

/// A theme of an embed.
#[component]
fn ThemeChoice(
    /// What the embed shows.
    embed: RwSignal<Embed>,
    /// The theme.
    theme: Theme,
) -> impl IntoView {
    let is_chosen = Memo::new(move |_| embed.get().theme == theme);
    view! {
        <button
            class="seg__opt"
            type="button"
            role="radio"
            aria-checked=move || is_chosen.get().to_string()
            tabindex=move || if is_chosen.get() { "0" } else { "-1" }
            on:click=move |_| embed.update(|embed| embed.theme = theme)
        >
            {theme.label()}
        </button>
    }
}

/// What a screen reader calls the embed, e.g. `Ada’s account, 6 events`.
fn title(sharing: Sharing) -> String {
    let cursor = sharing.intents.cursor;
    let (account, head) = (cursor.account.get_untracked(), cursor.head.get_untracked());
    let owner = sharing.intents.lab.read_untracked(|lab| lab.now(account).account.owner);
    match owner {
        Some(owner) => format!("{}\u{2019}s account, {}", owner.as_str(), counted(head.0, "event", "events")),
        None => "Event Sourcing Lab".to_owned(),
    }
}
