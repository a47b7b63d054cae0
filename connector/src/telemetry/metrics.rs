//! Events as numbers.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use clock::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use super::event::{Committed, Event, Observer, RequestOutcome};
use super::families::{Families, Of, OfClass, OfField, OfOutcome, OfReason};
use crate::cursor::Mode;
use crate::decode::Reason;
use crate::fetch::Class;
use crate::normalize::Exclusion;

/// Counters and gauges of every connection of a process. Two of these share nothing.
///
/// Labels have values that configuration and code bound: names of connections, reasons,
/// classes, fields. Nothing that an org writes becomes a label.
pub struct Metrics {
    registry: Registry,
    families: Families,
    /// The latest `published` of what was committed, for the lag.
    newest: Mutex<BTreeMap<String, Timestamp>>,
}

impl Metrics {
    /// Every family, without a connection in it yet.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix(PREFIX);
        let families = Families::register(&mut registry);
        Self { registry, families, newest: Mutex::default() }
    }

    /// Everything, as OpenMetrics text; the lag is that at `now`.
    pub fn render(&self, now: Timestamp) -> String {
        let newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        for (connection, newest) in newest.iter() {
            let lag = now.since(*newest).as_secs_f64();
            self.families.lag.get_or_create(&Of::new(connection)).set(lag);
        }
        drop(newest);
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// The media type of [`Metrics::render`].
    pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    fn newest(&self, connection: &str, newest: Timestamp) {
        let mut known = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let latest = known.entry(connection.to_owned()).or_insert(newest);
        *latest = newest.max(*latest);
        self.families.newest_event.get_or_create(&Of::new(connection)).set(seconds(*latest));
    }

    fn committed(&self, connection: &str, at: Timestamp, committed: &Committed) {
        let families = &self.families;
        let of = Of::new(connection);
        let Committed { tally, quarantined, drift_types, drift_values, safe_time, newest } =
            committed;
        families.published.get_or_create(&of).inc_by(tally.published);
        for (exclusion, count) in [
            (Exclusion::NotInCatalogue, tally.excluded.not_in_catalogue),
            (Exclusion::NotAttributable, tally.excluded.not_attributable),
        ] {
            let of = OfReason::new(connection, exclusion.name());
            families.excluded.get_or_create(&of).inc_by(count);
        }
        for (reason, count) in quarantined {
            let of = OfReason::new(connection, reason.name());
            families.quarantined.get_or_create(&of).inc_by(*count);
        }
        for (unexpected, fields) in [("type", drift_types), ("value", drift_values)] {
            for (field, count) in fields {
                let of = OfField::new(connection, field, unexpected);
                families.drift.get_or_create(&of).inc_by(*count);
            }
        }
        families.blocked.get_or_create(&of).set(0);
        families.safe_time.get_or_create(&of).set(seconds(*safe_time));
        families.last_commit.get_or_create(&of).set(seconds(at));
        if let Some(newest) = newest {
            self.newest(connection, *newest);
        }
    }

    fn mode(&self, connection: &str, mode: &Mode) {
        let families = &self.families;
        let of = Of::new(connection);
        let (paused, disabled) = match mode {
            Mode::Running => (0, 0),
            Mode::Paused(_) => (1, 0),
            Mode::Disabled { .. } => (0, 1),
        };
        families.paused.get_or_create(&of).set(paused);
        families.disabled.get_or_create(&of).set(disabled);
        families.blocked.get_or_create(&of).set(0);
    }

    /// A counter that is not there yet has no rate: everything that has a known label begins
    /// at zero.
    fn introduce(&self, connection: &str) {
        let families = &self.families;
        let of = Of::new(connection);
        for family in [
            &families.published,
            &families.throttled,
            &families.delivery_retries,
            &families.gaps,
            &families.dead_cursors,
            &families.poison_pages,
            &families.identity_refusals,
        ] {
            family.get_or_create(&of).inc_by(0);
        }
        families.identities.get_or_create(&of).set(0);
        families.unmapped_people.get_or_create(&of).set(0);
        for exclusion in [Exclusion::NotInCatalogue, Exclusion::NotAttributable] {
            let of = OfReason::new(connection, exclusion.name());
            families.excluded.get_or_create(&of).inc_by(0);
        }
        for reason in Reason::ALL {
            let of = OfReason::new(connection, reason.name());
            families.quarantined.get_or_create(&of).inc_by(0);
        }
        for class in Class::ALL {
            let of = OfClass::new(connection, class.name());
            families.failures.get_or_create(&of).inc_by(0);
            families.pauses.get_or_create(&of).inc_by(0);
        }
        for outcome in [RequestOutcome::Ok, RequestOutcome::Throttled, RequestOutcome::Abandoned] {
            families.requests.get_or_create(&OfOutcome::new(connection, outcome.name())).inc_by(0);
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl Observer for Metrics {
    fn observe(&self, connection: &str, at: Timestamp, event: &Event) {
        let families = &self.families;
        let of = Of::new(connection);
        match event {
            Event::AttemptFailed { class, .. } => {
                let of = OfClass::new(connection, class.name());
                families.failures.get_or_create(&of).inc();
            }
            Event::Committed(committed) => self.committed(connection, at, committed),
            Event::CursorDead { .. } => {
                families.dead_cursors.get_or_create(&of).inc();
            }
            Event::DeliveryBlocked { .. } => {
                families.delivery_retries.get_or_create(&of).inc();
                families.blocked.get_or_create(&of).set(1);
            }
            Event::Disabled => self.mode(connection, &Mode::Disabled { since: at }),
            Event::GapRecorded { .. } => {
                families.gaps.get_or_create(&of).inc();
            }
            Event::IdentitiesLoaded { keys } => {
                families.identities.get_or_create(&of).set(*keys as i64);
            }
            Event::IdentitiesRefused { .. } => {
                families.identity_refusals.get_or_create(&of).inc();
            }
            Event::PageReceived { records, unmapped_people, .. } => {
                families.page_records.get_or_create(&of).observe(*records as f64);
                families.unmapped_people.get_or_create(&of).set(*unmapped_people as i64);
            }
            Event::Paused { pause } => {
                let class = pause.class.map_or(BY_A_PERSON, Class::name);
                families.pauses.get_or_create(&OfClass::new(connection, class)).inc();
                self.mode(connection, &Mode::Paused(pause.clone()));
            }
            Event::PoisonPage => {
                families.poison_pages.get_or_create(&of).inc();
            }
            Event::RequestEnded { outcome, took } => {
                families.requests.get_or_create(&OfOutcome::new(connection, outcome.name())).inc();
                families.request_duration.get_or_create(&of).observe(took.as_secs_f64());
            }
            Event::Resumed => self.mode(connection, &Mode::Running),
            Event::Started { mode, safe_time, newest, committed_at } => {
                self.introduce(connection);
                self.mode(connection, mode);
                if let Some(at) = safe_time {
                    families.safe_time.get_or_create(&of).set(seconds(*at));
                }
                if let Some(at) = committed_at {
                    families.last_commit.get_or_create(&of).set(seconds(*at));
                }
                if let Some(at) = newest {
                    self.newest(connection, *at);
                }
            }
            Event::Throttled { .. } => {
                families.throttled.get_or_create(&of).inc();
            }
            Event::Finished { .. }
            | Event::InstructionIgnored { .. }
            | Event::NotStored { .. }
            | Event::Probed { .. }
            | Event::Recovered { .. }
            | Event::RequestSent { .. }
            | Event::Stopped
            | Event::StreamBegins { .. } => {}
        }
    }
}

/// Unix time with fractions.
fn seconds(at: Timestamp) -> f64 {
    at.as_millis() as f64 / 1_000.0
}

/// Every metric's name begins with it.
const PREFIX: &str = "okta_connector";

/// The class of a pause that no failure caused.
const BY_A_PERSON: &str = "person";
