//! Facts 1.4, 4.1, 4.4 and 5.6, over the in-process transport.

use std::collections::BTreeSet;
use std::time::Duration;

use async_compression::tokio::bufread::GzipDecoder;
use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use tokio::io::AsyncReadExt;

use crate::testing::{Answer, get, org, send};
use crate::{Endpoint, Engine, MockOkta};

#[tokio::test(start_paused = true)]
async fn a_page_has_the_headers_of_okta() {
    let mock = org().start().unwrap();
    let page = get(&mock, "/api/v1/logs?limit=1").await;
    let names: BTreeSet<&str> = page.headers.keys().map(http::HeaderName::as_str).collect();
    let expected = BTreeSet::from([
        "accept-ch",
        "cache-control",
        "content-security-policy",
        "content-type",
        "date",
        "expires",
        "link",
        "p3p",
        "pragma",
        "referrer-policy",
        "server",
        "set-cookie",
        "strict-transport-security",
        "x-content-type-options",
        "x-okta-request-id",
        "x-rate-limit-limit",
        "x-rate-limit-remaining",
        "x-rate-limit-reset",
        "x-xss-protection",
    ]);
    assert_eq!(names, expected);
    assert_eq!(page.header("content-type"), ["application/json"]);
    assert_eq!(page.header("date"), ["Thu, 19 Mar 2026 14:00:00 GMT"]);
    assert_eq!(page.header("server"), ["nginx"]);
    let [request_id] = page.header("x-okta-request-id")[..] else { panic!("{page:?}") };
    assert!(request_id.len() == 32 && request_id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let [own, next] = page.header("link")[..] else { panic!("two lines: {page:?}") };
    assert!(own.ends_with(">; rel=\"self\"") && next.ends_with(">; rel=\"next\""));
}

#[tokio::test(start_paused = true)]
async fn date_follows_the_org_s_clock_in_whole_seconds() {
    let mock = org().start().unwrap();
    mock.clock().sleep(Duration::from_millis(61_999)).await;
    let page = get(&mock, "/api/v1/logs?limit=1").await;
    assert_eq!(page.header("date"), ["Thu, 19 Mar 2026 14:01:01 GMT"]);
}

#[tokio::test(start_paused = true)]
async fn links_lead_back_to_where_the_request_was_sent() {
    let mock = org().start().unwrap();
    for (url, host, expected) in [
        (
            "https://acme-admin.okta.com/api/v1/logs",
            None,
            "https://acme-admin.okta.com/api/v1/logs",
        ),
        ("http://127.0.0.1:9/api/v1/logs", None, "http://127.0.0.1:9/api/v1/logs"),
        ("/api/v1/logs", Some("localhost:8080"), "http://localhost:8080/api/v1/logs"),
        ("/api/v1/logs", Some("a>, <b"), "http://cedarwind-1648.okta.com/api/v1/logs"),
        ("/api/v1/logs", None, "http://cedarwind-1648.okta.com/api/v1/logs"),
    ] {
        let mut request = Request::get(url)
            .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()));
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let response = mock.handle(request.body(Bytes::new()).unwrap()).await.unwrap();
        let own = response.headers().get("link").unwrap().to_str().unwrap();
        assert_eq!(own, format!("<{expected}>; rel=\"self\""));
    }
}

#[tokio::test(start_paused = true)]
async fn what_okta_does_not_have_is_refused_in_its_words() {
    let mock = org().start().unwrap();
    for path in ["/", "/api/v1/users", "/api/v1/logs/1", "/oauth2/v1/authorize"] {
        let answer = send(&mock, "GET", path, None).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["errorCode"], "E0000008", "{path}");
    }
    for (method, path) in [
        ("POST", "/api/v1/logs"),
        ("POST", "/.well-known/okta-organization"),
        ("GET", "/oauth2/v1/token"),
        ("PATCH", "/api/v1/apps/0oa"),
    ] {
        let answer = send(&mock, method, path, None).await.unwrap();
        assert_eq!(answer.status, 405, "{path}");
        let body = answer.json();
        assert_eq!(body["errorCode"], "E0000022");
        let keys: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["errorCode", "errorSummary", "errorLink", "errorId", "errorCauses"]);
        // Facts 4.4: the dispatcher knows neither requests nor limits.
        assert!(answer.header("x-okta-request-id").is_empty());
        assert!(answer.header("x-rate-limit-limit").is_empty());
    }
    assert_eq!(mock.ledger().count(Endpoint::Logs), 0);
}

#[tokio::test(start_paused = true)]
async fn the_organization_needs_no_credentials() {
    let mock = org().start().unwrap();
    let answer = send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["id"], mock.org().id.as_str());
    assert_eq!(body["pipeline"], "idx");
    assert_eq!(body["_links"]["organization"]["href"], "https://acme.okta.com");
}

#[tokio::test(start_paused = true)]
async fn the_organization_says_which_engine_it_runs_on() {
    let mock = org().engine(Engine::Classic).start().unwrap();
    let answer = send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    assert_eq!(answer.json()["pipeline"], "v1");
}

#[tokio::test(start_paused = true)]
async fn the_headers_around_every_answer_are_those_that_okta_sends() {
    let mock = org().start().unwrap();
    let page = get(&mock, "/api/v1/logs?limit=1").await;
    for (name, value) in [
        ("accept-ch", "Sec-CH-UA-Platform-Version"),
        ("cache-control", "no-cache, no-store"),
        ("expires", "0"),
        ("p3p", "CP=\"HONK\""),
        ("pragma", "no-cache"),
        ("referrer-policy", "strict-origin-when-cross-origin"),
        ("strict-transport-security", "max-age=315360000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("x-xss-protection", "0"),
    ] {
        assert_eq!(page.header(name), [value], "{name}");
    }
    let cookies = page.header("set-cookie");
    let recorded = [
        "sid=\"\";",
        "xids=\"\";",
        "autolaunch_triggered=",
        "activate_ca_modal_triggered=",
        "JSESSIONID=",
    ];
    for (cookie, start) in cookies.iter().zip(recorded) {
        assert!(cookie.starts_with(start), "{cookie}");
    }
    assert_eq!(cookies.len(), recorded.len());
    let policy = page.header("content-security-policy");
    assert!(policy[0].starts_with("default-src 'self' "), "{policy:?}");
}

#[tokio::test(start_paused = true)]
async fn rate_limit_headers_are_whole_numbers_of_seconds_and_requests() {
    let mock = org().limit(100).start().unwrap();
    let page = get(&mock, "/api/v1/logs?limit=1").await;
    assert_eq!(page.header("x-rate-limit-limit"), ["50"]);
    assert_eq!(page.header("x-rate-limit-remaining"), ["49"]);
    assert_eq!(page.header("x-rate-limit-reset"), ["1773928860"]);
    assert_eq!(page.header("date"), ["Thu, 19 Mar 2026 14:00:00 GMT"], "a minute before");
}

#[tokio::test(start_paused = true)]
async fn two_requests_have_two_request_ids() {
    let mock = org().start().unwrap();
    let mut ids = BTreeSet::new();
    for _ in 0..10 {
        let page = get(&mock, "/api/v1/logs?limit=1").await;
        ids.insert(page.header("x-okta-request-id")[0].to_owned());
    }
    assert_eq!(ids.len(), 10);
}

/// Facts 1.4: an error is surrounded by what surrounds a page, with two exceptions.
#[tokio::test(start_paused = true)]
async fn an_error_lacks_only_what_its_origin_does_not_know() {
    let mock = org().limit(12).start().unwrap();
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    let names = |answer: &Answer| -> BTreeSet<String> {
        answer.headers.keys().map(|name| name.as_str().to_owned()).collect()
    };
    let mut expected = names(&get(&mock, "/api/v1/logs?limit=1").await);
    expected.remove("link");
    let limits = ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"];
    let application = ["cache-control", "expires", "pragma", "referrer-policy"];
    let dispatcher = [&limits[..], &["x-okta-request-id"]].concat();
    for (method, path, authorization, status, lacks) in [
        ("GET", "/api/v1/logs?since=never", Some(token.as_str()), 400, &[][..]),
        ("GET", "/api/v1/logs", Some("SSWS wrong"), 401, &[]),
        ("GET", "/api/v1/logs", None, 403, &[]),
        ("GET", "/api/v1/nothing", None, 404, &limits),
        ("POST", "/api/v1/logs", None, 405, &dispatcher),
    ] {
        let answer = send(&mock, method, path, authorization).await.unwrap();
        assert_eq!(answer.status, status, "{path}");
        let mut names = names(&answer);
        // RFC 9110, section 15.5.6.
        assert_eq!(names.remove("allow"), status == 405);
        let missing: Vec<_> = expected.difference(&names).map(String::as_str).collect();
        let mut lacks = lacks.to_vec();
        lacks.sort_unstable();
        assert_eq!(missing, lacks, "{status}");
        assert!(names.is_subset(&expected), "{status}: {names:?}");
    }
    let mut limited = get(&mock, "/api/v1/logs").await;
    while limited.status != 429 {
        limited = get(&mock, "/api/v1/logs").await;
    }
    limited.headers.remove("retry-after");
    let limited = names(&limited);
    let missing: Vec<_> = expected.difference(&limited).map(String::as_str).collect();
    assert_eq!(missing, application);
}

#[tokio::test(start_paused = true)]
async fn only_the_path_itself_leads_to_the_log() {
    let mock = org().start().unwrap();
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    for path in [
        "/api/v1/logs/",
        "//api/v1/logs",
        "/api//v1/logs",
        "/api/v1/lo%67s",
        "/api%2Fv1%2Flogs",
        "/API/v1/logs",
        "/api/v1/../v1/logs",
        "/api/v1/logs;jsessionid=1",
    ] {
        let url = format!("https://acme.okta.com{path}");
        let answer = send(&mock, "GET", &url, Some(&token)).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
    }
    for path in ["/api/v1/logs?", "/api/v1/logs?limit=1"] {
        assert_eq!(get(&mock, path).await.status, 200, "{path}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_other_method_is_refused_and_not_counted() {
    let mock = org().start().unwrap();
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
        let answer = send(&mock, method, "/api/v1/logs", Some(&token)).await.unwrap();
        assert_eq!(answer.status, 405, "{method}");
        assert_eq!(answer.json()["errorCode"], "E0000022", "{method}");
    }
    assert_eq!(mock.ledger().count(Endpoint::Logs), 0);
}

#[tokio::test(start_paused = true)]
async fn head_is_counted_and_has_no_body() {
    let mock = org().start().unwrap();
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    let page = get(&mock, "/api/v1/logs?limit=5").await;
    let head = send(&mock, "HEAD", "/api/v1/logs?limit=5", Some(&token)).await.unwrap();
    assert_eq!((head.status, head.text()), (200, ""));
    assert_eq!(head.header("link"), page.header("link"));
    assert!(head.header("content-length").is_empty(), "the page has none either");
    let names = |answer: &Answer| -> BTreeSet<String> {
        answer.headers.keys().map(|name| name.as_str().to_owned()).collect()
    };
    assert_eq!(names(&head), names(&page));
    assert_eq!(mock.ledger().count(Endpoint::Logs), 2);
    assert_eq!(mock.ledger().pages(), 1, "what was not sent was not delivered");
}

/// The answer to `path` for a client that accepts `encodings`.
async fn packed(mock: &MockOkta, path: &str, encodings: &[&str]) -> (HeaderMap, Bytes) {
    let mut request = Request::get(format!("https://acme.okta.com{path}"))
        .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()));
    for encoding in encodings {
        request = request.header("accept-encoding", *encoding);
    }
    let response = mock.handle(request.body(Bytes::new()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts.headers, body.collect().await.unwrap().to_bytes())
}

async fn unpacked(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzipDecoder::new(body).read_to_end(&mut plain).await.unwrap();
    plain
}

#[tokio::test(start_paused = true)]
async fn gzip_is_for_those_who_accept_it() {
    let mock = org().start().unwrap();
    for (encodings, accepted) in [
        (&["gzip"][..], true),
        (&["gzip, deflate, br"], true),
        (&["br;q=1.0, GZIP;Q=0.5"], true),
        (&["x-gzip"], true),
        (&["*"], true),
        (&["deflate", "gzip;q=0.001"], true),
        (&["*;q=0, gzip"], true),
        (&[" gzip ; q=1.000 "], true),
        (&[], false),
        (&[""], false),
        (&["identity"], false),
        (&["gzip;q=0"], false),
        (&["gzip;q=0.000, *"], false),
        (&["*;q=0"], false),
        (&["gzipped"], false),
        (&["gzip;q=2"], false),
        (&["gzip;q=0.1234"], false),
        (&["gzip;q=1.001"], false),
        (&["gzip;q=+0.5"], false),
        (&["gzip;level=9"], false),
    ] {
        let (headers, _) = packed(&mock, "/api/v1/logs?limit=5", encodings).await;
        assert_eq!(headers.contains_key("content-encoding"), accepted, "{encodings:?}");
        assert_eq!(headers.contains_key("vary"), accepted, "{encodings:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn gzip_holds_the_same_bytes_every_time() {
    let mock = org().start().unwrap();
    let (_, plain) = packed(&mock, "/api/v1/logs?limit=200", &[]).await;
    let (headers, body) = packed(&mock, "/api/v1/logs?limit=200", &["gzip"]).await;
    assert_eq!(headers["content-encoding"], "gzip");
    assert!(body.len() < plain.len() / 4, "{} of {}", body.len(), plain.len());
    assert_eq!(unpacked(&body).await, plain);
    // No time, no name, no system (RFC 1952, section 2.3).
    assert_eq!(body[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 0xff]);
    let (_, again) = packed(&mock, "/api/v1/logs?limit=200", &["gzip"]).await;
    assert_eq!(again, body);
}

#[tokio::test(start_paused = true)]
async fn what_is_tiny_is_not_worth_it() {
    let mock = org().start().unwrap();
    for path in ["/api/v1/logs?limit=1&since=never", "/.well-known/okta-organization"] {
        let (headers, body) = packed(&mock, path, &["gzip"]).await;
        assert!(body.len() < 860 && body.starts_with(b"{"), "{path}");
        assert!(!headers.contains_key("content-encoding"), "{path}");
        assert!(!headers.contains_key("vary"), "{path}");
    }
}

/// Faults of the delivery strike the bytes that are delivered; those of the page, the page.
#[tokio::test(start_paused = true)]
async fn faults_strike_the_compressed_bytes() {
    let page = "/api/v1/logs?limit=10";
    let (_, whole) = packed(&org().start().unwrap(), page, &["gzip"]).await;
    for (fault, sent) in [
        ("kind = \"truncated-body\"", whole.len() / 2),
        ("kind = \"truncated-body\"\nbytes = 100", 100),
        ("kind = \"truncated-body\"\nbytes = 20000", whole.len() / 2),
        ("kind = \"stall-body\"\nbytes = 100", 100),
    ] {
        let mock = org().fault(toml::from_str(fault).unwrap()).start().unwrap();
        let request = Request::get(format!("https://acme.okta.com{page}"))
            .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()))
            .header("accept-encoding", "gzip");
        let mut response = mock.handle(request.body(Bytes::new()).unwrap()).await.unwrap();
        if let Some(length) = response.headers().get("content-length") {
            assert_eq!(length.to_str().unwrap(), whole.len().to_string(), "{fault}");
        }
        let frame = response.body_mut().frame().await.unwrap().unwrap().into_data().unwrap();
        assert_eq!(frame, whole[..sent], "{fault}");
        response.body_mut().frame().await.unwrap().unwrap_err();
    }
    let malformed = "kind = \"malformed-page\"\nbody = \"unclosed\"";
    let mock = org().fault(toml::from_str(malformed).unwrap()).start().unwrap();
    let (_, body) = packed(&mock, page, &["gzip"]).await;
    let plain = unpacked(&whole).await;
    assert_eq!(unpacked(&body).await, plain[..plain.len() - 1]);
}
