//! One org with everything that it owns.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::{Clock, Seed, Timestamp};

use crate::attacks::Director;
use crate::auth::Directory;
use crate::faults::Faults;
use crate::ledger::Ledger;
use crate::limits::{Limiter, RetryAfter};
use crate::log::Log;
use crate::switches::Switches;
use crate::world::World;

use super::auth_clock::AuthClock;
use super::builder::Builder;

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
    /// The machine's time.
    pub(crate) wall: Clock,
    pub(crate) directory: Mutex<Directory>,
    pub(crate) seed: Seed,
    /// When the mock started, from which offsets count.
    pub(crate) start: Timestamp,
    pub(crate) retry_after: Mutex<RetryAfter>,
    pub(crate) switches: Mutex<Switches>,
    /// What it was made from.
    pub(crate) builder: Builder,
}

impl Tenant {
    /// Takes everything back to the start, except for the time.
    pub(crate) fn reset(&self) {
        self.log.forget_live();
        self.director.reset();
        let require_dpop = self.builder.require_dpop;
        *self.directory() = Directory::new(&self.seed, &self.world, self.clock.now(), require_dpop);
        *self.limiter() = Limiter::new(self.builder.limits(), &self.seed);
        *self.switches.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.switches;
        *self.retry_after.lock().unwrap_or_else(PoisonError::into_inner) = self.builder.retry_after;
        self.faults.reset(&self.builder.faults, self.start);
        self.ledger.reset();
    }

    /// The moment by which the age of assertions and proofs is judged.
    pub(crate) fn auth_now(&self) -> Timestamp {
        let suited = AuthClock::suited_to(self.clock.pace());
        self.builder.auth_clock.unwrap_or(suited).now(&self.clock, &self.wall)
    }

    /// What lets requests through.
    pub(crate) fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether and how a 429 says at the moment when to come back.
    pub(crate) fn retry_after(&self) -> RetryAfter {
        *self.retry_after.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How the switches stand at the moment.
    pub(crate) fn switches(&self) -> Switches {
        *self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Who may talk to the org. To be let go of before anything is waited for.
    pub(crate) fn directory(&self) -> MutexGuard<'_, Directory> {
        self.directory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The control plane's token. Never printed by `Debug`.
#[derive(Clone)]
pub(crate) struct AdminToken(pub(crate) String);

impl std::fmt::Debug for AdminToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AdminToken(…)")
    }
}
