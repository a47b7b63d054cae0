//! The vocabulary between the poller and its driver.

use std::time::Duration;

use clock::Timestamp;

use crate::cursor::{Candidate, Checkpoint, Gap, Instruction, Pause, Status};
use crate::fetch::Request;
use crate::publish::Refusal;

/// What to do next. A command that starts something is given once; the poller then waits for
/// its outcome.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Store where the stream begins, before anything of it is fetched.
    Begin {
        /// The first cursor.
        checkpoint: Checkpoint,
        /// What is skipped by beginning there.
        gap: Option<Gap>,
    },
    /// Publish the oldest page that was kept, then commit its candidate.
    Deliver(Candidate),
    /// Make this request.
    Fetch(Request),
    /// There is nothing more to do.
    Finish(Finish),
    /// Store whether the connection runs.
    Save(Status),
    /// Nothing can be started before this time, or before something happens.
    Wait(Option<Timestamp>),
}

/// Why the work ended by itself (`--until-caught-up`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The last short page is committed.
    CaughtUp,
    /// Only a person can go on.
    Disabled,
    /// Only a person can go on.
    Paused(Pause),
}

/// What happened, pages apart (see [`PageFacts`]).
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The beginning is stored.
    Begun,
    /// The page is published and its checkpoint committed.
    Delivered,
    /// A person told the connection something.
    Instructed(Instruction),
    /// The page could not be published or committed for now; in words, why.
    Blocked(String),
    /// The sink will never take the page.
    Refused(Refusal),
    /// The status is stored.
    Saved,
    /// Something could not be stored for now.
    Unsaved,
}

/// What the driver found in a complete 200.
#[derive(Clone, Debug, Default)]
pub struct PageFacts {
    /// Elements of the array, broken ones included.
    pub records: usize,
    /// Whether the body is one JSON array.
    pub is_array: bool,
    /// The latest `published` on the page.
    pub newest: Option<Timestamp>,
    /// `published` of the last records that have one, at most 100, in order.
    pub tail: Vec<Timestamp>,
}

/// What becomes of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageDecision {
    /// It is published in its turn.
    Keep,
    /// It stays unreadable: what could be made out of it is published, and the whole body goes
    /// into the quarantine (polling rule 3).
    KeepPoisoned,
    /// It moves nothing, and is not published.
    Discard,
}

/// Attempts that may fail in a row (the customer's text: "after 5 consecutive failures").
pub(crate) const FAILURES_MAX: u32 = 5;

/// The least time between two looks at the end of the log, whatever the rate limit allows.
pub(crate) const TICK_MIN: Duration = Duration::from_secs(1);

/// How often a paused connection looks whether it could go on (polling rule 12).
pub(crate) const PROBE_INTERVAL: Duration = Duration::from_mins(15);

/// How far before its time a fresh stream begins (polling rules 6 and 7).
pub const OVERLAP: Duration = Duration::from_mins(15);

/// How long Okta keeps events (facts 1.6).
pub(crate) const RETENTION: Duration = Duration::from_hours(90 * 24);
