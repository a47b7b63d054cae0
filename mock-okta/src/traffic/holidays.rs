//! When offices are closed: the public holidays with a fixed date, of the countries that have an
//! office, and Thanksgiving.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

use crate::world::OFFICES;

/// Whether `day`, counted from 1970-01-01, is a holiday where `office` is.
pub(crate) fn is_holiday(office: usize, day: i64) -> bool {
    let Ok(date) = EPOCH.checked_add(day.days()) else { return false };
    let country = OFFICES[office].geo.country;
    let today = (date.month(), date.day());
    let of_country = BY_COUNTRY.iter().filter(|(name, _)| *name == country);
    EVERYWHERE.contains(&today)
        || of_country.flat_map(|(_, days)| *days).any(|holiday| *holiday == today)
        || (country == "United States" && is_thanksgiving(date))
}

/// The fourth Thursday of November.
fn is_thanksgiving(date: Date) -> bool {
    let fourth = (22..=28).contains(&date.day());
    date.month() == 11 && fourth && date.weekday() == Weekday::Thursday
}

const EPOCH: Date = date(1970, 1, 1);
const EVERYWHERE: &[(i8, i8)] = &[(1, 1), (12, 25)];
const BY_COUNTRY: &[(&str, &[(i8, i8)])] = &[
    ("Brazil", &[(4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15)]),
    ("Canada", &[(7, 1), (12, 26)]),
    ("Germany", &[(1, 6), (5, 1), (10, 3), (12, 24), (12, 26), (12, 31)]),
    ("India", &[(1, 26), (8, 15), (10, 2)]),
    ("Italy", &[(1, 6), (4, 25), (5, 1), (6, 2), (8, 15), (11, 1), (12, 8), (12, 26)]),
    ("Japan", &[(1, 2), (1, 3), (2, 11), (4, 29), (5, 3), (5, 4), (5, 5), (11, 3), (11, 23)]),
    ("Switzerland", &[(1, 2), (8, 1), (12, 26)]),
    ("The Netherlands", &[(4, 27), (12, 26)]),
    ("Türkiye", &[(4, 23), (5, 1), (5, 19), (7, 15), (8, 30), (10, 29)]),
    ("United Kingdom", &[(12, 26)]),
    ("United States", &[(6, 19), (7, 4), (11, 11), (12, 24)]),
];
