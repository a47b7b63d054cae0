//! One org with everything that it owns.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::{Clock, Seed, Timestamp};
use tokio::sync::watch;

use crate::attacks::Director;
use crate::faults::Faults;
use crate::ledger::Ledger;
use crate::limits::{Limiter, RetryAfter};
use crate::log::Log;
use crate::switches::Switches;
use crate::world::World;

/// What all handlers share.
#[derive(Debug)]
pub(crate) struct Tenant {
    pub(crate) world: Arc<World>,
    pub(crate) log: Log,
    pub(crate) director: Director,
    pub(crate) ledger: Ledger,
    pub(crate) limiter: Mutex<Limiter>,
    pub(crate) faults: Faults,
    pub(crate) clock: Clock,
    pub(crate) seed: Seed,
    /// When the mock started, from which offsets count.
    pub(crate) start: Timestamp,
    pub(crate) retry_after: RetryAfter,
    pub(crate) switches: Mutex<Switches>,
    /// What the control plane asks for; nothing when it is open.
    pub(crate) admin_token: Option<AdminToken>,
    /// Becomes true when the control plane asks to stop.
    pub(crate) stop: watch::Sender<bool>,
}

impl Tenant {
    /// What lets requests through.
    pub(crate) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the switches stand at the moment.
    pub(crate) fn switches(&self) -> Switches {
        *self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The control plane's token. Never printed by `Debug`.
pub(crate) struct AdminToken(pub(crate) String);

impl std::fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdminToken(…)")
    }
}
