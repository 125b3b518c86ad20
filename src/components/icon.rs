use crate::dom::{El, svg};

/// An icon of the sprite in `index.html`. It is decoration: words beside it say the same.
pub fn icon(name: &str) -> El {
    icon_in(name, "i")
}

/// An icon with these classes, of which `i` is one.
pub fn icon_in(name: &str, class: &str) -> El {
    let shape = svg("use").attr("href", format!("#i-{name}"));
    svg("svg").attr("class", class).attr("aria-hidden", "true").child(shape)
}
