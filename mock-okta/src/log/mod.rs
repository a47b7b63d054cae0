//! The System Log: one sequence of records, whatever they come from.
//!
//! ```text
//!  procedural traffic ─┐
//!  replayed files     ─┼─▶ Log ─▶ minute by minute, ordered, numbered ─▶ pages, walks, oracle
//!  injected records   ─┤
//!  live records       ─┘
//! ```
//!
//! A record has two times. It becomes visible at its *commit*; its `published` is what the event
//! itself claims. A polling reader walks in commit order, a bounded one in `published` order
//! (facts 1.2). In either order a record's place is a [`Position`]: a millisecond and a number
//! within it, which is all that a cursor holds, so cursors are decoded without a table.

mod cursor;
mod live;
mod lru;
mod note;
mod position;
mod records;
mod sequence;
mod source;
#[cfg(test)]
mod tests;
mod walk;

pub(crate) use self::cursor::{descending_cursor, read_descending_cursor, reshaped, usual_shape};
pub(crate) use self::lru::Lru;
pub(crate) use self::note::{Note, NoteKind, NotedClient, NotedOutcome, NotedParty};
pub use self::position::{ParsePositionError, Position};
pub(crate) use self::records::{Recorded, Records};
pub(crate) use self::sequence::Item;
pub(crate) use self::sequence::minute_of;
pub use self::sequence::{Log, Record};
pub use self::source::Order;
pub(crate) use self::source::{Entry, Source};
pub(crate) use self::walk::{Bounds, Matching, Page, Take};
