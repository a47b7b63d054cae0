use crate::RetryAfter;
use crate::switches::SWITCHES;
use crate::testing::{get, org, tell};

#[tokio::test(start_paused = true)]
async fn everything_in_effect_is_shown_and_no_secret() {
    let mock = org().limit(30).admin_token("hush").start().unwrap();
    let open = org().limit(30).start().unwrap();
    let answer = tell(&open, "GET /config", "").await;
    let config = answer.json();
    for (key, value) in [
        ("seed", serde_json::json!(7)),
        ("users", 200.into()),
        ("history", "2h".into()),
        ("start", "2026-03-19T14:00:00.000Z".into()),
        ("clock", "auto".into()),
        ("retry_after", "mixed".into()),
        (
            "commit_lag",
            serde_json::json!({"typical": "2s", "late_per_million": 3_000, "late_max": "10m"}),
        ),
    ] {
        assert_eq!(config[key], value, "{key}");
    }
    let limits = tell(&open, "GET /limits", "").await.json();
    assert_eq!((&config["limits"], &limits["requests"]["logs"]), (&limits, &30.into()));
    assert_eq!(config["switches"].as_object().unwrap().len(), SWITCHES.len());
    assert_eq!(config["switches"]["link"]["value"], "two-lines");
    assert!(!answer.text().contains(open.org().ssws_token.expose()));
    assert!(!format!("{mock:?}").contains("hush"));
}

#[tokio::test(start_paused = true)]
async fn switches_and_retry_after_change_at_run_time_or_not_at_all() {
    let mock = org().limit(2).start().unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.header("link").len(), 2);
    let told = "{\"switches\": {\"link\": \"folded\"}, \"retry_after\": \"seconds\"}";
    let changed = tell(&mock, "PATCH /config", told).await;
    assert_eq!(changed.status, 200);
    assert_eq!(changed.json()["switches"]["link"]["value"], "folded");
    assert_eq!(get(&mock, "/api/v1/logs").await.header("retry-after"), ["60"]);
    for (wrong, error) in [
        (
            "{\"switches\": {\"link\": \"two-lines\", \"lonk\": 1}}",
            "`switches`: no switch is called `lonk`",
        ),
        ("{\"switches\": \"link=three-lines\"}", "`switches`: `link` can be two-lines, folded"),
        (
            "{\"switches\": \"link=two-lines\", \"retry_after\": \"soon\"}",
            "`retry_after`: expected one of",
        ),
        ("{\"seed\": 8}", "`seed`: no such key here"),
    ] {
        let refused = tell(&mock, "PATCH /config", wrong).await;
        assert_eq!(refused.status, 400, "{wrong}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
    let shown = tell(&mock, "GET /config", "").await.json();
    assert_eq!(shown["switches"]["link"]["value"], "folded");
    assert_eq!(shown["retry_after"], RetryAfter::Seconds.to_string());
    tell(&mock, "PATCH /config", "{\"switches\": \"link=two-lines, empty-page=advancing\"}").await;
    let shown = tell(&mock, "GET /config", "").await.json();
    assert_eq!(shown["switches"]["link"]["value"], "two-lines");
    assert_eq!(shown["switches"]["empty-page"]["value"], "advancing");
}
