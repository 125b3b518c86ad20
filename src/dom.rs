//! Elements of the page: made at once, and kept up to date by effects of Leptos' reactive system.
//!
//! Every element here has the same type, and every function that is handed in is boxed before it is used. Leptos' own views
//! give each element, attribute and closure a type with code of its own; that made this page three quarters larger than a
//! first load may be (see "Size" in `ARCHITECTURE.md`). Signals, memos, effects and owners are Leptos' own.

use std::cell::RefCell;

use leptos::prelude::{
    AnyView, Effect, Get, IntoAny, IntoView, Memo, Mountable, Owner, Render, RenderEffect, SetValue, StoredValue,
    UpdateValue, document, untrack,
};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, UnwrapThrowExt};
use web_sys::{Element, Event, HtmlElement, Node};

/// A node under construction: an element, or the fragment that a [`El::part`] fills. Cheap to clone; a clone is the same node.
#[derive(Clone)]
pub struct El(Node);

/// An element of this tag and these classes; an empty text sets none.
pub fn el(tag: &str, class: &str) -> El {
    let element = document().create_element(tag).unwrap_throw();
    if !class.is_empty() {
        element.set_class_name(class);
    }
    El(element.into())
}

/// An element of an SVG drawing.
pub fn svg(tag: &str) -> El {
    El(document().create_element_ns(Some("http://www.w3.org/2000/svg"), tag).unwrap_throw().into())
}

/// A button of these classes that does this when it is pressed.
pub fn button(class: &str, act: impl Fn() + 'static) -> El {
    el("button", class).attr("type", "button").on("click", move |_| act())
}

impl El {
    /// Sets an attribute.
    pub fn attr(self, name: &str, value: impl AsRef<str>) -> Self {
        self.set_attribute(name, Some(value.as_ref()));
        self
    }

    /// Keeps an attribute up to date; `None` removes it.
    pub fn attr_with(self, name: &'static str, value: impl Fn() -> Option<String> + 'static) -> Self {
        self.boxed_attr(name, Box::new(value))
    }

    fn boxed_attr(self, name: &'static str, value: Box<dyn Fn() -> Option<String>>) -> Self {
        let node = self.clone();
        keep(Box::new(move || node.set_attribute(name, value().as_deref())));
        self
    }

    /// Keeps an attribute that says "true" or "false" up to date.
    pub fn state(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.attr_with(name, move || Some(is().to_string()))
    }

    /// Keeps an attribute that is there or not up to date.
    pub fn flag(self, name: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.attr_with(name, move || is().then(String::new))
    }

    /// Adds or removes a class as this says.
    pub fn class_if(self, class: &'static str, is: impl Fn() -> bool + 'static) -> Self {
        self.boxed_class(class, Box::new(is))
    }

    fn boxed_class(self, class: &'static str, is: Box<dyn Fn() -> bool>) -> Self {
        let classes = self.element().class_list();
        keep(Box::new(move || {
            let _ = classes.toggle_with_force(class, is());
        }));
        self
    }

    /// Keeps a property of the element's style up to date. It is set by the object model, which the page's policy allows;
    /// a `style` attribute it forbids.
    pub fn style(self, property: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.boxed_style(property, Box::new(value))
    }

    fn boxed_style(self, property: &'static str, value: Box<dyn Fn() -> String>) -> Self {
        let style = self.html().style();
        keep(Box::new(move || {
            let _ = style.set_property(property, &value());
        }));
        self
    }

    /// Keeps the value of an input up to date, unless it already is: setting it again would move the caret.
    pub fn value(self, value: impl Fn() -> String + 'static) -> Self {
        let input: web_sys::HtmlInputElement = self.0.clone().unchecked_into();
        keep(Box::new(move || {
            let value = value();
            if input.value() != value {
                input.set_value(&value);
            }
        }));
        self
    }

    /// Does something when this event happens. What does it must hold no node of the page: the browser drops it together with
    /// the element, unless it keeps the element alive itself. The event knows its target.
    pub fn on(self, event: &str, act: impl Fn(Event) + 'static) -> Self {
        let act = Closure::<dyn Fn(Event)>::new(act).into_js_value();
        let _ = self.0.add_event_listener_with_callback(event, act.unchecked_ref());
        self
    }

    /// Appends a text.
    pub fn text(self, text: impl AsRef<str>) -> Self {
        self.append(&document().create_text_node(text.as_ref()));
        self
    }

    /// Appends a text that is kept up to date.
    pub fn text_with(self, text: impl Fn() -> String + 'static) -> Self {
        self.boxed_text(Box::new(text))
    }

    fn boxed_text(self, text: Box<dyn Fn() -> String>) -> Self {
        let node = document().create_text_node("");
        self.append(&node);
        keep(Box::new(move || {
            let text = text();
            // The same text again would be announced again.
            if node.data() != text {
                node.set_data(&text);
            }
        }));
        self
    }

    /// Appends an element.
    pub fn child(self, child: Self) -> Self {
        self.append(&child.0);
        self
    }

    /// Appends elements.
    pub fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        children.into_iter().fold(self, Self::child)
    }

    /// Appends a part that is rebuilt when a signal that it reads changes.
    pub fn part(self, fill: impl Fn(Self) -> Self + 'static) -> Self {
        self.boxed_part(Box::new(fill))
    }

    fn boxed_part(self, fill: Box<dyn Fn(Self) -> Self>) -> Self {
        let (first, last) = (document().create_text_node(""), document().create_text_node(""));
        self.append(&first);
        self.append(&last);
        keep(Box::new(move || {
            // Only what stands between its two marks belongs to the part: parts within it come and go as well.
            let parent = last.parent_node().unwrap_throw();
            while let Some(old) = first.next_sibling().filter(|node| !node.is_same_node(Some(&last))) {
                let _ = parent.remove_child(&old);
            }
            let filled = fill(Self(document().create_document_fragment().into()));
            let _ = parent.insert_before(&filled.0, Some(&last));
        }));
        self
    }

    /// Appends a part that is on the page only while this is true. It is not rebuilt while that stays true.
    pub fn part_if(self, is: impl Fn() -> bool + Send + Sync + 'static, fill: impl Fn(Self) -> Self + 'static) -> Self {
        self.boxed_part_if(Box::new(is), Box::new(fill))
    }

    fn boxed_part_if(self, is: Box<dyn Fn() -> bool + Send + Sync>, fill: Box<dyn Fn(Self) -> Self>) -> Self {
        let is = boxed_memo(Box::new(move |_| is()));
        self.part(move |part| if is.get() { untrack(|| fill(part)) } else { part })
    }

    /// Keeps one element for each key, in the order of the keys. An element lives as long as its key is among them.
    pub fn each<K: Clone + PartialEq + 'static>(
        self,
        keys: impl Fn() -> Vec<K> + 'static,
        build: impl Fn(&K) -> Self + 'static,
    ) -> Self {
        let known = RefCell::new(Vec::<K>::new());
        self.boxed_each(Box::new(move |arrange| {
            let keys = keys();
            let known = known.replace(keys.clone());
            // Keys mostly stay in their order, so the place of one is looked for from that of the one before.
            let mut from = 0;
            let places = keys.iter().map(|key| {
                let (before, after) = known.split_at(from);
                let place = after.iter().position(|other| other == key).map(|place| from + place);
                let place = place.or_else(|| before.iter().position(|other| other == key));
                from = place.map_or(from, |place| place + 1);
                place
            });
            arrange(places.collect(), &|number| build(&keys[number]));
        }))
    }

    fn boxed_each(self, keys: Box<dyn Fn(Arrange)>) -> Self {
        let last = document().create_text_node("");
        self.append(&last);
        // It belongs to the scope, not to the effect, so that the rows end together with what they read.
        let rows = StoredValue::new_local(Vec::<Option<(Owner, Self)>>::new());
        keep(Box::new(move || {
            keys(&|places, build| {
                let Some(mut known) = rows.try_update_value(std::mem::take) else { return };
                let parent = last.parent_node().unwrap_throw();
                let kept: Vec<_> = places.into_iter().map(|place| known[place?].take()).collect();
                for (owner, row) in known.into_iter().flatten() {
                    owner.cleanup();
                    let _ = parent.remove_child(&row.0);
                }
                // From the last to the first, each is put in front of the one after it, unless it already stands there.
                let mut next: Node = last.clone().into();
                let mut arranged: Vec<_> = kept
                    .into_iter()
                    .enumerate()
                    .rev()
                    .map(|(number, kept)| {
                        let (owner, row) = kept.unwrap_or_else(|| {
                            // Not a child of the owner: that would remember every row that ever was.
                            let own = Owner::default();
                            let row = own.with(|| untrack(|| build(number)));
                            (own, row)
                        });
                        if !row.0.next_sibling().is_some_and(|after| after.is_same_node(Some(&next))) {
                            let _ = parent.insert_before(&row.0, Some(&next));
                        }
                        next = row.0.clone();
                        Some((owner, row))
                    })
                    .collect();
                arranged.reverse();
                rows.set_value(arranged);
            });
        }));
        self
    }

    /// Appends a view of Leptos, which lives as long as the current owner.
    pub fn view(self, view: impl IntoView + 'static) -> Self {
        self.boxed_view(view.into_any())
    }

    fn boxed_view(self, view: AnyView) -> Self {
        let mut view = view.build();
        view.mount(&self.element(), None);
        StoredValue::new_local(view);
        self
    }

    /// The element, to measure it or to call it.
    pub fn html(&self) -> HtmlElement {
        self.0.clone().unchecked_into()
    }

    fn element(&self) -> Element {
        self.0.clone().unchecked_into()
    }

    fn append(&self, child: &Node) {
        let _ = self.0.append_child(child);
    }

    fn set_attribute(&self, name: &str, value: Option<&str>) {
        let element = self.element();
        let _ = match value {
            Some(value) => element.set_attribute(name, value),
            None => element.remove_attribute(name),
        };
    }
}

/// Puts rows in order: for each the place where it stood before, if it was there, and who builds the one of a number.
type Arrange<'a> = &'a dyn Fn(Vec<Option<usize>>, &dyn Fn(usize) -> El);

/// A condition as a memo: its subscribers are notified when it changes.
pub fn whether(is: impl Fn() -> bool + Send + Sync + 'static) -> Memo<bool> {
    memo(move |_| is())
}

/// A value that is recomputed when a signal that it reads changes. Its subscribers are notified when the result differs. `value` gets
/// the previous one.
pub fn memo<T: PartialEq + Send + Sync + 'static>(value: impl Fn(Option<&T>) -> T + Send + Sync + 'static) -> Memo<T> {
    boxed_memo(Box::new(value))
}

fn boxed_memo<T: PartialEq + Send + Sync + 'static>(value: Value<T>) -> Memo<T> {
    Memo::new(value)
}

type Value<T> = Box<dyn Fn(Option<&T>) -> T + Send + Sync>;

/// Runs this soon, when the page has been brought up to date, and again whenever a signal changes that it read; until the owner of
/// the scope is cleaned up.
pub fn effect(run: impl Fn() + 'static) {
    boxed_effect(Box::new(run));
}

fn boxed_effect(run: Box<dyn Fn()>) {
    Effect::new(move |_: Option<()>| run());
}

/// Runs this now, and again whenever a signal changes that it read; until the owner of the scope is cleaned up.
fn keep(run: Box<dyn Fn()>) {
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| run()));
}
