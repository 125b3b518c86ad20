use crate::Money;

/// Sums of money, one for each currency.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums(Vec<Money>);

impl Sums {
    /// No money.
    pub const NONE: Self = Self(Vec::new());

    /// Adds money, or takes away a negative amount. The sum saturates instead of overflowing.
    pub fn add(&mut self, money: Money) {
        match self.0.iter_mut().find(|sum| sum.currency == money.currency) {
            Some(sum) => sum.minor = sum.minor.saturating_add(money.minor),
            None => self.0.push(money),
        }
    }

    /// The sums as text: `45.00`, or `45.00 USD, 3.00 EUR` for several currencies.
    #[must_use]
    pub fn figure(&self) -> String {
        match &*self.0 {
            [] => "0.00".to_owned(),
            [one] => one.figure(),
            several => several.iter().map(Money::to_string).collect::<Vec<_>>().join(", "),
        }
    }

    /// Whether every sum is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.iter().all(|sum| sum.minor == 0)
    }

    /// The sums, one for each currency, in the order in which the currencies were first added.
    #[must_use]
    pub fn each(&self) -> &[Money] {
        &self.0
    }
}

impl FromIterator<Money> for Sums {
    fn from_iter<I: IntoIterator<Item = Money>>(all: I) -> Self {
        let mut sums = Self::default();
        all.into_iter().for_each(|money| sums.add(money));
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency::{Eur, Usd};

    #[test]
    fn currencies_are_never_added_to_each_other() {
        let money = |minor, currency| Money { minor, currency };
        let sums = |all: &[(i64, _)]| all.iter().map(|&(minor, currency)| money(minor, currency)).collect::<Sums>();
        assert_eq!(sums(&[]).figure(), "0.00");
        assert_eq!(sums(&[(3_000, Usd), (1_500, Usd)]).figure(), "45.00");
        assert_eq!(sums(&[(3_000, Usd), (300, Eur), (1_500, Usd)]).figure(), "45.00 USD, 3.00 EUR");
        assert_eq!(sums(&[(i64::MAX, Usd), (1, Usd)]).each(), [money(i64::MAX, Usd)]);
        assert!(sums(&[(0, Usd)]).is_zero() && !sums(&[(1, Usd)]).is_zero());
    }
}
