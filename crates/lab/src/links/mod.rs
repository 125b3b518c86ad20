//! What a learner hands on: a link to exactly this lab, the same as a file, and the progress through the lessons.
//!
//! ```
//! use lab::links::{Place, SharedLab, decode, encode};
//! use lab::{AccountId, Lab, six_events};
//!
//! let scenario = six_events(1, chrono::DateTime::UNIX_EPOCH);
//! let place = Place { account: AccountId(1), search: "rent".to_owned(), ..Place::default() };
//! let shared = SharedLab { scenario, place, script: Vec::new() };
//!
//! let link = encode(&shared);
//! assert!(link.starts_with("v1="));
//! assert_eq!(decode(&link), Ok(shared.clone()));
//! // The lab that the link leads to has the same log, byte for byte.
//! let lab = Lab::play(shared.scenario);
//! ```
//!
//! # A link
//! A link is the fragment of an address: `v1=` and the base64url text, without padding, of a zlib stream (RFC 1950). Its
//! checksum detects a link that was cut or changed on its way. The stream holds numbers (LEB128) and texts (their
//! length in bytes, then UTF-8), by position: `v1.rs` has the layout. Compared with JSON it is shorter, has no names that could
//! be unknown, repeated or hostile, does not nest, and each value is checked as it is read.
//!
//! A link of version 1 opens for ever; the tests have some as literal text. What may change within version 1:
//! - A new command or act takes the next free code. A lab that does not know the code refuses the link as made by a
//!   newer version, because everything after it would be different.
//! - A new part of the [`Place`] takes the next free code. A lab that does not know it leaves it out, because the log is
//!   the same without it.
//!
//! Everything else is a version 2: copy `v1.rs` to `v2.rs` and change that, add an arm for `2` to [`decode`], let [`encode`]
//! write version 2, and put literal links of version 2 into the tests. `v1.rs` keeps its reader and loses its writer.
//!
//! # Files
//! A scenario file ([`write_scenario`], [`read_scenario`]) holds the same as a link, as JSON for people. A progress file
//! holds the [`Progress`] through the lessons. A field that the lab does not know is refused, not ignored: the lab wrote every
//! field of its files, so the file is from a newer version or a field is misspelt, and without it the log would be
//! another one.
//!
//! # Limits
//! Links and files can come from anywhere. Nothing is played unless all of it could be read: every text and amount is
//! parsed by the bank as if it were typed, and the constants of this module bound what is read, played and kept in
//! memory.

mod bounded;
mod bytes;
mod checked;
mod errors;
mod json;
mod lesson_number;
mod place;
mod progress;
mod scenario_file;
mod script;
mod summary;
mod v1;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec_zlib;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::Scenario;

pub use checked::{MAX_ACTIONS, MAX_EVENTS, MAX_NAME, MAX_NOTE, MAX_SEARCH, MAX_STEPS};
pub use errors::{ContentError, FileError, LinkError};
pub use json::{FileKind, MAX_PROGRESS_FILE, MAX_SCENARIO_FILE};
pub use lesson_number::LessonNumber;
pub use place::Place;
pub use progress::{Coach, LessonState, Progress, QuestionId, Recall};
pub use scenario_file::{read_scenario, write_scenario};
pub use script::{Cue, ScriptStep};
pub use summary::Summary;

/// The length, in characters, up to which an address arrives whole wherever it is pasted. Chats, mail programs and
/// shorteners cut longer ones: hand on a file instead.
pub const SAFE_ADDRESS: usize = 2_000;

/// The maximum length of a link, in characters. Safari's limit, the lowest of the browsers, is 80,000 for a whole
/// address. A link of this length holds about 9,000 actions.
pub const MAX_LINK: usize = 64_000;

/// The maximum size of a link when it is inflated, in bytes: 100 for each of [`MAX_ACTIONS`]. A zlib stream of
/// [`MAX_LINK`] characters could inflate to 48 MB.
pub const MAX_INFLATED: usize = 1_000_000;

/// What is handed on.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedLab {
    /// What was done. It starts at a whole millisecond.
    pub scenario: Scenario,
    /// Where the lab is looked at.
    pub place: Place,
    /// The steps of a talk. Empty unless a presenter wrote some.
    pub script: Vec<ScriptStep>,
}

/// The fragment of an address that leads to this lab, without its `#`. It has ASCII characters only.
///
/// [`decode`] refuses it if [`SharedLab::checked`] refuses the lab, or if it is longer than [`MAX_LINK`] or inflates to more than
/// [`MAX_INFLATED`].
#[must_use]
pub fn encode(shared: &SharedLab) -> String {
    let deflated = compress_to_vec_zlib(&v1::write(shared), 10);
    format!("v1={}", URL_SAFE_NO_PAD.encode(deflated))
}

/// Reads the fragment of an address, with or without its `#`. Plays nothing.
///
/// # Errors
/// A [`LinkError`] if it is not a link of the lab, is of a newer version, is damaged, or exceeds a limit.
pub fn decode(fragment: &str) -> Result<SharedLab, LinkError> {
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (version, text) = version_of(fragment).ok_or(LinkError::Foreign)?;
    match version {
        1 => v1::read(&inflate(text)?)?.checked().map_err(LinkError::Content),
        _ => Err(LinkError::Newer),
    }
}

/// The version and the rest of a link: `v`, a number from 1 without leading zeros, `=` and the rest.
fn version_of(fragment: &str) -> Option<(u64, &str)> {
    let (version, text) = fragment.strip_prefix('v')?.split_once('=')?;
    let is_number = version.bytes().all(|byte| byte.is_ascii_digit()) && !version.starts_with('0');
    // A version of more digits than fit is a newer one.
    (is_number && !version.is_empty()).then(|| (version.parse().unwrap_or(u64::MAX), text))
}

/// The bytes of a link. Takes at most [`MAX_INFLATED`] bytes of memory for them, whatever the text is.
fn inflate(text: &str) -> Result<Vec<u8>, LinkError> {
    if text.len() > MAX_LINK {
        return Err(LinkError::TooLong { characters: text.chars().count() });
    }
    let deflated = URL_SAFE_NO_PAD.decode(text).map_err(|_| LinkError::Damaged)?;
    let mut bytes = vec![0; MAX_INFLATED];
    let flags = TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
    match decompress(&mut DecompressorOxide::new(), &deflated, &mut bytes, 0, flags) {
        (TINFLStatus::Done, read, written) if read == deflated.len() => {
            bytes.truncate(written);
            Ok(bytes)
        }
        (TINFLStatus::HasMoreOutput, ..) => Err(LinkError::TooLarge),
        _ => Err(LinkError::Damaged),
    }
}
