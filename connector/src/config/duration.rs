//! Durations as people write them.

use std::time::Duration;

/// Reads `60s`, `5m`, `1h30m`, `7d`, `250ms`; a bare integer is seconds.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let seconds = text.parse::<u64>().map(Duration::from_secs);
    seconds.ok().or_else(|| humantime::parse_duration(text).ok())
}
