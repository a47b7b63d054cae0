//! Real time: two processes, a socket between them, and a file that has to be right in the end.

use std::path::Path;
use std::time::Duration;

use base64::prelude::{BASE64_STANDARD, Engine};
use clock::{Clock, Seed, Timestamp};
use connector::cursor::SqliteState;
use mock_okta::log::Position;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::programs::{ConnectorProgram, MockProcess, terminate};
use super::served::{Spans, welcome_at};
use super::{DOMAIN_ID, DriverError, Run};
use crate::case::{Case, CrashPoint, Setup, Span};
use crate::oracle::{Evidence, Obligation, Quarantined, Record, Request, Sighting};
use crate::reference::Rules;

/// Runs `case` with the programs in `programs`.
///
/// # Errors
/// When the case is not for this driver, or a program cannot be run.
pub fn run(case: &Case, programs: &Path) -> Result<Run, DriverError> {
    let setup =
        case.exec.as_ref().ok_or_else(|| DriverError::Org("the case has no [exec]".to_owned()))?;
    let failed = |error: std::io::Error| DriverError::Program(error.to_string());
    let folder = tempfile::tempdir().map_err(failed)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let bench = Bench { case, setup, clock: Clock::real(), folder: folder.path() };
    runtime.block_on(bench.run(programs))
}

struct Bench<'c> {
    case: &'c Case,
    setup: &'c Setup,
    clock: Clock,
    folder: &'c Path,
}

impl Bench<'_> {
    async fn run(&self, programs: &Path) -> Result<Run, DriverError> {
        let program = programs.join("mock-okta");
        let mock =
            MockProcess::start(&program, self.folder, self.case, self.setup, &self.clock).await?;
        let program = programs.join("okta-connector");
        let connector = ConnectorProgram::new(program, self.folder, self.setup, &mock.ready);
        let admin = Admin::new(&mock.ready.admin_url)?;
        let started = self.clock.now();
        let until = started + self.setup.duration.0;
        let deadline = until + self.setup.drain.0;
        let mut sightings = Vec::new();
        let mut last = self.lives(&connector, until, &mut sightings).await?;
        self.drain(&admin, until, deadline).await?;
        terminate(&last);
        tokio::select! {
            biased;
            ended = last.wait() => {
                let ended = ended.map_err(|error| DriverError::Program(error.to_string()))?;
                if !ended.success() {
                    let what = format!("asked to end, it ended with {ended}");
                    return Err(DriverError::Connector(what));
                }
            }
            () = self.clock.sleep(SHUTDOWN) => {
                return Err(DriverError::Connector("it does not end when asked to".to_owned()));
            }
        }
        let evidence = self.evidence(&admin, &connector, sightings).await?;
        let from = started - self.setup.connector.history.0;
        let rules = Rules::seed(DOMAIN_ID);
        Ok(Run {
            evidence,
            obligation: Obligation {
                from,
                to: until,
                deadline,
                rules,
                page_limit: self.setup.connector.page_limit,
            },
            trace: Vec::new(),
        })
    }

    /// One connector after another, each killed at its moment; the last one lives on at
    /// `until`.
    async fn lives(
        &self,
        connector: &ConnectorProgram,
        until: Timestamp,
        sightings: &mut Vec<Sighting>,
    ) -> Result<tokio::process::Child, DriverError> {
        let mut chance = Seed::new(self.case.seed).child("kills").draw();
        let mut kills: Vec<(Timestamp, Span)> = Vec::new();
        for crash in &self.setup.crashes {
            if crash.at != CrashPoint::Random {
                let what = "only kills at random moments are possible from outside";
                return Err(DriverError::Org(what.to_owned()));
            }
            let share = self.setup.duration.0.as_millis() as u64 / crash.times.max(1);
            let begin = until - self.setup.duration.0;
            kills.extend((0..crash.times).map(|number| {
                let offset = number * share + chance.below(share.max(1));
                (begin + Duration::from_millis(offset), crash.down)
            }));
        }
        let mut child = connector.start()?;
        for (at, down) in kills {
            self.alive_until(&mut child, at).await?;
            child.kill().await.map_err(|error| DriverError::Program(error.to_string()))?;
            sightings.push(Sighting { at: self.clock.now(), what: "crash" });
            self.clock.sleep(down.0).await;
            child = connector.start()?;
        }
        self.alive_until(&mut child, until).await?;
        Ok(child)
    }

    /// Waits, and fails when the connector ends by itself.
    async fn alive_until(
        &self,
        child: &mut tokio::process::Child,
        at: Timestamp,
    ) -> Result<(), DriverError> {
        tokio::select! {
            biased;
            ended = child.wait() => {
                let ended = ended.map_err(|error| DriverError::Program(error.to_string()))?;
                Err(DriverError::Connector(format!("it ended by itself: {ended}")))
            }
            () = self.clock.sleep_until(at) => Ok(()),
        }
    }

    /// Waits until the connector has seen the end of the log twice, or the deadline.
    async fn drain(
        &self,
        admin: &Admin,
        until: Timestamp,
        deadline: Timestamp,
    ) -> Result<(), DriverError> {
        while self.clock.now() < deadline {
            self.clock.sleep(GLANCE).await;
            let requests: Vec<RequestLine> = admin.lines("requests?endpoint=logs").await?;
            let limit = self.setup.connector.page_limit as usize;
            let ends = requests.iter().filter(|request| {
                let count = request.served.as_ref().map_or(0, |served| served.count);
                request.status == Some(200) && request.at() > until && count < limit
            });
            if ends.count() >= 2 {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn evidence(
        &self,
        admin: &Admin,
        connector: &ConnectorProgram,
        mut sightings: Vec<Sighting>,
    ) -> Result<Evidence, DriverError> {
        let failed = |error: std::io::Error| DriverError::Program(error.to_string());
        let requests: Vec<RequestLine> = admin.lines("requests?endpoint=logs").await?;
        let log: Vec<LogLine> = admin.lines("ledger").await?;
        let labels: Vec<LabelLine> = admin.lines("labels").await?;
        let spans = |wanted: &str| {
            Spans::new(requests.iter().filter(|request| request.delivery == wanted).filter_map(
                |request| {
                    // As in the other driver, a page of what matches proves nothing served.
                    let served = request.served.as_ref().filter(|served| !served.matching)?;
                    Some((served.first.parse().ok()?, served.last.parse().ok()?))
                },
            ))
        };
        let (valid, damaged) = (spans("valid"), spans("damaged"));
        let log = log
            .into_iter()
            .map(|line| line.record(&valid, &damaged))
            .collect::<Option<_>>()
            .ok_or_else(|| DriverError::Program("the mock's ledger cannot be read".to_owned()))?;
        let said = std::fs::read_to_string(connector.log()).map_err(failed)?;
        let pauses = said.lines().filter(|line| line.contains(": PAUSED after "));
        let now = self.clock.now();
        sightings.extend(pauses.map(|_| Sighting { at: now, what: "paused" }));
        let state = SqliteState::open(&connector.state())
            .map_err(|error| DriverError::Program(error.to_string()))?;
        let (quarantine, gaps) =
            remains(&state).map_err(|error| DriverError::Program(error.to_string()))?;
        Ok(Evidence {
            log,
            attacked: labels.into_iter().map(|label| label.uuid).collect(),
            requests: requests.iter().map(RequestLine::request).collect(),
            output: std::fs::read(connector.sink()).map_err(failed)?,
            arrivals: Vec::new(),
            quarantine,
            sightings,
            gaps,
        })
    }
}

/// What the connector could not publish, and how many gaps it recorded.
fn remains(state: &SqliteState) -> Result<(Vec<Quarantined>, u64), connector::cursor::StoreError> {
    let quarantine = state.quarantine(CONNECTION)?;
    let kept = quarantine.into_iter().map(|one| Quarantined { reason: one.reason, raw: one.raw });
    let gaps = state.overview(CONNECTION)?.map_or(0, |overview| overview.gaps);
    Ok((kept.collect(), gaps))
}

/// The mock's control plane.
struct Admin {
    url: String,
    client: reqwest::Client,
}

impl Admin {
    fn new(url: &str) -> Result<Self, DriverError> {
        let client = reqwest::Client::builder().no_proxy().timeout(ADMIN_DEADLINE).build();
        let client = client.map_err(|error| DriverError::Program(error.to_string()))?;
        Ok(Self { url: url.to_owned(), client })
    }

    /// NDJSON, a value a line.
    async fn lines<T: DeserializeOwned>(&self, what: &str) -> Result<Vec<T>, DriverError> {
        let failed = |error: &dyn std::error::Error| {
            DriverError::Program(format!("the mock's /{what}: {error}"))
        };
        let response = self.client.get(format!("{}/{what}", self.url)).send().await;
        let text = async { response?.error_for_status()?.text().await };
        let text = text.await.map_err(|error| failed(&error))?;
        text.lines()
            .map(|line| serde_json::from_str(line).map_err(|error| failed(&error)))
            .collect()
    }
}

/// A line of `/__admin/labels`.
#[derive(Debug, Deserialize)]
struct LabelLine {
    uuid: String,
}

/// A line of `/__admin/requests`.
#[derive(Debug, Deserialize)]
struct RequestLine {
    at: String,
    answered_at: Option<String>,
    status: Option<u16>,
    target: String,
    faults: Vec<String>,
    rate: Option<RateLine>,
    retry_after: Option<String>,
    served: Option<ServedLine>,
    delivery: String,
}

#[derive(Debug, Deserialize)]
struct RateLine {
    limit: u32,
    reset: i64,
}

#[derive(Debug, Deserialize)]
struct ServedLine {
    first: String,
    last: String,
    count: usize,
    matching: bool,
}

impl RequestLine {
    fn at(&self) -> Timestamp {
        self.at.parse().unwrap_or(Timestamp::MIN)
    }

    fn request(&self) -> Request {
        let answered_at = self.answered_at.as_ref().and_then(|at| at.parse().ok());
        let reset = self.rate.as_ref().filter(|rate| rate.limit > 0).map(|rate| rate.reset);
        Request {
            at: self.at.parse().ok(),
            answered_at,
            status: self.status,
            welcome_at: answered_at
                .filter(|_| self.status == Some(429))
                .and_then(|at| welcome_at(at, self.retry_after.as_deref(), reset)),
            faults: self.faults.clone(),
            records: self.served.as_ref().map_or(0, |served| served.count),
            limit: Request::limit_of(&self.target),
            valid: self.delivery == "valid",
        }
    }
}

/// A line of `/__admin/ledger`.
#[derive(Debug, Deserialize)]
struct LogLine {
    position: String,
    published: Option<String>,
    raw: Option<String>,
    raw_base64: Option<String>,
}

impl LogLine {
    fn record(self, valid: &Spans, damaged: &Spans) -> Option<Record> {
        let position: Position = self.position.parse().ok()?;
        let raw = match (self.raw, self.raw_base64) {
            (Some(raw), _) => raw.into_bytes(),
            (None, Some(encoded)) => BASE64_STANDARD.decode(encoded).ok()?,
            (None, None) => return None,
        };
        Some(Record {
            commit: position.time,
            published: self.published.and_then(|at| at.parse().ok()),
            delivered: valid.contain(position),
            damaged: damaged.contain(position),
            raw,
        })
    }
}

/// The connection that variables describe.
const CONNECTION: &str = "default";

/// How often the mock is asked whether the connector has caught up.
const GLANCE: Duration = Duration::from_millis(500);

const ADMIN_DEADLINE: Duration = Duration::from_secs(30);

/// How long a connector may take to finish what it is at.
const SHUTDOWN: Duration = Duration::from_secs(15);
