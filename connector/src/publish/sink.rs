//! The seam between the connector and whoever takes the events.

use crate::fetch::Class;
use crate::future::BoxFuture;
use crate::normalize::EventSpan;

/// Takes events, and says so only when they are safe.
pub trait Sink: Send + Sync {
    /// Publishes every event of a batch. `lines` is NDJSON; `events` says where each one lies.
    /// After an error the same batch comes again.
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>>;
}

/// A sink's word that it has every event of the batch, in the sense of its own guarantee.
#[derive(Debug)]
#[must_use = "without its acknowledgement a batch is not delivered"]
pub struct Ack(());

impl Ack {
    /// Every event of the batch is safe.
    pub fn all_events() -> Self {
        Self(())
    }
}

/// Why a sink did not take a batch.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// It may take it later.
    #[error("the sink cannot take events now: {what}")]
    Unavailable {
        /// In words, without secrets.
        what: String,
    },
    /// It never will.
    #[error("the sink refuses events: {}", .0.what)]
    Refused(Refusal),
}

/// A refusal that does not heal by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Whose turn it is.
    pub class: Class,
    /// In words, without secrets.
    pub what: String,
}
