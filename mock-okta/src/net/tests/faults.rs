//! What the two ends of a connection see when a fault strikes (see the table in `net`).

use std::io;

use http::StatusCode;
use tokio::net::TcpStream;

use super::{exchange, io_kind, serve, serve_with};
use crate::Endpoint;

#[tokio::test]
async fn a_reset_is_a_reset_in_every_protocol() {
    let served = serve("kind = \"outage\"\nanswer = \"reset\"").await;
    let request = served.request("GET", "");
    let mut plain = TcpStream::connect(served.plain).await.unwrap();
    let mut tls = served.tls(&[b"http/1.1"]).await;
    for (text, end) in [exchange(&mut plain, &request).await, exchange(&mut tls, &request).await] {
        assert_eq!(text, "");
        assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    }
    for client in [served.client(), served.proxied()] {
        let client = client.build().unwrap();
        let broken = served.ask(&client, "acme.okta.com", "/api/v1/logs").await.unwrap_err();
        assert_eq!(io_kind(&broken), Some(io::ErrorKind::ConnectionReset), "{broken:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_orderly_in_every_protocol() {
    let served = serve("kind = \"outage\"\nanswer = \"refuse\"").await;
    let request = served.request("GET", "");
    let mut plain = TcpStream::connect(served.plain).await.unwrap();
    let mut tls = served.tls(&[b"http/1.1"]).await;
    for (text, end) in [exchange(&mut plain, &request).await, exchange(&mut tls, &request).await] {
        assert_eq!(text, "");
        // Under TLS that is an error unless the other side said goodbye.
        end.unwrap();
    }
    let client = served.client().build().unwrap();
    let broken = served.ask(&client, "localhost", "/api/v1/logs").await.unwrap_err();
    assert!(!broken.is_timeout() && io_kind(&broken) != Some(io::ErrorKind::ConnectionReset));
}

/// All streams of a connection share its fate.
#[tokio::test]
async fn a_reset_takes_the_other_requests_of_its_connection_along() {
    let served = serve_with(&[
        "kind = \"stall-headers\"\nrequests = \"2\"",
        "kind = \"outage\"\nanswer = \"reset\"\nrequests = \"3\"",
    ])
    .await;
    let client = served.client().build().unwrap();
    // The connection that both will use.
    let first = served.ask(&client, "localhost", "/api/v1/logs?limit=1").await.unwrap();
    assert_eq!(first.status(), StatusCode::OK);
    let waiting = served.ask(&client, "localhost", "/api/v1/logs?limit=1");
    let resetting = async {
        while served.mock.ledger().count(Endpoint::Logs) < 2 {
            tokio::task::yield_now().await;
        }
        served.ask(&client, "localhost", "/api/v1/logs?limit=1").await
    };
    let (waiting, resetting) = tokio::join!(waiting, resetting);
    for broken in [waiting.unwrap_err(), resetting.unwrap_err()] {
        assert_eq!(io_kind(&broken), Some(io::ErrorKind::ConnectionReset), "{broken:?}");
    }
    // The org is still there.
    let fourth = served.ask(&client, "localhost", "/api/v1/logs?limit=1").await.unwrap();
    assert_eq!(fourth.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_body_that_breaks_off_ends_its_stream_and_not_its_connection() {
    let served = serve("kind = \"truncated-body\"\nbytes = 1000\nrequests = \"1\"").await;
    let client = served.client().no_gzip().build().unwrap();
    let answer = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let broken = answer.bytes().await.unwrap_err();
    assert!(!broken.is_timeout(), "{broken:?}");
    let again = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
    assert!(again.bytes().await.unwrap().len() > 10_000);
}

#[tokio::test]
async fn a_body_that_breaks_off_in_http_1_1_ends_without_goodbye() {
    let served = serve("kind = \"truncated-body\"\nbytes = 1000").await;
    let mut tls = served.tls(&[b"http/1.1"]).await;
    let (text, end) = exchange(&mut tls, &served.request("GET", "")).await;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    assert_eq!(text.split_once("\r\n\r\n").unwrap().1.len(), 1_000);
}

/// A fault of the delivery strikes what is delivered, which is shorter in gzip.
#[tokio::test]
async fn a_compressed_body_breaks_off_too() {
    for bytes in ["", "bytes = 1000", "bytes = 20000"] {
        let served = serve(&format!("kind = \"truncated-body\"\n{bytes}")).await;
        for client in [served.client(), served.client().http1_only()] {
            let client = client.build().unwrap();
            let answer = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK);
            answer.bytes().await.unwrap_err();
        }
    }
}

/// Nobody else fills in what a fault left out.
#[tokio::test]
async fn a_date_that_is_missing_is_missing() {
    let served = serve("kind = \"date-skew\"\nmissing = true").await;
    for client in [served.client(), served.client().http1_only()] {
        let client = client.build().unwrap();
        let answer = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
        assert!(answer.headers().get("date").is_none(), "{answer:?}");
    }
}

/// What is not quite HTTP is the same bytes under TLS as without it.
#[tokio::test]
async fn what_is_not_quite_http_passes_through_tls() {
    for (fault, shows) in [
        ("garbage-answer", "\u{15}\u{3}\u{1}"),
        ("malformed-chunk", "\r\nno length\r\n"),
        ("slow-headers\"\nbytes_per_second = 20_000 #", "\r\n0\r\n\r\n"),
        ("wrong-length\"\nbytes = -20 #", "}]"),
    ] {
        let served = serve(&format!("kind = \"{fault}\"")).await;
        let request = served.request("GET", "");
        let mut plain = TcpStream::connect(served.plain).await.unwrap();
        let mut tls = served.tls(&[b"http/1.1"]).await;
        let (plain, end) = exchange(&mut plain, &request).await;
        end.unwrap();
        let (tls, end) = exchange(&mut tls, &request).await;
        // Without goodbye this would be an error.
        end.unwrap();
        for text in [plain, tls] {
            assert!(text.starts_with(shows) || text.ends_with(shows), "{fault}: {text:.300}");
        }
    }
    let served = serve("kind = \"reset-body\"\nbytes = 1000").await;
    let mut tls = served.tls(&[b"http/1.1"]).await;
    let (text, end) = exchange(&mut tls, &served.request("GET", "")).await;
    assert_eq!(end.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
}

/// HTTP/2 has no chunks and no heads that drip: what a client gets is what a library would make
/// of the same fault in HTTP/1.1, and the connection goes on wherever it can.
#[tokio::test]
async fn what_is_not_quite_http_is_what_it_means_in_http_2() {
    for (fault, complete) in [
        ("malformed-chunk", false),
        ("reset-body", false),
        ("slow-headers\"\nbytes_per_second = 20_000 #", true),
        ("wrong-length\"\nbytes = -20 #", true),
        ("wrong-length", false),
    ] {
        let served = serve(&format!("kind = \"{fault}\"\nrequests = 1")).await;
        let client = served.client().no_gzip().build().unwrap();
        let answer = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
        assert_eq!((answer.status(), answer.version()), (StatusCode::OK, http::Version::HTTP_2));
        assert_eq!(answer.bytes().await.is_ok(), complete, "{fault}");
        let again = served.ask(&client, "localhost", "/api/v1/logs?limit=10").await.unwrap();
        assert!(again.bytes().await.is_ok(), "{fault}");
    }
    let served = serve("kind = \"garbage-answer\"").await;
    let client = served.client().build().unwrap();
    let broken = served.ask(&client, "localhost", "/api/v1/logs").await.unwrap_err();
    assert_eq!(io_kind(&broken), Some(io::ErrorKind::ConnectionReset), "{broken:?}");
}
