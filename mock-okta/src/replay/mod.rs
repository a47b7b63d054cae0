//! Records from files instead of a world.
//!
//! Each non-blank line of a file is one record and is served byte for byte, in the order of the
//! files and lines, one commit millisecond apart and ending when the mock starts, or paced from
//! then on. `eventType`, `uuid` and `published` are not required. A line that is no JSON is
//! served as a JSON string, so that the page around it stays an array that parses.

mod file;
#[cfg(test)]
mod tests;

pub(crate) use self::file::published_in;
pub use self::file::{Replay, ReplayError};
