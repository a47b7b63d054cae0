//! Everything that can happen to a connection.

use std::collections::BTreeMap;
use std::time::Duration;

use clock::Timestamp;

use crate::cursor::{Gap, Instruction, Mode, Pause};
use crate::decode::Reason;
use crate::fetch::{Class, Purpose};
use crate::identities::Mistake;
use crate::poller::Finish;
use crate::publish::{Receipt, Tally};

/// Takes note of events. Called from the driver, so it must be quick.
pub trait Observer: Send + Sync {
    /// `event` happened to `connection` at `at`.
    fn observe(&self, connection: &str, at: Timestamp, event: &Event);
}

/// Something that happened to a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// An attempt failed and is repeated.
    AttemptFailed {
        /// Whose turn it is.
        class: Class,
        /// What happened.
        what: String,
        /// Failed attempts in a row.
        in_a_row: u32,
        /// When it is repeated.
        retry_in: Duration,
    },
    /// A page is published and its checkpoint durable.
    Committed(Committed),
    /// The cursor was refused twice: a fresh stream begins.
    CursorDead {
        /// Where.
        since: Timestamp,
    },
    /// Sink or store take nothing for now.
    DeliveryBlocked {
        /// What they said.
        what: String,
        /// When it is tried again.
        retry_in: Duration,
    },
    /// A person switched the connection off.
    Disabled,
    /// The work ended by itself.
    Finished {
        /// Why.
        finish: Finish,
    },
    /// A stretch of the log is known to be missing.
    GapRecorded {
        /// Which.
        gap: Gap,
    },
    /// An identity map is in use, from the start or from the next page on.
    IdentitiesLoaded {
        /// Ids and names in it.
        keys: usize,
    },
    /// The identity file changed and is wrong: the map stays as it was.
    IdentitiesRefused {
        /// What is wrong, one at least.
        mistakes: Vec<Mistake>,
    },
    /// What a person asked for does not apply.
    InstructionIgnored {
        /// What was asked.
        instruction: Instruction,
    },
    /// The store did not store a status or a beginning; it is tried again.
    NotStored {
        /// What it said.
        what: String,
    },
    /// A page of events came.
    PageReceived {
        /// Elements on it.
        records: usize,
        /// Bytes of the body.
        bytes: usize,
        /// Request to last byte.
        took: Duration,
        /// People who were seen by now and are not in the identity map.
        unmapped_people: u64,
    },
    /// The connection waits for a person.
    Paused {
        /// Why.
        pause: Pause,
    },
    /// A page stays unreadable: what can be made out is published, the rest is kept.
    PoisonPage,
    /// A paused connection looked whether it could go on.
    Probed {
        /// Since when it could.
        reachable_since: Option<Timestamp>,
    },
    /// An attempt succeeded again.
    Recovered {
        /// Failed attempts before it.
        after: u32,
    },
    /// A request is over.
    RequestEnded {
        /// What came of it.
        outcome: RequestOutcome,
        /// From sending it to the last byte of the answer.
        took: Duration,
    },
    /// A request goes out.
    RequestSent {
        /// Where to.
        url: String,
        /// Why.
        purpose: Purpose,
    },
    /// A person resumed the connection.
    Resumed,
    /// The process takes the connection on, in the state in which it was left.
    Started {
        /// Whether it runs.
        mode: Mode,
        /// Where the log was surely known up to.
        safe_time: Option<Timestamp>,
        /// The latest `published` of what was committed.
        newest: Option<Timestamp>,
        /// When a page was committed last.
        committed_at: Option<Timestamp>,
    },
    /// The connection was stopped.
    Stopped,
    /// A stream begins where nothing was stored before.
    StreamBegins {
        /// Where.
        since: Timestamp,
    },
    /// 429.
    Throttled {
        /// How long nothing goes out.
        wait: Duration,
        /// Whether headers said so.
        told: bool,
    },
}

/// What a committed page brought.
#[derive(Clone, Debug, PartialEq)]
pub struct Committed {
    /// What it counted for.
    pub tally: Tally,
    /// Records that went into the quarantine, by reason.
    pub quarantined: BTreeMap<Reason, u64>,
    /// Values of types that are not due, by field.
    pub drift_types: BTreeMap<&'static str, u64>,
    /// Values that no enumeration lists, by field.
    pub drift_values: BTreeMap<&'static str, u64>,
    /// Where the log is surely known up to.
    pub safe_time: Timestamp,
    /// The latest `published` on the page.
    pub newest: Option<Timestamp>,
}

impl Committed {
    /// What committing `receipt` amounts to.
    pub fn of(receipt: &Receipt) -> Self {
        let mut quarantined = BTreeMap::new();
        for reject in receipt.rejects() {
            *quarantined.entry(reject.reason).or_default() += 1;
        }
        let mut drift_types = BTreeMap::new();
        for ((field, _), count) in receipt.drift().counts() {
            *drift_types.entry(field).or_default() += count;
        }
        let mut drift_values = BTreeMap::new();
        for (field, _, count) in receipt.drift().values() {
            *drift_values.entry(field).or_default() += count;
        }
        Self {
            tally: receipt.tally(),
            quarantined,
            drift_types,
            drift_values,
            safe_time: receipt.candidate().checkpoint.safe_time,
            newest: receipt.newest(),
        }
    }
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RequestOutcome {
    /// A complete 200.
    Ok,
    /// 429.
    Throttled,
    /// Anything else.
    Failed(Class),
    /// Nobody waited for the answer any more.
    Abandoned,
}

impl RequestOutcome {
    /// The stable name, in logs and metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Throttled => "throttled",
            Self::Failed(class) => class.name(),
            Self::Abandoned => "abandoned",
        }
    }
}
