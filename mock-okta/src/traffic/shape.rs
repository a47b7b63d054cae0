//! The shape of a day and of a week, in local time (scenario facts 4.4).

use super::holidays::is_holiday;

/// How something is spread over the 1,440 minutes of a day: weights for quarters of an hour,
/// even within each.
#[derive(Debug)]
pub(crate) struct Shape {
    cumulative: [u32; QUARTERS + 1],
    weights: [u16; QUARTERS],
}

impl Shape {
    const fn new(weights: [u16; QUARTERS]) -> Self {
        let mut cumulative = [0; QUARTERS + 1];
        let mut quarter = 0;
        while quarter < QUARTERS {
            cumulative[quarter + 1] = cumulative[quarter] + weights[quarter] as u32;
            quarter += 1;
        }
        Self { cumulative, weights }
    }

    /// How many of `total` happen before `minute` of the day; monotone, 0 at 0 and `total` at
    /// 1,440. What happens in a minute is what lies between two values, so that nothing is
    /// lost or doubled by rounding.
    pub(crate) fn before(&self, minute: i64, total: u64) -> u64 {
        let minute = minute.clamp(0, MINUTES_PER_DAY) as usize;
        let (quarter, rest) = (minute / 15, minute % 15);
        let mut done = u64::from(self.cumulative[quarter]) * 15;
        if rest > 0 {
            done += u64::from(self.weights[quarter]) * rest as u64;
        }
        total * done / (u64::from(self.cumulative[QUARTERS]) * 15)
    }

    /// The minute of the day in which item `place` of `total` happens: the other direction of
    /// [`Shape::before`].
    pub(crate) fn minute_of(&self, place: u64, total: u64) -> i64 {
        let (mut low, mut high) = (0, MINUTES_PER_DAY - 1);
        while low < high {
            let middle = i64::midpoint(low, high);
            if self.before(middle + 1, total) > place {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// The day that a minute falls on, and the minute of that day, `offset_minutes` from UTC.
pub(crate) fn local(minute: i64, offset_minutes: i64) -> (i64, i64) {
    let local = minute + offset_minutes;
    (local.div_euclid(MINUTES_PER_DAY), local.rem_euclid(MINUTES_PER_DAY))
}

/// How many in a thousand people of `office` work on `day`, counted from 1970-01-01: few on a
/// holiday, more than usual on the day after one (scenario facts 2.13).
pub(crate) fn attendance_per_mille(office: usize, day: i64) -> u64 {
    // That day was a Thursday.
    let usual = WEEK[(day + 3).rem_euclid(7) as usize];
    if is_holiday(office, day) {
        usual.min(ON_HOLIDAY)
    } else if usual > ON_HOLIDAY && is_holiday(office, day - 1) {
        usual * 6 / 5
    } else {
        usual
    }
}

/// Half of those who work at a week-end.
const ON_HOLIDAY: u64 = 40;

pub(crate) const MINUTES_PER_DAY: i64 = 1_440;
const QUARTERS: usize = 96;

/// Monday to Sunday. An average Thursday is what `events_per_day` is about.
const WEEK: [u64; 7] = [770, 725, 715, 700, 640, 75, 55];

/// First sign-ins of the day: a peak at ten to nine, late starters, a tail into the evening.
pub(crate) static ARRIVALS: Shape = Shape::new([
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 3, // 00 to 06
    5, 7, 9, 12, 18, 28, 42, 58, 72, 84, 94, 98, 96, 88, 76, 62, 50, 40, 32, 26, 22, 18, 15,
    13, // 06 to 12
    11, 11, 12, 14, 18, 20, 17, 14, 12, 11, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5, 5, 4,
    4, // 12 to 18
    4, 4, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, // 18 to 24
]);

/// Work that people do for others: nine to five with a lunch break.
pub(crate) static OFFICE_HOURS: Shape = Shape::new([
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, // 00 to 06
    1, 1, 2, 3, 5, 8, 12, 18, 26, 34, 40, 44, 46, 48, 48, 48, 48, 46, 46, 44, 44, 42, 40, 36,
    // 06 to 12
    32, 30, 30, 34, 40, 44, 46, 46, 46, 46, 44, 44, 44, 42, 40, 38, 34, 30, 26, 20, 16, 12, 8, 6,
    // 12 to 18
    4, 3, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // 18 to 24
]);

/// Machines: all day long.
pub(crate) static ALL_DAY: Shape = Shape::new([1; QUARTERS]);
