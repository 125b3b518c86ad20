/// A panel that an embed can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The way of the command.
    Flow,
    /// The form that sends commands.
    Commands,
    /// The event log.
    Log,
    /// The controls that move the cursor.
    Time,
    /// The projection.
    Projection,
    /// How the log is stored.
    Storage,
}

impl Panel {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 6] = [Self::Flow, Self::Commands, Self::Log, Self::Time, Self::Projection, Self::Storage];

    /// Its name in an address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Commands => "commands",
            Self::Log => "log",
            Self::Time => "time",
            Self::Projection => "projection",
            Self::Storage => "storage",
        }
    }

    /// Its name on the page.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Flow => "Command flow",
            Self::Commands => "Commands",
            Self::Log => "Event log",
            Self::Time => "Time travel",
            Self::Projection => "Projection",
            Self::Storage => "Storage",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of panels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Panels(u8);

impl Panels {
    /// No panel.
    pub const NONE: Self = Self(0);

    /// What an embed shows unless its address says otherwise.
    pub const DEFAULT: Self = Self::NONE.with(Panel::Log).with(Panel::Time).with(Panel::Projection);

    /// The panels of these names, between commas. `None` if one of them is no panel.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        let panel = |name: &str| Panel::ALL.into_iter().find(|panel| panel.name().eq_ignore_ascii_case(name.trim()));
        text.split(',').try_fold(Self::NONE, |panels, name| Some(panels.with(panel(name)?)))
    }

    /// Their names, between commas.
    #[must_use]
    pub fn names(self) -> String {
        self.iter().map(Panel::name).collect::<Vec<_>>().join(",")
    }

    /// Whether this panel is among them.
    #[must_use]
    pub const fn has(self, panel: Panel) -> bool {
        self.0 & panel.bit() != 0
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// These panels and this one.
    #[must_use]
    pub const fn with(self, panel: Panel) -> Self {
        Self(self.0 | panel.bit())
    }

    /// These panels but this one.
    #[must_use]
    pub const fn without(self, panel: Panel) -> Self {
        Self(self.0 & !panel.bit())
    }

    /// These panels, in the order of the page.
    pub fn iter(self) -> impl Iterator<Item = Panel> {
        Panel::ALL.into_iter().filter(move |panel| self.has(*panel))
    }
}
