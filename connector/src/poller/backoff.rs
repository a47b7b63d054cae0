//! How long to wait after a failure.

use std::time::Duration;

use clock::Draw;

/// Exponential backoff with jitter (polling rule 11).
#[derive(Clone, Copy, Debug)]
pub(super) struct Backoff {
    base: Duration,
    factor: u32,
    cap: Duration,
}

/// For attempts at Okta: 2, 10, 50, 250 s, so that a dead Okta pauses a connection after some
/// five minutes and never within seconds.
pub(super) const ATTEMPTS: Backoff =
    Backoff { base: Duration::from_secs(2), factor: 5, cap: Duration::from_mins(5) };

/// For the sink and the store, which are tried without end.
pub(super) const DELIVERIES: Backoff =
    Backoff { base: Duration::from_secs(1), factor: 2, cap: Duration::from_mins(1) };

/// For refused credentials: twice more, in case the refusal was a hiccup.
pub(super) const REFUSALS: [Duration; 2] = [Duration::from_secs(30), Duration::from_mins(2)];

impl Backoff {
    /// The wait after failure number `failures`, counted from 1, within ±20 % and never above
    /// the cap.
    pub(super) fn wait(self, failures: u32, chance: &mut Draw) -> Duration {
        let doublings = failures.saturating_sub(1).min(EXPONENT_MAX);
        let wait = self.base.saturating_mul(self.factor.saturating_pow(doublings));
        jittered(wait.min(self.cap), chance).min(self.cap)
    }
}

/// `wait`, 20 % more or less.
pub(super) fn jittered(wait: Duration, chance: &mut Draw) -> Duration {
    wait.mul_f64(0.8 + 0.4 * chance.unit())
}

/// Beyond it every wait is at its cap.
const EXPONENT_MAX: u32 = 12;
