//! Page bytes → records that borrow from the page. Total: a page never fails as a whole.
//!
//! ```text
//!  body ─▶ Page::next ─▶ Element::Record, in a Record ── members of the event, as raw JSON tokens
//!                        Element::Broken(Reason, bytes) ── for the quarantine, neighbours live
//! ```
//!
//! JSON is checked strictly (RFC 8259), without being turned into values: a normalized event
//! is made of slices of the raw one, and most of an event is only skipped. No I/O, no time,
//! and nothing here knows what an event means.

mod members;
mod nesting;
mod page;
mod reason;
mod record;
mod scan;
mod token;

pub use page::{Element, Page};
pub use reason::Reason;
pub use record::{
    AuthenticationContext, Client, DebugContext, DebugData, GeographicalContext, Geolocation,
    Outcome, Party, Record, SecurityContext, Transaction, TransactionDetail, UserAgent,
};
pub use token::{Kind, Token};

pub(crate) use nesting::Nesting;

#[cfg(test)]
mod tests;
