//! What the connector says about itself.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::{Clock, Timestamp};
use connector::telemetry::{Event, Observer};
use tokio::sync::watch;

use crate::oracle::Sighting;

/// Writes everything down, and tells whoever waits for a pause.
#[derive(Clone, Debug)]
pub struct Recorder {
    /// The org's: that of the connector may be wrong.
    clock: Clock,
    book: Arc<Mutex<Book>>,
    pauses: Arc<watch::Sender<u64>>,
}

#[derive(Debug, Default)]
struct Book {
    sightings: Vec<Sighting>,
    trace: Vec<String>,
}

impl Recorder {
    /// An empty book; times are taken from `clock`.
    pub fn new(clock: Clock) -> Self {
        Self { clock, book: Arc::default(), pauses: Arc::new(watch::Sender::new(0)) }
    }

    /// Notes something that the connector cannot say itself.
    pub fn note(&self, what: &'static str) {
        let at = self.clock.now();
        let mut book = self.book();
        book.trace.push(format!("{at} {what}"));
        book.sightings.push(Sighting { at, what });
    }

    /// Follows the number of pauses.
    pub fn pauses(&self) -> watch::Receiver<u64> {
        self.pauses.subscribe()
    }

    /// What was seen, and the trace.
    pub fn take(&self) -> (Vec<Sighting>, Vec<String>) {
        let book = std::mem::take(&mut *self.book());
        (book.sightings, book.trace)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Recorder {
    fn observe(&self, _connection: &str, said_at: Timestamp, event: &Event) {
        let what = match event {
            Event::CursorDead { .. } => Some("cursor-dead"),
            Event::DeliveryBlocked { .. } => Some("blocked"),
            Event::Paused { pause } if pause.class.is_some() => Some("paused"),
            Event::PoisonPage => Some("poison-page"),
            Event::Resumed => Some("resumed"),
            _ => None,
        };
        let mut book = self.book();
        book.trace.push(format!("{said_at} {event:?}"));
        if let Some(what) = what {
            let at = self.clock.now();
            book.sightings.push(Sighting { at, what });
        }
        drop(book);
        if what == Some("paused") {
            self.pauses.send_modify(|pauses| *pauses += 1);
        }
    }
}
