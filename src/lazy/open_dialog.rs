use std::time::Duration;

use leptos::mount::mount_to;
use leptos::prelude::*;

use crate::browser;
use crate::state::Intents;

/// Opens a dialog over the page, unless it is open. It is removed from the page when it is closed: the dialog has to run the callback.
pub fn open_dialog(intents: Intents, id: &'static str, dialog: impl FnOnce(Callback<()>) -> AnyView + 'static) {
    // Before, the dialog would go away with the shell.
    if !intents.layout.is_placed.get_untracked() {
        set_timeout(move || open_dialog(intents, id, dialog), Duration::from_millis(20));
        return;
    }
    let Some(app) = browser::room_for_dialog(id) else { return };
    let scope = intents.in_scope(Owner::new);
    scope.clone().with(|| {
        let mounted = StoredValue::new_local(None);
        let on_close = Callback::new(move |()| {
            drop(mounted.try_update_value(Option::take));
            scope.cleanup();
        });
        mounted.set_value(Some(mount_to(app, move || dialog(on_close))));
    });
}
