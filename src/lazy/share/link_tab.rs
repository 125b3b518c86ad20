use leptos::prelude::*;

use super::copy_button::{CopyButton, select};
use super::dialog::{ShareAs, Sharing, WhyNot};
use super::handed::Handed;
use crate::components::Icon;
use engine::Version;
use lab::links::{LessonNumber, MAX_LINK, SAFE_ADDRESS};
use lab::{counted, grouped};

/// The id of the field with the link.
const FIELD: &str = "share-link";

/// The lab as a link.
#[component]
pub fn LinkTab(
    /// What the tabs share.
    sharing: Sharing,
) -> impl IntoView {
    if sharing.read(|_| ()).is_none() {
        return view! { <WhyNot sharing /> }.into_any();
    }
    let at_this_moment = RwSignal::new(true);
    let link = Memo::new(move |_| sharing.read(|handed| handed.link(at_this_moment.get())).unwrap_or_default());
    let can_be_opened = Memo::new(move |_| link.with(String::len) <= MAX_LINK);
    view! {
        <div class="share__row">
            <input
                class="input share__link"
                id=FIELD
                aria-label="Link"
                prop:readOnly=true
                prop:value=move || link.get()
                on:focus=|_| select(FIELD)
            />
            {move || {
                can_be_opened
                    .get()
                    .then(|| {
                        view! {
                            <CopyButton
                                label="Copy link"
                                class="btn btn--fill btn--44"
                                field=FIELD
                                text=link
                                said=sharing.opener.said
                            />
                        }
                    })
            }}
        </div>
        <section class="share__part" aria-labelledby="share-sum">
            <h3 id="share-sum">"What is in it"</h3>
            <dl class="sum">
                {move || rows(sharing, at_this_moment.get()).into_iter().map(row).collect_view()}
                <div class="sum__total">
                    <dt>"Length"</dt>
                    <dd prop:textContent=move || format!("{} characters", grouped(link.with(String::len)))></dd>
                </div>
            </dl>
            <Length sharing link />
        </section>
        <label class="share__switch">
            <span>
                "Open at this moment" <small id="share-moment">"Off: it opens at the newest event."</small>
            </span>
            <span class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    aria-label="Open at this moment"
                    aria-describedby="share-moment"
                    prop:checked=move || at_this_moment.get()
                    on:change=move |event| at_this_moment.set(event_target_checked(&event))
                />
            </span>
        </label>
    }
    .into_any()
}

/// Whether the link arrives whole.
#[component]
fn Length(
    /// What the tabs share.
    sharing: Sharing,
    /// The link.
    link: Memo<String>,
) -> impl IntoView {
    let length = Memo::new(move |_| link.with(String::len));
    let words = move || match length.get() {
        length if length <= SAFE_ADDRESS => {
            "Short enough for a chat, a slide or a QR code. Nothing is sent.".to_owned()
        }
        length if length <= MAX_LINK => format!(
            "Too long for many chats and mail programs: they cut an address after {} characters.",
            grouped(SAFE_ADDRESS)
        ),
        _ => format!("Too long for a link: the lab opens links of up to {} characters.", grouped(MAX_LINK)),
    };
    let is_long = Memo::new(move |_| length.get() > SAFE_ADDRESS);
    view! {
        <p class="share__note" class:is-bad=move || is_long.get()>
            {move || {
                let name = if is_long.get() { "warn" } else { "check" };
                view! { <Icon name /> }
            }} <span prop:textContent=words></span>
        </p>
        {move || {
            is_long
                .get()
                .then(|| {
                    view! {
                        <button class="btn share__instead" type="button" on:click=move |_| sharing.show(ShareAs::File)>
                            "Send the file instead"
                        </button>
                    }
                })
        }}
    }
}

/// What is in the link: what it is called, and how much or which.
type Row = (String, String);

fn row((name, value): Row) -> impl IntoView {
    view! {
        <div>
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
        </div>
    }
}

fn rows(sharing: Sharing, at_this_moment: bool) -> Vec<Row> {
    let head = sharing.intents.cursor.head.get_untracked();
    sharing.read(|handed| rows_of(handed, at_this_moment, head)).unwrap_or_default()
}

fn rows_of(handed: &Handed, at_this_moment: bool, head: Version) -> Vec<Row> {
    let (summary, place) = (&handed.summary, handed.place());
    let accounts = summary.owners.len();
    let mut rows = vec![
        match accounts {
            0 => ("Accounts".to_owned(), "none yet".to_owned()),
            _ => (counted(accounts as u64, "account", "accounts"), summary.owners_in_words()),
        },
        ("Commands, in order".to_owned(), grouped(summary.commands)),
    ];
    if summary.filled > 0 {
        rows.push(("Random payments".to_owned(), grouped(summary.filled)));
    }
    if summary.forks > 0 {
        rows.push(("Forks".to_owned(), grouped(summary.forks)));
    }
    if !summary.refused.is_empty() {
        let refused = summary.refused.len();
        rows.push((counted(refused as u64, "refused command", "refused commands"), refused_in_words(handed)));
    }
    rows.push((
        "Open view".to_owned(),
        Some(&place.view).filter(|view| !view.is_empty()).map_or("Account", |view| view).to_owned(),
    ));
    if !place.search.is_empty() {
        rows.push(("Search".to_owned(), place.search.clone()));
    }
    if let Some(lesson) = place.lesson.map(LessonNumber::get) {
        rows.push(("Lesson".to_owned(), lesson.to_string()));
    }
    let version = place.version.filter(|_| at_this_moment).unwrap_or(head);
    let account = if accounts > 1 { format!("{}, ", place.account) } else { String::new() };
    let moment = match head {
        Version::EMPTY => "the first event is still to come".to_owned(),
        _ => format!("{account}{version} of {}", head.0),
    };
    rows.push(("Opens at".to_owned(), moment));
    rows
}

/// The first refused commands, e.g. `Withdraw 500.00`.
fn refused_in_words(handed: &Handed) -> String {
    const MOST: usize = 2;
    let refused = &handed.summary.refused;
    let named = refused.iter().take(MOST).map(|(kind, amount)| match amount {
        Some(amount) => format!("{} {}", kind.name(), amount.figure()),
        None => kind.label().to_owned(),
    });
    let mut words = named.collect::<Vec<_>>().join(", ");
    if refused.len() > MOST {
        words += &format!(" and {} more", refused.len() - MOST);
    }
    words
}
