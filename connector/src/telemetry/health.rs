//! Events as the answer to "is it well?".

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clock::Timestamp;

use super::event::{Event, Observer};
use crate::cursor::Mode;
use crate::fetch::Class;

/// The condition of every connection of the process.
#[derive(Debug, Default)]
pub struct Health {
    connections: Mutex<BTreeMap<String, Condition>>,
}

/// The condition of one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What it does.
    pub activity: Activity,
    /// Whether sink or store take nothing for now.
    pub blocked: bool,
    /// When a page came last, since the process was started.
    pub page_at: Option<Timestamp>,
    /// When a page was committed last.
    pub committed_at: Option<Timestamp>,
}

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It polls.
    Running,
    /// It waits for a person.
    Paused {
        /// Since when.
        since: Timestamp,
        /// The class of the last failure; `None` when a person paused it.
        class: Option<Class>,
    },
    /// A person switched it off.
    Disabled,
    /// It has nothing more to do.
    Ended,
}

impl Activity {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused { .. } => "paused",
            Self::Disabled => "disabled",
            Self::Ended => "ended",
        }
    }
}

impl Condition {
    /// Whether somebody has to see to it.
    pub const fn is_stuck(&self) -> bool {
        self.blocked || matches!(self.activity, Activity::Paused { .. })
    }
}

impl Health {
    /// Nothing is known of any connection yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The condition of every connection, by name.
    pub fn conditions(&self) -> BTreeMap<String, Condition> {
        self.lock().clone()
    }

    /// Whether anything gets out: false when there are enabled connections and every one of
    /// them is paused or blocked.
    pub fn is_well(&self) -> bool {
        let connections = self.lock();
        let mut enabled =
            connections.values().filter(|one| one.activity != Activity::Disabled).peekable();
        enabled.peek().is_none() || enabled.any(|one| !one.is_stuck())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Condition>> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Health {
    fn observe(&self, connection: &str, at: Timestamp, event: &Event) {
        let mut connections = self.lock();
        if let Event::Started { mode, committed_at, .. } = event {
            let activity = match mode {
                Mode::Running => Activity::Running,
                Mode::Paused(pause) => Activity::Paused { since: pause.since, class: pause.class },
                Mode::Disabled { .. } => Activity::Disabled,
            };
            let committed_at = *committed_at;
            let condition = Condition { activity, blocked: false, page_at: None, committed_at };
            connections.insert(connection.to_owned(), condition);
            return;
        }
        let Some(condition) = connections.get_mut(connection) else { return };
        match event {
            Event::Committed(_) => {
                condition.committed_at = Some(at);
                condition.blocked = false;
            }
            Event::DeliveryBlocked { .. } => condition.blocked = true,
            Event::Disabled => condition.change(Activity::Disabled),
            Event::Finished { .. } | Event::Stopped => condition.change(Activity::Ended),
            Event::PageReceived { .. } => condition.page_at = Some(at),
            Event::Paused { pause } => {
                condition.change(Activity::Paused { since: pause.since, class: pause.class });
            }
            Event::Resumed => condition.change(Activity::Running),
            Event::AttemptFailed { .. }
            | Event::CursorDead { .. }
            | Event::GapRecorded { .. }
            | Event::IdentitiesLoaded { .. }
            | Event::IdentitiesRefused { .. }
            | Event::InstructionIgnored { .. }
            | Event::NotStored { .. }
            | Event::PoisonPage
            | Event::Probed { .. }
            | Event::Recovered { .. }
            | Event::RequestEnded { .. }
            | Event::RequestSent { .. }
            | Event::Started { .. }
            | Event::StreamBegins { .. }
            | Event::Throttled { .. } => {}
        }
    }
}

impl Condition {
    fn change(&mut self, activity: Activity) {
        self.activity = activity;
        self.blocked = false;
    }
}
