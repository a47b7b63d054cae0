//! What the org notes about limits in its own log (facts 3.4).

use std::time::Duration;

use clock::{Seed, Timestamp};
use serde_json::{Value, json};

use super::buckets::{at, limiter_with};
use crate::limits::notice::NoticeKind;
use crate::limits::{LimitPreset, Limiter, Limits, Principal};
use crate::log::{Note, NotedClient, NotedParty, Position};
use crate::query::{Origin, Params};
use crate::service::Call;
use crate::testing::{Answer, get, now, org, send};
use crate::world::{Id, Uuid, World};
use crate::{Builder, Endpoint, MockOkta};

/// A free org whose token may have all of it, where nothing else happens.
fn free() -> Builder {
    org().limit_preset(LimitPreset::Free).limit(20).token_share(1.0)
}

async fn ask(mock: &MockOkta, times: usize) -> Answer {
    let mut last = None;
    for _ in 0..times {
        last = Some(get(mock, "/api/v1/logs?limit=1").await);
    }
    last.unwrap()
}

/// The events about limits that the requests of a test have caused, as they stand in the log.
fn noted(mock: &MockOkta) -> Vec<String> {
    let range = Position::before(now())..=Position::after(mock.clock().now());
    let texts = mock.log().range(range).map(|record| String::from_utf8(record.raw.into()).unwrap());
    texts.filter(|text| text.contains("imit") && text.contains(AGENT_OR_NONE)).collect()
}

/// Requests of these tests have no `User-Agent`, those of the traffic all have one.
const AGENT_OR_NONE: &str = "\"client\":{\"userAgent\":null,\"zone\":\"null\"";

fn types(mock: &MockOkta) -> Vec<String> {
    let events = noted(mock);
    let event_type = |text: &String| {
        let event: Value = serde_json::from_str(text).unwrap();
        event["eventType"].as_str().unwrap().to_owned()
    };
    events.iter().map(event_type).collect()
}

const WARNING: &str = "system.org.rate_limit.warning";
const VIOLATION: &str = "system.org.rate_limit.violation";
const SHARE: &str = "system.operation.rate_limit.violation";
const CROWDED: &str = "core.concurrency.org.limit.violation";

#[tokio::test(start_paused = true)]
async fn a_warning_is_written_as_okta_writes_it() {
    let mock = free().start().unwrap();
    ask(&mock, 11).await;
    assert_eq!(noted(&mock), [""; 0]);
    mock.clock().sleep(Duration::from_millis(20_500)).await;
    let url = "/api/v1/logs?since=2026-03-19T14%3A00%3A20Z&limit=1000";
    let cause = get(&mock, url).await;
    let request = cause.header("x-okta-request-id")[0];
    let [text] = &noted(&mock)[..] else { panic!("one warning: {:?}", noted(&mock)) };
    // It is on the very page that caused it, and that page is how it is served.
    assert!(cause.text().contains(text.as_str()));
    let event: Value = serde_json::from_str(text).unwrap();
    let (owner, token) = (mock.world().admin(0), mock.org().api_token_id);
    let address = event["client"]["ipAddress"].as_str().unwrap();
    let session = event["authenticationContext"]["externalSessionId"].as_str().unwrap();
    assert!(session.starts_with("trs") && session.len() == 25, "{session}");
    let uuid = event["uuid"].as_str().unwrap();
    assert_eq!(uuid.len(), 36);
    // Every member, in Okta's order (facts 7.4).
    let mut expected: String = WARNING_AS_WRITTEN.lines().collect();
    for (name, value) in [
        ("ADDRESS", address),
        ("LOGIN", &owner.login),
        ("NAME", &owner.name),
        ("OWNER", owner.id.as_str()),
        ("REQUEST", request),
        ("SESSION", session),
        ("TOKEN", token.as_str()),
        ("TARGET", url),
        ("UUID", uuid),
    ] {
        expected = expected.replace(&format!("<{name}>"), value);
    }
    assert_eq!(text, &expected);
}

const WARNING_AS_WRITTEN: &str = r#"{"actor":{"id":"<OWNER>","type":"User",
"alternateId":"<LOGIN>","displayName":"<NAME>","detailEntry":null},
"client":{"userAgent":null,"zone":"null","device":"Unknown","id":null,
"ipAddress":"<ADDRESS>","geographicalContext":null},"device":null,
"authenticationContext":{"authenticationProvider":null,"credentialProvider":null,
"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,
"rootSessionId":"<SESSION>","externalSessionId":"<SESSION>"},
"displayMessage":"Rate limit warning","eventType":"system.org.rate_limit.warning",
"outcome":{"result":"SUCCESS","reason":null},"published":"2026-03-19T14:00:20.500Z",
"securityContext":{"asNumber":null,"asOrg":null,"isp":null,"domain":null,"isProxy":null},
"severity":"WARN","debugContext":{"debugData":{
"rateLimitBucketUuid":"b192d91c-b242-36da-9332-d97a5579f865","rateLimitScopeType":"ORG",
"rateLimitSecondsToReset":"40","requestId":"<REQUEST>","requestUri":"/api/v1/logs",
"threshold":"20","timeSpan":"1","timeUnit":"MINUTES","url":"<TARGET>","userId":"<OWNER>",
"warningPercent":"60"}},"legacyEventType":"core.framework.ratelimit.warning",
"transaction":{"type":"WEB","id":"<REQUEST>","detail":{"requestApiTokenId":"<TOKEN>"}},
"uuid":"<UUID>","version":"0","request":{"ipChain":[{"ip":"<ADDRESS>",
"geographicalContext":null,"version":"V4","source":null}]},
"target":[{"id":"/api/v1/logs","type":"URL Pattern","alternateId":null,"displayName":null,
"detailEntry":null},{"id":"b192d91c-b242-36da-9332-d97a5579f865","type":"Bucket Uuid",
"alternateId":null,"displayName":null,"detailEntry":null}]}"#;

#[tokio::test(start_paused = true)]
async fn each_is_written_once_a_window() {
    let mock = free().start().unwrap();
    ask(&mock, 20).await;
    assert_eq!(types(&mock), [WARNING]);
    // The token's share is the whole bucket, so both are exhausted; its own is looked at first.
    ask(&mock, 5).await;
    assert_eq!(types(&mock), [WARNING, SHARE]);
    for _ in 0..3 {
        send(&mock, "GET", "/api/v1/logs", None).await.unwrap();
    }
    assert_eq!(types(&mock), [WARNING, SHARE, VIOLATION]);
    mock.clock().sleep(Duration::from_mins(1)).await;
    ask(&mock, 30).await;
    assert_eq!(types(&mock), [WARNING, SHARE, VIOLATION, WARNING, SHARE]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_used_up_its_share_is_named() {
    let mock = free().token_share(0.5).start().unwrap();
    ask(&mock, 10).await;
    mock.clock().sleep(Duration::from_secs(13)).await;
    let refused = ask(&mock, 1).await;
    let [text] = &noted(&mock)[..] else { panic!("{:?}", noted(&mock)) };
    let event: Value = serde_json::from_str(text).unwrap();
    let token = mock.org().api_token_id.to_string();
    let request = refused.header("x-okta-request-id")[0];
    assert_eq!(event["eventType"], SHARE);
    assert_eq!(event["displayMessage"], "This API token has made too many requests");
    assert_eq!((&event["outcome"], &event["severity"]), (&Value::Null, &json!("WARN")));
    assert_eq!(event["legacyEventType"], Value::Null);
    assert_eq!(
        event["debugContext"]["debugData"].to_string(),
        json!({
            "operationRateLimitSubtype": "ssws_token",
            "operationRateLimitTimeUnit": "MINUTES",
            "operationRateLimitScopeType": "token",
            "operationRateLimitSecondsToReset": "47",
            "requestId": request,
            "operationRateLimitThreshold": "10",
            "operationRateLimitTimeSpan": "1",
            "requestUri": "/api/v1/logs",
            "operationRateLimitType": "web_request",
            "url": "/api/v1/logs?limit=1",
        })
        .to_string()
    );
    assert_eq!(event["target"][0]["type"], "Bucket UUID");
    assert_eq!(
        event["target"][1],
        json!({
            "id": token,
            "type": "Token",
            "alternateId": "unknown",
            "displayName": "API token",
            "detailEntry": null,
        })
    );
    assert_eq!(event["transaction"]["detail"]["requestApiTokenId"], token);
    // A reader finds it by following its links, after it has waited.
    mock.clock().sleep(Duration::from_secs(47)).await;
    let page = get(&mock, "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000").await;
    assert!(page.text().contains(text.as_str()));
}

#[tokio::test(start_paused = true)]
async fn too_many_at_once_are_noted_once_a_minute() {
    let mock = org().concurrency(1).start().unwrap();
    let request = http::Request::get("https://acme.okta.com/api/v1/logs")
        .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()));
    let held = mock.handle(request.body(bytes::Bytes::new()).unwrap()).await.unwrap();
    for (pause, notes) in [(0, 1), (59_999, 1), (1, 2), (120_000, 3)] {
        mock.clock().sleep(Duration::from_millis(pause)).await;
        assert_eq!(get(&mock, "/api/v1/logs").await.status, 429);
        assert_eq!(types(&mock), vec![CROWDED; notes], "{pause}");
    }
    drop(held);
    let event: Value = serde_json::from_str(&noted(&mock)[0]).unwrap();
    assert_eq!(event["displayMessage"], "Too many requests in flight");
    assert_eq!(event["legacyEventType"], CROWDED);
    assert_eq!((&event["outcome"], &event["target"]), (&Value::Null, &Value::Null));
    assert_eq!(event["severity"], "INFO");
    let debug = event["debugContext"]["debugData"].as_object().unwrap();
    assert_eq!(debug.keys().collect::<Vec<_>>(), ["requestId", "requestUri", "url"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_of_nobody_is_told_of_nobody() {
    let mock = org().limit(1).start().unwrap();
    for _ in 0..2 {
        send(&mock, "GET", "/api/v1/logs", None).await.unwrap();
    }
    assert_eq!(types(&mock), [WARNING, VIOLATION]);
    for text in noted(&mock) {
        let event: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(event["actor"]["id"], "unknown");
        assert_eq!(event["transaction"]["detail"], json!({}));
        let debug = event["debugContext"]["debugData"].as_object().unwrap();
        assert!(!debug.contains_key("userId") && debug.values().all(Value::is_string), "{debug:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_org_notes_nothing() {
    let switches = "limit-events=silent".parse().unwrap();
    let mock = free().switches(switches).start().unwrap();
    ask(&mock, 25).await;
    assert_eq!(noted(&mock), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn uuids_are_their_own_and_the_seed_s() {
    let uuids = async |seed| {
        let mock = free().seed(seed).start().unwrap();
        ask(&mock, 25).await;
        send(&mock, "GET", "/api/v1/logs", None).await.unwrap();
        let uuid = |text: &String| serde_json::from_str::<Value>(text).unwrap()["uuid"].to_string();
        let uuids: Vec<String> = noted(&mock).iter().map(uuid).collect();
        for uuid in &uuids {
            let holds = |raw: &[u8]| raw.windows(uuid.len()).any(|part| part == uuid.as_bytes());
            let all = mock.log().range(..=Position::after(now()));
            assert_eq!(all.filter(|record| holds(&record.raw)).count(), 1);
        }
        uuids
    };
    let first = uuids(7).await;
    assert_eq!(first.len(), 3);
    assert_eq!(first, uuids(7).await);
    assert_ne!(first, uuids(8).await);
}

/// What the limiter notices when `principal` asks `times` at once.
fn noticed(limiter: &mut Limiter, principal: Principal, times: u32) -> Vec<(u32, NoticeKind)> {
    let mut notices = Vec::new();
    for number in 1..=times {
        let admission = limiter.admit(Endpoint::Token, principal, at(0)).unwrap();
        notices.extend(admission.notices.iter().map(|notice| (number, notice.kind)));
    }
    notices
}

#[test]
fn thresholds_are_crossed_by_the_request_that_reaches_them() {
    for (limit, percent, warned) in
        [(600, 60, 360), (20, 60, 12), (120, 90, 108), (7, 30, 3), (1, 90, 1)]
    {
        let mut limiter = limiter_with(|limits| {
            limits.requests.insert(Endpoint::Token, limit);
            limits.warning_percent = percent;
        });
        let expected = [(warned, NoticeKind::OrgWarning), (limit + 1, NoticeKind::OrgViolation)];
        assert_eq!(noticed(&mut limiter, Principal::Nobody, limit + 3), expected);
    }
}

#[test]
fn an_app_with_most_of_the_org_s_token_requests_is_warned_of() {
    // okta-developer-docs 2428: one client ID, 90 % of the org's limit.
    let app = app();
    let limiter = |percent| {
        limiter_with(|limits| {
            limits.requests.insert(Endpoint::Token, 10);
            limits.percentages.insert(app, percent);
            limits.warning_percent = 90;
        })
    };
    let known = Principal::Known(app);
    assert_eq!(noticed(&mut limiter(50), known, 7), [(6, NoticeKind::Share(app))]);
    assert_eq!(
        noticed(&mut limiter(90), known, 10),
        [(9, NoticeKind::Client(app)), (9, NoticeKind::OrgWarning), (10, NoticeKind::Share(app))]
    );
}

fn app() -> Id {
    World::new(&Seed::new(7), 5).mint().id("0oa", 900)
}

#[test]
fn an_app_is_told_of_as_a_token_is() {
    let app = app();
    let mut limiter = Limiter::new(
        Limits { window: Duration::from_secs(2), ..Limits::of(LimitPreset::Free) },
        &Seed::new(7),
    );
    let mut notices = Vec::new();
    for _ in 0..200 {
        let admission = limiter.admit(Endpoint::Token, Principal::Known(app), at(0)).unwrap();
        notices.extend(admission.notices);
    }
    let [notice] = notices[..] else { panic!("{notices:?}") };
    let call = Call {
        endpoint: Endpoint::Token,
        method: http::Method::POST,
        origin: Origin {
            scheme: "https".to_owned(),
            authority: "acme.okta.com".to_owned(),
            path: "/oauth2/v1/token".to_owned(),
        },
        target: "/oauth2/v1/token".to_owned(),
        params: Params::default(),
        headers: http::HeaderMap::new(),
        body: bytes::Bytes::new(),
    };
    let note = Note {
        kind: notice.kind(),
        actor: NotedParty::named("PublicClientApp", app.as_str(), [app.as_str(), "SIEM"]),
        client: NotedClient { agent: None, id: Some(app), address: "2001:db8::1".to_owned() },
        session: None,
        outcome: None,
        debug: Vec::new(),
        transaction: "00".repeat(16),
        api_token: None,
        targets: Vec::new(),
    };
    let uuid = Uuid::of(7, 1, 1, at(0));
    let bytes = notice.told_in(note, &call).bytes(uuid, Timestamp::EPOCH);
    let event: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(event["displayMessage"], "This OAuth2 client has made too many requests");
    let debug = &event["debugContext"]["debugData"];
    assert_eq!(debug["operationRateLimitThreshold"], "150");
    assert_eq!(
        (&debug["operationRateLimitTimeSpan"], &debug["operationRateLimitTimeUnit"]),
        (&json!("2"), &json!("SECONDS"))
    );
    assert_eq!(event["client"]["id"], app.as_str());
    assert_eq!(event["target"][1]["displayName"], "SIEM");
    assert_eq!(event["request"]["ipChain"][0]["version"], "V6");
}
