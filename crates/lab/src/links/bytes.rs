use super::LinkError;

/// Writes numbers and texts, one after the other.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    /// A number in LEB128: seven bits a byte, the lowest first; the highest bit says that more follow.
    pub(super) fn number(&mut self, mut number: u64) {
        while number > 0x7f {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    /// A number that may be negative: the sign is its lowest bit.
    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// The length of a text in bytes, then the text.
    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }
}

/// Reads what a [`Writer`] wrote. Anything else is an error.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Result<u64, LinkError> {
        let mut number = 0_u64;
        for place in 0..10 {
            let (&byte, rest) = self.0.split_first().ok_or(LinkError::Damaged)?;
            self.0 = rest;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte holds the last of the 64 bits.
            if place == 9 && bits > 1 {
                return Err(LinkError::Damaged);
            }
            number |= bits << (7 * place);
            if byte <= 0x7f {
                return Ok(number);
            }
        }
        Err(LinkError::Damaged)
    }

    pub(super) fn signed(&mut self) -> Result<i64, LinkError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number that fits 32 bits.
    pub(super) fn small(&mut self) -> Result<u32, LinkError> {
        u32::try_from(self.number()?).map_err(|_| LinkError::Damaged)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, LinkError> {
        let length = usize::try_from(self.number()?).map_err(|_| LinkError::Damaged)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(LinkError::Damaged)?;
        self.0 = rest;
        std::str::from_utf8(text).map_err(|_| LinkError::Damaged)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_back() {
        for number in [0, 1, 0x7f, 0x80, 0x3fff, 0x4000, u64::from(u32::MAX), u64::MAX / 2, u64::MAX] {
            let mut writer = Writer::default();
            writer.number(number);
            writer.signed(number as i64);
            let mut reader = Reader(&writer.0);
            assert_eq!((reader.number(), reader.signed()), (Ok(number), Ok(number as i64)));
            assert!(reader.0.is_empty());
        }
    }

    #[test]
    fn number_is_at_most_64_bits_and_ends() {
        let largest = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
        assert_eq!(Reader(&largest).number(), Ok(u64::MAX));
        for damaged in [&[][..], &[0x80], &[0xff; 10], &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2]] {
            assert_eq!(Reader(damaged).number(), Err(LinkError::Damaged));
        }
    }

    #[test]
    fn text_that_is_cut_or_not_utf_8_is_damaged() {
        for damaged in [&[][..], &[1], &[2, b'a'], &[1, 0xff], &[0xff, 0xff, 0xff, 0xff, 0x0f, b'a']] {
            assert_eq!(Reader(damaged).text(), Err(LinkError::Damaged));
        }
    }
}
