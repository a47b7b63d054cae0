//! What a fault is to the org: something that looks at a request and speaks a verdict.

use std::fmt;
use std::time::Duration;

use clock::{Seed, Timestamp};

use crate::api::{Marks, Reply};
use crate::ledger::Ticket;
use crate::limits::RetryAfter;
use crate::service::{Dropped, Endpoint};

/// Where in the course of a request a fault acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Stage {
    /// When it arrives.
    Arrival,
    /// In front of limits and credentials.
    Edge,
    /// Behind them.
    Service,
    /// When a page is ready to be sent.
    Page,
    /// On every answer, right before it is sent.
    Stamp,
}

/// A request, as a fault sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) now: Timestamp,
    pub(crate) since_start: Duration,
    /// Where the ledger notes it.
    pub(crate) ticket: Ticket,
    /// Which part of the API it is for.
    pub(crate) endpoint: Endpoint,
    /// Which request for this endpoint it is, counted from 1.
    pub(crate) request: u64,
    /// Which page of the log this would be, counted from 1.
    pub(crate) page: u64,
    /// Path and query.
    pub(crate) target: &'a str,
    /// The `after` parameter.
    pub(crate) after: Option<&'a str>,
    /// What the limit of the token is.
    pub(crate) limit: u32,
    pub(crate) marks: Marks<'a>,
    pub(crate) seed: &'a Seed,
    /// How the org itself words `Retry-After`.
    pub(crate) retry_after: RetryAfter,
}

/// What becomes of a request.
pub(crate) enum Verdict {
    /// The answer is changed. A page may come out unfit for use.
    Alter { damages: bool, how: Alteration },
    /// This is the answer.
    Answer(Box<Reply>),
    /// The connection ends without one.
    Drop(Dropped),
    /// Nothing happens to it.
    Pass,
    /// Nothing comes back until the client loses patience.
    Stall,
    /// It takes so much longer.
    Wait(Duration),
}

/// How an answer is changed.
pub(crate) type Alteration = Box<dyn FnOnce(&mut Reply) + Send>;

impl Verdict {
    pub(crate) fn answer(reply: Reply) -> Self {
        Self::Answer(Box::new(reply))
    }

    /// Changes a page so that it can still be used.
    pub(crate) fn alter(how: impl FnOnce(&mut Reply) + Send + 'static) -> Self {
        Self::Alter { damages: false, how: Box::new(how) }
    }

    /// Changes a page so that it cannot be used.
    pub(crate) fn damage(how: impl FnOnce(&mut Reply) + Send + 'static) -> Self {
        Self::Alter { damages: true, how: Box::new(how) }
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alter { .. } => "Alter",
            Self::Answer(_) => "Answer",
            Self::Drop(_) => "Drop",
            Self::Pass => "Pass",
            Self::Stall => "Stall",
            Self::Wait(_) => "Wait",
        })
    }
}

/// One kind of fault.
pub(crate) trait Rule {
    /// Where it acts.
    fn stage(&self) -> Stage;

    /// What becomes of a request that the address covers.
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict;

    /// Which part of the API it is about unless its address says otherwise; nothing for all of
    /// it.
    fn endpoint(&self) -> Option<Endpoint> {
        Some(Endpoint::Logs)
    }

    /// Whether a page that was struck once is struck whenever it is asked for again.
    fn sticks(&self) -> bool {
        false
    }
}
