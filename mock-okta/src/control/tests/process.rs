use std::time::Duration;

use tokio::net::TcpListener;

use crate::log::Position;
use crate::testing::{get, org, tell, walk};
use crate::{Endpoint, MockOkta};

#[tokio::test(start_paused = true)]
async fn health_says_what_time_it_is_and_for_how_long_it_has_been() {
    let mock = org().start().unwrap();
    mock.clock().sleep(Duration::from_secs(90)).await;
    let health = tell(&mock, "GET /health", "").await.json();
    assert_eq!(health["now"], "2026-03-19T14:01:30.000Z");
    assert_eq!((&health["up_seconds"], &health["mode"]), (&90.into(), &"auto".into()));
    assert_eq!(health["org_id"], mock.org().id.as_str());
    assert_eq!(tell(&mock, "GET /version", "").await.json()["name"], "mock-okta");
}

#[tokio::test(start_paused = true)]
async fn a_reset_org_answers_as_one_that_has_just_started() {
    let build = || org().users(1).limit(4).start().unwrap();
    let (mock, fresh) = (build(), build());
    let first = get(&mock, "/api/v1/logs?limit=1").await;
    tell(&mock, "POST /inject", "mine").await;
    tell(&mock, "PATCH /config", "{\"switches\": \"link=folded\", \"retry_after\": \"date\"}")
        .await;
    for status in [200, 429] {
        assert_eq!(get(&mock, "/api/v1/logs").await.status, status);
    }
    assert_eq!(tell(&mock, "POST /reset", "").await.json()["status"], "reset");
    assert_eq!(mock.ledger().count(Endpoint::Logs), 0);
    let again = get(&mock, "/api/v1/logs?limit=1").await;
    assert_eq!((again.headers, again.body), (first.headers, first.body));
    get(&fresh, "/api/v1/logs?limit=1").await;
    for line in ["GET /requests", "GET /config", "GET /ledger"] {
        assert_eq!(tell(&mock, line, "").await.text(), tell(&fresh, line, "").await.text());
    }
    // What comes now is not taken for what was there before.
    tell(&mock, "POST /inject", "other").await;
    let page = walk_raw(&mock).await;
    assert!(page.contains("other") && !page.contains("mine"), "{page}");
}

async fn walk_raw(mock: &MockOkta) -> String {
    get(mock, "/api/v1/logs?since=2026-03-19T14:00:00Z").await.text().to_owned()
}

#[tokio::test(start_paused = true)]
async fn what_was_on_its_way_at_a_reset_is_in_no_book() {
    let slow = "kind = \"latency\"\ndelay = \"10s\"\nrequests = 1\ntimes = 1";
    let mock = org().fault(toml::from_str(slow).unwrap()).start().unwrap();
    let asking = tokio::spawn({
        let mock = mock.clone();
        async move { get(&mock, "/api/v1/logs").await.status }
    });
    mock.clock().sleep(Duration::from_secs(1)).await;
    mock.ledger().wait_for(&crate::ledger::RequestQuery::default(), 1).await;
    tell(&mock, "POST /reset", "").await;
    let nobody = crate::testing::send(&mock, "GET", "/api/v1/logs", None).await;
    assert!(nobody.is_ok());
    assert_eq!(asking.await.unwrap(), 200);
    let requests = mock.ledger().requests();
    assert_eq!((requests.len(), requests[0].status), (1, Some(403)));
    assert_eq!(mock.ledger().pages(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_report_sums_up_what_was() {
    let mock = org().start().unwrap();
    let seen = walk(&mock, "/api/v1/logs?limit=1000").await.len();
    tell(&mock, "POST /inject?at=%2B1h", "later").await;
    let report = mock.finish().await;
    assert_eq!(report.requests.keys().collect::<Vec<_>>(), [&Endpoint::Logs]);
    assert_eq!(report.requests[&Endpoint::Logs], report.pages);
    assert_eq!(report.records_visible, seen as u64);
    let visible = mock.log().range(..=Position::after(mock.clock().now())).count();
    assert_eq!(visible, seen);
}

#[tokio::test]
async fn finishing_waits_for_the_servers() {
    let mock = MockOkta::builder().users(10).start().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = mock.clone();
    let server = tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
    tokio::net::TcpStream::connect(address).await.unwrap();
    assert_eq!(mock.finish().await.pages, 0);
    tokio::net::TcpStream::connect(address).await.unwrap_err();
    server.await.unwrap().unwrap();
}
