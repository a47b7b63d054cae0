//! Bounds: how long a connection may be silent, and how it ends with the mock.

use std::time::Duration;

use clock::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::{PATIENCE, exchange, serve};
use crate::Dropped;
use crate::net::conversation::{HEAD_TIMEOUT, Heard, ending};
use crate::testing::now;

#[tokio::test(start_paused = true)]
async fn a_client_that_asks_for_nothing_is_left() {
    let clock = Clock::auto(now());
    let (_heard, mut listening) = watch::channel(Heard::Nothing);
    assert_eq!(ending(&mut listening).await, Some(Dropped::Refused));
    assert_eq!(clock.now(), now() + HEAD_TIMEOUT);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_has_asked_is_not_left() {
    let (heard, mut listening) = watch::channel(Heard::Request);
    let patient = timeout(Duration::from_hours(1), ending(&mut listening)).await;
    patient.unwrap_err();
    assert!(heard.send(Heard::Dropped(Dropped::Reset)).is_ok());
    assert_eq!(ending(&mut listening).await, Some(Dropped::Reset));
}

#[tokio::test]
async fn connections_without_a_request_end_with_the_mock_at_once() {
    let served = serve("").await;
    let client = served.client().build().unwrap();
    let asked = served.ask(&client, "localhost", "/").await.unwrap();
    assert_eq!(asked.status(), 404);
    let mut silent = served.tls(&[b"http/1.1"]).await;
    let mut proxied = TcpStream::connect(served.proxy).await.unwrap();
    let mut kept = TcpStream::connect(served.plain).await.unwrap();
    kept.write_all(served.request("GET", "").as_bytes()).await.unwrap();
    kept.read_exact(&mut [0; 12]).await.unwrap();
    served.mock.stop();
    // Less than what answers that are being written would be granted.
    for server in served.servers {
        timeout(Duration::from_millis(900), server).await.unwrap().unwrap().unwrap();
    }
    silent.read_exact(&mut [0]).await.unwrap_err();
    proxied.read_exact(&mut [0]).await.unwrap_err();
    timeout(PATIENCE, kept.read_to_end(&mut Vec::new())).await.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_no_http_is_no_harm() {
    let served = serve("").await;
    for address in [served.plain, served.tls, served.proxy] {
        for garbage in ["\r\n\r\n\r\n", "\u{16}\u{3}\u{1}", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(garbage.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            let (text, _) = exchange(&mut stream, "").await;
            assert!(!text.contains("200 OK"), "{garbage:?}: {text}");
        }
    }
    let client = served.client().build().unwrap();
    assert_eq!(served.ask(&client, "localhost", "/").await.unwrap().status(), 404);
}
