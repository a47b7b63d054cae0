use crate::testing::{get, org, tell};

#[tokio::test(start_paused = true)]
async fn what_is_named_changes_and_the_rest_stays() {
    let mock = org().limit(10).start().unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.header("x-rate-limit-remaining"), ["4"]);
    let id = mock.org().api_token_id;
    let told = format!("{{\"requests\": {{\"logs\": 100}}, \"percentages\": {{\"{id}\": 30}}}}");
    let changed = tell(&mock, "PUT /limits", &told).await.json();
    assert_eq!((&changed["preset"], &changed["requests"]["logs"]), (&"custom".into(), &100.into()));
    assert_eq!(
        (&changed["token_share"], &changed["percentages"][id.as_str()]),
        (&0.5.into(), &30.into())
    );
    // The window that was open is still open.
    assert_eq!(get(&mock, "/api/v1/logs").await.header("x-rate-limit-remaining"), ["28"]);
    tell(&mock, "PUT /limits", "{\"requests\": {\"logs\": \"unlimited\"}}").await;
    assert!(get(&mock, "/api/v1/logs").await.header("x-rate-limit-limit").is_empty());
    let preset = "{\"preset\": \"free\", \"window\": \"2s\", \"neighbours\": 0.5}";
    let free = tell(&mock, "PUT /limits", preset).await.json();
    assert_eq!((&free["preset"], &free["requests"]["logs"]), (&"free".into(), &20.into()));
    assert_eq!((&free["window"], &free["neighbours"]), (&2.into(), &0.5.into()));
    assert_eq!(free, tell(&mock, "GET /limits", "").await.json());
    tell(&mock, "POST /reset", "").await;
    assert_eq!(tell(&mock, "GET /limits", "").await.json()["requests"]["logs"], 10);
}

#[tokio::test(start_paused = true)]
async fn numbers_out_of_range_change_nothing() {
    let mock = org().limit(10).start().unwrap();
    let before = tell(&mock, "GET /limits", "").await.json();
    for (told, error) in [
        ("{\"requests\": {\"logs\": 0}}", "limit: at least 1"),
        ("{\"requests\": {\"logs\": \"many\"}}", "expected a number of requests, or `unlimited`"),
        ("{\"requests\": {\"logs\": -1}}", "expected a number of requests, or `unlimited`"),
        ("{\"requests\": {\"open\": 1}}", "`requests.open`: is not limited"),
        ("{\"requests\": {\"users\": 1}}", "unknown variant `users`"),
        ("{\"percentages\": {\"me\": 1}}", "`percentages.me`: an id has 20 letters"),
        ("{\"token_share\": 1.5, \"neighbours\": 2}", "token_share: above 0, up to 1; neighbours:"),
        ("{\"preset\": \"huge\"}", "unknown variant `huge`, expected one of"),
        ("{\"window\": \"soon\"}", "`soon` is no duration"),
        ("{\"shares\": 1}", "unknown field `shares`, expected one of `preset`"),
    ] {
        let refused = tell(&mock, "PUT /limits", told).await;
        assert_eq!(refused.status, 400, "{told}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
    assert_eq!(tell(&mock, "GET /limits", "").await.json(), before);
}
