//! Events as lines of text.

use std::fmt::Write as _;
use std::io::Write;
use std::sync::Mutex;
use std::time::Duration;

use clock::Timestamp;

use super::event::{Committed, Event, Observer};
use crate::cursor::Mode;
use crate::identities::Mistake;
use crate::poller::Finish;
use crate::publish::Tally;

/// Writes one line an event: time, connection, words. Understandable without colour.
#[derive(Debug)]
pub struct LogLines<W> {
    out: Mutex<W>,
    verbose: bool,
}

impl<W: Write> LogLines<W> {
    /// Lines go to `out`; `verbose` adds one for every request and page.
    pub fn new(out: W, verbose: bool) -> Self {
        Self { out: Mutex::new(out), verbose }
    }
}

impl<W: Write + Send> Observer for LogLines<W> {
    fn observe(&self, connection: &str, at: Timestamp, event: &Event) {
        let Some((level, text)) = line(event, self.verbose) else { return };
        if let Ok(mut out) = self.out.lock() {
            // There is nowhere left to say that the log cannot be written.
            let _ = writeln!(out, "{at} {level} {connection}: {text}");
        }
    }
}

/// The words for `event`; `None` for those that only a verbose log shows.
fn line(event: &Event, verbose: bool) -> Option<(&'static str, String)> {
    let detail = |text: String| verbose.then_some(("debug", text));
    let info = |text: String| Some(("info ", text));
    let warn = |text: String| Some(("warn ", text));
    match event {
        Event::AttemptFailed { class, what, in_a_row, retry_in } => warn(format!(
            "{what} ({}, {in_a_row} in a row); next attempt in {}",
            class.name(),
            seconds(*retry_in)
        )),
        Event::Committed(Committed { tally, safe_time, .. }) => {
            let Tally { published, excluded, quarantined } = tally;
            let excluded = excluded.total();
            let text = format!(
                "committed: published {published}, excluded {excluded}, quarantined \
                 {quarantined}; the log is read up to {safe_time}"
            );
            if published + excluded + quarantined == 0 { detail(text) } else { info(text) }
        }
        Event::CursorDead { since } => {
            warn(format!("the cursor is dead; a fresh stream begins at {since}"))
        }
        Event::DeliveryBlocked { what, retry_in } => warn(format!(
            "blocked by sink or state: {what}; next attempt in {}",
            seconds(*retry_in)
        )),
        Event::Disabled => warn("disabled; `okta-connector enable` ends that".to_owned()),
        Event::Finished { finish } => info(match finish {
            Finish::CaughtUp => "caught up".to_owned(),
            Finish::Disabled => "disabled".to_owned(),
            Finish::Paused(pause) => format!("paused: {}", pause.what),
        }),
        Event::GapRecorded { gap } => warn(format!(
            "gap: events from {} to {} are missing ({})",
            gap.from,
            gap.to,
            gap.reason.name()
        )),
        Event::IdentitiesLoaded { keys } => info(format!("identity map: {keys} ids and names")),
        Event::IdentitiesRefused { mistakes } => warn(refused(mistakes)),
        Event::InstructionIgnored { instruction } => {
            info(format!("`{}` changes nothing now", instruction.name()))
        }
        Event::NotStored { what } => warn(format!("not stored: {what}")),
        Event::PageReceived { records, bytes, took, .. } => {
            detail(format!("page of {records} records, {bytes} bytes, in {}", seconds(*took)))
        }
        Event::Paused { pause } => warn(format!(
            "PAUSED after {} failed attempts: {}; `okta-connector resume` goes on from the cursor",
            pause.failures, pause.what
        )),
        Event::PoisonPage => warn(
            "a page stays unreadable: kept whole in the quarantine, going on behind it".to_owned(),
        ),
        Event::Probed { reachable_since: Some(since) } => {
            info(format!("paused, but reachable again since {since}"))
        }
        Event::Probed { reachable_since: None } => detail("paused, still unreachable".to_owned()),
        Event::Recovered { after } => info(format!("recovered after {after} failed attempts")),
        Event::RequestEnded { outcome, took } => {
            detail(format!("answer after {}: {}", seconds(*took), outcome.name()))
        }
        Event::RequestSent { url, purpose } => detail(format!("GET {url} ({purpose:?})")),
        Event::Resumed => info("resumed".to_owned()),
        Event::Started { mode, .. } => match mode {
            Mode::Running => info("started".to_owned()),
            Mode::Paused(pause) => {
                warn(format!("started, paused since {}: {}", pause.since, pause.what))
            }
            Mode::Disabled { since } => warn(format!("started, disabled since {since}")),
        },
        Event::Stopped => info("stopped".to_owned()),
        Event::StreamBegins { since } => info(format!("the stream begins at {since}")),
        Event::Throttled { wait, told } => {
            let who = if *told { "as its headers ask" } else { "its headers say nothing usable" };
            warn(format!("429: nothing goes out for {} ({who})", seconds(*wait)))
        }
    }
}

/// The first mistake stands for the others: the file is mended as a whole.
fn refused(mistakes: &[Mistake]) -> String {
    let more = match mistakes.len() {
        0 | 1 => String::new(),
        count => format!("; {} more", count - 1),
    };
    let first = mistakes
        .first()
        .map_or_else(String::new, |mistake| format!(": {mistake}; {}", mistake.remedy));
    format!("the identity file changed and is not used, the old map stays{first}{more}")
}

fn seconds(duration: Duration) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{:.1} s", duration.as_secs_f64());
    text
}
