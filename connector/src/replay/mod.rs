//! Quarantined records once more: decode → classify → normalize → publish, with the
//! configuration of now, and out of the quarantine.
//!
//! ```text
//!  SqliteState::quarantine_after ─▶ retry ─┬─▶ publish::redeliver ─▶ Release ─▶ SqliteState::release
//!                                          └─▶ stays, or is written down and discarded
//! ```
//!
//! Publishing comes first, so a crash in between publishes again what it published before,
//! with the same `event_id`. Nothing is deleted that is not safe elsewhere.

mod retry;
mod run;

pub use retry::{Retried, retry};
pub use run::{Export, Replay, ReplayError, Summary};

#[cfg(test)]
mod tests;
