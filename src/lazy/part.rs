//! How a function of a part is called.

use std::pin::Pin;

use leptos::task::spawn_local;

use engine::Failure;

/// A part could not be loaded.
#[derive(Debug)]
pub struct NotLoaded;

impl NotLoaded {
    /// What happened and what to do.
    pub fn failure() -> Failure {
        Failure::new(
            "A part of this page could not be loaded.",
            "Look at the connection and try again, or reload the page.",
        )
    }
}

#[cfg(split)]
impl From<leptos::wasm_split::SplitLoaderError> for NotLoaded {
    fn from(_: leptos::wasm_split::SplitLoaderError) -> Self {
        Self
    }
}

/// A function of a part: a call loads the part first, unless it is loaded.
macro_rules! of_part {
    ($part:ident: fn $name:ident($($argument:ident: $type:ty),*) $body:block) => {
        #[cfg(split)]
        // The part is found by the name of a function, which Rust counts as unsafe.
        #[allow(unsafe_code)]
        #[leptos::wasm_split::wasm_split($part, fallible, wasm_split_path = ::leptos::wasm_split)]
        fn $name($($argument: $type),*) -> Result<(), NotLoaded> {
            let () = $body;
            Ok(())
        }

        #[cfg(not(split))]
        async fn $name($($argument: $type),*) -> Result<(), NotLoaded> {
            let () = $body;
            Ok(())
        }
    };
}

pub(super) use of_part;

/// Runs a function of a part; `failed` runs if the part can't be loaded.
pub fn load(part: impl Future<Output = Result<(), NotLoaded>> + 'static, failed: impl FnOnce() + 'static) {
    // Boxed, so that there is only one task for all of them.
    let part: Pin<Box<dyn Future<Output = _>>> = Box::pin(part);
    let failed: Box<dyn FnOnce()> = Box::new(failed);
    spawn_local(async move {
        if part.await.is_err() {
            failed();
        }
    });
}
