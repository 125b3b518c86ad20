use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};

/// Generates ids that look random. The same seed generates the same ids.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    state: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A version 7 UUID (RFC 9562), which sorts by its time.
    pub(super) fn uuid(&mut self, at: DateTime<Utc>) -> Uuid {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.number().to_le_bytes());
        bytes[8..].copy_from_slice(&self.number().to_le_bytes()[..2]);
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    pub(super) fn number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_generates_the_same_ids() {
        let at = DateTime::UNIX_EPOCH;
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        assert_eq!(one.uuid(at), two.uuid(at));
        assert_ne!(one.uuid(at), Ids::new(8).uuid(at));
    }

    #[test]
    fn id_is_a_version_7_uuid_of_its_time() {
        let at = DateTime::from_timestamp_millis(1_772_442_847_412).unwrap();
        let id = Ids::new(1).uuid(at);
        assert_eq!(id.get_version_num(), 7);
        assert!(id.to_string().starts_with("019cadd3-88b4-7"), "{id}");
    }
}
