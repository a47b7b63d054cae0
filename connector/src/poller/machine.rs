//! The state of one connection, and what is next.

use std::collections::VecDeque;

use clock::{Draw, Seed, Timestamp};

use super::backoff;
use super::budget::Budget;
use super::command::{Command, Finish, OVERLAP, Outcome, PROBE_INTERVAL, RETENTION, TICK_MIN};
use super::links::{self, Shrink, Trail};
use super::policy::{Interval, Policy};
use crate::cursor::{
    Blocked, Candidate, Checkpoint, Fingerprint, Gap, GapReason, Instruction, Mode, Pause,
    SafeTime, Saved, Status,
};
use crate::fetch::{Class, Origin, Purpose, Request, ResponseHead};
use crate::publish::Refusal;
use crate::telemetry::Event;

/// The state machine of one connection.
///
/// Ask [`Poller::next`] until it answers [`Command::Wait`] or [`Command::Finish`]; report what
/// came of each command. At most one request and one delivery are under way at a time, and
/// while a page is being published at most the one after it is fetched.
#[derive(Debug)]
pub struct Poller {
    pub(super) policy: Policy,
    pub(super) origin: Origin,
    pub(super) chance: Draw,
    pub(super) budget: Budget,
    pub(super) events: Vec<Event>,

    /// What is stored, `None` before the first start.
    pub(super) committed: Option<Checkpoint>,
    /// The link to fetch next: that of the newest page that was kept.
    pub(super) head: String,
    /// The link to go back to when pages that were kept are forgotten.
    pub(super) base: String,
    pub(super) trail: Trail,
    pub(super) shrink: Shrink,
    pub(super) safe_time: SafeTime,
    /// Pages that are kept and not committed yet, oldest first.
    pub(super) kept: VecDeque<Kept>,
    /// A gap that the next page's commit records.
    pub(super) gap: Option<Gap>,
    /// How far the server's clock is ahead of ours, in milliseconds.
    server_offset_ms: i64,

    pub(super) mode: Mode,
    pub(super) reachable_since: Option<Timestamp>,
    /// Since when sink or store take nothing.
    blocked: Option<Blocked>,
    /// The status that is stored differs from the present one.
    pub(super) unsaved: bool,
    /// Attempts to store something that failed in a row, and when to try again.
    save_failures: u32,
    save_at: Timestamp,
    pub(super) beginning: Option<Beginning>,

    pub(super) request: Option<Request>,
    delivering: bool,
    saving: bool,
    delivery_failures: u32,
    retry_delivery_at: Timestamp,

    /// No page before this time.
    pub(super) due: Timestamp,
    /// When the present tick began.
    pub(super) tick_began: Option<Timestamp>,
    pub(super) caught_up: bool,
    pub(super) failures: Failures,
    next_probe: Timestamp,
}

/// Failed attempts since the last success.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Failures {
    /// In a row, of any kind.
    pub(super) in_a_row: u32,
    /// Refusals of credentials or permission in a row.
    pub(super) refusals: u32,
    /// Refusals of the present cursor in a row.
    pub(super) dead_cursor: u32,
    /// Unreadable pages of the present cursor in a row.
    pub(super) unreadable: u32,
    /// The stream began again because its cursor was dead, and nothing newer than this was
    /// committed since.
    pub(super) restarted_at: Option<Timestamp>,
}

/// A page on its way to the sink.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) candidate: Candidate,
    pub(super) newest: Option<Timestamp>,
}

/// A stream that begins afresh.
#[derive(Clone, Debug)]
pub(super) enum Beginning {
    /// The server's time has to be learned first.
    Unknown,
    /// The server's time is known: where to begin can be stored.
    At(Timestamp),
    /// It is being stored.
    Storing {
        /// For another try.
        server_now: Timestamp,
        checkpoint: Checkpoint,
    },
}

impl Poller {
    /// A connection to `origin` that goes on from what `saved` holds.
    pub fn new(origin: Origin, policy: Policy, saved: Saved, seed: Seed, now: Timestamp) -> Self {
        let head = saved.checkpoint.as_ref().map(|at| at.next.clone()).unwrap_or_default();
        Self {
            budget: Budget::new(policy.rate_share),
            origin,
            chance: seed.child("jitter").draw(),
            events: Vec::new(),
            beginning: (saved.checkpoint.is_none() || policy.restart_at.is_some())
                .then_some(Beginning::Unknown),
            safe_time: SafeTime::new(saved.checkpoint.as_ref().map(|at| at.safe_time)),
            policy,
            committed: saved.checkpoint,
            base: head.clone(),
            head,
            trail: Trail::default(),
            shrink: Shrink::default(),
            kept: VecDeque::new(),
            gap: None,
            server_offset_ms: 0,
            mode: saved.status.mode,
            reachable_since: saved.status.reachable_since,
            blocked: None,
            unsaved: saved.status.blocked.is_some(),
            save_failures: 0,
            save_at: now,
            request: None,
            delivering: false,
            saving: false,
            delivery_failures: 0,
            retry_delivery_at: now,
            due: now,
            tick_began: None,
            caught_up: false,
            failures: Failures::default(),
            next_probe: now + PROBE_INTERVAL,
        }
    }

    /// What to do now.
    pub fn next(&mut self, now: Timestamp) -> Command {
        if self.unsaved && !self.saving && now >= self.save_at {
            self.saving = true;
            self.unsaved = false;
            return Command::Save(self.status());
        }
        if let Some(Beginning::At(server_now)) = self.beginning
            && self.mode == Mode::Running
            && self.kept.is_empty()
            && now >= self.due.max(self.save_at)
        {
            return self.begin(server_now);
        }
        if let Some(kept) = self.kept.front()
            && !self.delivering
            && now >= self.retry_delivery_at
        {
            self.delivering = true;
            return Command::Deliver(kept.candidate.clone());
        }
        if let Some(finish) = self.finish() {
            return Command::Finish(finish);
        }
        match self.fetchable_at(now) {
            Some(at) if at <= now => Command::Fetch(self.fetch(now)),
            at => Command::Wait(self.wake_at(at)),
        }
    }

    /// Takes note of what came of a command, or of what a person wants.
    pub fn observe(&mut self, now: Timestamp, outcome: Outcome) {
        match outcome {
            Outcome::Begun => self.begun(),
            Outcome::Delivered => self.delivered(now),
            Outcome::Blocked(what) => self.blocked(now, what),
            Outcome::Refused(refusal) => self.refused(now, refusal),
            Outcome::Instructed(instruction) => self.instructed(now, instruction),
            Outcome::Saved => {
                self.saving = false;
                self.save_failures = 0;
            }
            Outcome::Unsaved => {
                if let Some(Beginning::Storing { server_now, .. }) = self.beginning {
                    self.beginning = Some(Beginning::At(server_now));
                } else {
                    self.saving = false;
                    self.unsaved = true;
                }
                self.save_failures += 1;
                let wait = backoff::DELIVERIES.wait(self.save_failures, &mut self.chance);
                self.save_at = now + wait;
            }
        }
    }

    /// What happened since this was last asked, for logs and metrics.
    pub fn drain_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// Pages that are kept and wait for their turn to be published.
    pub fn pages_waiting(&self) -> usize {
        self.kept.len() - usize::from(self.delivering)
    }

    /// Whether the answer to a request is still of interest.
    pub fn is_fetching(&self) -> bool {
        self.request.is_some()
    }

    /// Whether the connection runs, as it is to be stored.
    pub fn status(&self) -> Status {
        Status {
            mode: self.mode.clone(),
            reachable_since: self.reachable_since,
            blocked: self.blocked.clone(),
        }
    }

    /// Stores where a fresh stream begins (polling rule 7).
    fn begin(&mut self, server_now: Timestamp) -> Command {
        let first = self.policy.since.unwrap_or(server_now - self.policy.history - OVERLAP);
        let wanted = match (&self.committed, self.policy.restart_at) {
            (_, Some(restart)) => restart,
            (None, None) => first,
            (Some(_), None) => server_now - OVERLAP,
        };
        let wanted = wanted.min(server_now);
        let since = links::clipped(wanted, server_now, RETENTION);
        let left = self.committed.as_ref().map_or(wanted, |committed| committed.safe_time);
        let reason =
            if self.committed.is_some() { GapReason::Skipped } else { GapReason::Retention };
        let gap = (left < since).then_some(Gap { from: left, to: since, reason });
        let checkpoint = self.fresh(since, since);
        self.events.push(Event::StreamBegins { since });
        if let Some(gap) = gap {
            self.events.push(Event::GapRecorded { gap });
        }
        self.beginning = Some(Beginning::Storing { server_now, checkpoint: checkpoint.clone() });
        Command::Begin { checkpoint, gap }
    }

    fn begun(&mut self) {
        if let Some(Beginning::Storing { checkpoint, .. }) = self.beginning.take() {
            self.safe_time = SafeTime::new(Some(checkpoint.safe_time));
            self.restart_from(&checkpoint);
            self.committed = Some(checkpoint);
            self.policy.restart_at = None;
            self.failures.restarted_at = None;
            self.gap = None;
            self.save_failures = 0;
        }
    }

    /// Where a stream that begins at `since` starts.
    pub(super) fn fresh(&self, since: Timestamp, safe_time: Timestamp) -> Checkpoint {
        Checkpoint {
            next: links::fresh(&self.origin, &self.policy, since),
            fingerprint: Fingerprint::of(&self.origin, self.policy.filter.as_deref()),
            safe_time,
        }
    }

    /// The server's clock, as well as it is known.
    pub(super) fn server_now(&self, now: Timestamp) -> Timestamp {
        now.shifted(self.server_offset_ms)
    }

    /// A response is in: what it says about time and budget holds whatever else it says.
    pub(super) fn learn(&mut self, now: Timestamp, head: &ResponseHead) {
        self.budget.learn(now, head);
        if let Some(date) = head.date {
            self.server_offset_ms = date.as_millis() - now.as_millis();
        }
    }

    /// Forgets what belongs to the old stream.
    pub(super) fn restart_from(&mut self, checkpoint: &Checkpoint) {
        self.head.clone_from(&checkpoint.next);
        self.base.clone_from(&checkpoint.next);
        self.trail.clear();
        self.shrink = Shrink::default();
    }

    /// The request that is due.
    fn fetch(&mut self, now: Timestamp) -> Request {
        let request = match &self.mode {
            Mode::Paused(_) => {
                self.next_probe = now + PROBE_INTERVAL;
                if self.head.is_empty() {
                    Request { url: self.origin.url(ORGANIZATION_PATH), purpose: Purpose::Time }
                } else {
                    Request { url: self.head.clone(), purpose: Purpose::Probe }
                }
            }
            _ if self.beginning.is_some() => {
                Request { url: self.origin.url(ORGANIZATION_PATH), purpose: Purpose::Time }
            }
            _ => Request { url: self.shrink.apply(&self.head), purpose: Purpose::Page },
        };
        if request.purpose != Purpose::Time {
            self.budget.spend(now);
        }
        if request.purpose == Purpose::Page {
            self.tick_began.get_or_insert(now);
        }
        self.request = Some(request.clone());
        request
    }

    /// When the next request may go out; `None` when something else has to happen first.
    fn fetchable_at(&self, now: Timestamp) -> Option<Timestamp> {
        let busy =
            self.request.is_some() || matches!(self.beginning, Some(Beginning::Storing { .. }));
        match &self.mode {
            Mode::Disabled { .. } => None,
            _ if busy => None,
            Mode::Paused(pause) => {
                let heals = matches!(pause.class, Some(Class::Transient | Class::Page));
                heals.then(|| self.next_probe.max(self.budget.ready_at(now)))
            }
            Mode::Running if matches!(self.beginning, Some(Beginning::At(_))) => None,
            Mode::Running if self.beginning.is_some() => Some(self.due),
            Mode::Running if self.kept.len() > 1 || self.delivery_failures > 0 => None,
            Mode::Running => Some(self.due.max(self.budget.ready_at(now))),
        }
    }

    fn wake_at(&self, fetchable: Option<Timestamp>) -> Option<Timestamp> {
        let deliverable =
            (!self.kept.is_empty() && !self.delivering).then_some(self.retry_delivery_at);
        let savable = (self.unsaved && !self.saving).then_some(self.save_at);
        let begins = matches!(self.beginning, Some(Beginning::At(_)))
            && self.mode == Mode::Running
            && self.kept.is_empty();
        let beginnable = begins.then(|| self.save_at.max(self.due));
        fetchable.into_iter().chain(deliverable).chain(savable).chain(beginnable).min()
    }

    fn finish(&self) -> Option<Finish> {
        let idle = self.kept.is_empty() && !self.saving && self.request.is_none();
        if !self.policy.until_caught_up || !idle {
            return None;
        }
        match &self.mode {
            Mode::Running => self.caught_up.then_some(Finish::CaughtUp),
            Mode::Paused(pause) => Some(Finish::Paused(pause.clone())),
            Mode::Disabled { .. } => Some(Finish::Disabled),
        }
    }

    fn delivered(&mut self, now: Timestamp) {
        self.delivering = false;
        self.delivery_failures = 0;
        self.retry_delivery_at = now;
        self.unsaved |= self.blocked.take().is_some();
        let Some(Kept { candidate, newest }) = self.kept.pop_front() else { return };
        if let Some(restarted) = self.failures.restarted_at
            && newest.is_some_and(|newest| newest > restarted)
        {
            self.failures.restarted_at = None;
        }
        self.base.clone_from(&candidate.checkpoint.next);
        self.committed = Some(candidate.checkpoint);
    }

    /// The sink or the store failed for now: the same page is tried again, and nothing is
    /// fetched meanwhile. A connection that was stopped lets the page go.
    fn blocked(&mut self, now: Timestamp, what: String) {
        self.delivering = false;
        if self.mode != Mode::Running {
            self.forget_kept();
            return;
        }
        self.delivery_failures += 1;
        let wait = backoff::DELIVERIES.wait(self.delivery_failures, &mut self.chance);
        self.retry_delivery_at = now + wait;
        if self.blocked.is_none() {
            self.blocked = Some(Blocked { since: now, what: what.clone() });
            self.unsaved = true;
        }
        self.events.push(Event::DeliveryBlocked { what, retry_in: wait });
    }

    fn refused(&mut self, now: Timestamp, refusal: Refusal) {
        self.delivering = false;
        if self.mode == Mode::Running {
            self.pause(now, Some(refusal.class), refusal.what);
        } else {
            self.forget_kept();
        }
    }

    fn instructed(&mut self, now: Timestamp, instruction: Instruction) {
        // Storing the status also strikes the instruction off the list.
        self.unsaved = true;
        let since = now;
        match (instruction, &self.mode) {
            (Instruction::Disable, Mode::Running | Mode::Paused(_)) => {
                self.leave(Mode::Disabled { since });
                self.events.push(Event::Disabled);
            }
            (Instruction::Pause, Mode::Running) => {
                self.pause(now, None, "paused by a person".to_owned());
            }
            (Instruction::Resume, Mode::Paused(_))
            | (Instruction::Enable, Mode::Disabled { .. }) => {
                self.resume(now);
            }
            (Instruction::ResumeFromNow, Mode::Paused(_)) => {
                self.resume(now);
                self.beginning = Some(Beginning::Unknown);
            }
            (instruction, _) => self.events.push(Event::InstructionIgnored { instruction }),
        }
    }

    /// Stops until a person resumes, from the untouched cursor.
    pub(super) fn pause(&mut self, now: Timestamp, class: Option<Class>, what: String) {
        let pause = Pause { since: now, class, what, failures: self.failures.in_a_row };
        self.events.push(Event::Paused { pause: pause.clone() });
        self.next_probe = now + PROBE_INTERVAL;
        self.leave(Mode::Paused(pause));
    }

    pub(super) fn resume(&mut self, now: Timestamp) {
        self.mode = Mode::Running;
        self.reachable_since = None;
        self.unsaved = true;
        // What a probe would say is of no interest any more.
        self.request = None;
        self.failures =
            Failures { restarted_at: self.failures.restarted_at, ..Failures::default() };
        self.delivery_failures = 0;
        self.retry_delivery_at = now;
        self.due = now;
        self.tick_began = None;
        self.caught_up = false;
        self.events.push(Event::Resumed);
    }

    /// Leaves the running state. A page that is being delivered may still arrive; whatever else
    /// is not committed will be fetched again.
    fn leave(&mut self, mode: Mode) {
        self.mode = mode;
        self.reachable_since = None;
        self.blocked = None;
        self.unsaved = true;
        self.request = None;
        self.forget_kept();
    }

    fn forget_kept(&mut self) {
        let forgotten = self.kept.split_off(usize::from(self.delivering).min(self.kept.len()));
        self.trail.rewind(forgotten.len());
        // A gap that was to be recorded with a forgotten page is recorded with the next one.
        self.gap = forgotten.iter().find_map(|kept| kept.candidate.gap).or(self.gap);
        let kept = self.kept.back().map(|kept| &kept.candidate.checkpoint);
        self.head.clone_from(kept.map_or(&self.base, |checkpoint| &checkpoint.next));
        if let Some(checkpoint) = kept.or(self.committed.as_ref()) {
            self.safe_time = SafeTime::new(Some(checkpoint.safe_time));
        }
    }

    /// The tick that began with the last page fetched ends; the next one is due.
    pub(super) fn end_tick(&mut self, now: Timestamp) {
        self.caught_up = true;
        let began = self.tick_began.take().unwrap_or(now);
        self.due = match self.policy.poll_interval {
            Interval::Every(interval) => (began + interval).max(now),
            Interval::Auto => self.budget.paced_at(now).max(began + TICK_MIN),
        };
    }
}

/// Answers without credentials (facts 5.6), and says what time it is.
const ORGANIZATION_PATH: &str = "/.well-known/okta-organization";
