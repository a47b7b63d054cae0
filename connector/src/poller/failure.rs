//! What a failed attempt costs (polling rules 6, 10, 11 and 12).

use std::time::Duration;

use clock::Timestamp;

use super::backoff;
use super::command::{FAILURES_MAX, OVERLAP, RETENTION};
use super::links;
use super::machine::{Failures, Poller};
use crate::cursor::{Gap, GapReason};
use crate::fetch::{Class, Failure, ResponseHead};
use crate::telemetry::Event;

impl Poller {
    /// 429: nothing goes out on this bucket before its time.
    pub(super) fn throttled(&mut self, now: Timestamp, head: &ResponseHead) {
        let wait = self.hold_back(now, head, self.failures.in_a_row + 1);
        self.shrink.failed_otherwise();
        self.failures = Failures {
            in_a_row: self.failures.in_a_row,
            restarted_at: self.failures.restarted_at,
            ..Failures::default()
        };
        self.count(now, Class::Transient, "429 Too Many Requests", wait);
    }

    /// Lets nothing out on this bucket for as long as the headers ask, or, if they say nothing
    /// sensible, for as long as after any other failure.
    pub(super) fn hold_back(
        &mut self,
        now: Timestamp,
        head: &ResponseHead,
        failures: u32,
    ) -> Duration {
        let asked = self.budget.throttled(now, head).filter(|asked| *asked >= ASKED_MIN);
        let wait = match asked {
            // Everybody who was told the same time comes back at that time: come a little later.
            Some(asked) => asked + backoff::jittered(THROTTLE_JITTER, &mut self.chance),
            None => backoff::ATTEMPTS.wait(failures, &mut self.chance),
        };
        self.budget.close_until(now + wait);
        self.events.push(Event::Throttled { wait, told: asked.is_some() });
        wait
    }

    /// Any other failed attempt.
    pub(super) fn failed(
        &mut self,
        now: Timestamp,
        failure: Failure,
        retry_after: Option<Duration>,
    ) {
        if failure.timed_out {
            self.shrink.timed_out(&self.head);
        } else {
            self.shrink.failed_otherwise();
        }
        let refused = matches!(failure.class, Class::Credential | Class::Permission);
        self.failures.refusals = if refused { self.failures.refusals + 1 } else { 0 };
        let dead = failure.class == Class::Cursor;
        self.failures.dead_cursor = if dead { self.failures.dead_cursor + 1 } else { 0 };
        if failure.class != Class::Page {
            self.failures.unreadable = 0;
        }
        if self.failures.dead_cursor >= DEAD_CURSOR_MAX && self.failures.restarted_at.is_none() {
            return self.restart(now, &failure.what);
        }
        let wait = if refused {
            let refusals = self.failures.refusals as usize;
            backoff::REFUSALS.get(refusals - 1).copied()
        } else {
            let backoff = backoff::ATTEMPTS.wait(self.failures.in_a_row + 1, &mut self.chance);
            Some(retry_after.map_or(backoff, |told| backoff.max(told.min(RETRY_AFTER_MAX))))
        };
        match wait {
            Some(wait) if self.count(now, failure.class, &failure.what, wait) => {
                self.events.push(Event::AttemptFailed {
                    class: failure.class,
                    what: failure.what,
                    in_a_row: self.failures.in_a_row,
                    retry_in: wait,
                });
            }
            Some(_) => {}
            None => {
                self.failures.in_a_row += 1;
                self.pause(now, Some(failure.class), failure.what);
            }
        }
    }

    /// One more failure in a row. The last one pauses; any other is retried after `wait`, and
    /// this says so.
    fn count(&mut self, now: Timestamp, class: Class, what: &str, wait: Duration) -> bool {
        self.failures.in_a_row += 1;
        self.due = now + wait;
        if self.failures.in_a_row >= FAILURES_MAX {
            self.pause(now, Some(class), what.to_owned());
            return false;
        }
        true
    }

    /// The cursor is dead: a fresh stream begins a little before what is safe. The old cursor
    /// stays stored until a page of the new stream is committed.
    fn restart(&mut self, now: Timestamp, what: &str) {
        let safe_time = self.safe_time.value();
        let wanted = safe_time - OVERLAP;
        let since = links::clipped(wanted, self.server_now(now), RETENTION);
        if wanted < since {
            let gap = Gap { from: wanted, to: since, reason: GapReason::Retention };
            self.events.push(Event::GapRecorded { gap });
            self.gap = Some(gap);
        }
        let checkpoint = self.fresh(since, safe_time);
        self.events.push(Event::CursorDead { since });
        self.restart_from(&checkpoint);
        self.failures.dead_cursor = 0;
        self.failures.restarted_at = Some(safe_time);
        let wait = backoff::ATTEMPTS.wait(1, &mut self.chance);
        self.count(now, Class::Cursor, what, wait);
    }
}

/// Refusals of a cursor before it counts as dead.
const DEAD_CURSOR_MAX: u32 = 2;

/// A `Retry-After` of a 5xx is believed up to here.
const RETRY_AFTER_MAX: Duration = Duration::from_hours(1);

/// A shorter wait than this is as good as none.
const ASKED_MIN: Duration = Duration::from_secs(1);

/// Added to a wait that headers asked for.
const THROTTLE_JITTER: Duration = Duration::from_millis(500);
