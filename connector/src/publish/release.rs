//! Quarantined records on their way out.

use super::sink::{Sink, SinkError};
use crate::cursor::RecordId;
use crate::normalize::{Normalized, Reject};

/// Records of a quarantine that no longer belong there, and what has to be published first.
#[derive(Clone, Debug, Default)]
pub struct Revival {
    /// The events that came of them.
    pub normalized: Normalized,
    /// The records.
    pub settled: Vec<RecordId>,
    /// What stays of those that are whole pages.
    pub remains: Vec<Remains>,
}

/// The elements of a page that still cannot be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// The link that brought the page.
    pub page: String,
    /// The elements.
    pub rejects: Vec<Reject>,
}

/// The proof that a sink took every event of a revival.
#[derive(Debug)]
pub struct Release {
    revival: Revival,
}

/// Hands the events of `revival` to `sink` and turns its acknowledgement into the permission
/// to release the records. Without events the sink is not touched.
///
/// # Errors
/// When the sink did not take all of it: the records stay where they are.
pub async fn redeliver(sink: &dyn Sink, revival: Revival) -> Result<Release, SinkError> {
    let normalized = &revival.normalized;
    if !normalized.events.is_empty() {
        let _ack = sink.publish(&normalized.bytes, &normalized.events).await?;
    }
    Ok(Release { revival })
}

impl Release {
    /// What may be released.
    pub(crate) fn into_revival(self) -> Revival {
        self.revival
    }
}
