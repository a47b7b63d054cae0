//! What the org has done: every request, and what was served to it.
//!
//! This is the oracle's side of the truth. Ranges are stored, not events: the log can say again
//! what lies in a range, byte for byte.

mod book;
mod query;
mod request;
#[cfg(test)]
mod tests;

pub use self::book::Ledger;
pub(crate) use self::book::{Outcome, Ticket};
pub use self::query::{ParseStatusError, RequestQuery, StatusIs};
pub use self::request::{Change, Delivery, RequestRecord, Served};
