//! What a connection remembers: where it is, whether it runs, what it could not publish, what
//! it skipped, what it left out.
//!
//! ```text
//!  publish::Receipt ─▶ StateStore::commit ─── checkpoint + gap + quarantine + counts, one transaction
//!  publish::Release ─▶ SqliteState::release ─ out of the quarantine
//! ```
//!
//! `commit` takes a [`Receipt`](crate::publish::Receipt) and nothing else, so a cursor cannot
//! move past an event that no sink acknowledged. In the same way a record leaves the
//! quarantine as published with a [`Release`](crate::publish::Release) only.

mod checkpoint;
mod counts;
mod safe_time;
mod sqlite;
mod status;
mod store;

pub use checkpoint::{Candidate, Checkpoint, Fingerprint, Gap, GapReason};
pub use counts::{Counter, Frequent, Name};
pub use safe_time::SafeTime;
pub use sqlite::{
    ConnectionStore, Overview, QUARANTINE_BYTES_MAX, QUARANTINE_RECORDS_MAX, Quarantined,
    QuarantinedBy, RecordId, SqliteState,
};
pub use status::{Blocked, Instruction, Mode, Pause, Status};
pub use store::{Saved, StateStore, StoreError, Uncommitted};

#[cfg(test)]
mod tests;
