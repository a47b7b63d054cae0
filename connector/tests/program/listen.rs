//! What a running process shows over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Child;
use std::time::Duration;

use crate::started::{exits, run, start, text};

/// An org where nobody answers.
const VARIABLES: [(&str, &str); 3] = [
    ("OKTA_ORG_URL", "http://127.0.0.1:1"),
    ("OKTA_API_TOKEN", "00secret"),
    ("OKTA_DOMAIN_ID", "acme"),
];

/// Ends with the test, whatever comes of that.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_running_process_shows_metrics_and_health() {
    let folder = tempfile::tempdir().unwrap();
    let mut running =
        Running(start(folder.path(), &VARIABLES, &["run", "--verbose", "--listen", "0"]));
    let mut stderr = BufReader::new(running.0.stderr.take().unwrap()).lines().map(Result::unwrap);
    let said = stderr.next().unwrap();
    let address = said.strip_prefix("note: http://").unwrap().split('/').next().unwrap();
    assert!(address.starts_with("127.0.0.1:"), "{said}");
    // The first attempt fails at once.
    stderr.find(|line| line.contains("next attempt in")).unwrap();
    let metrics = get(address, "/metrics");
    for sample in [
        "okta_connector_requests_total{connection=\"default\",outcome=\"transient\"} 1",
        "okta_connector_failures_total{connection=\"default\",class=\"transient\"} 1",
        "okta_connector_paused{connection=\"default\"} 0",
    ] {
        assert!(metrics.contains(sample), "{sample}\n{metrics}");
    }
    assert!(!metrics.contains("00secret"));
    let health = get(address, "/health");
    assert!(health.starts_with("HTTP/1.1 200 OK"), "{health}");
    assert!(health.contains(r#""name":"default","mode":"running""#), "{health}");
}

#[test]
fn an_address_that_is_taken_is_a_mistake_of_usage() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = run(folder.path(), &VARIABLES, &["run", "--listen", &address]);
    exits(&output, 2);
    let said = text(&output.stderr);
    assert!(said.contains(&format!("cannot listen on {address}; choose another")), "{said}");
    assert!(said.contains("caused by: "), "{said}");
    exits(&run(folder.path(), &VARIABLES, &["run", "--listen", ":9464"]), 2);
}
