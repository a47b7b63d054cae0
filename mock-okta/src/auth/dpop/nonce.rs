//! What a proof for the token endpoint has to carry.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use clock::{Seed, Timestamp};

/// The nonces of one org: a new one every 24 hours, each good for 3 days (facts 6). They follow
/// from the seed and the day, so there is nothing to keep.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nonces(Seed);

impl Nonces {
    pub(crate) fn new(seed: &Seed) -> Self {
        Self(seed.child("dpop nonces"))
    }

    /// The nonce that is handed out at `now`.
    pub(crate) fn current(&self, now: Timestamp) -> String {
        self.of(day(now))
    }

    /// Whether `nonce` was handed out and is still good at `now`.
    pub(crate) fn accepts(&self, nonce: &str, now: Timestamp) -> bool {
        (0..DAYS).any(|age| self.of(day(now) - age) == nonce)
    }

    fn of(&self, day: i64) -> String {
        let mut draw = self.0.draw_at(day as u64);
        let bytes: Vec<u8> = (0..3).flat_map(|_| draw.next().to_le_bytes()).collect();
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn day(now: Timestamp) -> i64 {
    now.as_seconds().div_euclid(24 * 60 * 60)
}

/// How many days a nonce is good for, the one on which it is made included.
const DAYS: i64 = 3;
