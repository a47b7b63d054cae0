//! The seam between the connector and its memory.

use clock::Timestamp;

use super::checkpoint::{Checkpoint, Gap};
use super::status::{Instruction, Status};
use crate::future::BoxFuture;
use crate::publish::Receipt;

/// The memory of one connection.
pub trait StateStore: Send + Sync {
    /// What is stored. Instructions are handed out here and not again.
    fn load(&self) -> BoxFuture<'_, Result<Saved, StoreError>>;

    /// Stores where the stream begins, and what is skipped by that.
    fn begin(
        &self,
        checkpoint: Checkpoint,
        gap: Option<Gap>,
        at: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Makes a page durable: checkpoint, gap, quarantine and counts, all or nothing.
    fn commit(&self, receipt: Receipt, at: Timestamp) -> BoxFuture<'_, Result<(), Uncommitted>>;

    /// Stores whether the connection runs, and strikes off the instructions that were handed
    /// out so far.
    fn save(&self, status: Status, at: Timestamp) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Waits for what a person tells the connection. May be dropped and called again without
    /// losing an instruction.
    fn instruction(&self) -> BoxFuture<'_, Instruction>;
}

/// What is stored of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Where it is, `None` before its first start.
    pub checkpoint: Option<Checkpoint>,
    /// Whether it runs.
    pub status: Status,
    /// When its last page became durable.
    pub committed_at: Option<Timestamp>,
    /// The latest `published` of what is committed.
    pub newest: Option<Timestamp>,
    /// What people have told it since it last ran.
    pub instructions: Vec<Instruction>,
}

impl Saved {
    /// A connection that never ran.
    pub const NEW: Self = Self {
        checkpoint: None,
        status: Status::RUNNING,
        committed_at: None,
        newest: None,
        instructions: Vec::new(),
    };
}

/// A page that is published but not durable: committing its receipt can be tried again.
#[derive(Debug)]
pub struct Uncommitted {
    /// What was to be committed.
    pub receipt: Receipt,
    /// Why it was not.
    pub error: StoreError,
}

/// Why the store did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be read or written.
    #[error("the state store cannot be used")]
    Database(#[from] rusqlite::Error),
    /// The state was written by a newer version of the connector.
    #[error("the state store has version {found}, this connector knows up to {known}")]
    Version {
        /// What the file has.
        found: u32,
        /// What this build writes.
        known: u32,
    },
    /// The quarantine has reached its cap (architecture, section 2.4).
    #[error("the quarantine is full ({records} records, {bytes} bytes)")]
    QuarantineFull {
        /// Records in it.
        records: u64,
        /// Their bytes.
        bytes: u64,
    },
    /// The store has gone away.
    #[error("the state store has been shut down")]
    Closed,
}
