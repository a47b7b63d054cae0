use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::testing::{NOW, get, org, send};
use crate::{CommitLag, Endpoint, MockOkta};

/// The longest that any exchange over a socket may take.
const PATIENCE: Duration = Duration::from_secs(10);

struct Served {
    mock: MockOkta,
    address: SocketAddr,
    server: JoinHandle<io::Result<()>>,
}

/// A mock on a loopback port, in real time, with one fault if `fault` is not empty.
async fn serve(fault: &str) -> Served {
    let mut builder = MockOkta::builder().seed(7).users(50).history(Duration::from_hours(12));
    if !fault.is_empty() {
        builder = builder.fault(toml::from_str(fault).unwrap());
    }
    let mock = builder.epoch(NOW.parse().unwrap()).start().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = mock.clone();
    let server = tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
    Served { mock, address, server }
}

impl Served {
    /// Sends one request and returns everything that comes back, until the end or `wait`.
    async fn fetch(&self, path: &str, wait: Duration) -> (String, io::Result<()>) {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let token = self.mock.org().ssws_token.expose();
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: {}\r\nAuthorization: SSWS {token}\r\nConnection: \
             close\r\n\r\n",
            self.address
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        let end = timeout(wait, stream.read_to_end(&mut bytes)).await;
        let end = end.unwrap_or(Err(io::ErrorKind::TimedOut.into())).map(|_| ());
        (String::from_utf8_lossy(&bytes).into_owned(), end)
    }

    async fn log(&self) -> (String, io::Result<()>) {
        self.fetch("/api/v1/logs?limit=10", PATIENCE).await
    }
}

#[tokio::test]
async fn a_page_over_a_socket_is_the_page_in_process() {
    let served = serve("").await;
    let (text, end) = served.log().await;
    end.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(head.contains("transfer-encoding: chunked"));
    let address = served.address;
    assert!(head.contains(&format!("link: <http://{address}/api/v1/logs?limit=10>; rel=\"self\"")));
    let direct = get(&served.mock, "/api/v1/logs?limit=10").await;
    let whole: String = body.split("\r\n").filter(|line| line.len() > 8).collect();
    assert_eq!(whole, direct.text());
}

#[tokio::test]
async fn a_refused_connection_ends_without_an_answer() {
    let served = serve("kind = \"outage\"\nanswer = \"refuse\"").await;
    let (text, end) = served.log().await;
    end.unwrap();
    assert_eq!(text, "");
}

#[tokio::test]
async fn a_reset_connection_is_reset() {
    let served = serve("kind = \"outage\"\nanswer = \"reset\"").await;
    let (text, end) = served.log().await;
    assert_eq!(text, "");
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_truncated_body_really_ends_early() {
    let served = serve("kind = \"truncated-body\"\nbytes = 1000").await;
    let (text, end) = served.log().await;
    end.unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let length = head.split_once("content-length: ").unwrap().1;
    let length: usize = length.lines().next().unwrap().parse().unwrap();
    assert_eq!(body.len(), 1_000);
    assert!(length > 10_000, "{length}");
}

#[tokio::test]
async fn a_stalled_body_brings_its_head_and_then_nothing() {
    let served = serve("kind = \"stall-body\"\nbytes = 1000").await;
    let (text, end) = served.fetch("/api/v1/logs?limit=10", Duration::from_millis(300)).await;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::TimedOut);
    let (_, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(body.starts_with("3E8\r\n[{\"actor\""), "{body}");
    assert_eq!(body.len(), "3E8\r\n".len() + 1_000 + "\r\n".len());
}

#[tokio::test]
async fn stalled_headers_do_not_come() {
    for fault in ["kind = \"stall-headers\"", "kind = \"outage\"\nanswer = \"stall\""] {
        let served = serve(fault).await;
        let (text, end) = served.fetch("/api/v1/logs", Duration::from_millis(200)).await;
        assert_eq!((text.as_str(), end.unwrap_err().kind()), ("", io::ErrorKind::TimedOut));
    }
}

#[tokio::test]
async fn an_endless_body_keeps_coming() {
    let served = serve("kind = \"endless-body\"\nbytes_per_second = 50_000").await;
    let page = get(&serve("").await.mock, "/api/v1/logs?limit=10").await.text().len();
    let (text, end) = served.fetch("/api/v1/logs?limit=10", Duration::from_millis(900)).await;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::TimedOut);
    assert!(text.len() > page + 15_000, "{} bytes", text.len());
}

#[tokio::test]
async fn a_slow_body_arrives_late_and_whole() {
    let served = serve("kind = \"slow-body\"\nbytes_per_second = 60_000").await;
    let (text, end) = served.log().await;
    end.unwrap();
    assert!(text.ends_with("0\r\n\r\n"));
}

#[tokio::test]
async fn a_server_stops_when_told_with_clients_still_waiting() {
    let served = serve("kind = \"stall-headers\"").await;
    let waiting = served.fetch("/api/v1/logs", PATIENCE);
    let stopping = async {
        while served.mock.ledger().count(Endpoint::Logs) == 0 {
            tokio::task::yield_now().await;
        }
        let stopped = send(&served.mock, "POST", "/__admin/shutdown", None).await.unwrap();
        assert_eq!(stopped.json()["status"], "stopping");
    };
    let ((text, _), ()) = tokio::join!(waiting, stopping);
    assert_eq!(text, "");
    timeout(PATIENCE, served.server).await.unwrap().unwrap().unwrap();
    TcpStream::connect(served.address).await.unwrap_err();
}

#[tokio::test]
async fn too_large_a_request_is_refused() {
    let served = serve("").await;
    let mut stream = TcpStream::connect(served.address).await.unwrap();
    let head = "GET /api/v1/logs HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&vec![b'x'; 70_000]).await.unwrap();
    let mut answer = [0; 12];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
}

#[tokio::test(start_paused = true)]
async fn two_orgs_of_one_seed_answer_with_the_same_bytes() {
    let (one, other) = (org().start().unwrap(), org().start().unwrap());
    for url in [
        "/api/v1/logs?limit=50",
        "/api/v1/logs?limit=1001",
        "/api/v1/logs?sortOrder=DESCENDING",
        "/.well-known/okta-organization",
        "/__admin/ledger",
        "/__admin/requests",
        "/nowhere",
    ] {
        let (one, other) = (get(&one, url).await, get(&other, url).await);
        assert!(one.body == other.body && one.headers == other.headers, "{url}");
    }
    let stranger = org().seed(8).start().unwrap();
    assert_ne!(stranger.org().ssws_token, one.org().ssws_token);
    assert_ne!(stranger.org().id, one.org().id);
}

#[tokio::test(start_paused = true)]
async fn the_epoch_is_what_the_clock_says_at_the_start() {
    let mock = org().epoch("2030-01-01T00:00:00Z".parse().unwrap()).start().unwrap();
    assert_eq!(mock.clock().now().to_string(), "2030-01-01T00:00:00.000Z");
    assert_eq!(mock.log().begin().to_string(), "2029-12-31T22:00:00.000Z");
}

#[tokio::test(start_paused = true)]
async fn without_lag_a_polling_page_is_sorted() {
    let mock = org().commit_lag(CommitLag::NONE).start().unwrap();
    let events = get(&mock, "/api/v1/logs?limit=1000").await.events();
    assert!(events.iter().map(|event| event["published"].to_string()).is_sorted());
}

#[test]
fn every_value_out_of_range_is_named() {
    let wrong = MockOkta::builder()
        .users(0)
        .events_per_day(9)
        .limit(0)
        .token_share(1.5)
        .rate_window(Duration::from_millis(1_500))
        .history(Duration::from_hours(24 * 500))
        .start()
        .unwrap_err();
    let named: Vec<&str> =
        wrong.mistakes().iter().filter_map(|mistake| Some(mistake.split_once(':')?.0)).collect();
    assert_eq!(
        named,
        ["users", "history", "limit", "token_share", "rate_window", "events_per_day"]
    );
}

#[tokio::test(start_paused = true)]
async fn an_injected_record_is_on_the_next_page_and_where_it_says_it_happened() {
    let mock = org().start().unwrap();
    let page = get(&mock, "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000").await;
    let next = page.link("next").unwrap();
    let raw = "{\"uuid\":\"mine\",\"published\":\"2026-03-19T13:00:00.500Z\"}";
    mock.inject(raw).unwrap();
    mock.inject("no JSON at all").unwrap();
    let page = get(&mock, &next).await;
    assert_eq!(page.text(), format!("[{raw},no JSON at all]"));
    let bounded = "since=2026-03-19T13:00:00.500Z&until=2026-03-19T13:00:00.501Z";
    let page = get(&mock, &format!("/api/v1/logs?{bounded}")).await;
    assert!(page.events().iter().any(|event| event["uuid"] == "mine"));
}
