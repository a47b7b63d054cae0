//! Where `now` comes from.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::switched::Switched;
use crate::{Pace, Timestamp};

/// A source of time that can also be waited on. Cheap to clone; clones share the time.
///
/// | constructor | time passes | used by |
/// |---|---|---|
/// | [`Clock::real`] | with the machine | production |
/// | [`Clock::scaled`] | N times as fast as the machine | the mock on a developer's desk |
/// | [`Clock::stepped`] | only when told to ([`Clock::advance`]) | the mock under a control plane |
/// | [`Clock::auto`] | as the tokio runtime's paused clock does | simulation |
/// | [`Clock::switched`] | in the first three ways in turn ([`Clock::switch`]) | the mock as a program |
///
/// Time never goes backwards. A wall clock that is set back keeps the real clock on its own
/// pace; one that is set forward, or a machine that wakes from sleep, moves it forward.
///
/// ```
/// use clock::{Clock, Timestamp};
/// use std::time::Duration;
///
/// let clock = Clock::stepped(Timestamp::EPOCH);
/// clock.advance(Duration::from_secs(90)).unwrap();
/// assert_eq!(clock.now().to_string(), "1970-01-01T00:01:30.000Z");
/// ```
#[derive(Clone)]
pub struct Clock {
    mode: Arc<Mode>,
    offset_ms: i64,
}

enum Mode {
    Real(Mutex<Anchor>),
    Scaled { epoch: Timestamp, factor: u32, started: std::time::Instant },
    Stepped(watch::Sender<Timestamp>),
    Auto { epoch: Timestamp, started: tokio::time::Instant },
    Switched(Switched),
}

/// A reading of the wall and of the monotonic clock at one moment.
pub(crate) struct Anchor {
    wall: Timestamp,
    monotonic: std::time::Instant,
}

impl Clock {
    /// The machine's time.
    pub fn real() -> Self {
        Self::new(Mode::Real(Mutex::new(Anchor::at(wall_now()))))
    }

    /// Starts at `epoch` and runs `factor` times as fast as the machine; a factor of 0 counts
    /// as 1.
    pub fn scaled(epoch: Timestamp, factor: u32) -> Self {
        Self::new(Mode::Scaled { epoch, factor: factor.max(1), started: monotonic_now() })
    }

    /// Stands at `epoch` until [`Clock::advance`] moves it.
    pub fn stepped(epoch: Timestamp) -> Self {
        Self::new(Mode::Stepped(watch::Sender::new(epoch)))
    }

    /// `epoch` plus what has passed on the tokio runtime's own clock, to be called inside a
    /// runtime whose clock is paused: time then jumps to the next timer whenever every task
    /// waits.
    pub fn auto(epoch: Timestamp) -> Self {
        Self::new(Mode::Auto { epoch, started: runtime_now() })
    }

    /// Starts where the machine is and runs at `pace` until [`Clock::switch`] changes that.
    ///
    /// [`Pace::Auto`] counts as [`Pace::Real`]: what passes is measured by the runtime anyway, so
    /// under a paused one it is virtual time.
    ///
    /// ```
    /// use clock::{Clock, Pace};
    /// use std::time::Duration;
    ///
    /// let clock = Clock::switched(Pace::Real);
    /// let before = clock.switch(Pace::Stepped).unwrap();
    /// assert_eq!(clock.advance(Duration::from_secs(90)).unwrap(), before + Duration::from_secs(90));
    /// ```
    pub fn switched(pace: Pace) -> Self {
        Self::new(Mode::Switched(Switched::new(pace)))
    }

    /// The same time, read by somebody whose watch is wrong by `offset_ms` milliseconds.
    #[must_use]
    pub fn with_offset(&self, offset_ms: i64) -> Self {
        Self { mode: Arc::clone(&self.mode), offset_ms: self.offset_ms.saturating_add(offset_ms) }
    }

    /// The present moment.
    pub fn now(&self) -> Timestamp {
        let now = match &*self.mode {
            Mode::Real(anchor) => {
                anchor.lock().unwrap_or_else(PoisonError::into_inner).read(wall_now())
            }
            Mode::Scaled { epoch, factor, started } => {
                *epoch + monotonic_now().duration_since(*started).saturating_mul(*factor)
            }
            Mode::Stepped(now) => *now.borrow(),
            Mode::Auto { epoch, started } => *epoch + runtime_now().duration_since(*started),
            Mode::Switched(switched) => switched.now(),
        };
        now.shifted(self.offset_ms)
    }

    /// Returns once `duration` has passed on this clock.
    pub async fn sleep(&self, duration: Duration) {
        match &*self.mode {
            Mode::Real(_) | Mode::Auto { .. } => runtime_sleep(duration).await,
            Mode::Scaled { factor, .. } => runtime_sleep(duration / *factor).await,
            Mode::Stepped(now) => {
                let mut now = now.subscribe();
                let until = *now.borrow() + duration;
                // The sender lives as long as `self.mode`, so this ends only with the wait.
                let _ = now.wait_for(|now| *now >= until).await;
            }
            Mode::Switched(switched) => switched.sleep(duration).await,
        }
    }

    /// Returns once [`Clock::now`] has reached `deadline`; at once when it has passed.
    pub async fn sleep_until(&self, deadline: Timestamp) {
        self.sleep(deadline.since(self.now())).await;
    }

    /// How time passes at present.
    pub fn pace(&self) -> Pace {
        match &*self.mode {
            Mode::Real(_) => Pace::Real,
            Mode::Scaled { factor, .. } => Pace::Scaled(*factor),
            Mode::Stepped(_) => Pace::Stepped,
            Mode::Auto { .. } => Pace::Auto,
            Mode::Switched(switched) => switched.pace(),
        }
    }

    /// Lets time pass at another pace from where it is; returns the present moment. Sleepers
    /// are told. At [`Pace::Real`] the clock keeps the distance to the machine's that it has.
    ///
    /// # Errors
    /// When this is no clock of [`Clock::switched`].
    pub fn switch(&self, pace: Pace) -> Result<Timestamp, ClockError> {
        let Mode::Switched(switched) = &*self.mode else { return Err(ClockError::Fixed) };
        switched.switch(pace);
        Ok(self.now())
    }

    /// Moves a stepped clock forward and wakes whoever waited for it.
    ///
    /// # Errors
    /// When this clock is not a stepped one.
    pub fn advance(&self, duration: Duration) -> Result<Timestamp, ClockError> {
        self.step(|now| Ok(now + duration))
    }

    /// Moves a stepped clock forward to `to` and wakes whoever waited for it.
    ///
    /// # Errors
    /// When this clock is not a stepped one, or `to` has passed.
    pub fn advance_to(&self, to: Timestamp) -> Result<Timestamp, ClockError> {
        let to = to.shifted(self.offset_ms.saturating_neg());
        self.step(|now| if to < now { Err(ClockError::Backwards) } else { Ok(to) })
    }

    fn step(
        &self,
        to: impl FnOnce(Timestamp) -> Result<Timestamp, ClockError>,
    ) -> Result<Timestamp, ClockError> {
        match &*self.mode {
            Mode::Stepped(now) => {
                let mut outcome = Ok(());
                now.send_if_modified(|now| {
                    outcome = to(*now).map(|then| *now = then);
                    outcome.is_ok()
                });
                outcome?;
            }
            Mode::Switched(switched) => switched.step(to)?,
            Mode::Real(_) | Mode::Scaled { .. } | Mode::Auto { .. } => {
                return Err(ClockError::NotStepped);
            }
        }
        Ok(self.now())
    }

    fn new(mode: Mode) -> Self {
        Self { mode: Arc::new(mode), offset_ms: 0 }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({}, {})", self.pace(), self.now())
    }
}

impl Anchor {
    /// Begins at `wall`.
    pub(crate) fn at(wall: Timestamp) -> Self {
        Self { wall, monotonic: monotonic_now() }
    }

    /// The time now, given what the wall clock shows: the anchor's pace, or the wall's when
    /// that is ahead by more than a correction of the clock would explain.
    pub(crate) fn read(&mut self, wall: Timestamp) -> Timestamp {
        let paced = self.wall + monotonic_now().duration_since(self.monotonic);
        if wall.since(paced) < JUMP {
            return paced;
        }
        *self = Self::at(wall);
        wall
    }
}

/// Why a clock did not do what it was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClockError {
    /// Time does not go backwards.
    Backwards,
    /// The pace of this clock was settled when it was made.
    Fixed,
    /// Only a stepped clock can be advanced by hand.
    NotStepped,
}

impl fmt::Display for ClockError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backwards => f.write_str("a clock goes forward only"),
            Self::Fixed => f.write_str("the pace of this clock cannot be changed"),
            Self::NotStepped => f.write_str("only a stepped clock can be advanced"),
        }
    }
}

impl std::error::Error for ClockError {}

#[expect(clippy::disallowed_methods, reason = "this crate is where the machine's time comes in")]
pub(crate) fn wall_now() -> Timestamp {
    let since_epoch = std::time::SystemTime::now()
        .duration_since(std::time::SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    Timestamp::EPOCH + since_epoch
}

#[expect(clippy::disallowed_methods, reason = "this crate is where the machine's time comes in")]
fn monotonic_now() -> std::time::Instant {
    std::time::Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this crate is where the runtime's time comes in")]
pub(crate) fn runtime_now() -> tokio::time::Instant {
    tokio::time::Instant::now()
}

#[expect(clippy::disallowed_methods, reason = "this crate is where the runtime's time comes in")]
pub(crate) async fn runtime_sleep(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// How far the wall must run ahead before it is believed over the monotonic clock.
pub(crate) const JUMP: Duration = Duration::from_secs(1);
