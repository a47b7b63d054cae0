//! How many requests may be under way at once (facts 3.2).

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::limits::RetryAfter;
use crate::testing::{NOW, get, now, org, send};
use crate::{Body, MockOkta};

/// An answer whose body has not been read.
async fn begin(mock: &MockOkta) -> Response<Body> {
    let request = Request::get("https://acme.okta.com/api/v1/logs?limit=5")
        .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()));
    mock.handle(request.body(Bytes::new()).unwrap()).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_request_is_under_way_until_its_body_has_ended() {
    let mock = org().concurrency(2).retry_after(RetryAfter::Seconds).start().unwrap();
    let (one, mut other) = (begin(&mock).await, begin(&mock).await);
    mock.clock().sleep(Duration::from_millis(1_700)).await;
    let refused = get(&mock, "/api/v1/logs").await;
    assert_eq!((refused.status, refused.json()["errorCode"].as_str()), (429, Some("E0000047")));
    assert_eq!(refused.header("x-rate-limit-limit"), ["0"]);
    assert_eq!(refused.header("x-rate-limit-remaining"), ["0"]);
    let reset = (now().as_seconds() + 1 + 60).to_string();
    assert_eq!(refused.header("x-rate-limit-reset"), [reset.as_str()]);
    assert_eq!(refused.header("retry-after"), ["60"]);
    // Keys and metadata are never limited.
    let open = send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    assert_eq!(open.status, 200);
    // A client that goes away is done, and so is one that has read everything.
    drop(one);
    assert_eq!(get(&mock, "/api/v1/logs?limit=1").await.status, 200);
    let again = begin(&mock).await;
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 429);
    while other.body_mut().frame().await.is_some() {}
    assert_eq!(get(&mock, "/api/v1/logs?limit=1").await.status, 200);
    drop(again);
    // Neither the refusals nor their bodies took a place or a part of a bucket.
    let counted = mock.ledger().requests();
    assert_eq!(counted.iter().filter(|request| request.status == Some(429)).count(), 2);
    let left = get(&mock, "/api/v1/logs?limit=1").await;
    assert_eq!(left.header("x-rate-limit-remaining"), ["499994"]);
}

#[tokio::test(start_paused = true)]
async fn what_waits_and_what_breaks_off_has_a_place_too() {
    let stalled = "kind = \"latency\"\ndelay = \"10s\"\nrequests = 1";
    let broken = "kind = \"truncated-body\"\nbytes = 100\nrequests = 3";
    let faults = [stalled, broken].map(|fault| toml::from_str(fault).unwrap());
    let mock = org().concurrency(1).faults(faults).start().unwrap();
    let (slow, quick) = tokio::join!(get(&mock, "/api/v1/logs"), async {
        mock.clock().sleep(Duration::from_secs(5)).await;
        get(&mock, "/api/v1/logs").await
    });
    assert_eq!((slow.status, quick.status), (200, 429));
    assert!(get(&mock, "/api/v1/logs").await.body.is_err());
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

/// Sends a request over a socket, and returns what has come back when nothing has for a while.
async fn fetch(mock: &MockOkta, stream: &mut TcpStream) -> String {
    let token = mock.org().ssws_token.expose();
    let request = format!(
        "GET /api/v1/logs?limit=50 HTTP/1.1\r\nHost: acme\r\nAuthorization: SSWS {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut text, mut buffer) = (String::new(), vec![0; 4_096]);
    while let Ok(Ok(count @ 1..)) =
        tokio::time::timeout(Duration::from_millis(300), stream.read(&mut buffer)).await
    {
        text.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    text
}

#[tokio::test]
async fn over_sockets_too() {
    let stall = toml::from_str("kind = \"stall-body\"\nbytes = 100\nrequests = 1").unwrap();
    let builder = MockOkta::builder().seed(7).users(50).history(Duration::from_hours(2));
    let builder = builder.epoch(NOW.parse().unwrap()).concurrency(1).fault(stall);
    let mock = builder.start().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = mock.clone();
    let server = tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
    let mut stalled = TcpStream::connect(address).await.unwrap();
    let head = fetch(&mock, &mut stalled).await;
    assert!(head.starts_with("HTTP/1.1 200 OK"), "{head}");
    let mut other = TcpStream::connect(address).await.unwrap();
    let refused = fetch(&mock, &mut other).await;
    assert!(refused.starts_with("HTTP/1.1 429"), "{refused}");
    assert!(refused.contains("x-rate-limit-limit: 0\r\n"), "{refused}");
    // The server notices that the first client is gone, and its place is free.
    drop(stalled);
    let mut last = String::new();
    for _ in 0..20 {
        last = fetch(&mock, &mut other).await;
        if last.starts_with("HTTP/1.1 200 OK") {
            break;
        }
    }
    assert!(last.starts_with("HTTP/1.1 200 OK"), "{last}");
    mock.stop();
    server.await.unwrap().unwrap();
}
