//! What a fault is to the org: something that looks at a request and speaks a verdict.

use std::fmt;
use std::time::Duration;

use clock::{Seed, Timestamp};
use serde::Serialize;

use crate::api::{Marks, Reply};
use crate::auth::Loss;
use crate::ledger::{Change, Ticket};
use crate::limits::RetryAfter;
use crate::service::{Call, Dropped};
use crate::switches::Switches;

use super::entry::Sketch;
use super::sheet::Sheet;
use super::trail::Step;

/// Where in the course of a request a fault acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Stage {
    /// When it arrives.
    Arrival,
    /// In front of limits and credentials.
    Edge,
    /// Behind them.
    Service,
    /// When there is an answer as it should be: what is in it.
    Page,
    /// Where it leads.
    Link,
    /// How its bytes get to the client.
    Transfer,
    /// On every answer, right before it is sent.
    Stamp,
}

/// A request, as a fault sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion<'a> {
    pub(crate) now: Timestamp,
    /// Since the start of the mock, or since the fault was added.
    pub(crate) since_start: Duration,
    /// Where the ledger notes it.
    pub(crate) ticket: Ticket,
    /// Where it stands in what the client does.
    pub(crate) step: Step,
    pub(crate) call: &'a Call,
    /// Which request for this endpoint it is, counted from 1.
    pub(crate) request: u64,
    /// Which page of the log this would be, counted from 1.
    pub(crate) page: u64,
    /// What the limit of the token is.
    pub(crate) limit: u32,
    pub(crate) marks: Marks<'a>,
    pub(crate) seed: &'a Seed,
    /// How the org itself words `Retry-After`.
    pub(crate) retry_after: RetryAfter,
    pub(crate) switches: Switches,
    /// The answer so far, from [`Stage::Page`] to [`Stage::Transfer`].
    pub(crate) sheet: Option<Sheet<'a>>,
}

/// What becomes of a request.
pub(crate) enum Verdict {
    /// The answer is changed.
    Alter(Alteration),
    /// This is the answer, so much later.
    Answer(Box<Reply>, Duration),
    /// The connection ends without one.
    Drop(Dropped),
    /// Something comes back that is no HTTP.
    Garble,
    /// The org loses something, and the request goes on.
    Lose(Loss),
    /// Nothing happens to it.
    Pass,
    /// Nothing comes back until the client loses patience.
    Stall,
    /// It takes so much longer.
    Wait(Duration),
}

/// How an answer is changed.
pub(crate) struct Alteration {
    /// Whether a page comes out unfit for use.
    pub(crate) damages: bool,
    /// How the page differs from that of the log.
    pub(crate) changes: Vec<Change>,
    pub(crate) how: Box<dyn FnOnce(&mut Reply) + Send>,
}

impl Verdict {
    pub(crate) fn answer(reply: Reply) -> Self {
        Self::Answer(Box::new(reply), Duration::ZERO)
    }

    /// Changes an answer so that it can still be used.
    pub(crate) fn alter(how: impl FnOnce(&mut Reply) + Send + 'static) -> Self {
        Self::Alter(Alteration { damages: false, changes: Vec::new(), how: Box::new(how) })
    }

    /// Changes an answer so that it cannot be used.
    pub(crate) fn damage(how: impl FnOnce(&mut Reply) + Send + 'static) -> Self {
        Self::Alter(Alteration { damages: true, changes: Vec::new(), how: Box::new(how) })
    }

    /// The same, with how the page then differs from that of the log.
    pub(crate) fn with_changes(self, changes: Vec<Change>) -> Self {
        match self {
            Self::Alter(alteration) => Self::Alter(Alteration { changes, ..alteration }),
            other => other,
        }
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alter(_) => "Alter",
            Self::Answer(..) => "Answer",
            Self::Drop(_) => "Drop",
            Self::Garble => "Garble",
            Self::Lose(_) => "Lose",
            Self::Pass => "Pass",
            Self::Stall => "Stall",
            Self::Wait(_) => "Wait",
        })
    }
}

/// One kind of fault, at work.
pub(crate) trait Rule {
    /// What becomes of a request that the address covers.
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict;

    /// Whether a page that was struck once is struck whenever it is asked for again.
    fn sticks(&self) -> bool {
        false
    }
}

/// One kind of fault, as the catalogue has it.
pub(crate) trait Described {
    /// What it is.
    const SKETCH: &'static Sketch;
}
