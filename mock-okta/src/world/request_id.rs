//! Ids of requests, which transactions are named after.

use std::fmt;

use super::engine::Engine;
use super::ids::{Hex, mix};

/// The id of a request in the form that an engine has: 32 hex digits, or 27 characters (scenario
/// facts 1.1).
#[derive(Clone, Copy)]
pub(crate) struct RequestId {
    engine: Engine,
    key: u64,
}

impl RequestId {
    /// The id that belongs to `key`.
    pub(crate) fn of(engine: Engine, key: u64) -> Self {
        Self { engine, key }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.engine == Engine::Oie {
            return Hex::of(self.key).fmt(f);
        }
        // A web server's unique id: the time, its address, a process, a counter and a thread.
        let mut text = *b"a---------------------AABp-";
        let mut bits = mix(self.key);
        for (place, byte) in text.iter_mut().enumerate() {
            if place == 11 {
                bits = mix(bits ^ self.key);
            }
            if *byte == b'-' {
                *byte = LETTERS[(bits & 63) as usize];
                bits >>= 6;
            }
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789@-";
