use js_sys::{Array, JsString, Object, RegExp};
use wasm_bindgen::prelude::*;

/// A text with Unicode operations that the browser implements.
pub(super) struct Text(JsString);

impl Text {
    pub(super) fn nfc(self) -> Self {
        Self(self.0.normalize("NFC"))
    }

    pub(super) fn nfkc(self) -> Self {
        Self(self.0.normalize("NFKC"))
    }

    pub(super) fn lower_case(self) -> Self {
        Self(self.0.to_lower_case())
    }

    /// Replaces every match of the pattern; `$1` stands for the first group's match.
    pub(super) fn replaced(self, pattern: &'static str, by: &str) -> Self {
        // Browsers cache compiled patterns.
        Self(self.0.replace_by_pattern(&RegExp::new(pattern, "gu"), by))
    }

    /// Counts code points if the browser lacks `Intl.Segmenter` (Firefox before 125).
    pub(super) fn graphemes(&self) -> usize {
        let clusters = Segmenter::new().map(|segmenter| segmenter.segment(&self.0).into());
        let clusters: JsValue = clusters.unwrap_or_else(|_| self.0.clone().into());
        Array::from(&clusters).length() as usize
    }

    pub(super) fn into_string(self) -> String {
        self.0.into()
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Intl)]
    type Segmenter;

    #[wasm_bindgen(constructor, js_namespace = Intl, catch)]
    fn new() -> Result<Segmenter, JsValue>;

    #[wasm_bindgen(method)]
    fn segment(this: &Segmenter, text: &JsString) -> Object;
}
