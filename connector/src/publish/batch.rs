//! A page on its way out.

use clock::Timestamp;

use super::sink::{Sink, SinkError};
use crate::cursor::Candidate;
use crate::normalize::{Drift, Excluded, ExcludedCounts, Normalized, Reject};

/// One page, normalized, and the checkpoint that becomes due when it is out.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The link that brought the page.
    pub source: String,
    /// The events, and what is kept instead of published.
    pub normalized: Normalized,
    /// The latest `published` of the page, whatever became of the record that has it.
    pub newest: Option<Timestamp>,
    /// What to commit afterwards.
    pub candidate: Candidate,
}

/// The proof that a sink took every event of a batch.
#[derive(Debug)]
pub struct Receipt {
    batch: Batch,
}

/// What a batch counts for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events that went out.
    pub published: u64,
    /// Records that are not ingested, by reason.
    pub excluded: Excluded,
    /// Records that went into the quarantine.
    pub quarantined: u64,
}

/// A batch that did not get out, to be tried again as it is.
#[derive(Debug)]
pub struct Undelivered {
    /// The batch.
    pub batch: Batch,
    /// What the sink said.
    pub error: SinkError,
}

/// Hands `batch` to `sink` and turns its acknowledgement into a receipt. A batch without
/// events gets its receipt without touching the sink.
///
/// # Errors
/// Gives the batch back when the sink did not take all of it.
pub async fn deliver(sink: &dyn Sink, batch: Batch) -> Result<Receipt, Undelivered> {
    if !batch.normalized.events.is_empty()
        && let Err(error) = sink.publish(&batch.normalized.bytes, &batch.normalized.events).await
    {
        return Err(Undelivered { batch, error });
    }
    Ok(Receipt { batch })
}

impl Receipt {
    /// The link that brought the page.
    pub fn source(&self) -> &str {
        &self.batch.source
    }

    /// What may be committed.
    pub fn candidate(&self) -> &Candidate {
        &self.batch.candidate
    }

    /// What has to become durable together with the checkpoint.
    pub fn rejects(&self) -> &[Reject] {
        &self.batch.normalized.rejects
    }

    /// What was left out, by event type.
    pub fn excluded(&self) -> &ExcludedCounts {
        &self.batch.normalized.excluded
    }

    /// What was not as it is due.
    pub fn drift(&self) -> &Drift {
        &self.batch.normalized.drift
    }

    /// The latest `published` of the page.
    pub fn newest(&self) -> Option<Timestamp> {
        self.batch.newest
    }

    /// What the batch counts for.
    pub fn tally(&self) -> Tally {
        Tally {
            published: self.batch.normalized.events.len() as u64,
            excluded: self.excluded().total(),
            quarantined: self.batch.normalized.rejects.len() as u64,
        }
    }
}
