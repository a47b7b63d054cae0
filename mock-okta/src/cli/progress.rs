//! How far `generate` is, for whoever watches.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on standard error: only on a terminal, and not while events go to one as well. It has no
/// colour, so there is nothing for `NO_COLOR` to switch off.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// For a span of so much time.
    pub(super) fn new(span: Duration) -> Self {
        if !io::stderr().is_terminal() || io::stdout().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
        let bar = ProgressBar::with_draw_target(Some(span.as_secs()), target);
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self(bar)
    }

    /// So much of it is done, with so many events.
    pub(super) fn reached(&self, done: Duration, events: u64) {
        self.0.set_position(done.as_secs());
        self.0.set_message(format!("{events} events"));
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.0.finish_and_clear();
    }
}

const TEMPLATE: &str = "{bar:40} {percent} %, {msg}, {eta} to go";
const DRAWS_PER_SECOND: u8 = 5;
