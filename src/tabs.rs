//! The tabs of the page that the address names.

/// A panel of the phone's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhoneTab {
    /// The event log.
    Log,
    /// The projection.
    Views,
    /// The stored item.
    Storage,
}

impl PhoneTab {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 3] = [Self::Log, Self::Views, Self::Storage];

    /// The tab's name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Log => "Log",
            Self::Views => "Views",
            Self::Storage => "Storage",
        }
    }
}

/// A tab of the storage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StorageTab {
    /// The item of the event that is looked at.
    Item,
    /// All items.
    Table,
    /// The request that wrote the event that is looked at.
    Request,
}

impl StorageTab {
    /// All of them, in their order.
    pub(super) const ALL: [Self; 3] = [Self::Item, Self::Table, Self::Request];

    /// The tab's name.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Item => "Item",
            Self::Table => "Table",
            Self::Request => "Request",
        }
    }
}
