use std::rc::Rc;

use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{BroadcastChannel, StorageEvent};

use engine::Notify;

/// Notifies all tabs of the same name when one of them writes, so tabs need not poll.
///
/// A notification does not say what changed: a woken task reads on from its own position. A tab also notifies itself when it returns
/// to the foreground, because the browser may have suspended it.
pub struct Tabs {
    changes: Rc<Notify>,
    channel: Channel,
    on_wake: Closure<dyn Fn()>,
}

enum Channel {
    Broadcast {
        channel: BroadcastChannel,
        _on_message: Closure<dyn Fn()>,
    },
    /// Without `BroadcastChannel`: the browser sends a `storage` event to all other tabs when this key of `localStorage` changes.
    Storage {
        key: String,
        on_storage: Closure<dyn Fn(StorageEvent)>,
    },
}

/// The events that a tab receives when it becomes active again.
const WAKES: [&str; 3] = ["visibilitychange", "pageshow", "resume"];

impl Tabs {
    /// Joins the tabs of this name.
    #[must_use]
    pub fn join(name: &str) -> Self {
        let changes = Rc::new(Notify::default());
        let ring = {
            let changes = changes.clone();
            move || changes.notify()
        };
        let channel = match BroadcastChannel::new(name) {
            Ok(channel) => {
                let on_message = Closure::<dyn Fn()>::new(ring.clone());
                channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
                Channel::Broadcast { channel, _on_message: on_message }
            }
            Err(_) => Channel::by_storage(format!("{name}/written"), ring.clone()),
        };
        let on_wake = Closure::new(ring);
        if let Some(window) = web_sys::window() {
            for event in WAKES {
                let _ = window.add_event_listener_with_callback_and_bool(event, on_wake.as_ref().unchecked_ref(), true);
            }
        }
        Self { changes, channel, on_wake }
    }

    /// Notifies all tabs, including this one.
    pub fn notify(&self) {
        self.changes.notify();
        match &self.channel {
            // Fails if the browser has closed the channel. The other tabs then notice the change when they are active again.
            Channel::Broadcast { channel, .. } => drop(channel.post_message(&JsValue::NULL)),
            Channel::Storage { key, .. } => {
                if let Some(storage) = local_storage() {
                    // Only a changed value causes an event.
                    let _ = storage.set_item(key, &js_sys::Math::random().to_string());
                }
            }
        }
    }

    /// The notifications that arrive in this tab.
    #[must_use]
    pub fn changes(&self) -> &Rc<Notify> {
        &self.changes
    }
}

impl Channel {
    fn by_storage(key: String, ring: impl Fn() + 'static) -> Self {
        let own_key = key.clone();
        let on_storage = Closure::<dyn Fn(StorageEvent)>::new(move |event: StorageEvent| {
            if event.key().as_ref() == Some(&own_key) {
                ring();
            }
        });
        if let Some(window) = web_sys::window() {
            let _ = window.add_event_listener_with_callback("storage", on_storage.as_ref().unchecked_ref());
        }
        Self::Storage { key, on_storage }
    }
}

fn local_storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Channel::Broadcast { channel, .. } = &self.channel {
            channel.close();
        }
        let Some(window) = web_sys::window() else { return };
        if let Channel::Storage { on_storage, .. } = &self.channel {
            let _ = window.remove_event_listener_with_callback("storage", on_storage.as_ref().unchecked_ref());
        }
        for event in WAKES {
            let wake = self.on_wake.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback_and_bool(event, wake, true);
        }
    }
}
