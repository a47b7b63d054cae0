//! Ids of requests, which transactions are named after.

use std::fmt;

use super::engine::Engine;
use super::ids::{Hex, mix};

/// The id of a request in the form that an engine has: 32 hex digits, or 27 characters (scenario
/// facts 1.1).
#[derive(Clone, Copy)]
pub(crate) enum RequestId {
    /// Of Classic.
    Classic([u8; 27]),
    /// Of Identity Engine.
    Oie([u8; 32]),
}

impl RequestId {
    /// The id that belongs to `key`.
    pub(crate) fn of(engine: Engine, key: u64) -> Self {
        if engine == Engine::Oie {
            return Self::Oie(Hex::of(key).digits());
        }
        // A web server's unique id: the time, its address, a process, a counter and a thread.
        let mut text = *b"a---------------------AABp-";
        let mut bits = mix(key);
        for (place, byte) in text.iter_mut().enumerate() {
            if place == 11 {
                // Not of the bits that are left: they are few, and none of them may be set.
                bits = mix(mix(key) ^ SECOND_HALF);
            }
            if *byte == b'-' {
                *byte = LETTERS[(bits & 63) as usize];
                bits >>= 6;
            }
        }
        Self::Classic(text)
    }

    /// ASCII that needs no escapes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Classic(text) => text,
            Self::Oie(text) => text,
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(std::str::from_utf8(self.as_bytes()).unwrap_or_default())
    }
}

const SECOND_HALF: u64 = 0x5ec0_4d4a;
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@-";
