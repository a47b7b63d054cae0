//! The quarantine of one connection, from its oldest record to its newest.

use std::io;

use clock::Clock;

use super::retry::{Retried, retry};
use crate::cursor::{Quarantined, RecordId, SqliteState, StoreError};
use crate::decode::Reason;
use crate::normalize::Rules;
use crate::publish::{Sink, SinkError, redeliver};

/// What to try again, and with what.
pub struct Replay<'a> {
    /// Where the quarantine is.
    pub state: &'a SqliteState,
    /// Whose it is.
    pub connection: &'a str,
    /// What is made of events now.
    pub rules: &'a Rules,
    /// Who takes them.
    pub sink: &'a dyn Sink,
    /// Where time comes from.
    pub clock: &'a Clock,
    /// The records that are kept for this reason alone.
    pub reason: Option<Reason>,
}

/// Where records go that are discarded: returns only once they are safe there.
pub type Export<'a> = &'a mut dyn FnMut(&[&Quarantined]) -> io::Result<()>;

/// What became of the records.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Records that were tried.
    pub tried: u64,
    /// Events that came of them and are published.
    pub published: u64,
    /// Records among them that are not ingested after all.
    pub excluded: u64,
    /// Records that still cannot be published and are where they were.
    pub stayed: u64,
    /// Records that still cannot be published and were discarded.
    pub discarded: u64,
}

impl Replay<'_> {
    /// Tries every record once, oldest first. What stays unpublishable goes to `discard`, if
    /// that is given, and is then deleted. Whoever calls this holds the lock of the state.
    ///
    /// # Errors
    /// When sink, state or export fail. What was done until then is done.
    pub async fn run(&self, mut discard: Option<Export<'_>>) -> Result<Summary, ReplayError> {
        let mut summary = Summary::default();
        let mut after = RecordId::NONE;
        loop {
            let reason = self.reason.map(Reason::name);
            let records = self.state.quarantine_after(self.connection, reason, after)?;
            // What remains of a page is put in at the end and comes up here as well; an element
            // is never split again, so this ends.
            let Some(last) = records.last() else { return Ok(summary) };
            after = last.id;
            let Retried { revival, stays } = retry(&records, self.rules);
            summary.tried += records.len() as u64;
            summary.published += revival.normalized.events.len() as u64;
            summary.excluded += revival.normalized.excluded_total();
            if !revival.settled.is_empty() {
                let release = redeliver(self.sink, revival).await?;
                self.state.release(self.connection, release, self.clock.now())?;
            }
            match &mut discard {
                None => summary.stayed += stays.len() as u64,
                Some(export) if !stays.is_empty() => {
                    export(&stays).map_err(ReplayError::Export)?;
                    let ids: Vec<_> = stays.iter().map(|record| record.id).collect();
                    self.state.discard(self.connection, &ids)?;
                    summary.discarded += ids.len() as u64;
                }
                Some(_) => {}
            }
        }
    }
}

/// Why not every record was tried.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The state cannot be used, or has no room for what remains of a page.
    #[error("the quarantine cannot be used")]
    Store(#[from] StoreError),
    /// The sink did not take the events.
    #[error("the events cannot be published")]
    Sink(#[from] SinkError),
    /// Records that were to be discarded could not be written down.
    #[error("the records that stay unpublishable cannot be written; none of them is discarded")]
    Export(#[source] io::Error),
}
