mod attacks;
mod clock;
mod config;
mod faults;
mod inject;
mod limits;
mod process;
mod requests;
mod routes;
mod tenants;
mod tokens;

use serde_json::Value;

use crate::Surface;
use crate::faults::{InjectKind, InjectSpec};
use crate::log::Position;
use crate::testing::{Answer, get, now, org, send, tell};

fn lines(answer: &Answer) -> Vec<Value> {
    answer.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn the_ledger_is_the_log_without_loss() {
    let bad = InjectSpec::new(InjectKind::InvalidUtf8, -60_000);
    let mock = org().injects([bad]).start().unwrap();
    let all = lines(&send(&mock, "GET", "/__admin/ledger", None).await.unwrap());
    let visible: Vec<_> = mock.log().range(..=Position::after(now())).collect();
    assert!(visible.len() > 300);
    assert_eq!(all.len(), visible.len());
    let mut in_base64 = 0;
    for (line, record) in all.iter().zip(&visible) {
        assert_eq!(line["position"], record.position.to_string());
        assert_eq!(line["commit"], record.position.time.to_string());
        match line["raw"].as_str() {
            Some(raw) => assert_eq!(raw.as_bytes(), record.raw),
            None => in_base64 += usize::from(line["raw_base64"].is_string()),
        }
    }
    assert_eq!(in_base64, 1);
    let (from, to) = (visible[5].position, visible[20].position);
    let url = format!("/__admin/ledger?from={from}&to={to}");
    assert_eq!(lines(&send(&mock, "GET", &url, None).await.unwrap()), all[5..=20]);
    let wrong = send(&mock, "GET", "/__admin/ledger?from=yesterday", None).await.unwrap();
    assert_eq!(wrong.status, 400);
}

#[tokio::test(start_paused = true)]
async fn an_admin_token_closes_the_control_plane_and_nothing_else() {
    let mock = org().admin_token("open sesame").start().unwrap();
    let ssws = format!("SSWS {}", mock.org().ssws_token.expose());
    for (authorization, status) in [
        (None, 401),
        (Some("Bearer close sesame"), 401),
        (Some(ssws.as_str()), 401),
        (Some("Bearer open sesame"), 200),
    ] {
        let answer = send(&mock, "GET", "/__admin/health", authorization).await.unwrap();
        assert_eq!(answer.status, status, "{authorization:?}");
    }
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn the_two_faces_can_be_told_apart() {
    let mock = org().start().unwrap();
    let (okta, admin) = (mock.surface(Surface::Okta), mock.surface(Surface::Admin));
    assert_eq!(send(&okta, "GET", "/__admin/health", None).await.unwrap().status, 404);
    assert_eq!(get(&okta, "/api/v1/logs").await.status, 200);
    assert_eq!(get(&admin, "/api/v1/logs").await.status, 404);
    // They are one org.
    let health = send(&admin, "GET", "/__admin/health", None).await.unwrap();
    assert_eq!(health.json()["requests"], 1);
    assert_eq!(send(&mock, "GET", "/__admin/nothing", None).await.unwrap().status, 404);
}

#[tokio::test(start_paused = true)]
async fn what_makes_no_sense_is_refused_with_place_and_remedy() {
    let mock = org().start().unwrap();
    for (line, body, status, error, hint) in [
        ("GET /nothing", "", 404, "nothing is here", "docs/CONTROL.md"),
        ("PUT /health", "", 405, "not with this method", "docs/CONTROL.md"),
        ("GET /requests?statos=1", "", 400, "`statos`: no such parameter", "`status`"),
        ("POST /reset?all", "", 400, "`all`: no such parameter here", ""),
        ("PATCH /config", "{", 400, "the body is no JSON: EOF", ""),
        ("PATCH /config", "[]", 400, "the body is no JSON object", ""),
        ("PATCH /config", "{\"switches\": {\"link\": [null]}}", 400, "`switches.link.1`: null", ""),
        ("PATCH /config", "{\"limit\": 18446744073709551615}", 400, "`limit`: the number", ""),
    ] {
        let refused = tell(&mock, line, body).await;
        assert_eq!(refused.status, status, "{line}");
        assert_eq!(refused.header("content-type"), ["application/json"], "{line}");
        let said = refused.json();
        assert!(said["error"].as_str().unwrap().starts_with(error), "{line}: {said}");
        assert!(said["hint"].as_str().unwrap_or_default().contains(hint), "{line}: {said}");
    }
}

#[tokio::test(start_paused = true)]
async fn more_than_can_be_taken_in_is_refused() {
    let mock = org().start().unwrap();
    let refused = tell(&mock, "POST /inject", &"x".repeat((16 << 20) + 1)).await;
    assert_eq!((refused.status, &refused.json()["hint"]), (413, &"send it in parts".into()));
}
