//! What is measured: names, help and labels of every metric.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// A metric of which every connection has one.
pub(super) type PerConnection<M, C = fn() -> M> = Family<Of, M, C>;

/// A gauge with fractions.
pub(super) type Seconds = Gauge<f64, AtomicU64>;

/// Every metric family, by what it measures.
pub(super) struct Families {
    pub(super) requests: Family<OfOutcome, Counter>,
    pub(super) request_duration: PerConnection<Histogram, Buckets>,
    pub(super) page_records: PerConnection<Histogram, Buckets>,
    pub(super) published: PerConnection<Counter>,
    pub(super) excluded: Family<OfReason, Counter>,
    pub(super) quarantined: Family<OfReason, Counter>,
    pub(super) drift: Family<OfField, Counter>,
    pub(super) failures: Family<OfClass, Counter>,
    pub(super) pauses: Family<OfClass, Counter>,
    pub(super) throttled: PerConnection<Counter>,
    pub(super) delivery_retries: PerConnection<Counter>,
    pub(super) gaps: PerConnection<Counter>,
    pub(super) dead_cursors: PerConnection<Counter>,
    pub(super) poison_pages: PerConnection<Counter>,
    pub(super) paused: PerConnection<Gauge>,
    pub(super) blocked: PerConnection<Gauge>,
    pub(super) disabled: PerConnection<Gauge>,
    pub(super) safe_time: PerConnection<Seconds>,
    pub(super) newest_event: PerConnection<Seconds>,
    pub(super) last_commit: PerConnection<Seconds>,
    pub(super) lag: PerConnection<Seconds>,
    pub(super) identities: PerConnection<Gauge>,
    pub(super) identity_refusals: PerConnection<Counter>,
    pub(super) unmapped_people: PerConnection<Gauge>,
}

impl Families {
    /// Adds every family to `registry`, with no connection in it yet.
    pub(super) fn register(registry: &mut Registry) -> Self {
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The build that runs", build);
        let families = Self {
            requests: Family::default(),
            request_duration: Family::new_with_constructor(Buckets(DURATION_SECONDS)),
            page_records: Family::new_with_constructor(Buckets(PAGE_RECORDS)),
            published: Family::default(),
            excluded: Family::default(),
            quarantined: Family::default(),
            drift: Family::default(),
            failures: Family::default(),
            pauses: Family::default(),
            throttled: Family::default(),
            delivery_retries: Family::default(),
            gaps: Family::default(),
            dead_cursors: Family::default(),
            poison_pages: Family::default(),
            paused: Family::default(),
            blocked: Family::default(),
            disabled: Family::default(),
            safe_time: Family::default(),
            newest_event: Family::default(),
            last_commit: Family::default(),
            lag: Family::default(),
            identities: Family::default(),
            identity_refusals: Family::default(),
            unmapped_people: Family::default(),
        };
        families.register_requests(registry);
        families.register_records(registry);
        families.register_trouble(registry);
        families.register_position(registry);
        families.register_people(registry);
        families
    }

    fn register_requests(&self, registry: &mut Registry) {
        registry.register(
            "requests",
            "Requests to Okta, by what came of them",
            self.requests.clone(),
        );
        registry.register_with_unit(
            "request_duration",
            "From sending a request to the last byte of its answer",
            Unit::Seconds,
            self.request_duration.clone(),
        );
        registry.register("page_records", "Records on a page", self.page_records.clone());
        registry.register("throttled", "Answers with status 429", self.throttled.clone());
    }

    fn register_records(&self, registry: &mut Registry) {
        registry.register(
            "events_published",
            "Events that a sink acknowledged and a commit made durable",
            self.published.clone(),
        );
        registry.register(
            "events_excluded",
            "Records that are not ingested, by reason",
            self.excluded.clone(),
        );
        registry.register(
            "events_quarantined",
            "Records that could not be published and were kept, by reason",
            self.quarantined.clone(),
        );
        registry.register(
            "drift",
            "Values that were not as Okta documents them, by field",
            self.drift.clone(),
        );
    }

    fn register_trouble(&self, registry: &mut Registry) {
        registry.register(
            "failures",
            "Failed attempts that are repeated, 429s apart, by class",
            self.failures.clone(),
        );
        registry.register(
            "pauses",
            "How often a connection paused, by the class of the last failure",
            self.pauses.clone(),
        );
        registry.register(
            "delivery_retries",
            "Deliveries and commits that failed and are repeated",
            self.delivery_retries.clone(),
        );
        registry.register(
            "gaps",
            "Stretches of the log that were recorded as missing",
            self.gaps.clone(),
        );
        registry.register(
            "dead_cursors",
            "Cursors that Okta refused, so that a fresh stream began",
            self.dead_cursors.clone(),
        );
        registry.register(
            "poison_pages",
            "Pages that stayed unreadable and were kept whole",
            self.poison_pages.clone(),
        );
        registry.register(
            "paused",
            "Whether the connection waits for a person (0 or 1)",
            self.paused.clone(),
        );
        registry.register(
            "blocked",
            "Whether sink or state take nothing for now (0 or 1)",
            self.blocked.clone(),
        );
        registry.register(
            "disabled",
            "Whether a person switched the connection off (0 or 1)",
            self.disabled.clone(),
        );
    }

    fn register_people(&self, registry: &mut Registry) {
        registry.register(
            "identities",
            "Ids and names in the identity map in use",
            self.identities.clone(),
        );
        registry.register(
            "identity_refusals",
            "Changes of the identity file that were not used because they are wrong",
            self.identity_refusals.clone(),
        );
        registry.register(
            "unmapped_people",
            "People who were seen and are not in the identity map, at most 100,000",
            self.unmapped_people.clone(),
        );
    }

    fn register_position(&self, registry: &mut Registry) {
        registry.register_with_unit(
            "safe_time",
            "Where the log is surely read up to, in Unix time",
            Unit::Seconds,
            self.safe_time.clone(),
        );
        registry.register_with_unit(
            "newest_event",
            "The latest `published` that was committed, in Unix time",
            Unit::Seconds,
            self.newest_event.clone(),
        );
        registry.register_with_unit(
            "last_commit",
            "When a page was committed last, in Unix time",
            Unit::Seconds,
            self.last_commit.clone(),
        );
        registry.register_with_unit(
            "lag",
            "From the latest `published` that was committed to now; grows while an org is silent",
            Unit::Seconds,
            self.lag.clone(),
        );
    }
}

/// Makes histograms with these upper bounds.
#[derive(Clone, Copy)]
pub(super) struct Buckets(&'static [f64]);

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(self.0.iter().copied())
    }
}

/// The label of what a connection has once.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Of {
    connection: String,
}

impl Of {
    pub(super) fn new(connection: &str) -> Self {
        Self { connection: connection.to_owned() }
    }
}

/// The labels of what a connection has once a class of failures.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfClass {
    connection: String,
    class: &'static str,
}

impl OfClass {
    pub(super) fn new(connection: &str, class: &'static str) -> Self {
        Self { connection: connection.to_owned(), class }
    }
}

/// The labels of what a connection has once a field of an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfField {
    connection: String,
    field: &'static str,
    unexpected: &'static str,
}

impl OfField {
    /// `unexpected` says what of the field is.
    pub(super) fn new(connection: &str, field: &'static str, unexpected: &'static str) -> Self {
        Self { connection: connection.to_owned(), field, unexpected }
    }
}

/// The labels of what a connection has once an outcome of requests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfOutcome {
    connection: String,
    outcome: &'static str,
}

impl OfOutcome {
    pub(super) fn new(connection: &str, outcome: &'static str) -> Self {
        Self { connection: connection.to_owned(), outcome }
    }
}

/// The labels of what a connection has once a reason.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfReason {
    connection: String,
    reason: &'static str,
}

impl OfReason {
    pub(super) fn new(connection: &str, reason: &'static str) -> Self {
        Self { connection: connection.to_owned(), reason }
    }
}

/// Okta answers a page of a thousand within a second, and gives up after thirty.
const DURATION_SECONDS: &[f64] = &[0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// A page has up to a thousand records.
const PAGE_RECORDS: &[f64] = &[0.0, 10.0, 100.0, 250.0, 500.0, 999.0, 1_000.0];
