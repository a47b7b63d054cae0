use std::sync::Arc;

use clock::{Clock, Timestamp};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{ListenAddress, Shown, routes, serve};
use crate::cursor::{Mode, Pause};
use crate::telemetry::{Event, Health, Metrics, Observer};

struct Bench {
    address: String,
    metrics: Arc<Metrics>,
    health: Arc<Health>,
    _serving: DropGuard,
}

impl Bench {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (metrics, health) = (Arc::new(Metrics::new()), Arc::new(Health::new()));
        let clock = Clock::stepped(Timestamp::from_seconds(100));
        let shown =
            Shown { metrics: metrics.clone(), health: health.clone(), clock: clock.clone() };
        let shutdown = CancellationToken::new();
        tokio::spawn(serve(listener, routes(shown), clock, shutdown.clone()));
        Self { address, metrics, health, _serving: shutdown.drop_guard() }
    }

    fn happens(&self, event: &Event) {
        self.metrics.observe("acme", Timestamp::from_seconds(90), event);
        self.health.observe("acme", Timestamp::from_seconds(90), event);
    }

    /// The whole answer: it ends with the connection.
    async fn ask(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    async fn get(&self, path: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await
    }
}

fn started() -> Event {
    let committed_at = Some(Timestamp::from_seconds(70));
    Event::Started { mode: Mode::Running, safe_time: None, newest: None, committed_at }
}

#[tokio::test]
async fn metrics_are_served_as_openmetrics() {
    let bench = Bench::new().await;
    bench.happens(&started());
    let answer = bench.get("/metrics").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains("content-type: application/openmetrics-text; version=1.0.0"));
    assert!(answer.contains("okta_connector_events_published_total{connection=\"acme\"} 0\n"));
    assert!(answer.trim_end().ends_with("# EOF"));
}

#[tokio::test]
async fn health_is_200_until_nothing_gets_out() {
    let bench = Bench::new().await;
    bench.happens(&started());
    let answer = bench.get("/health").await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let body = |answer: &str| -> serde_json::Value {
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    };
    let expected = serde_json::json!({ "status": "ok", "connections": [{
        "name": "acme", "mode": "running", "paused_since": null, "pause_class": null,
        "blocked": false, "seconds_since_page": null, "seconds_since_commit": 30,
    }]});
    assert_eq!(body(&answer), expected);
    // What a server said, and a link, may hold what is nobody's business: neither is shown.
    let what = "503 at https://acme.okta.com".to_owned();
    let since = Timestamp::from_seconds(80);
    bench.happens(&Event::Paused { pause: Pause { since, class: None, what, failures: 5 } });
    let answer = bench.get("/health").await;
    assert!(answer.starts_with("HTTP/1.1 503 "), "{answer}");
    assert_eq!(body(&answer)["status"], "stuck");
    assert_eq!(body(&answer)["connections"][0]["paused_since"], "1970-01-01T00:01:20.000Z");
    assert!(!answer.contains("https://"), "{answer}");
}

#[tokio::test]
async fn nothing_else_is_served_and_nothing_can_be_changed() {
    let bench = Bench::new().await;
    assert!(bench.get("/").await.starts_with("HTTP/1.1 404 "));
    for path in ["/metrics", "/health"] {
        let answer = bench.ask(&format!("POST {path} HTTP/1.1\r\nhost: x\r\n\r\n")).await;
        assert!(answer.starts_with("HTTP/1.1 405 "), "{answer}");
    }
    assert!(bench.ask("nonsense\r\n\r\n").await.starts_with("HTTP/1.1 400 "));
}

#[tokio::test(start_paused = true)]
async fn whoever_says_nothing_keeps_nobody_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let clock = Clock::auto(Timestamp::EPOCH);
    let shown = Shown {
        metrics: Arc::new(Metrics::new()),
        health: Arc::new(Health::new()),
        clock: clock.clone(),
    };
    let shutdown = CancellationToken::new();
    tokio::spawn(serve(listener, routes(shown), clock, shutdown.clone()));
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let mut late = TcpStream::connect(address).await.unwrap();
    late.write_all(b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    late.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    shutdown.cancel();
}

#[test]
fn an_address_is_a_port_or_a_host_and_a_port() {
    for (text, address) in [
        ("9464", Some("127.0.0.1:9464")),
        ("0", Some("127.0.0.1:0")),
        ("0.0.0.0:9464", Some("0.0.0.0:9464")),
        ("[::1]:9464", Some("[::1]:9464")),
        ("localhost:9464", Some("localhost:9464")),
        (":9464", None),
        ("localhost", None),
        ("http://localhost:9464", None),
        ("localhost:99999", None),
        ("", None),
    ] {
        let parsed = text.parse::<ListenAddress>().ok().map(|address| address.to_string());
        assert_eq!(parsed.as_deref(), address, "{text}");
    }
}
