use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A currency. All of them have two decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// United States dollar.
    #[default]
    Usd,
    /// Euro.
    Eur,
    /// Pound sterling.
    Gbp,
}

impl Currency {
    /// The ISO 4217 code, e.g. `USD`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Usd => "USD",
            Self::Eur => "EUR",
            Self::Gbp => "GBP",
        }
    }
}

impl FromStr for Currency {
    type Err = String;

    fn from_str(code: &str) -> Result<Self, String> {
        [Self::Usd, Self::Eur, Self::Gbp]
            .into_iter()
            .find(|currency| currency.code() == code)
            .ok_or_else(|| format!("\"{code}\" is not a currency of this bank"))
    }
}
