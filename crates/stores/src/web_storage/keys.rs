/// The keys of a namespace.
#[derive(Clone, Debug)]
pub(super) struct Keys {
    /// The start of every key.
    prefix: String,
}

/// The purpose of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The head record: the format, the log's identity and its last entry. It is written first.
    Head,
    /// The journal entry with this number, from 1.
    Entry(u64),
    /// A record that the repair with this number has set aside.
    SetAside(u32),
    /// The key with which [`Tabs`](crate::Tabs) notify each other without `BroadcastChannel`.
    Written,
    /// Not part of the log.
    Foreign,
}

impl Purpose {
    /// The number of a journal entry.
    pub(super) fn number(self) -> Option<u64> {
        if let Self::Entry(number) = self { Some(number) } else { None }
    }
}

impl Keys {
    /// The keys of the namespace with this name. A slash in the name is escaped, because a slash ends the namespace in a key: otherwise
    /// `a` would own keys of `a/commit`.
    pub(super) fn of(namespace: &str) -> Self {
        Self { prefix: format!("{}/", namespace.replace('%', "%25").replace('/', "%2F")) }
    }

    /// The name of the namespace with escaped slashes.
    #[cfg(feature = "web")]
    pub(super) fn escaped_name(&self) -> &str {
        &self.prefix[..self.prefix.len() - 1]
    }

    /// The name of the namespace that owns this key, if it is a key of a log.
    pub(super) fn namespace_of(key: &str) -> Option<String> {
        let (escaped, _) = key.split_once('/')?;
        let name = escaped.replace("%2F", "/").replace("%25", "%");
        let purpose = Self::of(&name).purpose(key)?;
        matches!(purpose, Purpose::Head | Purpose::Entry(_) | Purpose::SetAside(_)).then_some(name)
    }

    /// The key of the head record. It is named `format` because it originally held only the format.
    pub(super) fn head(&self) -> String {
        format!("{}format", self.prefix)
    }

    /// The key of the journal entry with this number, from 1.
    pub(super) fn entry(&self, number: u64) -> String {
        format!("{}commit/{number:010}", self.prefix)
    }

    /// The key to which the repair with this number moves the value of `key`.
    pub(super) fn set_aside(&self, repair: u32, key: &str) -> String {
        format!("{}set-aside/{repair}/{}", self.prefix, key.strip_prefix(&self.prefix).unwrap_or(key))
    }

    /// The purpose of a key. `None` if it belongs to another namespace.
    pub(super) fn purpose(&self, key: &str) -> Option<Purpose> {
        let rest = key.strip_prefix(&self.prefix)?;
        Some(match rest.split_once('/') {
            None if rest == "format" => Purpose::Head,
            None if rest == "written" => Purpose::Written,
            Some(("commit", number)) => match number.parse() {
                // The number 0, signs and missing zeros are never written.
                Ok(number) if number > 0 && self.entry(number) == key => Purpose::Entry(number),
                _ => Purpose::Foreign,
            },
            Some(("set-aside", rest)) => {
                Purpose::SetAside(rest.split('/').next().and_then(|repair| repair.parse().ok()).unwrap_or(0))
            }
            _ => Purpose::Foreign,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Keys, Purpose};

    #[test]
    fn entries_sort_by_number() {
        let keys = Keys::of("lab");
        assert!(keys.entry(2) < keys.entry(10));
        assert_eq!(keys.purpose(&keys.entry(10)), Some(Purpose::Entry(10)));
        assert_eq!(keys.purpose(&keys.entry(u64::MAX)), Some(Purpose::Entry(u64::MAX)));
    }

    #[test]
    fn no_key_belongs_to_two_namespaces() {
        let names = ["", "a", "a/", "a/commit", "a/set-aside/1", "a%2Fcommit", "a%", "/", "A", "a/commit/0000000001"];
        for (at, owner) in names.iter().enumerate() {
            let keys = Keys::of(owner);
            for key in [keys.head(), keys.entry(1), keys.set_aside(1, &keys.entry(1))] {
                for (other_at, other) in names.iter().enumerate() {
                    let belongs = Keys::of(other).purpose(&key).is_some();
                    assert_eq!(belongs, at == other_at, "{key} of {owner:?} in {other:?}");
                }
            }
        }
    }

    #[test]
    fn key_of_a_log_contains_its_namespace() {
        for name in ["", "a", "a/b", "a%2Fb", "a%252Fb", "%", "%25", "/"] {
            let keys = Keys::of(name);
            for key in [keys.head(), keys.entry(1), keys.set_aside(1, &keys.entry(1))] {
                assert_eq!(Keys::namespace_of(&key).as_deref(), Some(name), "{key}");
            }
        }
        for key in ["", "a", "a/", "a/theme", "a/commit/5", "event-sourcing-lab.theme"] {
            assert_eq!(Keys::namespace_of(key), None, "{key}");
        }
    }

    #[test]
    fn malformed_entry_number_is_foreign() {
        let keys = Keys::of("a");
        for number in ["0000000000", "1", "+000000001", "00000000001", "x", "", "0000000001/", "99999999999999999999"] {
            assert_eq!(keys.purpose(&format!("a/commit/{number}")), Some(Purpose::Foreign), "{number}");
        }
    }
}
