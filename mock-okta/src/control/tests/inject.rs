use std::time::Duration;

use crate::log::Position;
use crate::testing::{get, now, org, tell};

const SINCE: &str = "/api/v1/logs?since=2026-03-19T14:00:00Z&limit=1000";

#[tokio::test(start_paused = true)]
async fn lines_are_records_byte_for_byte_and_in_order() {
    let mock = org().users(1).start().unwrap();
    let next = get(&mock, SINCE).await.link("next").unwrap();
    let lines = "\n  {\"uuid\":\"a\", \"n\": 1.00}\r\nno JSON\n\n{\"uuid\":\"b\"}";
    let answer = tell(&mock, "POST /inject", lines).await;
    let said = answer.json();
    let at = |ordinal| Position { time: now(), ordinal }.to_string();
    assert_eq!(said["injected"], 3);
    assert_eq!(said["positions"], serde_json::json!([at(1), at(2), at(3)]));
    let page = get(&mock, &next).await;
    assert_eq!(page.text(), "[{\"uuid\":\"a\", \"n\": 1.00},no JSON,{\"uuid\":\"b\"}]");
    // The places that were told are the places where they are.
    let one = mock.log().range(at(2).parse::<Position>().unwrap()..).next().unwrap();
    assert_eq!(one.raw, "no JSON");
    let more = tell(&mock, "POST /inject", " {}").await;
    assert_eq!(more.json()["positions"], serde_json::json!([at(4)]));
}

#[tokio::test(start_paused = true)]
async fn a_record_can_wait_for_its_time() {
    let mock = org().users(1).start().unwrap();
    let next = get(&mock, SINCE).await.link("next").unwrap();
    for (at, lines) in [("%2B30s", "[1]"), ("+1m", "[2]"), ("2026-03-19T14:02:00Z", "[3]")] {
        let answer = tell(&mock, &format!("POST /inject?at={at}"), &format!(" {lines}")).await;
        assert_eq!(answer.json()["injected"], 1, "{at}");
    }
    let mut seen = Vec::new();
    for _ in 0..5 {
        let page = get(&mock, &next).await;
        seen.push(page.events().iter().filter(|event| event.is_array()).count());
        mock.clock().sleep(Duration::from_secs(30)).await;
    }
    assert_eq!(seen, [0, 1, 2, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn the_kinds_of_the_configuration_are_injected_too() {
    let mock = org().users(1).start().unwrap();
    let next = get(&mock, SINCE).await.link("next").unwrap();
    let one = tell(&mock, "POST /inject", "{\"kind\": \"not-an-object\", \"count\": 2}").await;
    assert_eq!(one.json()["injected"], 2);
    let many = "[{\"kind\": \"missing-event-type\"}, {\"raw\": \"later\", \"at\": \"+1s\"}]";
    assert_eq!(tell(&mock, "POST /inject", many).await.json()["injected"], 2);
    let page = get(&mock, &next).await.events();
    assert_eq!(page.len(), 3);
    assert!(page[0].is_u64() && page[0] != page[1], "told apart by their numbers");
    assert!(page[2]["eventType"].is_null());
    mock.clock().sleep(Duration::from_secs(1)).await;
    assert!(get(&mock, &next).await.text().contains(",later"));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_put_in_is_refused_and_nothing_is_put_in() {
    let mock = org().users(1).start().unwrap();
    let before = mock.log().range(..=Position::after(now())).count();
    for (line, body, error) in [
        ("POST /inject?at=soon", "x", "`at`: `soon` is no RFC 3339"),
        ("POST /inject?at=2026-03-19T13:59:59Z", "x", "`at`: 2026-03-19T13:59:59.000Z has passed"),
        ("POST /inject?when=now", "x", "`when`: no such parameter"),
        ("POST /inject", "{\"kind\": \"broken\"}", "the injection: unknown variant `broken`"),
        (
            "POST /inject",
            "{\"kind\": \"broken-json\", \"raw\": \"x\"}",
            "the injection: give either",
        ),
        ("POST /inject", "{\"uuid\": \"a\"}", "the injection: unknown field `uuid`"),
        ("POST /inject", "[1]", "an injection is a JSON object"),
        (
            "POST /inject",
            "[{\"raw\": \"x\", \"count\": 60000}, {\"raw\": \"x\", \"count\": 60000}]",
            "more than 100000 records at once",
        ),
        (
            "POST /inject",
            "[{\"raw\": \"x\"}, {\"raw\": \"x\", \"at\": \"2000-01-01T00:00:00Z\"}]",
            "`at`: 2000-01-01T00:00:00.000Z has passed",
        ),
    ] {
        let refused = tell(&mock, line, body).await;
        assert_eq!(refused.status, 400, "{line} {body}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
    assert_eq!(tell(&mock, "POST /inject", "\n\n").await.json()["injected"], 0);
    assert_eq!(mock.log().range(..=Position::after(now())).count(), before);
}
