//! Facts 1.4, 4.1, 4.4 and 5.6, over the in-process transport.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::Request;

use crate::Endpoint;
use crate::testing::{get, org, send};

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
        "vary",
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
    for path in ["/", "/api/v1/users", "/api/v1/logs/1", "/oauth2/v1/token"] {
        let answer = send(&mock, "GET", path, None).await.unwrap();
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.json()["errorCode"], "E0000008", "{path}");
    }
    for path in ["/api/v1/logs", "/.well-known/okta-organization"] {
        let answer = send(&mock, "POST", path, None).await.unwrap();
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
