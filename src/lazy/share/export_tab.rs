use leptos::prelude::*;
use leptos::task::spawn_local;

use super::copy_button::CopyButton;
use super::dialog::Sharing;
use crate::browser;
use crate::components::{Icon, rove};
use lab::Lab;
use lab::export::{Specification, log_picture, rust_tests, sequence_diagram, typescript_tests};
use lab::links::Summary;

/// The id of the field with the text.
const FIELD: &str = "share-export";

/// The width and height of the picture as PNG, in pixels: twice those of the SVG.
const PNG: (u32, u32) = (2_560, 1_440);

/// What the account up to the cursor is exported as.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Export {
    Rust,
    TypeScript,
    Sequence,
    Picture,
}

impl Export {
    const ALL: [Self; 4] = [Self::Rust, Self::TypeScript, Self::Sequence, Self::Picture];

    const fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust test",
            Self::TypeScript => "TypeScript test",
            Self::Sequence => "Sequence diagram",
            Self::Picture => "Picture",
        }
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Rust => "The last decision up to the cursor as given, when, then: a test with engine::Given.",
            Self::TypeScript => {
                "The same decision as a test with Emmett\u{2019}s DeciderSpecification, with the rules of this bank."
            }
            Self::Sequence => "The run up to the cursor, in the language of Mermaid.",
            Self::Picture => "The log and the line of the balance up to the cursor, for a slide.",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Rust => "rs",
            Self::TypeScript => "test.ts",
            Self::Sequence => "mmd",
            Self::Picture => "svg",
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Why there is none, in words.
    fn text(self, sharing: Sharing) -> Result<String, String> {
        let cursor = sharing.intents.cursor;
        let (account, version) = (cursor.account.get_untracked(), cursor.version.get_untracked());
        let tests = |lab: &Lab, write: fn(&[Specification]) -> String| {
            let specification = Specification::at(lab, account, version).map_err(|failure| failure.to_string())?;
            Ok(write(&[specification]))
        };
        sharing.intents.lab.read_untracked(|lab| match self {
            Self::Rust => tests(lab, rust_tests),
            Self::TypeScript => tests(lab, typescript_tests),
            Self::Sequence => Ok(sequence_diagram(lab, account, version)),
            Self::Picture => Ok(log_picture(lab, account, version)),
        })
    }
}

/// What is looked at, in other forms.
#[component]
pub fn ExportTab(
    /// What the tabs share.
    sharing: Sharing,
) -> impl IntoView {
    let export = RwSignal::new(Export::Rust);
    let each = move |one: Export| {
        let is_chosen = Memo::new(move |_| export.get() == one);
        view! {
            <button
                class="seg__opt"
                type="button"
                role="radio"
                aria-checked=move || is_chosen.get().to_string()
                tabindex=move || if is_chosen.get() { "0" } else { "-1" }
                on:click=move |_| {
                    sharing.opener.said.set(String::new());
                    export.set(one);
                }
            >
                {one.name()}
            </button>
        }
    };
    view! {
        <div class="seg" role="radiogroup" aria-label="Export as" on:keydown=|event| rove(&event)>
            {Export::ALL.map(each).into_iter().collect_view()}
        </div>
        {move || view! { <Exported sharing export=export.get() /> }}
    }
}

#[component]
fn Exported(
    /// What the tabs share.
    sharing: Sharing,
    /// The form.
    export: Export,
) -> impl IntoView {
    let text = match export.text(sharing) {
        Ok(text) => text,
        Err(why) => {
            return view! {
                <p class="share__note is-bad" role="status" aria-label="Why not">
                    <Icon name="warn" />
                    <span>{why}</span>
                </p>
            }
            .into_any();
        }
    };
    let name = sharing.intents.lab.read_untracked(|lab| Summary::of(lab).file_name());
    let file = format!("{name}.{}", export.ending());
    let text = StoredValue::new(text);
    let save = move |_| text.with_value(|text| browser::save(&file, text));
    let png = (export == Export::Picture).then(|| {
        view! { <SavePng sharing text name /> }
    });
    let shown = match export {
        Export::Picture => view! { <Preview text /> }.into_any(),
        Export::Rust | Export::TypeScript | Export::Sequence => ().into_any(),
    };
    view! {
        <p class="quiet">{export.words()}</p>
        {shown}
        <textarea
            class="input share__text"
            id=FIELD
            aria-label="Export"
            rows=if export == Export::Picture { "2" } else { "12" }
            prop:readOnly=true
            prop:value=move || text.get_value()
        ></textarea>
        <div class="store__acts">
            <CopyButton
                label="Copy"
                class="btn btn--fill btn--44"
                field=FIELD
                text=Signal::derive(move || text.get_value())
                said=sharing.opener.said
            />
            <button class="btn btn--44" type="button" on:click=save>
                {if export == Export::Picture { "Download SVG" } else { "Download" }}
            </button>
            {png}
        </div>
    }
    .into_any()
}

/// The picture.
#[component]
fn Preview(
    /// Its SVG.
    text: StoredValue<String>,
) -> impl IntoView {
    let address = text.with_value(|svg| browser::picture_address(svg));
    on_cleanup({
        let address = address.clone();
        move || {
            if let Some(address) = address {
                let _ = web_sys::Url::revoke_object_url(&address);
            }
        }
    });
    let described = "The events and the balance up to the cursor";
    view! { <img class="share__picture" src=address alt=described /> }
}

/// Saves the picture as PNG.
#[component]
fn SavePng(
    /// What the tabs share.
    sharing: Sharing,
    /// Its SVG.
    text: StoredValue<String>,
    /// The name of the file, without its ending.
    name: String,
) -> impl IntoView {
    let save = move |_| {
        let (svg, file) = (text.get_value(), format!("{name}.png"));
        spawn_local(async move {
            match browser::png_of(&svg, PNG).await {
                Some(png) => browser::save_blob(&file, &png),
                None => sharing.opener.said.set("The browser could not draw the picture. Download the SVG.".to_owned()),
            }
        });
    };
    view! {
        <button class="btn btn--44" type="button" on:click=save>
            "Download PNG"
        </button>
    }
}
