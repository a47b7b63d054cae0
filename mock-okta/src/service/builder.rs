//! What an org is made from.

use std::sync::Mutex;
use std::time::Duration;

use clock::{Clock, Pace, Seed, Timestamp};

use crate::attacks::AttackSpec;
use crate::auth::Directory;
use crate::faults::{FaultSpec, Faults, InjectSpec};
use crate::ledger::Ledger;
use crate::limits::{LimitPreset, Limiter, Limits, RetryAfter};
use crate::replay::Replay;
use crate::switches::Switches;
use crate::traffic::CommitLag;
use crate::world::Engine;

use super::auth_clock::AuthClock;
use super::build_error::BuildError;
use super::call::Endpoint;
use super::mock::MockOkta;
use super::tenant::{AdminToken, Tenant};

/// A description of an org; every part has a default.
///
/// ```
/// use std::time::Duration;
/// use clock::{Clock, Timestamp};
/// use mock_okta::MockOkta;
///
/// let epoch: Timestamp = "2026-03-16T12:00:00Z".parse().unwrap();
/// let mock = MockOkta::builder()
///     .seed(7)
///     .users(100)
///     .clock(Clock::stepped(epoch))
///     .history(Duration::from_hours(2))
///     .start()
///     .unwrap();
/// assert_eq!(mock.log().begin().to_string(), "2026-03-16T10:00:00.000Z");
/// assert!(mock.org().ssws_token.expose().starts_with("00"));
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    pub(super) seed: u64,
    pub(super) users: Option<u32>,
    pub(super) engine: Engine,
    pub(super) events_per_day: Option<u64>,
    pub(super) history: Duration,
    pub(super) epoch: Option<Timestamp>,
    pub(super) clock: Option<Clock>,
    pub(super) auth_clock: Option<AuthClock>,
    pub(super) require_dpop: bool,
    pub(super) limit_preset: LimitPreset,
    pub(super) limit: Option<u32>,
    pub(super) concurrency: Option<u32>,
    pub(super) warning_percent: Option<u8>,
    pub(super) token_share: f64,
    pub(super) rate_window: Duration,
    pub(super) neighbours: f64,
    pub(super) retry_after: RetryAfter,
    pub(super) switches: Switches,
    pub(super) commit_lag: CommitLag,
    pub(super) faults: Vec<FaultSpec>,
    pub(super) injects: Vec<InjectSpec>,
    pub(super) attacks: Vec<AttackSpec>,
    pub(super) replay: Replay,
    pub(super) admin_token: Option<AdminToken>,
    pub(super) host: Option<String>,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            seed: 0,
            users: None,
            engine: Engine::default(),
            events_per_day: None,
            history: Self::HISTORY,
            epoch: None,
            clock: None,
            auth_clock: None,
            require_dpop: false,
            limit_preset: LimitPreset::default(),
            limit: None,
            concurrency: None,
            warning_percent: None,
            token_share: Self::TOKEN_SHARE,
            rate_window: Self::RATE_WINDOW,
            neighbours: 0.0,
            retry_after: RetryAfter::default(),
            switches: Switches::default(),
            commit_lag: CommitLag::default(),
            faults: Vec::new(),
            injects: Vec::new(),
            attacks: Vec::new(),
            replay: Replay::default(),
            admin_token: None,
            host: None,
        }
    }
}

impl Builder {
    /// How many people work in an org that is not told.
    pub const USERS: u32 = 1_000;
    /// How long an org has existed that is not told.
    pub const HISTORY: Duration = Duration::from_hours(7 * 24);
    /// Requests for the log in one window, org-wide, in an org of the default kind (facts 3.2).
    pub const LIMIT: u32 = 120;
    /// What share of them one token may use (facts 3.2).
    pub const TOKEN_SHARE: f64 = Limits::TOKEN_SHARE;
    /// How long a window of the rate limit is (facts 3.1).
    pub const RATE_WINDOW: Duration = Limits::WINDOW;
    /// The most events of an ordinary day that there may be for each person.
    pub const EVENTS_PER_PERSON_MAX: u64 = 2_000;
    /// For how long before the span of a [`Builder::generate`] the org acts.
    pub(super) const LEAD: Duration = Duration::from_hours(1);
    /// The longest history that an org may have.
    pub const HISTORY_MAX: Duration = Duration::from_hours(400 * 24);

    /// What everything random comes from (0).
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How many people work there, 1 to 1,000,000 ([`Builder::USERS`]; nobody when something is
    /// replayed).
    #[must_use]
    pub fn users(self, users: u32) -> Self {
        Self { users: Some(users), ..self }
    }

    /// Which engine the org runs on, which decides what sign-ins look like in the log (Identity
    /// Engine).
    #[must_use]
    pub fn engine(self, engine: Engine) -> Self {
        Self { engine, ..self }
    }

    /// About how many events an ordinary working day has (what so many people usually cause).
    #[must_use]
    pub fn events_per_day(self, events: u64) -> Self {
        Self { events_per_day: Some(events), ..self }
    }

    /// For how long the org has existed when it starts ([`Builder::HISTORY`]).
    #[must_use]
    pub fn history(self, history: Duration) -> Self {
        Self { history, ..self }
    }

    /// What the org takes the moment of its start for (what the clock says).
    #[must_use]
    pub fn epoch(self, epoch: Timestamp) -> Self {
        Self { epoch: Some(epoch), ..self }
    }

    /// The org's time, which everything in it follows (the machine's).
    #[must_use]
    pub fn clock(self, clock: Clock) -> Self {
        Self { clock: Some(clock), ..self }
    }

    /// Whose time the age of what clients sign is judged by (the machine's, unless the org's time
    /// stands or is a runtime's).
    #[must_use]
    pub fn auth_clock(self, clock: AuthClock) -> Self {
        Self { auth_clock: Some(clock), ..self }
    }

    /// Whether the service app that the org begins with must bind its access tokens to a key
    /// (no).
    #[must_use]
    pub fn require_dpop(self, require: bool) -> Self {
        Self { require_dpop: require, ..self }
    }

    /// What kind of org it is, which decides every limit that is not given (workforce).
    #[must_use]
    pub fn limit_preset(self, preset: LimitPreset) -> Self {
        Self { limit_preset: preset, ..self }
    }

    /// Requests for the log in one window, org-wide (as many as the kind of org has).
    #[must_use]
    pub fn limit(self, limit: u32) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// How many requests may be under way at once, org-wide (as many as the kind of org has).
    #[must_use]
    pub fn concurrency(self, requests: u32) -> Self {
        Self { concurrency: Some(requests), ..self }
    }

    /// At what part of a bucket a warning is logged, in percent, 30 to 90 (where the kind of org
    /// has it).
    #[must_use]
    pub fn warning_percent(self, percent: u8) -> Self {
        Self { warning_percent: Some(percent), ..self }
    }

    /// What share of every bucket of the org other clients use up, from 0 to 1 (0).
    #[must_use]
    pub fn neighbours(self, share: f64) -> Self {
        Self { neighbours: share, ..self }
    }

    /// What share of the limit one token may use, above 0 and up to 1
    /// ([`Builder::TOKEN_SHARE`]).
    #[must_use]
    pub fn token_share(self, share: f64) -> Self {
        Self { token_share: share, ..self }
    }

    /// How long a window of the rate limit is, in whole seconds ([`Builder::RATE_WINDOW`]).
    #[must_use]
    pub fn rate_window(self, window: Duration) -> Self {
        Self { rate_window: window, ..self }
    }

    /// Whether a 429 says when to come back (mixed).
    #[must_use]
    pub fn retry_after(self, retry_after: RetryAfter) -> Self {
        Self { retry_after, ..self }
    }

    /// What the org does where Okta is silent.
    #[must_use]
    pub fn switches(self, switches: Switches) -> Self {
        Self { switches, ..self }
    }

    /// How late events become visible.
    #[must_use]
    pub fn commit_lag(self, lag: CommitLag) -> Self {
        Self { commit_lag: lag, ..self }
    }

    /// Adds a fault; the first that strikes wins.
    #[must_use]
    pub fn fault(mut self, fault: FaultSpec) -> Self {
        self.faults.push(fault);
        self
    }

    /// Adds faults in their order.
    #[must_use]
    pub fn faults(mut self, faults: impl IntoIterator<Item = FaultSpec>) -> Self {
        self.faults.extend(faults);
        self
    }

    /// Adds malformed records to the log.
    #[must_use]
    pub fn injects(mut self, injects: impl IntoIterator<Item = InjectSpec>) -> Self {
        self.injects.extend(injects);
        self
    }

    /// Adds attacks, each at its time.
    #[must_use]
    pub fn attacks(mut self, attacks: impl IntoIterator<Item = AttackSpec>) -> Self {
        self.attacks.extend(attacks);
        self
    }

    /// Adds recorded events to the log. Unless [`Builder::users`] is given, nothing else
    /// happens in the org.
    #[must_use]
    pub fn replay(self, replay: Replay) -> Self {
        Self { replay, ..self }
    }

    /// Closes the control plane to whoever does not show this token.
    #[must_use]
    pub fn admin_token(self, token: impl Into<String>) -> Self {
        Self { admin_token: Some(AdminToken(token.into())), ..self }
    }

    /// The host that requests reach the org by, when it is one of many in a process
    /// (`{subdomain}.okta.com`, which follows from the seed).
    #[must_use]
    pub fn host(self, host: impl Into<String>) -> Self {
        Self { host: Some(host.into()), ..self }
    }

    pub(super) fn clock_unless_given(self, clock: &Clock) -> Self {
        Self { clock: Some(self.clock.unwrap_or_else(|| clock.clone())), ..self }
    }

    /// Starts the org. Nothing is computed ahead, so this takes no time.
    ///
    /// # Errors
    /// When a value is out of its range; every such value is named.
    pub fn start(mut self) -> Result<MockOkta, BuildError> {
        let admin_token = self.admin_token.take();
        Ok(MockOkta::new(self.tenant()?, admin_token))
    }

    /// The org alone.
    pub(super) fn tenant(self) -> Result<Tenant, BuildError> {
        self.check()?;
        let seed = Seed::new(self.seed);
        let clock = self.clock.clone().unwrap_or_else(|| Clock::switched(Pace::Real));
        let clock = match self.epoch {
            Some(epoch) => clock.with_offset(epoch.as_millis() - clock.now().as_millis()),
            None => clock,
        };
        let start = clock.now();
        let ground = self.ground(start);
        let log = ground.log();
        let (world, director) = ground.into_parts();
        let directory = Directory::new(&seed, &world, start, self.require_dpop);
        Ok(Tenant {
            log,
            director,
            ledger: Ledger::default(),
            limiter: Mutex::new(Limiter::new(self.limits(), &seed)),
            faults: Faults::new(&self.faults, &seed, start),
            retry_after: Mutex::new(self.retry_after),
            switches: Mutex::new(self.switches),
            directory: Mutex::new(directory),
            wall: Clock::real(),
            builder: self,
            world,
            clock,
            seed,
            start,
        })
    }

    /// What it lets through.
    pub(super) fn limits(&self) -> Limits {
        let mut limits = Limits::of(self.limit_preset);
        if let Some(limit) = self.limit {
            limits.requests.insert(Endpoint::Logs, limit);
        }
        Limits {
            token_share: self.token_share,
            window: self.rate_window,
            concurrency: self.concurrency.unwrap_or(limits.concurrency),
            warning_percent: self.warning_percent.unwrap_or(limits.warning_percent),
            neighbours: self.neighbours,
            ..limits
        }
    }

    pub(super) fn people(&self) -> u32 {
        self.users.unwrap_or(if self.replay.is_empty() { Self::USERS } else { 0 })
    }
}
