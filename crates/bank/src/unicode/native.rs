use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use icu_normalizer::ComposingNormalizerBorrowed;
use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

/// A text with Unicode operations that crates implement.
pub(super) struct Text(String);

impl Text {
    pub(super) fn nfc(self) -> Self {
        Self(ComposingNormalizerBorrowed::new_nfc().normalize(&self.0).into_owned())
    }

    pub(super) fn nfkc(self) -> Self {
        Self(ComposingNormalizerBorrowed::new_nfkc().normalize(&self.0).into_owned())
    }

    #[expect(clippy::disallowed_methods, reason = "WebAssembly asks the browser")]
    pub(super) fn lower_case(self) -> Self {
        Self(self.0.to_lowercase())
    }

    /// Replaces every match of the pattern; `$1` stands for the first group's match.
    pub(super) fn replaced(self, pattern: &'static str, by: &str) -> Self {
        Self(compiled(pattern).replace_all(&self.0, by).into_owned())
    }

    pub(super) fn graphemes(&self) -> usize {
        self.0.graphemes(true).count()
    }

    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Compiles each pattern once: compiling takes longer than matching most texts.
fn compiled(pattern: &'static str) -> Arc<Regex> {
    static COMPILED: Mutex<BTreeMap<&str, Arc<Regex>>> = Mutex::new(BTreeMap::new());
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    compiled.entry(pattern).or_insert_with(|| Arc::new(Regex::new(pattern).expect("a pattern of this crate"))).clone()
}
