use std::time::Duration;

use clock::Clock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::MockOkta;
use crate::testing::{get, org, send, tell, walk};

use super::lines;

/// Seven requests: a page, a bad one, an outage, a limit, and three for something else.
async fn busy() -> MockOkta {
    let outage = "kind = \"outage\"\nanswer = \"refuse\"\nrequests = 3\nendpoint = \"logs\"";
    let mock = org().limit(6).fault(toml::from_str(outage).unwrap()).start().unwrap();
    get(&mock, "/api/v1/logs?limit=5").await;
    mock.clock().sleep(Duration::from_secs(10)).await;
    get(&mock, "/api/v1/logs?limit=many").await;
    send(&mock, "GET", "/api/v1/logs", None).await.unwrap_err();
    for _ in 0..3 {
        send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    }
    get(&mock, "/api/v1/logs").await;
    get(&mock, "/api/v1/logs?limit=7").await;
    mock
}

#[tokio::test(start_paused = true)]
async fn requests_are_listed_and_the_control_plane_is_not_among_them() {
    let mock = org().limit(2).start().unwrap();
    for _ in 0..20 {
        assert_eq!(send(&mock, "GET", "/__admin/health", None).await.unwrap().status, 200);
    }
    walk(&mock, "/api/v1/logs?limit=1&since=2026-03-19T14:00:00Z").await;
    get(&mock, "/api/v1/logs").await;
    let requests = lines(&tell(&mock, "GET /requests", "").await);
    let statuses: Vec<_> = requests.iter().map(|request| request["status"].as_u64()).collect();
    assert_eq!(statuses, [Some(200), Some(429)]);
    assert_eq!(requests[0]["at"], "2026-03-19T14:00:00.000Z");
    assert_eq!(requests[0]["rate"]["remaining"], 0);
    let health = send(&mock, "GET", "/__admin/health", None).await.unwrap().json();
    assert_eq!((&health["status"], &health["requests"]), (&"ok".into(), &2.into()));
}

#[tokio::test(start_paused = true)]
async fn they_are_found_by_what_is_known_about_them() {
    let mock = busy().await;
    for (query, serials) in [
        ("", &[1, 2, 3, 4, 5, 6, 7, 8][..]),
        ("endpoint=logs", &[1, 2, 3, 7, 8]),
        ("endpoint=open&from=2", &[5, 6]),
        ("endpoint=logs&from=2&to=3", &[2, 3]),
        ("status=400", &[2]),
        ("status=4xx", &[2, 8]),
        ("status=none", &[3]),
        ("method=get&text=limit", &[1, 2, 8]),
        ("method=POST", &[]),
        ("fault=outage", &[3]),
        ("since=6", &[7, 8]),
        ("since=2026-03-19T14:00:10Z&endpoint=logs", &[2, 3, 7, 8]),
        ("limit=2", &[7, 8]),
        ("limit=1&status=200", &[7]),
        ("limit=0", &[]),
        ("limit=5&status=418", &[]),
    ] {
        let answer = tell(&mock, &format!("GET /requests?{query}"), "").await;
        let found: Vec<u64> =
            lines(&answer).iter().map(|line| line["serial"].as_u64().unwrap()).collect();
        assert_eq!(found, serials, "{query}");
        if !query.contains("limit=") {
            let count = tell(&mock, &format!("GET /requests/count?{query}"), "").await;
            let expected = format!("{{\"count\":{},\"last\":8}}", serials.len());
            assert_eq!(count.text(), expected, "{query}");
        }
    }
    for query in ["status=600", "status=6xx", "endpoint=log", "from=first", "since=now", "limit=-1"]
    {
        let refused = tell(&mock, &format!("GET /requests?{query}"), "").await;
        let name = query.split('=').next().unwrap();
        assert_eq!(refused.status, 400, "{query}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(&format!("`{name}`: ")));
    }
}

#[tokio::test(start_paused = true)]
async fn more_than_fits_in_one_piece_is_listed_whole() {
    let mock = org().users(1).start().unwrap();
    for _ in 0..600 {
        send(&mock, "GET", "/.well-known/okta-organization", None).await.unwrap();
    }
    let all = lines(&tell(&mock, "GET /requests", "").await);
    assert!(all.iter().map(|line| line["serial"].as_u64().unwrap()).eq(1..=600));
    assert_eq!(lines(&tell(&mock, "GET /requests?limit=300", "").await), all[300..]);
}

#[tokio::test(start_paused = true)]
async fn a_wait_ends_with_the_request_that_it_waits_for() {
    let mock = busy().await;
    let there = tell(&mock, "GET /requests/wait?count=2&endpoint=open", "").await;
    assert_eq!((there.status, there.text()), (200, "{\"count\":3,\"last\":8}"));
    let waiting = tokio::spawn({
        let mock = mock.clone();
        async move {
            tell(&mock, "GET /requests/wait?count=3&status=200&endpoint=logs&timeout=5m", "").await
        }
    });
    for wait in [Duration::from_mins(1), Duration::ZERO] {
        mock.clock().sleep(wait).await;
        assert!(!waiting.is_finished());
        get(&mock, "/api/v1/logs?limit=5").await;
    }
    let answer = waiting.await.unwrap();
    assert_eq!((answer.status, answer.json()["count"].as_u64()), (200, Some(4)));
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_is_too_long_says_how_far_it_came() {
    let mock = busy().await;
    let began = mock.clock().now();
    let late = tell(&mock, "GET /requests/wait?count=9", "").await;
    assert_eq!((late.status, late.json()["count"].as_u64()), (408, Some(8)));
    assert_eq!(mock.clock().now().since(began), Duration::from_secs(10));
    let refused = tell(&mock, "GET /requests/wait?timeout=301s", "").await;
    assert_eq!(refused.json()["error"], "`timeout`: at most 5m");
    assert_eq!(tell(&mock, "GET /requests/wait?timeout=soon", "").await.status, 400);
    assert_eq!(tell(&mock, "GET /requests/wait?count=none", "").await.status, 400);
    // However the org's own time passes, or stands.
    let stepped = org().clock(Clock::stepped(began)).start().unwrap();
    assert_eq!(tell(&stepped, "GET /requests/wait?timeout=1s", "").await.status, 408);
}

#[tokio::test(start_paused = true)]
async fn what_is_forgotten_is_not_numbered_again() {
    let mock = busy().await;
    let waiting = tokio::spawn({
        let mock = mock.clone();
        async move { tell(&mock, "GET /requests/wait?count=9&timeout=1m", "").await }
    });
    tokio::task::yield_now().await;
    assert_eq!(tell(&mock, "DELETE /requests", "").await.text(), "{\"forgotten\":8}");
    assert!(lines(&tell(&mock, "GET /requests", "").await).is_empty());
    get(&mock, "/api/v1/logs").await;
    let [request] = &lines(&tell(&mock, "GET /requests", "").await)[..] else { panic!("one") };
    assert_eq!((&request["serial"], &request["ordinal"]), (&9.into(), &6.into()));
    // What was forgotten counts no more for whoever waits.
    assert_eq!(waiting.await.unwrap().json()["count"], 1);
}

#[tokio::test]
async fn a_wait_over_a_socket_is_answered_as_soon_as_it_can_be() {
    let mock = MockOkta::builder().users(10).start().unwrap();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = mock.clone();
    let server = tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
    let ask = async |path: &str| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).await.unwrap();
        text
    };
    let asking = async {
        // The wait is on its way before what it waits for.
        tokio::time::timeout(Duration::from_millis(50), std::future::pending::<()>())
            .await
            .unwrap_err();
        for _ in 0..3 {
            ask("/api/v1/logs").await;
        }
    };
    let (waited, ()) =
        tokio::join!(ask("/__admin/requests/wait?count=3&status=403&timeout=60s"), asking);
    assert!(waited.starts_with("HTTP/1.1 200 OK"), "{waited}");
    assert!(waited.ends_with("{\"count\":3,\"last\":3}"), "{waited}");
    let late = ask("/__admin/requests/wait?count=4&timeout=20ms").await;
    assert!(late.starts_with("HTTP/1.1 408 "), "{late}");
    mock.finish().await;
    server.await.unwrap().unwrap();
}
