use super::{AccountId, Lab};
use bank::Owner;
use bank::unicode::caseless;

/// What stands before the number of each account, as [`caseless`] has it.
const PREFIX: &str = "account-";

/// The accounts whose owner or number contains each word of the text. Texts are compared as in [`caseless`].
#[must_use]
pub fn find_accounts(lab: &Lab, text: &str) -> Vec<AccountId> {
    let text = caseless(text);
    let is_found = |account: &AccountId| {
        let owner = lab.now(*account).account.owner;
        let (owner, id) = (caseless(owner.as_ref().map_or("", Owner::as_str)), caseless(&account.to_string()));
        let number = id.strip_prefix(PREFIX).unwrap_or(&id);
        // The prefix finds all of them: it is searched for only when it is typed as such.
        text.split_whitespace().all(|word| {
            let is_prefix = word.len() > 3 && PREFIX.starts_with(word);
            is_prefix || owner.contains(word) || number.contains(word.strip_prefix(PREFIX).unwrap_or(word))
        })
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
        assert_eq!(find_accounts(&lab, "ACCOUNT-1001"), [ADA]);
        assert_eq!(find_accounts(&lab, "account"), all);
        assert_eq!(find_accounts(&lab, "a").len(), 2, "Ada and Grace, by their names");
        assert_eq!(find_accounts(&lab, "cc"), []);
    }
}
