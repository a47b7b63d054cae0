//! `published`, as normalization section 4 reads it.

use std::fmt;

/// When an event happened: milliseconds since 1970 in the years 0001 to 9999, which is a
/// little more than [`clock::Timestamp`] holds.
///
/// ```
/// use connector::normalize::PublishedAt;
///
/// let at = PublishedAt::parse(b"2026-03-15 16:02:18.1239+0130").unwrap();
/// assert_eq!(at.to_string(), "2026-03-15T14:32:18.123Z");
/// assert!(PublishedAt::parse(b"2017-09-31T22:23:07.777Z").is_none());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublishedAt(i64);

impl PublishedAt {
    /// Reads an RFC 3339 date-time: `T`, `t` or a space between date and time, any number of
    /// fraction digits (cut to milliseconds), a zone `Z`, `z`, `±hh:mm` or `±hhmm`.
    /// `None` for anything else and for dates that do not exist; the years 0001 to 9999 are
    /// those of the result, in UTC.
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut rest = text;
        let year = number(&mut rest, 4)?;
        take(&mut rest, b"-")?;
        let month = number(&mut rest, 2)?;
        take(&mut rest, b"-")?;
        let day = number(&mut rest, 2)?;
        take(&mut rest, b"Tt ")?;
        let hour = number(&mut rest, 2)?;
        take(&mut rest, b":")?;
        let minute = number(&mut rest, 2)?;
        take(&mut rest, b":")?;
        let second = number(&mut rest, 2)?;
        let millis = fraction(&mut rest)?;
        let offset_minutes = zone(&mut rest)?;
        let exists = rest.is_empty()
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day)
            && hour < 24
            && minute < 60
            && second < 60;
        if !exists {
            return None;
        }
        let minutes = (days_from_civil(year, month, day) * 24 + hour) * 60 + minute;
        let at = ((minutes - offset_minutes) * 60 + second) * 1_000 + millis;
        (MIN..=MAX).contains(&at).then_some(Self(at))
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// RFC 3339 in UTC with three fraction digits and `Z`.
    pub fn format(self) -> [u8; 24] {
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let days = self.0.div_euclid(86_400_000);
        let millis = self.0.rem_euclid(86_400_000);
        let (year, month, day) = civil_from_days(days);
        let fields = [
            (0, 4, year),
            (5, 2, month),
            (8, 2, day),
            (11, 2, millis / 3_600_000),
            (14, 2, millis / 60_000 % 60),
            (17, 2, millis / 1_000 % 60),
            (20, 3, millis % 1_000),
        ];
        for (at, width, value) in fields {
            let mut value = value;
            for digit in text[at..at + width].iter_mut().rev() {
                *digit = b'0' + (value % 10) as u8;
                value /= 10;
            }
        }
        text
    }
}

impl fmt::Display for PublishedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(&self.format()).map_err(|_| fmt::Error)?)
    }
}

/// Exactly `digits` ASCII digits.
fn number(rest: &mut &[u8], digits: usize) -> Option<i64> {
    let (head, tail) = rest.split_at_checked(digits)?;
    *rest = tail;
    head.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit().then(|| value * 10 + i64::from(byte - b'0'))
    })
}

/// One byte out of `allowed`.
fn take(rest: &mut &[u8], allowed: &[u8]) -> Option<u8> {
    let (first, tail) = rest.split_first()?;
    *rest = tail;
    allowed.contains(first).then_some(*first)
}

/// Nothing, or `.` and digits; in milliseconds, the rest cut off.
fn fraction(rest: &mut &[u8]) -> Option<i64> {
    let Some(tail) = rest.strip_prefix(b".") else { return Some(0) };
    let digits = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = tail.split_at(digits);
    *rest = tail;
    let scaled =
        [100, 10, 1].iter().zip(head).map(|(scale, digit)| scale * i64::from(digit - b'0'));
    (digits > 0).then(|| scaled.sum())
}

/// The zone's offset from UTC in minutes.
fn zone(rest: &mut &[u8]) -> Option<i64> {
    let sign = match take(rest, b"Zz+-")? {
        b'+' => 1,
        b'-' => -1,
        _ => return Some(0),
    };
    let hours = number(rest, 2)?;
    *rest = rest.strip_prefix(b":").unwrap_or(rest);
    let minutes = number(rest, 2)?;
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar. The year is taken to begin in
/// March, so that the leap day is its last, and 400 years are one period of 146,097 days.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The inverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// 0001-01-01T00:00:00.000Z.
const MIN: i64 = -62_135_596_800_000;
/// 9999-12-31T23:59:59.999Z.
const MAX: i64 = 253_402_300_799_999;
