//! A window of fixed length that its first request opens.

use std::mem;
use std::time::Duration;

use clock::Timestamp;

/// What was used of a limit in the present window.
///
/// The limit itself is not kept here: it may change while the window is open.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) used: u32,
    pub(super) opened: Timestamp,
    pub(super) reset: Timestamp,
    warned: bool,
    refused: bool,
}

impl Bucket {
    /// One whose first window is still to be opened.
    pub(super) fn new() -> Self {
        Self {
            used: 0,
            opened: Timestamp::MIN,
            reset: Timestamp::MIN,
            warned: false,
            refused: false,
        }
    }

    /// Opens the next window when the present one is over.
    pub(super) fn enter(&mut self, now: Timestamp, window: Duration) {
        if now < self.reset {
            return;
        }
        // The header knows whole seconds only, so windows begin and end on one: a client that
        // waits until Reset by the org's clock is not refused for a fraction.
        let opened = Timestamp::from_seconds(now.as_seconds());
        *self = Self { opened, reset: opened + window, ..Self::new() };
    }

    /// Whether its window is over at `now`, so that nothing of it matters any more.
    pub(super) fn is_over(&self, now: Timestamp) -> bool {
        now >= self.reset
    }

    /// What is left of `limit`.
    pub(super) fn left(&self, limit: u32) -> u32 {
        limit.saturating_sub(self.used)
    }

    /// Whether nobody was warned in this window yet; from now on somebody was.
    pub(super) fn is_first_warning(&mut self) -> bool {
        !mem::replace(&mut self.warned, true)
    }

    /// Whether nobody was refused in this window yet; from now on somebody was.
    pub(super) fn is_first_refusal(&mut self) -> bool {
        !mem::replace(&mut self.refused, true)
    }
}
