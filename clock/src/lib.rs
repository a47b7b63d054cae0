//! Time and chance as arguments.
//!
//! This is the one crate that `connector` and `mock-okta` share, and the only one that may ask
//! the machine what time it is. Everything else takes a [`Timestamp`], holds a [`Clock`] or
//! draws from a [`Seed`]:
//!
//! ```text
//!  Clock::real ─┐
//!  scaled:N     ├─▶ now() ─▶ Timestamp        Seed ─ child("traffic") ─▶ Seed
//!  stepped      │   sleep_until(t)                 ─ draw_at(17)      ─▶ Draw
//!  auto         │
//!  switched ────┘
//! ```
//!
//! What it does not do: time zones and calendars (`jiff` where they are needed), timers other
//! than a sleep, randomness from the operating system.

mod clock;
mod pace;
mod seed;
mod switched;
#[cfg(test)]
mod tests;
mod timestamp;

pub use crate::clock::{Clock, ClockError};
pub use crate::pace::{Pace, ParsePaceError};
pub use crate::seed::{Draw, Seed};
pub use crate::timestamp::{ParseTimestampError, Timestamp};
