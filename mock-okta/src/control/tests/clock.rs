use std::time::Duration;

use clock::{Clock, Pace};

use crate::testing::{get, now, org, tell};

#[tokio::test(start_paused = true)]
async fn a_stepped_clock_is_moved_and_no_other() {
    let mock = org().clock(Clock::stepped(now())).start().unwrap();
    for (line, body, shown) in [
        ("POST /clock?advance=1h30m", "", "2026-03-19T15:30:00.000Z"),
        ("POST /clock", "{\"advance\": \"90s\"}", "2026-03-19T15:31:30.000Z"),
        ("POST /clock", "{\"advance\": 30}", "2026-03-19T15:32:00.000Z"),
        ("POST /clock", "{\"set\": \"2026-03-20T00:00:00+01:00\"}", "2026-03-19T23:00:00.000Z"),
        ("POST /clock?set=2026-03-19T23:00:00Z", "", "2026-03-19T23:00:00.000Z"),
        ("GET /clock", "", "2026-03-19T23:00:00.000Z"),
    ] {
        let answer = tell(&mock, line, body).await;
        assert_eq!(answer.status, 200, "{line} {body}");
        assert_eq!(answer.text(), format!("{{\"now\":\"{shown}\",\"mode\":\"stepped\"}}"));
    }
    assert_eq!(mock.clock().now(), now() + Duration::from_hours(9));
    for (body, status, error) in [
        ("{}", 400, "give one of `advance`, `set`, `mode`"),
        ("{\"advance\": \"1s\", \"mode\": \"real\"}", 400, "give one of"),
        ("{\"advance\": \"soon\"}", 400, "`advance`: `soon` is no duration"),
        ("{\"advance\": \"-1s\"}", 400, "`advance`: `-1s` is negative"),
        ("{\"advance\": [1]}", 400, "`advance`: expected a text or a number"),
        ("{\"set\": \"tomorrow\"}", 400, "`set`: `tomorrow` is no RFC 3339"),
        ("{\"set\": \"2026-03-19T22:59:59Z\"}", 409, "`set`: a clock goes forward only"),
        ("{\"mode\": \"auto\"}", 400, "`mode`: expected real, scaled:N"),
        ("{\"mode\": \"real\"}", 409, "`mode`: the pace of this clock cannot be changed"),
        ("{\"now\": \"2026\"}", 400, "`now`: no such key"),
    ] {
        let refused = tell(&mock, "POST /clock", body).await;
        let said = refused.json();
        assert_eq!(refused.status, status, "{body}: {said}");
        assert!(said["error"].as_str().unwrap().starts_with(error), "{said}");
    }
    let virtual_time = org().start().unwrap();
    assert_eq!(tell(&virtual_time, "GET /clock", "").await.json()["mode"], "auto");
    assert_eq!(tell(&virtual_time, "POST /clock?advance=1s", "").await.status, 409);
}

#[tokio::test(start_paused = true)]
async fn the_mode_changes_while_the_org_runs_and_who_waits_is_told() {
    let slow = "kind = \"latency\"\ndelay = \"1h\"";
    let mock = org()
        .clock(Clock::switched(Pace::Stepped))
        .epoch(now())
        .fault(toml::from_str(slow).unwrap())
        .start()
        .unwrap();
    let waiting = tokio::spawn({
        let mock = mock.clone();
        async move { get(&mock, "/api/v1/logs").await }
    });
    tokio::time::advance(Duration::from_hours(24)).await;
    assert_eq!(tell(&mock, "GET /clock", "").await.json()["now"], "2026-03-19T14:00:00.000Z");
    let stepped = tell(&mock, "POST /clock?advance=30m", "").await;
    assert_eq!(stepped.json()["now"], "2026-03-19T14:30:00.000Z");
    assert!(!waiting.is_finished());
    let scaled = tell(&mock, "POST /clock", "{\"mode\": \"scaled:60\"}").await;
    assert_eq!(scaled.json()["mode"], "scaled:60");
    // The half hour that is left takes half a minute.
    tokio::time::advance(Duration::from_secs(29)).await;
    assert!(!waiting.is_finished());
    tokio::time::advance(Duration::from_secs(1)).await;
    let answer = waiting.await.unwrap();
    assert_eq!(answer.header("date"), ["Thu, 19 Mar 2026 15:00:00 GMT"]);
    let moved = tell(&mock, "POST /clock?advance=1s", "").await;
    assert_eq!(
        (moved.status, moved.json()["hint"].as_str()),
        (409, Some("`{\"mode\": \"stepped\"}` makes it one"))
    );
}
