//! Time whose pace can be changed while it passes.

use std::time::Duration;

use tokio::sync::watch;

use crate::clock::{JUMP, runtime_now, runtime_sleep, wall_now};
use crate::{ClockError, Pace, Timestamp};

/// A clock that begins where the machine is. Whoever sleeps on it is woken by every change and
/// reckons anew how long to wait.
pub(crate) struct Switched(watch::Sender<Course>);

/// How time passes at present, and from where. Machine time is the runtime's, so that all of it
/// is virtual under a paused one.
#[derive(Clone, Copy)]
enum Course {
    /// With the wall clock, `ahead_ms` milliseconds ahead of what it showed.
    Real {
        wall: Timestamp,
        ahead_ms: i64,
        started: tokio::time::Instant,
    },
    Scaled {
        epoch: Timestamp,
        factor: u32,
        started: tokio::time::Instant,
    },
    Stepped(Timestamp),
}

impl Switched {
    pub(crate) fn new(pace: Pace) -> Self {
        Self(watch::Sender::new(Course::begin(pace, wall_now())))
    }

    pub(crate) fn pace(&self) -> Pace {
        match *self.0.borrow() {
            Course::Real { .. } => Pace::Real,
            Course::Scaled { factor, .. } => Pace::Scaled(factor),
            Course::Stepped(_) => Pace::Stepped,
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let mut now = Timestamp::MIN;
        self.0.send_if_modified(|course| {
            now = course.read(wall_now());
            // Nothing that a sleeper would have to know.
            false
        });
        now
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        let mut changes = self.0.subscribe();
        let deadline = self.now() + duration;
        loop {
            let course = *changes.borrow_and_update();
            let left = deadline.since(self.now());
            if left.is_zero() {
                return;
            }
            let passes = async {
                match course {
                    Course::Real { .. } => runtime_sleep(left).await,
                    Course::Scaled { factor, .. } => runtime_sleep(left / factor).await,
                    Course::Stepped(_) => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                // The sender lives as long as `self`, so a change is what it says.
                _ = changes.changed() => {}
                () = passes => {}
            }
        }
    }

    /// Goes on at another pace from where it is.
    pub(crate) fn switch(&self, pace: Pace) {
        self.0.send_modify(|course| *course = Course::begin(pace, course.read(wall_now())));
    }

    /// Moves to `to(now)` if it stands.
    pub(crate) fn step(
        &self,
        to: impl FnOnce(Timestamp) -> Result<Timestamp, ClockError>,
    ) -> Result<(), ClockError> {
        let mut outcome = Err(ClockError::NotStepped);
        self.0.send_if_modified(|course| {
            if let Course::Stepped(now) = course {
                outcome = to(*now).map(|then| *now = then);
            }
            outcome.is_ok()
        });
        outcome
    }
}

impl Course {
    /// What passes at `pace` from `now` on.
    fn begin(pace: Pace, now: Timestamp) -> Self {
        match pace {
            Pace::Auto | Pace::Real => {
                let wall = wall_now();
                let ahead_ms = now.as_millis() - wall.as_millis();
                Self::Real { wall, ahead_ms, started: runtime_now() }
            }
            Pace::Scaled(factor) => {
                Self::Scaled { epoch: now, factor: factor.max(1), started: runtime_now() }
            }
            Pace::Stepped => Self::Stepped(now),
        }
    }

    /// The time now, given what the wall clock shows.
    fn read(&mut self, wall_now: Timestamp) -> Timestamp {
        match self {
            Self::Real { wall, ahead_ms, started } => {
                let mut now = *wall + runtime_now().duration_since(*started);
                if wall_now.since(now) >= JUMP {
                    (*wall, *started, now) = (wall_now, runtime_now(), wall_now);
                }
                now.shifted(*ahead_ms)
            }
            Self::Scaled { epoch, factor, started } => {
                *epoch + runtime_now().duration_since(*started).saturating_mul(*factor)
            }
            Self::Stepped(now) => *now,
        }
    }
}
