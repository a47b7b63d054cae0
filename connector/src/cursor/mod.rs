//! What a connection remembers: where it is, whether it runs, what it could not publish, what
//! it skipped.
//!
//! ```text
//!  publish::Receipt ─▶ StateStore::commit ── checkpoint + gap + quarantine, one transaction
//! ```
//!
//! `commit` takes a [`Receipt`](crate::publish::Receipt) and nothing else, so a cursor cannot
//! move past an event that no sink acknowledged.

mod checkpoint;
mod safe_time;
mod sqlite;
mod status;
mod store;

pub use checkpoint::{Candidate, Checkpoint, Fingerprint, Gap, GapReason};
pub use safe_time::SafeTime;
pub use sqlite::{ConnectionStore, Overview, Quarantined, SqliteState};
pub use status::{Blocked, Instruction, Mode, Pause, Status};
pub use store::{Saved, StateStore, StoreError, Uncommitted};

#[cfg(test)]
mod tests;
