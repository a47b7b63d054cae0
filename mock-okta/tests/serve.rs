//! The program as a user starts it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-okta"));
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Starts the mock and reads its one line.
fn ready(args: &[&str]) -> (Child, Value) {
    let mut child = program().arg("serve").args(args).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap())
}

/// The status line and the body of the answer to a request.
fn ask(url: &str, request: &str) -> (String, String) {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "{request}\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.lines().next().unwrap().to_owned(), body.to_owned())
}

#[test]
fn the_ready_line_is_the_contract_and_the_org_answers() {
    let (mut child, ready) = ready(&["--port", "0", "--seed", "7", "--users", "50"]);
    assert_eq!(ready["ready"], true);
    assert_eq!(ready["seed"], 7);
    for absent in ["ca_file", "proxy_url"] {
        assert_eq!(ready[absent], Value::Null, "{absent}");
    }
    assert!(ready["client_id"].as_str().unwrap().starts_with("0oa"), "{ready}");
    assert_eq!(ready["private_key_jwk"]["kty"], "RSA");
    let url = ready["url"].as_str().unwrap();
    assert_eq!(ready["admin_url"], format!("{url}/__admin"));
    let (status, _) = ask(url, "GET /__admin/health HTTP/1.1");
    assert_eq!(status, "HTTP/1.1 200 OK");
    let (status, body) = ask(url, "GET /api/v1/logs HTTP/1.1");
    assert_eq!(status, "HTTP/1.1 403 Forbidden", "without a token nobody reads the log");
    assert!(body.contains("E0000005"), "{body}");
    let token = ready["ssws_token"].as_str().unwrap();
    let request = format!("GET /api/v1/logs?limit=1 HTTP/1.1\r\nAuthorization: SSWS {token}");
    let (status, _) = ask(url, &request);
    assert_eq!(status, "HTTP/1.1 200 OK");

    let (status, _) = ask(url, "POST /__admin/shutdown HTTP/1.1\r\nContent-Length: 0");
    assert!(status.starts_with("HTTP/1.1 2"), "{status}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Status, protocol and the first link of a page, for a client that trusts `ca_file`.
async fn page(ready: &Value, url: &str, proxy: bool) -> (u16, reqwest::Version, String) {
    let pem = std::fs::read(ready["ca_file"].as_str().unwrap()).unwrap();
    let trusted = reqwest::Certificate::from_pem(&pem).unwrap();
    let mut client = reqwest::Client::builder().no_proxy().tls_certs_only([trusted]);
    if proxy {
        let proxy = ready["proxy_url"].as_str().unwrap();
        client = client.proxy(reqwest::Proxy::https(proxy).unwrap());
    }
    let request = client.timeout(PATIENCE).build().unwrap().get(format!("{url}/api/v1/logs"));
    let token = format!("SSWS {}", ready["ssws_token"].as_str().unwrap());
    let answer = request.header("authorization", token).send().await.unwrap();
    let link = answer.headers()["link"].to_str().unwrap().to_owned();
    (answer.status().as_u16(), answer.version(), link)
}

#[tokio::test]
async fn with_tls_a_client_needs_the_certificate_and_nothing_else() {
    let (mut child, ready) = ready(&[
        "--port",
        "0",
        "--users",
        "50",
        "--tls",
        "--proxy-port",
        "0",
        "--clock",
        "stepped",
    ]);
    let url = ready["url"].as_str().unwrap();
    assert!(url.starts_with("https://127.0.0.1:"), "{url}");
    for (url, proxy) in [(url, false), ("https://acme.okta.com", true)] {
        let link = format!("<{url}/api/v1/logs>; rel=\"self\"");
        assert_eq!(page(&ready, url, proxy).await, (200, reqwest::Version::HTTP_2, link));
    }
    let ca_file = std::path::PathBuf::from(ready["ca_file"].as_str().unwrap());
    assert!(ca_file.exists());
    let process = child.id().to_string();
    assert!(Command::new("kill").arg(process).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!ca_file.exists(), "whoever trusts it trusts nobody any more");
}

#[test]
fn what_cannot_be_served_is_said_before_anything_runs() {
    for (args, said) in [
        (&["--users", "0"][..], "users"),
        (&["--token-share", "2"], "token_share"),
        (&["--replay", "/nowhere.ndjson"], "/nowhere.ndjson"),
        (&["--config", "/nowhere.toml"], "/nowhere.toml"),
        (&["--clock", "sideways"], "sideways"),
    ] {
        let output = program().arg("serve").args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(stderr.contains(said), "{args:?}: {stderr}");
    }
}

/// The longest that any exchange over a socket may take.
const PATIENCE: Duration = Duration::from_secs(10);
