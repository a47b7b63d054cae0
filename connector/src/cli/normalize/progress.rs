//! How far `normalize` is, for whoever watches.

use std::io::{self, IsTerminal, Read};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error: only on a terminal, and not while events go to one as well. It has
/// no colour, so there is nothing for `NO_COLOR` to switch off.
#[derive(Clone, Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// For an input of so many bytes, if that is known.
    pub(super) fn new(length: Option<u64>) -> Self {
        if !io::stderr().is_terminal() || io::stdout().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
        let bar = ProgressBar::with_draw_target(length, target);
        let template = if length.is_some() { KNOWN } else { UNKNOWN };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// Counts what is read from `input`.
    pub(super) fn read<R: Read>(&self, input: R) -> impl Read + use<R> {
        self.0.wrap_read(input)
    }

    /// Does something with standard error, which the bar leaves alone meanwhile.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        self.0.suspend(write)
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

const KNOWN: &str =
    "{bar:40} {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} to go";
const UNKNOWN: &str = "{spinner} {binary_bytes}, {binary_bytes_per_sec}";
const DRAWS_PER_SECOND: u8 = 5;
const TICK: Duration = Duration::from_millis(200);
