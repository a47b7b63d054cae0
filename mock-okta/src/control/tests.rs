use std::time::Duration;

use clock::Clock;
use serde_json::Value;

use crate::Surface;
use crate::faults::{InjectKind, InjectSpec};
use crate::log::Position;
use crate::testing::{Answer, get, now, org, send, walk};

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
async fn requests_are_listed_and_the_control_plane_is_not_among_them() {
    let mock = org().limit(2).start().unwrap();
    for _ in 0..20 {
        assert_eq!(send(&mock, "GET", "/__admin/health", None).await.unwrap().status, 200);
    }
    walk(&mock, "/api/v1/logs?limit=1&since=2026-03-19T14:00:00Z").await;
    get(&mock, "/api/v1/logs").await;
    let requests = lines(&send(&mock, "GET", "/__admin/requests", None).await.unwrap());
    let statuses: Vec<_> = requests.iter().map(|request| request["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(200), Some(429)]);
    assert_eq!(requests[0]["at"], "2026-03-19T14:00:00.000Z");
    assert_eq!(requests[0]["rate"]["remaining"], 0);
    let health = send(&mock, "GET", "/__admin/health", None).await.unwrap().json();
    assert_eq!((&health["status"], &health["requests"]), (&"ok".into(), &2.into()));
    let version = send(&mock, "GET", "/__admin/version", None).await.unwrap().json();
    assert_eq!(version["name"], "mock-okta");
}

#[tokio::test(start_paused = true)]
async fn a_stepped_clock_is_moved_and_no_other() {
    let mock = org().clock(Clock::stepped(now())).start().unwrap();
    let moved = send(&mock, "POST", "/__admin/clock?advance=1h30m", None).await.unwrap();
    assert_eq!(
        (moved.status, moved.json()["now"].as_str()),
        (200, Some("2026-03-19T15:30:00.000Z"))
    );
    assert_eq!(mock.clock().now(), now() + Duration::from_mins(90));
    let shown = send(&mock, "GET", "/__admin/clock", None).await.unwrap();
    assert_eq!(shown.json()["now"], "2026-03-19T15:30:00.000Z");
    for (url, status) in [("/__admin/clock", 400), ("/__admin/clock?advance=soon", 400)] {
        assert_eq!(send(&mock, "POST", url, None).await.unwrap().status, status);
    }
    let virtual_time = org().start().unwrap();
    let refused = send(&virtual_time, "POST", "/__admin/clock?advance=1s", None).await.unwrap();
    assert_eq!(refused.status, 409);
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
