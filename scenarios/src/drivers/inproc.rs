//! Virtual time: a day in seconds, the same every time.

use std::sync::Arc;
use std::time::Duration;

use clock::{Clock, Seed, Timestamp};
use connector::cursor::Instruction;
use connector::driver::Connection;
use connector::fetch::{Credentials, Deadlines, Fetcher, Origin};
use connector::normalize::Rules as ConnectorRules;
use connector::poller::{Interval, Policy};
use connector::secret::Secret;
use futures_util::future::join_all;
use mock_okta::ledger::Delivery;
use mock_okta::log::{Order, Position};
use mock_okta::{Endpoint, MockOkta};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use super::crash::Crashes;
use super::memory::{MemorySink, MemoryStore};
use super::recorder::Recorder;
use super::served::{Spans, welcome_at};
use super::transport::MockTransport;
use super::{DOMAIN_ID, DriverError, EPOCH, Run};
use crate::case::{Case, CrashPoint, Deed, Setup, Span, Trigger};
use crate::mutants::{Bug, Naive};
use crate::oracle::{Evidence, Obligation, Record, Request};
use crate::reference::Rules;

/// Who is put to the test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The connector of this project.
    Connector,
    /// A plain connector, with one known bug or with none.
    Naive(Option<Bug>),
}

/// Runs `case` in virtual time, on a runtime of its own in this thread.
///
/// # Errors
/// When the case is not for this driver, or its setup makes no sense.
pub fn run(case: &Case, subject: Subject) -> Result<Run, DriverError> {
    let setup = case
        .inproc
        .as_ref()
        .ok_or_else(|| DriverError::Org("the case has no [inproc]".to_owned()))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .map_err(|error| DriverError::Program(error.to_string()))?;
    runtime.block_on(simulate(case, setup, subject))
}

async fn simulate(case: &Case, setup: &Setup, subject: Subject) -> Result<Run, DriverError> {
    let world = World::new(case, setup, subject)?;
    let until = EPOCH + setup.duration.0;
    let deadline = until + setup.drain.0;
    let shutdown = CancellationToken::new();
    let people = world.people(setup);
    let life = world.life(&shutdown);
    tokio::pin!(people, life);
    tokio::select! {
        biased;
        ended = &mut life => return Err(DriverError::Connector(ended)),
        () = &mut people => unreachable!("people never leave"),
        () = world.clock.sleep_until(deadline) => {}
    }
    // What is under way is finished, as after SIGTERM.
    shutdown.cancel();
    tokio::select! {
        biased;
        _ = &mut life => {}
        () = world.clock.sleep(SHUTDOWN) => {}
    }
    Ok(world.run(setup, until, deadline))
}

/// Both sides, and what lies between them.
struct World<'c> {
    seed: Seed,
    clock: Clock,
    mock: MockOkta,
    sink: MemorySink,
    store: MemoryStore,
    recorder: Recorder,
    crashes: Crashes,
    setup: &'c Setup,
    subject: Subject,
    naive: Naive,
}

impl<'c> World<'c> {
    fn new(case: &Case, setup: &'c Setup, subject: Subject) -> Result<Self, DriverError> {
        let clock = Clock::auto(EPOCH);
        let mut builder = MockOkta::builder()
            .seed(case.seed)
            .users(setup.org.users)
            .engine(setup.org.engine().map_err(DriverError::Org)?)
            .clock(clock.clone())
            .history(setup.org.history.0)
            .limit(setup.org.limit)
            .token_share(setup.org.token_share)
            .rate_window(setup.org.rate_window.0)
            .retry_after(setup.org.retry_after().map_err(DriverError::Org)?)
            .commit_lag(setup.org.commit_lag.commit_lag())
            .faults(setup.faults.iter().map(|fault| fault.value.clone()))
            .injects(setup.injects.iter().map(|inject| inject.value.clone()))
            .attacks(setup.attacks.iter().map(|attack| attack.value.clone()));
        if let Some(events) = setup.org.events_per_day {
            builder = builder.events_per_day(events);
        }
        let mock = builder.start().map_err(|error| DriverError::Org(error.to_string()))?;
        let crashes = Crashes::new(&setup.crashes);
        let bug = match subject {
            Subject::Naive(bug) => bug,
            Subject::Connector => None,
        };
        Ok(Self {
            seed: Seed::new(case.seed),
            sink: MemorySink::new(clock.clone(), &setup.sink_outages, crashes.clone()),
            store: MemoryStore::new(crashes.clone()),
            recorder: Recorder::new(clock.clone()),
            naive: Naive::new(bug),
            clock,
            mock,
            crashes,
            setup,
            subject,
        })
    }

    /// One connector after another: whenever one is killed, the next one starts. Returns only
    /// when one ends unasked, or as asked.
    async fn life(&self, shutdown: &CancellationToken) -> String {
        let mut chance = self.seed.child("kills").draw();
        let random = self.setup.crashes.iter().find(|crash| crash.at == CrashPoint::Random);
        let mut kills = random.map_or(0, |crash| crash.times);
        let mut number = 0;
        loop {
            number += 1;
            let lifetime = (kills > 0).then(|| {
                let share = self.setup.duration.0.as_millis() as u64 / kills.max(1);
                Duration::from_millis(chance.below(share.max(1)))
            });
            let killed_at_random = async {
                match lifetime {
                    Some(lifetime) => self.clock.sleep(lifetime).await,
                    None => std::future::pending().await,
                }
            };
            let down = tokio::select! {
                biased;
                ended = self.connector(number, shutdown.clone()) => return ended,
                down = self.crashes.struck() => down,
                () = killed_at_random => {
                    kills -= 1;
                    random.map_or(Span::seconds(5), |crash| crash.down)
                }
            };
            self.recorder.note("crash");
            self.clock.sleep(down.0).await;
        }
    }

    /// One connector, until it ends.
    async fn connector(&self, number: u64, shutdown: CancellationToken) -> String {
        let transport = Arc::new(MockTransport::new(
            self.mock.clone(),
            self.crashes.clone(),
            self.recorder.clone(),
        ));
        let clock = self.clock.with_offset(self.setup.connector.clock_offset.0);
        let host = &self.mock.org().host;
        let (origin, _) = match Origin::parse(&format!("https://{host}")) {
            Ok(origin) => origin,
            Err(error) => return error.to_string(),
        };
        let fetcher = Fetcher {
            clock,
            transport,
            origin,
            credentials: Credentials::Ssws(Secret::new(
                self.mock.org().ssws_token.expose().to_owned(),
            )),
            deadlines: Deadlines::default(),
        };
        let policy = Policy {
            page_limit: self.setup.connector.page_limit,
            poll_interval: Interval::Every(self.setup.connector.poll_interval.0),
            history: self.setup.connector.history.0,
            ..Policy::default()
        };
        match self.subject {
            Subject::Naive(_) => {
                self.naive.run(&fetcher, &policy, &self.sink, &self.crashes).await;
                "ended".to_owned()
            }
            Subject::Connector => {
                let connection = Connection {
                    name: "acme".to_owned(),
                    policy,
                    rules: ConnectorRules::new(DOMAIN_ID),
                    identity_file: None,
                    fetcher,
                    sink: Arc::new(self.sink.clone()),
                    store: Arc::new(self.store.clone()),
                    observer: Arc::new(self.recorder.clone()),
                    seed: self.seed.child("connector").child_at(number),
                };
                match connection.run(shutdown).await {
                    Ok(ended) => format!("{ended:?}"),
                    Err(error) => error.to_string(),
                }
            }
        }
    }

    /// What people do, for ever.
    async fn people(&self, setup: &Setup) {
        let deeds = setup.people.iter().map(|person| async move {
            let mut pauses = self.recorder.pauses();
            loop {
                match person.when {
                    Trigger::Start => self.clock.sleep(person.after.0).await,
                    Trigger::Paused => {
                        if pauses.changed().await.is_err() {
                            break;
                        }
                        self.clock.sleep(person.after.0).await;
                    }
                }
                self.store.instruct(match person.does {
                    Deed::Disable => Instruction::Disable,
                    Deed::Enable => Instruction::Enable,
                    Deed::Pause => Instruction::Pause,
                    Deed::Resume => Instruction::Resume,
                });
                if person.when == Trigger::Start {
                    break;
                }
            }
        });
        join_all(deeds).await;
        std::future::pending::<()>().await;
    }

    /// The evidence.
    fn run(&self, setup: &Setup, until: Timestamp, deadline: Timestamp) -> Run {
        let (output, arrivals) = self.sink.take();
        let (quarantine, gaps) = self.store.remains();
        let (sightings, trace) = self.recorder.take();
        let end = self.clock.now();
        let from = EPOCH - setup.connector.history.0;
        let evidence = Evidence {
            attacked: self.mock.labels().into_iter().map(|label| label.uuid).collect(),
            log: self.log(end),
            requests: self.requests(),
            output,
            arrivals,
            quarantine,
            sightings,
            gaps,
        };
        let obligation = Obligation {
            from,
            to: until,
            deadline,
            rules: Rules::seed(DOMAIN_ID),
            page_limit: setup.connector.page_limit,
        };
        let trace = trace.into_iter().chain(digests(&evidence)).collect();
        Run { evidence, obligation, trace }
    }

    /// Every record that was visible at `end`, and how it was served.
    fn log(&self, end: Timestamp) -> Vec<Record> {
        let log = self.mock.log();
        let served = self.mock.ledger().served();
        let spans = |wanted: Delivery| {
            // Which records of its range a page with `filter` or `q` had, is not said: none is
            // taken for served.
            let spans = served.iter().filter(move |(_, span, delivery)| {
                *delivery == wanted && span.order == Order::Commit && !span.matching
            });
            Spans::new(spans.map(|(_, span, _)| (span.first, span.last)))
        };
        let (valid, damaged) = (spans(Delivery::Valid), spans(Delivery::Damaged));
        log.range(..=Position::after(end))
            .map(|record| Record {
                commit: record.position.time,
                published: record.published,
                delivered: valid.contain(record.position),
                damaged: damaged.contain(record.position),
                raw: record.raw.to_vec(),
            })
            .collect()
    }

    fn requests(&self) -> Vec<Request> {
        let requests = self.mock.ledger().requests();
        let of_log = requests.iter().filter(|request| request.endpoint == Endpoint::Logs);
        of_log
            .map(|request| Request {
                at: Some(request.at),
                answered_at: request.answered_at,
                status: request.status,
                welcome_at: request.answered_at.filter(|_| request.status == Some(429)).and_then(
                    |at| {
                        let reset = request.rate.filter(|rate| rate.limit > 0);
                        let reset = reset.map(|rate| rate.reset);
                        welcome_at(at, request.retry_after.as_deref(), reset)
                    },
                ),
                faults: request.faults.iter().map(|fault| (*fault).to_owned()).collect(),
                records: request.served.map_or(0, |served| served.count),
                limit: Request::limit_of(&request.target),
                valid: request.delivery == Delivery::Valid,
            })
            .collect()
    }
}

/// What the trace says of the rest: requests, and digests of what is too long for it.
fn digests(evidence: &Evidence) -> Vec<String> {
    let requests = evidence.requests.iter().map(|request| format!("{request:?}"));
    let mut quarantine = Sha256::new();
    for kept in &evidence.quarantine {
        quarantine.update(&kept.reason);
        quarantine.update(&kept.raw);
    }
    let digest = |bytes: &[u8]| format!("{:?}", Sha256::digest(bytes));
    let mut lines: Vec<_> = requests.collect();
    lines.push(format!("output {}", digest(&evidence.output)));
    lines.push(format!("quarantine {:?}", quarantine.finalize()));
    lines
}

/// How long a connector may take to finish what it is at.
const SHUTDOWN: Duration = Duration::from_secs(11);
