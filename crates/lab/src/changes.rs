use bank::projections::AccountView;

/// A field of a projection that differs between two versions.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The field's name.
    pub field: &'static str,
    /// Its value at the earlier version.
    pub before: String,
    /// Its value at the later version.
    pub after: String,
}

/// The fields that differ, in display order.
#[must_use]
pub fn changes(before: &AccountView, after: &AccountView) -> Vec<Change> {
    let pairs = before.fields().into_iter().zip(after.fields());
    pairs
        .filter(|((_, before), (_, after))| before != after)
        .map(|((field, before), (_, after))| Change { field, before: before.text(), after: after.text() })
        .collect()
}
