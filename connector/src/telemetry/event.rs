//! Everything that can happen to a connection.

use std::time::Duration;

use clock::Timestamp;

use crate::cursor::{Gap, Instruction, Pause};
use crate::fetch::{Class, Purpose};
use crate::poller::Finish;
use crate::publish::Tally;

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
    Committed {
        /// What the page counted for.
        tally: Tally,
        /// Where the log is surely known up to.
        safe_time: Timestamp,
    },
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
    /// A request goes out.
    RequestSent {
        /// Where to.
        url: String,
        /// Why.
        purpose: Purpose,
    },
    /// A person resumed the connection.
    Resumed,
    /// The connection runs.
    Started,
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
