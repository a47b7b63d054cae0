//! An identity file that changes while a connection runs.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use bytes::Bytes;
use clock::{Clock, Seed, Timestamp};
use connector::cursor::SqliteState;
use connector::driver::{Connection, Ended};
use connector::fetch::{Body, Credentials, Deadlines, Fetcher, Origin, Transport, TransportError};
use connector::future::BoxFuture;
use connector::identities::IdentityFile;
use connector::normalize::{EventSpan, Rules};
use connector::poller::{Interval, Policy};
use connector::publish::{Ack, Sink, SinkError};
use connector::secret::Secret;
use connector::telemetry::{Event, Metrics, Observer};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use tokio_util::sync::CancellationToken;

/// An org in which Jane does something every time that somebody looks.
struct Org {
    clock: Clock,
    pages: Mutex<u32>,
}

impl Transport for Org {
    fn send(&self, _: Request<Bytes>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let mut pages = self.pages.lock().unwrap();
        *pages += 1;
        let (page, now) = (*pages, self.clock.now());
        let body = format!(
            r#"[{{"eventType":"user.session.start","uuid":"u{page}","published":"{now}",
                 "actor":{{"type":"User","id":"00u1","alternateId":"jane@acme.test"}}}}]"#
        );
        let date = UNIX_EPOCH + Duration::from_millis(now.as_millis().cast_unsigned());
        let next = format!("<https://acme.okta.com/api/v1/logs?after={page}>; rel=\"next\"");
        let response = Response::builder()
            .header("date", httpdate::fmt_http_date(date))
            .header("link", next)
            .body(Full::new(Bytes::from(body)).map_err(|never| match never {}).boxed_unsync());
        Box::pin(async { Ok(response.unwrap()) })
    }
}

/// Who every event is about.
#[derive(Clone, Default)]
struct Tuids(Arc<Mutex<Vec<String>>>);

impl Sink for Tuids {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        for event in events {
            let event: serde_json::Value =
                serde_json::from_slice(&lines[event.line.clone()]).unwrap();
            self.0.lock().unwrap().push(event["tuid"].as_str().unwrap().to_owned());
        }
        Box::pin(async { Ok(Ack::all_events()) })
    }
}

/// What was said about identity maps.
#[derive(Clone, Default)]
struct Said(Arc<Mutex<Vec<String>>>, Arc<Metrics>);

impl Observer for Said {
    fn observe(&self, connection: &str, at: Timestamp, event: &Event) {
        self.1.observe(connection, at, event);
        let said = match event {
            Event::IdentitiesLoaded { keys } => format!("{keys} keys"),
            Event::IdentitiesRefused { mistakes } => mistakes[0].what.clone(),
            _ => return,
        };
        self.0.lock().unwrap().push(said);
    }
}

#[tokio::test(start_paused = true)]
async fn a_new_map_holds_from_the_next_page_and_a_bad_one_never() {
    let epoch: Timestamp = "2026-03-16T07:00:00Z".parse().unwrap();
    let clock = Clock::auto(epoch);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("people.csv");
    let write = |line: &str| fs::write(&path, format!("okta_id,tuid\n{line}\n")).unwrap();
    write("00u1,t-1");
    let (file, identities) = IdentityFile::load(path.clone()).unwrap();
    let mut rules = Rules::new("acme");
    rules.identities = Some(identities);

    let state = SqliteState::open(&folder.path().join("state.db")).unwrap();
    let (tuids, said) = (Tuids::default(), Said::default());
    let connection = Connection {
        name: "acme".to_owned(),
        policy: Policy {
            poll_interval: Interval::Every(Duration::from_mins(1)),
            ..Policy::default()
        },
        rules,
        identity_file: Some(file),
        fetcher: Fetcher {
            clock: clock.clone(),
            transport: Arc::new(Org { clock: clock.clone(), pages: Mutex::new(0) }),
            origin: Origin::parse("https://acme.okta.com").unwrap().0,
            credentials: Credentials::Ssws(Secret::new("00t".to_owned())),
            deadlines: Deadlines::default(),
        },
        sink: Arc::new(tuids.clone()),
        store: Arc::new(state.connection("acme", clock.clone())),
        observer: Arc::new(said.clone()),
        seed: Seed::new(1),
    };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(connection.run(shutdown.clone()));

    // Pages come at full minutes, changes at half ones.
    clock.sleep(Duration::from_secs(30)).await;
    write("00u1,t-2\n00u2,t-3");
    clock.sleep(Duration::from_mins(1)).await;
    write("00u1,");
    clock.sleep(Duration::from_mins(1)).await;
    write("00u2,t-3");
    clock.sleep(Duration::from_mins(1)).await;
    shutdown.cancel();
    assert_eq!(running.await.unwrap().unwrap(), Ended::Stopped);

    let tuids = tuids.0.lock().unwrap().clone();
    let mut changes = tuids.clone();
    changes.dedup();
    let derived = &changes[changes.len() - 1];
    assert!(derived.starts_with("tuid-"), "{tuids:?}");
    assert_eq!(changes[..2], ["t-1", "t-2"]);
    assert_eq!(changes.len(), 3, "{tuids:?}");
    assert_eq!(
        tuids.iter().filter(|tuid| *tuid == "t-2").count(),
        2,
        "the bad file changes nothing"
    );
    assert_eq!(*said.0.lock().unwrap(), ["1 keys", "2 keys", "no `tuid`", "1 keys"]);
    let metrics = said.1.render(clock.now());
    for sample in [
        "okta_connector_identities{connection=\"acme\"} 1",
        "okta_connector_identity_refusals_total{connection=\"acme\"} 1",
        "okta_connector_unmapped_people{connection=\"acme\"} 1",
    ] {
        assert!(metrics.contains(sample), "{sample}\n{metrics}");
    }
}
