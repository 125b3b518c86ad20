/// A length or a share with two decimals, for the stylesheet. It is written from whole hundredths: printing floating point
/// numbers would bring several kilobytes of code along.
pub fn decimal(number: f64) -> String {
    let hundredths = (number * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// A share, from 0 to 1, in percent.
pub fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0))
}
