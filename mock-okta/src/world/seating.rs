//! Who sits where: person and seat are found from each other without a table.

/// The office where person `number` works, counted from 1.
pub(super) fn office_of(number: u32) -> usize {
    PATTERN[(number.saturating_sub(1) as usize) % PATTERN.len()]
}

/// Where person `number`, counted from 1, sits: the office, and the seat there counted from 0.
pub(crate) fn seat_of(number: u32) -> (usize, u32) {
    let index = number.saturating_sub(1) as usize;
    let office = office_of(number);
    let before = PATTERN[..index % PATTERN.len()].iter().filter(|place| **place == office).count();
    (office, (index / PATTERN.len()) as u32 * seats(office) + before as u32)
}

/// How many of `users` people work at `office`.
pub(super) fn headcount(users: u32, office: usize) -> u32 {
    let full = users / PATTERN.len() as u32;
    let rest = (users as usize) % PATTERN.len();
    let last = PATTERN[..rest].iter().filter(|place| **place == office).count();
    full * seats(office) + last as u32
}

/// The number of the person in `seat` of `office`, counted from 0.
pub(crate) fn seated(office: usize, seat: u32) -> u32 {
    let seats = seats(office);
    let place = (0..PATTERN.len())
        .filter(|place| PATTERN[*place] == office)
        .nth((seat % seats) as usize)
        .unwrap_or(0);
    (seat / seats) * PATTERN.len() as u32 + place as u32 + 1
}

fn seats(office: usize) -> u32 {
    PATTERN.iter().filter(|place| **place == office).count() as u32
}

/// The offices of twenty people who join one after the other, so that the offices grow in
/// proportion.
const PATTERN: [usize; 20] = [0, 1, 2, 0, 3, 4, 1, 0, 5, 2, 6, 7, 0, 4, 8, 1, 9, 3, 10, 11];
