use std::borrow::Cow;

use leptos::prelude::*;

use super::Shown;
use crate::components::Icon;
use bank::CommandKind;
use engine::Version;
use lab::{Cause, Ruling, Stop, Trace};

/// How many characters of a comparison leave room for the word before it.
const SHORT_FIGURES: usize = 11;

/// How many characters of a balance leave room for the word before it.
const SHORT_BALANCE: usize = 6;

/// How many characters of two versions leave room for the word before them.
const SHORT_VERSIONS: usize = 6;

/// A piece of what is said at a stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(Cow<'static, str>),
    Bold(String),
    /// The word for a refusal, in its colour.
    Refusal(&'static str),
    /// A strip with large type leaves it out.
    Aside(Cow<'static, str>),
    /// There is no room for it: it is only read aloud.
    ReadAloud(&'static str),
    /// A check mark, which says nothing of its own.
    Check,
}

impl Piece {
    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Aside(text) => text,
            Self::Bold(text) => text,
            Self::Refusal(text) | Self::ReadAloud(text) => text,
            Self::Check => "",
        }
    }
}

/// What is said at a stop.
#[component]
pub fn Words(
    /// Its pieces.
    words: Vec<Piece>,
) -> impl IntoView {
    let piece = |piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Bold(text) => view! { <b>{text}</b> }.into_any(),
        Piece::Refusal(text) => view! { <span class="stop__word">{text}</span> }.into_any(),
        Piece::Aside(text) => view! { <span class="stop__aside">{text}</span> }.into_any(),
        Piece::ReadAloud(text) => view! { <span class="sr">{text}</span> }.into_any(),
        Piece::Check => view! { <Icon name="check" /> }.into_any(),
    };
    words.into_iter().map(piece).collect_view()
}

/// What happens at a stop, before the first command.
pub const fn hint(stop: Stop) -> &'static str {
    match stop {
        Stop::Command => "ask for something",
        Stop::Load => "read the past",
        Stop::Decide => "check the rules",
        Stop::Append => "write one event",
        Stop::Publish => "send messages",
        Stop::Project => "add it up",
    }
}

/// What is true at a stop, or what it will do with a command that has still to come there.
pub fn said(stop: Stop, trace: &Trace, shown: &Shown) -> Vec<Piece> {
    if shown.is_ahead(stop) {
        return vec![Piece::Text(ahead(stop, trace, shown.is_queued))];
    }
    match stop {
        Stop::Command => command(trace),
        Stop::Load => load(trace),
        Stop::Decide => decide(&trace.ruling),
        Stop::Append if shown.is_conflict => {
            vec![Piece::Refusal("Conflict:"), Piece::Text(format!(" {} is taken", trace.first).into())]
        }
        Stop::Append => append(trace),
        Stop::Publish => {
            let word = if shown.is_queued { " queued" } else { " sent" };
            let word = (trace.messages > 0).then_some(Piece::Aside(word.into()));
            [Piece::Text(messages(trace))].into_iter().chain(word).collect()
        }
        Stop::Project => {
            let figure = trace.balance.figure();
            let word = (figure.len() <= SHORT_BALANCE).then_some(Piece::Aside("balance ".into()));
            word.into_iter().chain([Piece::Bold(figure)]).collect()
        }
    }
}

fn command(trace: &Trace) -> Vec<Piece> {
    // A reversal is about an event.
    let event = trace.reverses.map(|version| version.to_string());
    let amount = event.or_else(|| trace.amount.map(|amount| amount.figure())).unwrap_or_default();
    // `Create account 250.00` is too long for its place.
    let word = match trace.cause {
        Cause::Command(CommandKind::CreateAccount) if !amount.is_empty() => "Create",
        Cause::Command(kind) => kind.label(),
        Cause::Fork => "Fork",
    };
    vec![Piece::Text(word.into()), Piece::Text(" ".into()), Piece::Bold(amount)]
}

fn load(trace: &Trace) -> Vec<Piece> {
    let read = match (trace.snapshot, trace.replayed) {
        (Some(snapshot), replayed) => return vec![Piece::Text(format!("snapshot {snapshot} + {replayed}").into())],
        (None, 0) => return vec![Piece::Text("v0 \u{b7} no events yet".into())],
        (None, 1) => format!("{} \u{b7} 1 event", trace.expected),
        (None, replayed @ 2..10) => format!("{} \u{b7} {replayed} events", trace.expected),
        (None, replayed) => return vec![Piece::Text(format!("{} \u{b7} {replayed} replayed", trace.expected).into())],
    };
    vec![Piece::Text(read.into()), Piece::Aside(" replayed".into())]
}

fn decide(Ruling { allowed, about, figures }: &Ruling) -> Vec<Piece> {
    let space = || Piece::Text(" ".into());
    let mut words = match allowed {
        true => vec![Piece::Text("allowed: ".into())],
        false => vec![Piece::Refusal("Rejected:"), space()],
    };
    // The figures decide. Where there is no room for the word before them, it is only read aloud.
    let has_room = *allowed && figures.chars().count() <= SHORT_FIGURES;
    words.push(if has_room { Piece::Aside((*about).into()) } else { Piece::ReadAloud(about) });
    words.extend([space(), Piece::Bold(figures.clone())]);
    words
}

fn append(trace: &Trace) -> Vec<Piece> {
    if !trace.ruling.allowed {
        return vec![Piece::Text("recorded as ".into()), Piece::Bold(trace.last.to_string())];
    }
    let (expected, wrote) = (trace.expected.to_string(), versions(trace.first, trace.last));
    // Long versions leave no room for the word.
    let word = (expected.len() + wrote.len() <= SHORT_VERSIONS).then_some(Piece::Aside("expected ".into()));
    let expected = Piece::Text(format!("{expected} ").into());
    word.into_iter().chain([expected, Piece::Check, Piece::Text(" wrote ".into()), Piece::Bold(wrote)]).collect()
}

/// Nothing of what is ahead is said as done.
fn ahead(stop: Stop, trace: &Trace, is_queued: bool) -> Cow<'static, str> {
    match stop {
        Stop::Command | Stop::Load => "will read the stream".into(),
        Stop::Decide => "will check the rules".into(),
        Stop::Append => format!("will expect {}", trace.expected).into(),
        Stop::Publish if is_queued && trace.messages > 0 => format!("{} queued", messages(trace)).into(),
        Stop::Publish if is_queued => messages(trace),
        // Whether there is anything to tell is not known before Decide.
        Stop::Publish => "will send if needed".into(),
        Stop::Project => format!("will replay to {}", trace.last).into(),
    }
}

fn messages(trace: &Trace) -> Cow<'static, str> {
    match trace.messages {
        0 => "no message".into(),
        1 => "1 message".into(),
        count => format!("{count} messages").into(),
    }
}

fn versions(first: Version, last: Version) -> String {
    match last.0 - first.0 {
        0 => first.to_string(),
        1 => format!("{first}, {last}"),
        _ => format!("{first}\u{2013}{last}"),
    }
}
