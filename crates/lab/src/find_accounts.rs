use super::{AccountId, Lab};
use bank::Owner;
use bank::unicode::caseless;

/// The accounts whose number and owner contain every word of the text. Texts are compared as in [`caseless`].
#[must_use]
pub fn find_accounts(lab: &Lab, text: &str) -> Vec<AccountId> {
    let words = caseless(text);
    let is_found = |account: &AccountId| {
        let owner = lab.now(*account).account.owner;
        let name = caseless(&format!("{account} {}", owner.as_ref().map_or("", Owner::as_str)));
        words.split_whitespace().all(|word| name.contains(word))
    };
    lab.accounts().filter(is_found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{ADA, six};

    #[test]
    fn accounts_are_found_by_number_and_owner() {
        let lab = six();
        let all: Vec<_> = lab.accounts().collect();
        assert_eq!(find_accounts(&lab, " "), all);
        assert_eq!(find_accounts(&lab, "ada"), [ADA]);
        assert_eq!(find_accounts(&lab, "1001 ADA"), [ADA]);
        assert_eq!(find_accounts(&lab, "1001 grace"), []);
    }
}
