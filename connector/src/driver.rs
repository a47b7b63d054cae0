//! The only async loop of a connection: it decides what happened, the poller what it means.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use clock::{Seed, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::cursor::{Candidate, StateStore, StoreError, Uncommitted};
use crate::decode::Reason;
use crate::fetch::{Class, Fetcher, LinkFault, Purpose, Request, ResponseHead, Verdict};
use crate::future::BoxFuture;
use crate::identities::{IdentityFile, Reread, Watch};
use crate::normalize::{Normalized, Normalizer, PublishedAt, Reject, Rules};
use crate::poller::{Command, Finish, Outcome, PageDecision, PageFacts, Policy, Poller};
use crate::publish::{Batch, Receipt, Refusal, Sink, SinkError, Undelivered, deliver};
use crate::telemetry::{Committed, Event, Observer, RequestOutcome};

/// One connection and everything that it touches.
#[derive(Clone)]
pub struct Connection {
    /// What it is called, in logs and in the state store.
    pub name: String,
    /// How it polls.
    pub policy: Policy,
    /// What it makes of events.
    pub rules: Rules,
    /// The file that the identity map of `rules` came from, to be read again when it changes.
    pub identity_file: Option<IdentityFile>,
    /// The way to Okta, and the clock.
    pub fetcher: Fetcher,
    /// Who takes the events.
    pub sink: Arc<dyn Sink>,
    /// What it remembers.
    pub store: Arc<dyn StateStore>,
    /// Who takes note of what happens.
    pub observer: Arc<dyn Observer>,
    /// Where jitter comes from.
    pub seed: Seed,
}

/// Why a connection is no longer driven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// There was nothing more to do.
    Finished(Finish),
    /// It was told to stop.
    Stopped,
}

impl Connection {
    /// Drives the connection until there is nothing more to do, or until `shutdown`: then the
    /// page that is being published is finished, within 10 s.
    ///
    /// # Errors
    /// When what is stored cannot be read.
    pub async fn run(mut self, shutdown: CancellationToken) -> Result<Ended, StoreError> {
        let mut saved = self.store.load().await?;
        let instructions = std::mem::take(&mut saved.instructions);
        let now = self.fetcher.clock.now();
        let started = Event::Started {
            mode: saved.status.mode.clone(),
            safe_time: saved.checkpoint.as_ref().map(|checkpoint| checkpoint.safe_time),
            newest: saved.newest,
            committed_at: saved.committed_at,
        };
        let origin = self.fetcher.origin.clone();
        let poller = Poller::new(origin, self.policy.clone(), saved, self.seed, now);
        let normalizer = Normalizer::new(self.rules.clone());
        // A map that was exchanged must not stay in memory.
        let identities = self.rules.identities.take();
        let mut driver = Driver {
            connection: &self,
            poller,
            normalizer,
            waiting: VecDeque::new(),
            requested_at: now,
        };
        driver.emit(&started);
        if let Some(identities) = identities {
            driver.emit(&Event::IdentitiesLoaded { keys: identities.len() });
        }
        for instruction in instructions {
            driver.observe(Outcome::Instructed(instruction));
        }
        driver.report();
        let ended = driver.drive(&shutdown).await;
        driver.emit(&match &ended {
            Ended::Finished(finish) => Event::Finished { finish: finish.clone() },
            Ended::Stopped => Event::Stopped,
        });
        Ok(ended)
    }
}

struct Driver<'c> {
    connection: &'c Connection,
    poller: Poller,
    normalizer: Normalizer,
    /// Pages that are kept and wait for their turn, oldest first.
    waiting: VecDeque<Shipment>,
    requested_at: Timestamp,
}

/// A page on its way to being durable.
enum Shipment {
    /// Normalized, not published.
    Page { source: String, normalized: Normalized, newest: Option<Timestamp> },
    /// Published or not: the batch as it came back from the sink.
    Undelivered(Batch),
    /// Published, not committed.
    Uncommitted(Receipt),
}

/// How a shipment ended.
enum Delivery {
    Done(Committed),
    Failed(Box<Shipment>, String),
    Refused(Refusal),
}

/// What woke the driver.
enum Woken {
    Shutdown,
    Instructed(crate::cursor::Instruction),
    Reread(Watch, Reread),
    Delivered(Delivery),
    Responded(Request, Verdict),
    Due,
}

type Fetching<'c> = BoxFuture<'c, (Request, Verdict)>;
type Delivering<'c> = BoxFuture<'c, Delivery>;
type Watching<'c> = BoxFuture<'c, (Watch, Reread)>;

impl<'c> Driver<'c> {
    async fn drive(&mut self, shutdown: &CancellationToken) -> Ended {
        let connection = self.connection;
        let mut fetching: Option<Fetching<'c>> = None;
        let mut delivering: Option<Delivering<'c>> = None;
        let mut instruction = connection.store.instruction();
        let mut watching =
            connection.identity_file.clone().map(|file| self.watch(Watch::new(file)));
        loop {
            let until = match self.poller.next(self.now()) {
                Command::Fetch(request) => {
                    fetching = Some(self.fetch(request));
                    continue;
                }
                Command::Deliver(candidate) => {
                    delivering = Some(self.deliver(candidate));
                    continue;
                }
                Command::Begin { checkpoint, gap } => {
                    let stored = connection.store.begin(checkpoint, gap, self.now()).await;
                    self.stored(stored, Outcome::Begun);
                    continue;
                }
                Command::Save(status) => {
                    let stored = connection.store.save(status, self.now()).await;
                    self.stored(stored, Outcome::Saved);
                    continue;
                }
                Command::Finish(finish) => return Ended::Finished(finish),
                Command::Wait(until) => until,
            };
            let woken = tokio::select! {
                biased;
                () = shutdown.cancelled() => Woken::Shutdown,
                what = &mut instruction => Woken::Instructed(what),
                (watch, reread) = ready(&mut watching) => Woken::Reread(watch, reread),
                delivery = ready(&mut delivering) => Woken::Delivered(delivery),
                (request, verdict) = ready(&mut fetching) => Woken::Responded(request, verdict),
                () = self.sleep_until(until) => Woken::Due,
            };
            match woken {
                Woken::Shutdown => {
                    self.finish_delivery(delivering).await;
                    return Ended::Stopped;
                }
                Woken::Instructed(what) => {
                    self.observe(Outcome::Instructed(what));
                    instruction = connection.store.instruction();
                }
                Woken::Reread(watch, reread) => {
                    self.reread(reread);
                    watching = Some(self.watch(watch));
                }
                Woken::Delivered(delivery) => {
                    delivering = None;
                    self.delivered(delivery);
                }
                Woken::Responded(request, verdict) => {
                    fetching = None;
                    self.responded(request, verdict);
                }
                Woken::Due => {}
            }
            // A connection that was stopped forgets what it had asked for.
            if !self.poller.is_fetching() && fetching.take().is_some() {
                self.request_ended(RequestOutcome::Abandoned);
            }
            self.waiting.truncate(self.poller.pages_waiting());
            self.report();
        }
    }

    fn fetch(&mut self, request: Request) -> Fetching<'c> {
        self.requested_at = self.now();
        let Request { url, purpose } = request.clone();
        self.emit(&Event::RequestSent { url, purpose });
        let fetcher = &self.connection.fetcher;
        Box::pin(async move {
            let verdict = fetcher.fetch(&request).await;
            (request, verdict)
        })
    }

    fn watch(&self, watch: Watch) -> Watching<'c> {
        Box::pin(watch.changed(&self.connection.fetcher.clock))
    }

    /// The identity file is another: its map is that of the next page, unless it is wrong.
    fn reread(&mut self, reread: Reread) {
        self.emit(&match &reread {
            Ok(identities) => Event::IdentitiesLoaded { keys: identities.len() },
            Err(mistakes) => Event::IdentitiesRefused { mistakes: mistakes.clone() },
        });
        if let Ok(identities) = reread {
            self.normalizer.set_identities(Some(identities));
        }
    }

    fn request_ended(&self, outcome: RequestOutcome) {
        self.emit(&Event::RequestEnded { outcome, took: self.now().since(self.requested_at) });
    }

    fn responded(&mut self, request: Request, verdict: Verdict) {
        let now = self.now();
        self.request_ended(match &verdict {
            Verdict::Page { .. } => RequestOutcome::Ok,
            Verdict::Throttled { .. } => RequestOutcome::Throttled,
            Verdict::Failed { failure, .. } => RequestOutcome::Failed(failure.class),
        });
        match verdict {
            Verdict::Page { body, next, head } if request.purpose == Purpose::Page => {
                self.page(request.url, &body, next, &head);
            }
            verdict => self.poller.responded(now, verdict),
        }
    }

    fn page(
        &mut self,
        source: String,
        body: &Bytes,
        next: Result<String, LinkFault>,
        head: &ResponseHead,
    ) {
        let now = self.now();
        let mut normalized = Normalized::default();
        let is_array = self.normalizer.page(body, &mut normalized);
        let facts = facts(is_array, &normalized);
        self.emit(&Event::PageReceived {
            records: facts.records,
            bytes: body.len(),
            took: now.since(self.requested_at),
            unmapped_people: self.normalizer.unmapped_people(),
        });
        let decision = self.poller.page(now, &facts, next, head);
        if decision == PageDecision::Discard {
            return;
        }
        if decision == PageDecision::KeepPoisoned {
            let index = normalized.elements;
            normalized.rejects.push(Reject { index, reason: Reason::Page, raw: body.to_vec() });
        }
        // A record from the future is no news.
        let newest = facts.newest.map(|newest| newest.min(head.date.unwrap_or(now)));
        self.waiting.push_back(Shipment::Page { source, normalized, newest });
    }

    /// Starts publishing the oldest page that waits.
    fn deliver(&mut self, candidate: Candidate) -> Delivering<'c> {
        let connection = self.connection;
        let shipment = self.waiting.pop_front();
        Box::pin(async move {
            let receipt = match shipment {
                Some(Shipment::Uncommitted(receipt)) => receipt,
                Some(Shipment::Undelivered(batch)) => match ship(connection, batch).await {
                    Ok(receipt) => receipt,
                    Err(delivery) => return delivery,
                },
                Some(Shipment::Page { source, normalized, newest }) => {
                    match ship(connection, Batch { source, normalized, newest, candidate }).await {
                        Ok(receipt) => receipt,
                        Err(delivery) => return delivery,
                    }
                }
                None => unreachable!("a page waits for each that the poller keeps"),
            };
            commit(connection, receipt).await
        })
    }

    fn delivered(&mut self, delivery: Delivery) {
        match delivery {
            Delivery::Done(committed) => {
                self.emit(&Event::Committed(committed));
                self.observe(Outcome::Delivered);
            }
            Delivery::Failed(shipment, what) => {
                self.waiting.push_front(*shipment);
                self.observe(Outcome::Blocked(what));
            }
            Delivery::Refused(refusal) => self.observe(Outcome::Refused(refusal)),
        }
    }

    /// Shutdown: what is on its way to the sink gets there and is committed.
    async fn finish_delivery(&mut self, delivering: Option<Delivering<'c>>) {
        let clock = &self.connection.fetcher.clock;
        let mut delivering = delivering;
        let delivery = tokio::select! {
            biased;
            delivery = ready(&mut delivering), if delivering.is_some() => Some(delivery),
            () = clock.sleep(SHUTDOWN_DEADLINE), if delivering.is_some() => None,
            else => None,
        };
        if let Some(delivery) = delivery {
            self.delivered(delivery);
        }
        self.report();
    }

    fn stored(&mut self, stored: Result<(), StoreError>, outcome: Outcome) {
        match stored {
            Ok(()) => self.observe(outcome),
            Err(error) => {
                self.emit(&Event::NotStored { what: chain(&error) });
                self.observe(Outcome::Unsaved);
            }
        }
        self.report();
    }

    fn observe(&mut self, outcome: Outcome) {
        let now = self.now();
        self.poller.observe(now, outcome);
    }

    fn report(&mut self) {
        for event in self.poller.drain_events() {
            self.emit(&event);
        }
    }

    fn emit(&self, event: &Event) {
        self.connection.observer.observe(&self.connection.name, self.now(), event);
    }

    fn now(&self) -> Timestamp {
        self.connection.fetcher.clock.now()
    }

    async fn sleep_until(&self, until: Option<Timestamp>) {
        match until {
            Some(until) => self.connection.fetcher.clock.sleep_until(until).await,
            None => std::future::pending().await,
        }
    }
}

/// Publishes one batch.
async fn ship(connection: &Connection, batch: Batch) -> Result<Receipt, Delivery> {
    deliver(connection.sink.as_ref(), batch).await.map_err(|Undelivered { batch, error }| {
        let what = chain(&error);
        match error {
            SinkError::Refused(refusal) => Delivery::Refused(refusal),
            SinkError::Unavailable { .. } => {
                Delivery::Failed(Box::new(Shipment::Undelivered(batch)), what)
            }
        }
    })
}

/// Makes one published batch durable.
async fn commit(connection: &Connection, receipt: Receipt) -> Delivery {
    let committed = Committed::of(&receipt);
    match connection.store.commit(receipt, connection.fetcher.clock.now()).await {
        Ok(()) => Delivery::Done(committed),
        Err(Uncommitted { error: error @ StoreError::QuarantineFull { .. }, .. }) => {
            Delivery::Refused(Refusal { class: Class::Quarantine, what: chain(&error) })
        }
        Err(Uncommitted { receipt, error }) => {
            Delivery::Failed(Box::new(Shipment::Uncommitted(receipt)), chain(&error))
        }
    }
}

/// What the poller needs to know of a page.
fn facts(is_array: bool, normalized: &Normalized) -> PageFacts {
    let at = |published: &PublishedAt| Timestamp::from_millis(published.as_millis());
    let times = &normalized.times;
    PageFacts {
        records: normalized.elements,
        is_array,
        newest: times.iter().max().map(at),
        tail: times[times.len().saturating_sub(TAIL_RECORDS)..].iter().map(at).collect(),
    }
}

/// Waits for what may be under way; for ever when nothing is.
async fn ready<T>(future: &mut Option<BoxFuture<'_, T>>) -> T {
    match future {
        Some(future) => future.await,
        None => std::future::pending().await,
    }
}

/// An error and what lies beneath it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}

/// Polling rule 13.
const SHUTDOWN_DEADLINE: Duration = Duration::from_secs(10);

/// Records whose times the safe time is made of (polling rule 5).
const TAIL_RECORDS: usize = 100;
