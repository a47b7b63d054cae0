use http::{StatusCode, Version};
use tokio::net::TcpStream;
use tokio_rustls::rustls::ProtocolVersion;

use super::{HOSTS, exchange, serve};
use crate::testing::get;

#[tokio::test]
async fn every_host_is_certified_and_links_lead_back_to_it() {
    let served = serve("").await;
    let client = served.client().build().unwrap();
    for host in HOSTS.into_iter().chain(["127.0.0.1"]) {
        let answer = served.ask(&client, host, "/api/v1/logs?limit=1").await.unwrap();
        assert_eq!(
            (answer.status(), answer.version()),
            (StatusCode::OK, Version::HTTP_2),
            "{host}"
        );
        let own = answer.headers()["link"].to_str().unwrap();
        let port = served.tls.port();
        assert_eq!(own, format!("<https://{host}:{port}/api/v1/logs?limit=1>; rel=\"self\""));
        // A page that is reached by its link is in the same place.
        let next = answer.headers().get_all("link").iter().nth(1).unwrap().to_str().unwrap();
        let next = next.strip_prefix('<').unwrap().split_once('>').unwrap().0;
        let page = client.get(next).header("authorization", served.authorization()).send().await;
        assert_eq!(page.unwrap().status(), StatusCode::OK, "{next}");
    }
}

#[tokio::test]
async fn a_stranger_is_not_trusted_and_harms_nobody() {
    let (served, other) = (serve("").await, serve("").await);
    let suspicious = other.client().build().unwrap();
    let refused = served.ask(&suspicious, "localhost", "/api/v1/logs").await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    let mut stream = TcpStream::connect(served.tls).await.unwrap();
    let (_, end) = exchange(&mut stream, "GET / HTTP/1.1\r\n\r\n").await;
    end.unwrap();
    let client = served.client().build().unwrap();
    assert_eq!(served.ask(&client, "localhost", "/").await.unwrap().status(), 404);
}

#[tokio::test]
async fn the_protocol_is_what_both_can() {
    let served = serve("").await;
    for (offered, agreed) in [
        (&[&b"h2"[..], b"http/1.1"][..], Some(&b"h2"[..])),
        (&[b"http/1.1"], Some(b"http/1.1")),
        (&[], None),
    ] {
        let mut stream = served.tls(offered).await;
        let session = stream.get_ref().1;
        assert_eq!(session.protocol_version(), Some(ProtocolVersion::TLSv1_3));
        assert_eq!(session.alpn_protocol(), agreed);
        if agreed != Some(b"h2") {
            let request = served.request("GET", "Connection: close\r\n");
            let (text, end) = exchange(&mut stream, &request).await;
            end.unwrap();
            assert!(text.starts_with("HTTP/1.1 200 OK\r\n"), "{text}");
            assert!(
                text.contains("\r\nlink: <https://acme.okta.com/api/v1/logs?limit=10>;"),
                "{text}"
            );
        }
    }
    let old = served.client().tls_version_max(reqwest::tls::Version::TLS_1_2).build().unwrap();
    assert_eq!(served.ask(&old, "localhost", "/").await.unwrap().version(), Version::HTTP_2);
}

#[tokio::test]
async fn without_tls_http_2_is_for_those_who_begin_with_it() {
    let served = serve("").await;
    let url = format!("http://{}/api/v1/logs?limit=1", served.plain);
    for (client, version) in [
        (served.client(), Version::HTTP_11),
        (served.client().http2_prior_knowledge(), Version::HTTP_2),
    ] {
        let request =
            client.build().unwrap().get(&url).header("authorization", served.authorization());
        let answer = request.send().await.unwrap();
        assert_eq!((answer.status(), answer.version()), (StatusCode::OK, version));
        let own = answer.headers()["link"].to_str().unwrap();
        assert_eq!(own, format!("<{url}>; rel=\"self\""));
    }
}

#[tokio::test]
async fn a_compressed_page_is_the_same_page() {
    let served = serve("").await;
    let page = get(&served.mock, "/api/v1/logs?limit=100").await;
    let plain = served.client().no_gzip();
    for (client, asked) in [(plain, Some("br, gzip;q=0.5")), (served.client(), None)] {
        let client = client.build().unwrap();
        let url = format!("https://localhost:{}/api/v1/logs?limit=100", served.tls.port());
        let mut request = client.get(url).header("authorization", served.authorization());
        if let Some(asked) = asked {
            request = request.header("accept-encoding", asked);
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.headers()["vary"], "Accept-Encoding");
        let packed = answer.headers().get("content-encoding").cloned();
        let body = answer.bytes().await.unwrap();
        if asked.is_some() {
            // What nobody unpacked is a fraction of the page.
            assert_eq!(packed.unwrap(), "gzip");
            assert!(body.len() < page.text().len() / 4, "{} bytes", body.len());
        } else {
            assert_eq!(body, page.text());
        }
    }
}

#[tokio::test]
async fn head_is_the_head_of_a_page_and_delivers_nothing() {
    let served = serve("").await;
    let client = served.client().build().unwrap();
    let (one, other) = (served.plain, served.tls);
    for url in [format!("http://{one}/api/v1/logs"), format!("https://{other}/api/v1/logs")] {
        let ask = |method: http::Method| {
            client.request(method, &url).header("authorization", served.authorization()).send()
        };
        let page = ask(http::Method::GET).await.unwrap();
        let pages = served.mock.ledger().pages();
        let head = ask(http::Method::HEAD).await.unwrap();
        assert_eq!(served.mock.ledger().pages(), pages, "a page without a body is no page");
        assert_eq!(head.status(), StatusCode::OK);
        let names = |answer: &reqwest::Response| -> std::collections::BTreeSet<String> {
            let names = answer.headers().keys().map(|name| name.as_str().to_owned());
            // How a body is framed; there is none.
            names.filter(|name| name != "transfer-encoding").collect()
        };
        assert_eq!(names(&head), names(&page));
        assert!(head.headers().get("content-length").is_none());
        assert_eq!(head.bytes().await.unwrap().len(), 0);
    }
}

#[tokio::test]
async fn a_target_that_is_no_path_leads_nowhere() {
    let served = serve("").await;
    for (line, status) in [
        ("OPTIONS *", "404 Not Found"),
        ("CONNECT acme.okta.com:443", "404 Not Found"),
        ("GET /api/v1/lo%67s", "404 Not Found"),
        ("GET //api/v1/logs", "404 Not Found"),
        ("DELETE /api/v1/logs", "405 Method Not Allowed"),
    ] {
        let mut stream = TcpStream::connect(served.plain).await.unwrap();
        let request = format!("{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let (text, end) = exchange(&mut stream, &request).await;
        end.unwrap();
        assert!(text.starts_with(&format!("HTTP/1.1 {status}\r\n")), "{line}: {text}");
    }
}

/// Facts 1.4: HTTP/1.1 says what it takes for granted.
#[tokio::test]
async fn http_1_1_says_that_the_connection_goes_on() {
    let served = serve("").await;
    let client = served.client().http1_only().build().unwrap();
    let answer = served.ask(&client, "localhost", "/").await.unwrap();
    assert_eq!(answer.headers()["connection"], "keep-alive");
    assert_eq!(answer.headers()["transfer-encoding"], "chunked");
    let client = served.client().build().unwrap();
    let answer = served.ask(&client, "localhost", "/").await.unwrap();
    assert!(answer.headers().get("connection").is_none());
    let mut stream = TcpStream::connect(served.plain).await.unwrap();
    let (text, _) = exchange(&mut stream, &served.request("GET", "Connection: Close\r\n")).await;
    assert!(text.contains("\r\nconnection: close\r\n"), "{text}");
}
