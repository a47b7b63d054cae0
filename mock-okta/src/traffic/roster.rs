//! Who comes to work when: found from a minute without asking everybody.
//!
//! Every office has an order in which its people tend to start their day. Each day that order is
//! shuffled a little (within a sixteenth of the office), the absent are taken out, and the rest
//! is laid along the curve of arrivals. A minute is then a range of that line, and each place on
//! it a person: both directions cost the same however large the org is, and whoever starts early
//! tends to do so every day.

use std::ops::Range;

use crate::world::{World, mix, seat_of, seated};

use super::shape::{ARRIVALS, attendance_per_mille};

/// One person's working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Workday {
    pub(crate) person: u32,
    /// Place in the order of arrival.
    pub(crate) place: u64,
    /// What chance on this day depends on.
    pub(crate) key: u64,
}

/// The roster of one office on one local day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roster {
    office: usize,
    headcount: u64,
    present: u64,
    office_key: u64,
    day_key: u64,
}

impl Roster {
    /// The roster of `office` on `day`. `pass` tells apart several rounds over the same people,
    /// for orgs that are busier than their size.
    pub(crate) fn new(world: &World, office: usize, day: i64, pass: u32) -> Self {
        let headcount = u64::from(world.headcount(office));
        let office_key = mix(world.key() ^ mix(office as u64));
        Self {
            office,
            headcount,
            // Rounded up, or an org of one person would never come to work on a Monday.
            present: (headcount * attendance_per_mille(office, day)).div_ceil(1_000),
            office_key,
            day_key: mix(office_key ^ mix(day as u64) ^ mix(u64::from(pass) << 32)),
        }
    }

    /// The places in the order of arrival that fall on `minute` of the day.
    pub(crate) fn arriving(&self, minute: i64) -> Range<u64> {
        ARRIVALS.before(minute, self.present)..ARRIVALS.before(minute + 1, self.present)
    }

    /// The person in `place`.
    pub(crate) fn workday(&self, place: u64) -> Workday {
        // The present are spread evenly over everybody, in order.
        let rank = place * self.headcount / self.present.max(1);
        let habit = self.unshuffled(rank);
        let seat = permute(self.office_key, self.headcount, habit);
        let person = seated(self.office, seat as u32);
        Workday { person, place, key: mix(self.day_key ^ mix(u64::from(person))) }
    }

    /// The day of person `number` of this office, with the minute of arrival; nothing when the
    /// person does not come. The other direction of [`Roster::arriving`].
    pub(crate) fn workday_of(&self, number: u32) -> Option<(Workday, i64)> {
        let (_, seat) = seat_of(number);
        let habit = unpermute(self.office_key, self.headcount, u64::from(seat));
        let rank = self.shuffled(habit);
        let place = (rank * self.present).div_ceil(self.headcount);
        let comes = place < self.present && place * self.headcount / self.present == rank;
        comes.then(|| {
            let key = mix(self.day_key ^ mix(u64::from(number)));
            let workday = Workday { person: number, place, key };
            (workday, ARRIVALS.minute_of(place, self.present))
        })
    }

    /// Today's rank of whoever has the habitual rank `habit`.
    fn shuffled(&self, habit: u64) -> u64 {
        let (block, begin, end) = self.block_of(habit);
        begin + unpermute(mix(self.day_key ^ block), end - begin, habit - begin)
    }

    /// The habitual rank of whoever has `rank` today. Blocks begin elsewhere each day, so that
    /// nobody is tied to one.
    fn unshuffled(&self, rank: u64) -> u64 {
        let (block, begin, end) = self.block_of(rank);
        begin + permute(mix(self.day_key ^ block), end - begin, rank - begin)
    }

    /// Which block of today's shuffle `rank` falls into, and where that begins and ends.
    fn block_of(&self, rank: u64) -> (u64, u64, u64) {
        let size = (self.headcount / 16).max(1);
        let shift = self.day_key % size;
        let block = (rank + shift) / size;
        let begin = (block * size).saturating_sub(shift);
        (block, begin, ((block + 1) * size - shift).min(self.headcount))
    }
}

/// A pseudo-random permutation of `0..size`: a Feistel network of four rounds over the smallest
/// even number of bits that holds `size`, walked until it lands inside.
///
/// # Panics
/// In debug builds, when `value` is not below `size`.
pub(crate) fn permute(key: u64, size: u64, value: u64) -> u64 {
    debug_assert!(value < size, "{value} is not below {size}");
    walk(key, size, value, |left, right, round| (right, left ^ round(right)), [0, 1, 2, 3])
}

/// The inverse of [`permute`].
///
/// # Panics
/// In debug builds, when `value` is not below `size`.
pub(crate) fn unpermute(key: u64, size: u64, value: u64) -> u64 {
    debug_assert!(value < size, "{value} is not below {size}");
    walk(key, size, value, |left, right, round| (right ^ round(left), left), [3, 2, 1, 0])
}

/// Four rounds of a Feistel network, as often as it takes to land below `size`.
fn walk(
    key: u64,
    size: u64,
    mut value: u64,
    step: impl Fn(u64, u64, &dyn Fn(u64) -> u64) -> (u64, u64),
    rounds: [u64; 4],
) -> u64 {
    if size < 2 {
        return 0;
    }
    let half_bits = (u64::BITS - (size - 1).leading_zeros()).div_ceil(2);
    let mask = (1u64 << half_bits) - 1;
    loop {
        let (mut left, mut right) = (value >> half_bits, value & mask);
        for round in rounds {
            let mixed = |half: u64| mix(key ^ mix(half ^ (round << 56))) & mask;
            (left, right) = step(left, right, &mixed);
        }
        value = (left << half_bits) | right;
        // The domain is less than four times the size, and a permutation has no dead ends.
        if value < size {
            return value;
        }
    }
}
