//! The state store of production: one SQLite file.
//!
//! ```text
//!  SqliteState ─▶ connection(name) ─▶ ConnectionStore: StateStore, for `run`
//!      └── overview, counts, quarantine, release: for the commands beside it
//! ```

mod connection;
mod counts;
mod overview;
mod quarantine;
mod state;

pub use connection::ConnectionStore;
pub use overview::Overview;
pub use quarantine::{
    QUARANTINE_BYTES_MAX, QUARANTINE_RECORDS_MAX, Quarantined, QuarantinedBy, RecordId,
};
pub use state::SqliteState;

#[cfg(test)]
mod tests;
