//! Faults that come and go while the org runs.

use std::time::Duration;

use super::with;
use crate::faults::{FaultId, FaultSpec, FaultsFull};
use crate::testing::{get, now, org};

fn spec(fault: &str) -> FaultSpec {
    toml::from_str(fault).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_fault_lasts_as_long_as_its_guard() {
    let mock = org().start().unwrap();
    let guard = mock.add_fault(spec("kind = \"outage\"")).unwrap();
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 503);
    drop(guard);
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
    let id = mock.add_fault(spec("kind = \"read-only\"")).unwrap().keep();
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 503);
    assert!(mock.remove_fault(id) && !mock.remove_fault(id));
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn faults_are_listed_with_their_strikes_and_no_id_is_used_twice() {
    let mock = with("kind = \"latency\"\ndelay = \"1s\"");
    let outage = mock.add_fault(spec("kind = \"outage\"\ntimes = 2")).unwrap();
    for _ in 0..3 {
        get(&mock, "/api/v1/logs?limit=1").await;
    }
    let listed: Vec<(String, &str, u64)> = mock
        .faults()
        .iter()
        .map(|fault| (fault.id.to_string(), fault.fault.kind.name(), fault.strikes))
        .collect();
    assert_eq!(listed, [("f1".to_owned(), "latency", 3), ("f2".to_owned(), "outage", 2)]);
    drop(outage);
    let third = mock.add_fault(spec("kind = \"unreachable\"")).unwrap();
    assert_eq!(third.id().to_string(), "f3");
    let json = serde_json::to_value(&mock.faults()[1]).unwrap();
    assert_eq!(
        json,
        serde_json::json!({
            "id": "f3", "fault": { "kind": "unreachable" }, "strikes": 0, "until": null
        })
    );
}

#[tokio::test(start_paused = true)]
async fn a_fault_with_a_lifetime_goes_by_itself() {
    let mock = org().start().unwrap();
    let id = mock.add_fault_for(spec("kind = \"outage\""), Duration::from_mins(5)).unwrap();
    assert_eq!(mock.faults()[0].until, Some(now() + Duration::from_mins(5)));
    mock.clock().sleep(Duration::from_secs(299)).await;
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 503);
    mock.clock().sleep(Duration::from_secs(1)).await;
    assert_eq!(get(&mock, "/api/v1/logs").await.status, 200);
    assert!(mock.faults().is_empty() && !mock.remove_fault(id));
}

#[tokio::test(start_paused = true)]
async fn offsets_count_from_when_a_fault_was_added_and_ordinals_from_the_start() {
    let mock = org().start().unwrap();
    get(&mock, "/api/v1/logs?limit=1").await;
    mock.clock().sleep(Duration::from_hours(1)).await;
    let fault = spec("kind = \"outage\"\nfrom = \"1m\"\nuntil = \"2m\"");
    let _outage = mock.add_fault(fault).unwrap();
    let _error = mock.add_fault(spec("kind = \"server-error\"\nrequests = 2")).unwrap();
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(get(&mock, "/api/v1/logs?limit=1").await.status);
        mock.clock().sleep(Duration::from_mins(1)).await;
    }
    assert_eq!(statuses, [500, 503, 200]);
}

#[tokio::test(start_paused = true)]
async fn an_org_has_room_for_a_thousand_faults() {
    let mock = org().start().unwrap();
    let idle = spec("kind = \"outage\"\nrequests = 999");
    let ids: Vec<FaultId> =
        (0..1_000).map(|_| mock.add_fault(idle.clone()).unwrap().keep()).collect();
    assert_eq!(mock.add_fault(idle.clone()).unwrap_err(), FaultsFull);
    mock.remove_fault(ids[17]);
    assert_eq!(mock.add_fault(idle.clone()).unwrap().id().to_string(), "f1001");
    let many = std::iter::repeat_n(idle, 1_001);
    let error = org().faults(many).start().unwrap_err().to_string();
    assert_eq!(error, "fault: at most 1000");
}

#[test]
fn ids_are_read_as_they_are_shown() {
    for text in ["f1", "f42"] {
        assert_eq!(text.parse::<FaultId>().unwrap().to_string(), text);
    }
    for text in ["", "f", "f0", "f01", "1", "F1", "f1 "] {
        text.parse::<FaultId>().unwrap_err();
    }
}
