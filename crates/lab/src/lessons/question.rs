use crate::Lab;

/// A question of a lesson.
#[derive(Debug)]
pub struct Question {
    /// The question.
    pub words: &'static str,
    /// How it is answered.
    pub answer: Answer,
    /// What is said after an answer, right or wrong.
    pub because: &'static str,
}

/// How a question is answered.
#[derive(Debug)]
pub enum Answer {
    /// By typing an amount or a number. The function returns the right one as it is shown, e.g. `70.00` or `3`.
    Typed(fn(&Lab) -> String),
    /// By choosing one of these. The right one has this number, from 0.
    Choice {
        /// What can be chosen.
        options: &'static [&'static str],
        /// The number of the right one, from 0.
        right: usize,
    },
}

impl Question {
    /// The right answer, as it is shown.
    #[must_use]
    pub fn right_answer(&self, lab: &Lab) -> String {
        match self.answer {
            Answer::Typed(right) => right(lab),
            Answer::Choice { options, right } => options[right].to_owned(),
        }
    }

    /// Whether an answer is right. An amount may be typed in any way that the forms accept, e.g. `70` for `70.00`.
    #[must_use]
    pub fn is_right(&self, lab: &Lab, answer: &str) -> bool {
        let right = self.right_answer(lab);
        match self.answer {
            Answer::Typed(_) => same_number(answer, &right),
            Answer::Choice { .. } => answer == right,
        }
    }
}

/// Whether two texts are the same number, e.g. `70`, ` 70.00 ` and `v70`.
pub(super) fn same_number(one: &str, other: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim().trim_start_matches(['v', 'V']).replace(',', "").replace('\u{2212}', "-");
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |digits| (-1, digits));
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = !whole.is_empty()
            && cents.len() <= 2
            && (whole.to_owned() + cents).bytes().all(|byte| byte.is_ascii_digit());
        let minor = whole.parse::<i64>().ok()?.checked_mul(100)?;
        is_number.then(|| Some(sign * minor.checked_add(format!("{cents:0<2}").parse().ok()?)?))?
    };
    number(one).is_some_and(|one| number(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_may_be_typed_in_several_ways() {
        for text in ["70", "70.0", "70.00", " 70.00 ", "v70"] {
            assert!(same_number(text, "70.00"), "{text}");
        }
        assert!(same_number("1,000", "1000.00"));
        for text in ["", "7", "70.001", "seventy", "-70", "9223372036854775807", "70.\u{fc}", "."] {
            assert!(!same_number(text, "70.00"), "{text}");
        }
    }
}
