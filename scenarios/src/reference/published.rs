//! `published`: which date-times are accepted, and how they are written (sections 1, 2 and 4).

/// The instant of an RFC 3339 date-time with a zone, as UTC with three fraction digits and `Z`.
///
/// Nothing when the text has another form, when the date or the time of day does not exist, or
/// when the result lies outside the years 0001 to 9999.
pub(super) fn to_utc(published: &str) -> Option<String> {
    let bytes = published.as_bytes();
    let (date_and_time, rest) = bytes.split_at_checked("2026-03-15T14:32:18".len())?;
    let punctuation: [(usize, &[u8]); 5] =
        [(4, b"-"), (7, b"-"), (10, b"Tt "), (13, b":"), (16, b":")];
    if punctuation.iter().any(|(at, allowed)| !allowed.contains(&date_and_time[*at])) {
        return None;
    }
    let digits = |from: usize, to: usize| number(&date_and_time[from..to]);
    let date = Date { year: digits(0, 4)?, month: digits(5, 7)?, day: digits(8, 10)? };
    let (hour, minute, second) = (digits(11, 13)?, digits(14, 16)?, digits(17, 19)?);
    if !date.exists() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (millis, zone) = fraction(rest)?;
    let offset = offset_minutes(zone)?;

    let minute_of_day = hour * 60 + minute - offset;
    let (date, minute_of_day) = if minute_of_day < 0 {
        (date.day_before(), minute_of_day + MINUTES_OF_A_DAY)
    } else if minute_of_day >= MINUTES_OF_A_DAY {
        (date.day_after(), minute_of_day - MINUTES_OF_A_DAY)
    } else {
        (date, minute_of_day)
    };
    if !(1..=9999).contains(&date.year) {
        return None;
    }
    let Date { year, month, day } = date;
    let (hour, minute) = (minute_of_day / 60, minute_of_day % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"))
}

/// A day of the proleptic Gregorian calendar, if it exists.
#[derive(Clone, Copy)]
struct Date {
    year: i32,
    month: i32,
    day: i32,
}

impl Date {
    fn exists(self) -> bool {
        (1..=12).contains(&self.month) && (1..=self.days_in_month()).contains(&self.day)
    }

    fn days_in_month(self) -> i32 {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        match self.month {
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 31,
        }
    }

    fn day_before(self) -> Self {
        let Self { year, month, day } = self;
        if day > 1 {
            return Self { year, month, day: day - 1 };
        }
        let month_before = if month > 1 {
            Self { year, month: month - 1, day }
        } else {
            Self { year: year - 1, month: 12, day }
        };
        Self { day: month_before.days_in_month(), ..month_before }
    }

    fn day_after(self) -> Self {
        let Self { year, month, day } = self;
        if day < self.days_in_month() {
            Self { year, month, day: day + 1 }
        } else if month < 12 {
            Self { year, month: month + 1, day: 1 }
        } else {
            Self { year: year + 1, month: 1, day: 1 }
        }
    }
}

/// The milliseconds of an optional fraction, truncated, and what follows it.
fn fraction(rest: &[u8]) -> Option<(i32, &[u8])> {
    let Some(after_dot) = rest.strip_prefix(b".") else { return Some((0, rest)) };
    let length = after_dot.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, zone) = after_dot.split_at(length);
    match *digits {
        [] => None,
        [a] => Some((number(&[a, b'0', b'0'])?, zone)),
        [a, b] => Some((number(&[a, b, b'0'])?, zone)),
        [a, b, c, ..] => Some((number(&[a, b, c])?, zone)),
    }
}

/// Minutes that local time is ahead of UTC.
fn offset_minutes(zone: &[u8]) -> Option<i32> {
    let (sign, digits) = match *zone {
        [b'Z' | b'z'] => return Some(0),
        [sign, h0, h1, b':', m0, m1] | [sign, h0, h1, m0, m1] => (sign, [h0, h1, m0, m1]),
        _ => return None,
    };
    let [h0, h1, m0, m1] = digits;
    let (hours, minutes) = (number(&[h0, h1])?, number(&[m0, m1])?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    match sign {
        b'+' => Some(hours * 60 + minutes),
        b'-' => Some(-(hours * 60 + minutes)),
        _ => None,
    }
}

/// At most four ASCII digits, and nothing else.
fn number(digits: &[u8]) -> Option<i32> {
    digits.iter().try_fold(0, |number, byte| match byte {
        b'0'..=b'9' => Some(number * 10 + i32::from(byte - b'0')),
        _ => None,
    })
}

const MINUTES_OF_A_DAY: i32 = 24 * 60;
