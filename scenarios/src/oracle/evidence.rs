//! Everything the oracle looks at.

use std::collections::BTreeSet;

use clock::Timestamp;

use crate::reference::Rules;

/// What both sides left behind.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The org's log: every record that was visible when the case ended, in commit order.
    pub log: Vec<Record>,
    /// The `uuid` of each event of it that is an attack's.
    pub attacked: BTreeSet<String>,
    /// Every request for the log, in order.
    pub requests: Vec<Request>,
    /// What the sink has: NDJSON.
    pub output: Vec<u8>,
    /// When each line of `output` arrived, if that is known.
    pub arrivals: Vec<Timestamp>,
    /// What the connector put into quarantine.
    pub quarantine: Vec<Quarantined>,
    /// What happened to the connector, by name, in order.
    pub sightings: Vec<Sighting>,
    /// Stretches that the connector recorded as missing.
    pub gaps: u64,
}

/// One record of the org's log.
#[derive(Clone, Debug)]
pub struct Record {
    /// When it became visible.
    pub commit: Timestamp,
    /// When it says that it happened.
    pub published: Option<Timestamp>,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// Whether a page that carried it was ever delivered as it is.
    pub delivered: bool,
    /// Whether a page that carried it was ever delivered damaged.
    pub damaged: bool,
}

/// One request for the log, as the org saw it.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// When it arrived.
    pub at: Option<Timestamp>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// With which status.
    pub status: Option<u16>,
    /// From when on the next request is welcome, if the answer was a 429 that said so.
    pub welcome_at: Option<Timestamp>,
    /// The faults that struck it.
    pub faults: Vec<String>,
    /// Records on the page.
    pub records: usize,
    /// The `limit` that was asked for.
    pub limit: Option<u32>,
    /// Whether the answer was a page as it is.
    pub valid: bool,
}

impl Request {
    /// The `limit` in the path and query of a request.
    pub fn limit_of(target: &str) -> Option<u32> {
        let (_, query) = target.split_once('?')?;
        query.split('&').find_map(|part| part.strip_prefix("limit="))?.parse().ok()
    }
}

/// Something in the connector's quarantine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarantined {
    /// Why.
    pub reason: String,
    /// Its bytes.
    pub raw: Vec<u8>,
}

/// Something that happened to the connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// When.
    pub at: Timestamp,
    /// What: one of the names in [`Hazard`](super::Hazard), or `foreign-request`.
    pub what: &'static str,
}

/// What was asked of the connector.
#[derive(Debug)]
pub struct Obligation {
    /// Events committed from here on are due.
    pub from: Timestamp,
    /// Up to here.
    pub to: Timestamp,
    /// When all of them have to be out.
    pub deadline: Timestamp,
    /// What they are to become.
    pub rules: Rules,
    /// The `limit` that the connector is told to ask for.
    pub page_limit: u32,
}
