use std::time::Duration;

use crate::testing::{get, org, tell, try_get};

#[tokio::test(start_paused = true)]
async fn faults_are_added_shown_and_taken_away() {
    let configured = "kind = \"server-error\"\nrequests = \"100\"";
    let mock = org().fault(toml::from_str(configured).unwrap()).start().unwrap();
    let outage = "{\"kind\": \"outage\", \"answer\": \"502-html\", \"times\": 2}";
    let added = tell(&mock, "POST /faults", outage).await;
    assert_eq!(added.status, 201);
    assert_eq!((&added.json()["id"], &added.json()["strikes"]), (&"f2".into(), &0.into()));
    for status in [502, 502, 200] {
        assert_eq!(get(&mock, "/api/v1/logs").await.status, status);
    }
    let shown = tell(&mock, "GET /faults", "").await.json();
    let strikes: Vec<_> = shown["faults"].as_array().unwrap().iter().collect();
    assert_eq!((&strikes[0]["id"], &strikes[0]["strikes"]), (&"f1".into(), &0.into()));
    assert_eq!((&strikes[1]["id"], &strikes[1]["strikes"]), (&"f2".into(), &2.into()));
    assert_eq!(strikes[1]["fault"]["answer"], "502-html");
    assert!(strikes[1]["until"].is_null());
    assert_eq!(tell(&mock, "DELETE /faults/f1", "").await.text(), "{\"removed\":\"f1\"}");
    for (id, error) in [("f1", "no fault `f1` is at work"), ("1", "`1`: faults are called f1")] {
        let lost = tell(&mock, &format!("DELETE /faults/{id}"), "").await;
        assert_eq!(lost.status, 404);
        assert!(lost.json()["error"].as_str().unwrap().starts_with(error), "{lost:?}");
    }
    assert_eq!(tell(&mock, "DELETE /faults", "").await.text(), "{\"removed\":1}");
    assert_eq!(tell(&mock, "GET /faults", "").await.json()["faults"], serde_json::json!([]));
    tell(&mock, "POST /reset", "").await;
    let shown = tell(&mock, "GET /faults", "").await.json();
    assert_eq!(shown["faults"][0]["fault"]["kind"], "server-error");
}

#[tokio::test(start_paused = true)]
async fn a_fault_with_a_lifetime_goes_by_itself() {
    let mock = org().start().unwrap();
    mock.clock().sleep(Duration::from_mins(1)).await;
    let refused =
        "{\"kind\": \"outage\", \"answer\": \"refuse\", \"from\": \"10s\", \"lifetime\": \"30s\"}";
    let added = tell(&mock, "POST /faults", refused).await.json();
    assert_eq!(added["until"], "2026-03-19T14:01:30.000Z");
    let mut answered = Vec::new();
    for _ in 0..4 {
        answered.push(try_get(&mock, "/api/v1/logs").await.is_ok());
        mock.clock().sleep(Duration::from_secs(10)).await;
    }
    assert_eq!(answered, [true, false, false, true], "offsets count from when it was added");
    assert_eq!(tell(&mock, "GET /faults", "").await.json()["faults"], serde_json::json!([]));
    let report = mock.report();
    assert!(report.faults_idle.is_empty(), "it struck before it went");
}

#[tokio::test(start_paused = true)]
async fn the_catalogue_has_every_kind_and_each_of_its_examples_can_be_added() {
    let mock = org().start().unwrap();
    let catalogue = tell(&mock, "GET /faults?catalogue", "").await.json();
    let kinds = catalogue["faults"].as_array().unwrap();
    assert!(kinds.len() >= 17, "{}", kinds.len());
    for kind in kinds {
        let example: toml::Table = toml::from_str(kind["example"].as_str().unwrap()).unwrap();
        let added = tell(&mock, "POST /faults", &serde_json::to_string(&example).unwrap()).await;
        assert_eq!(added.json()["fault"]["kind"], kind["name"], "{added:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_fault_is_refused_with_where_to_look() {
    let mock = org().start().unwrap();
    for (told, error) in [
        ("{}", "`kind` is missing"),
        ("{\"kind\": \"flood\"}", "the fault: unknown variant `flood`"),
        ("{\"kind\": \"latency\", \"delay\": \"soon\"}", "the fault: `soon` is no duration"),
        (
            "{\"kind\": \"latency\", \"delay\": \"1s\", \"bytes\": 7}",
            "the fault: unknown field `bytes`",
        ),
        ("{\"kind\": \"outage\", \"requests\": \"0\"}", "the fault: `0` names no ordinals"),
        ("{\"kind\": \"outage\", \"lifetime\": \"long\"}", "`lifetime`: `long` is no duration"),
        ("[]", "the body is no JSON object"),
    ] {
        let refused = tell(&mock, "POST /faults", told).await;
        assert_eq!(refused.status, 400, "{told}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
    assert!(mock.faults().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_report_has_the_faults_that_never_struck() {
    let mock = org().fault(toml::from_str("kind = \"same-next\"").unwrap()).start().unwrap();
    for fault in ["missing-next", "folded-link"] {
        let told = format!("{{\"kind\": \"{fault}\", \"requests\": \"9\"}}");
        tell(&mock, "POST /faults", &told).await;
    }
    let short = "{\"kind\": \"outage\", \"lifetime\": \"1s\"}";
    tell(&mock, "POST /faults", short).await;
    mock.clock().sleep(Duration::from_secs(2)).await;
    get(&mock, "/api/v1/logs").await;
    tell(&mock, "DELETE /faults/f3", "").await;
    let report = mock.report();
    // Whether it is still there, was taken away, or went by itself.
    assert_eq!(report.faults_idle, ["missing-next", "folded-link", "outage"]);
    tell(&mock, "POST /reset", "").await;
    assert_eq!(mock.report().faults_idle, ["same-next"]);
}
