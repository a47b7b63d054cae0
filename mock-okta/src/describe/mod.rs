//! A sanity report: what a day of the org's log is made of, next to what it is meant to be made of,
//! and what one person's day looks like.

mod census;
mod document;
mod person;
mod plot;
mod report;
mod seen;
#[cfg(test)]
mod tests;

pub use self::person::day_of;
pub use self::report::{DescribeError, Measured, Report, Section};
