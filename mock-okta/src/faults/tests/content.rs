//! What is on a page, and what the ledger says about it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{last_changes, last_fault, page_with, with};
use crate::MockOkta;
use crate::faults::{Mutation, catalogue};
use crate::ledger::{Change, Delivery};
use crate::log::Position;
use crate::testing::{get, org, try_get};

fn id(event: &Value) -> &str {
    event["uuid"].as_str().unwrap()
}

fn ids(events: &[Value]) -> Vec<&str> {
    events.iter().map(id).collect()
}

/// The positions on the last page, as the log has them.
fn positions(mock: &MockOkta) -> Vec<Position> {
    let served = mock.ledger().requests().pop().unwrap().served.unwrap();
    mock.log().range(served.first..=served.last).map(|record| record.position).collect()
}

/// What a page of five has without a fault.
async fn usual() -> Vec<Value> {
    get(&org().start().unwrap(), "/api/v1/logs?limit=5").await.events()
}

#[tokio::test(start_paused = true)]
async fn malformed_page_is_complete_and_no_array() {
    for (body, text) in [
        ("html", "<!DOCTYPE html><html><body><p>One moment, please.</p></body></html>"),
        ("object", "{\"records\":[],\"notice\":\"try again\"}"),
        ("null", "null"),
        ("empty", ""),
    ] {
        let answer = page_with(&format!("kind = \"malformed-page\"\nbody = \"{body}\"")).await;
        assert_eq!((answer.status, answer.text()), (200, text));
        assert!(answer.link("next").is_some(), "the links stay");
    }
    let whole = get(&org().start().unwrap(), "/api/v1/logs?limit=5").await;
    let open = whole.text().strip_suffix(']').unwrap();
    for (body, expected) in [
        ("unclosed", open.to_owned()),
        ("trailing-comma", format!("{open},]")),
        ("twice", format!("{open}][]")),
        ("quoted", Value::from(whole.text()).to_string()),
    ] {
        let answer = page_with(&format!("kind = \"malformed-page\"\nbody = \"{body}\"")).await;
        assert_eq!(answer.text(), expected, "{body}");
    }
    let error = page_with("kind = \"malformed-page\"\nbody = \"error\"").await;
    assert_eq!((error.status, error.json()["errorCode"].as_str()), (200, Some("E0000009")));
}

#[tokio::test(start_paused = true)]
async fn a_malformed_page_stays_so_unless_told() {
    let fault = "kind = \"malformed-page\"\nbody = \"null\"\npages = 2\n";
    let mock = with(fault);
    let first = get(&mock, "/api/v1/logs?limit=5").await;
    let second = first.link("next").unwrap();
    for _ in 0..3 {
        assert_eq!(get(&mock, &second).await.text(), "null");
    }
    // Whoever gives it up and goes on is not followed by it.
    let third = get(&mock, &second).await.link("next").unwrap();
    assert_eq!(get(&mock, &third).await.events().len(), 5);

    let mock = with(&format!("{fault}sticky = false"));
    let next = get(&mock, "/api/v1/logs?limit=5").await.link("next").unwrap();
    assert_eq!(get(&mock, &next).await.text(), "null");
    assert_eq!(get(&mock, &next).await.events().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn a_page_can_have_a_mark_in_front_of_it_and_another_type() {
    let whole = get(&org().start().unwrap(), "/api/v1/logs?limit=5").await;
    let marked = page_with("kind = \"byte-order-mark\"").await;
    assert_eq!(marked.text(), format!("\u{feff}{}", whole.text()));
    for (value, expected) in [
        ("", &["text/html; charset=ISO-8859-1"][..]),
        ("value = \"text/plain\"", &["text/plain"]),
        ("value = \"\"", &[]),
    ] {
        let fault = format!("kind = \"wrong-content-type\"\n{value}");
        let answer = page_with(&fault).await;
        assert_eq!(answer.header("content-type"), expected);
        assert_eq!(answer.body, whole.body);
    }
}

#[tokio::test(start_paused = true)]
async fn one_record_is_mangled_and_its_neighbours_are_not() {
    let usual = usual().await;
    let mock = with("kind = \"mangled-event\"\nhow = \"missing-uuid\"\ntimes = 1");
    let page = get(&mock, "/api/v1/logs?limit=5").await.events();
    for place in [0, 1, 3, 4] {
        assert_eq!(page[place], usual[place]);
    }
    let mut expected = usual[2].clone();
    expected.as_object_mut().unwrap().shift_remove("uuid");
    assert_eq!(page[2], expected);
    assert_eq!(last_fault(&mock), (vec!["mangled-event"], Delivery::Damaged));
    assert_eq!(last_changes(&mock), [Change::Mangled { position: positions(&mock)[2] }]);
    // The log knows nothing of it.
    assert_eq!(get(&mock, "/api/v1/logs?limit=5").await.events(), usual);
    assert_eq!(last_changes(&mock), []);
}

#[tokio::test(start_paused = true)]
async fn any_record_of_the_page_can_be_mangled_for_once_or_for_ever() {
    for (place, struck) in [("1", 0), ("5", 4), ("99", 4)] {
        let fault = format!("kind = \"mangled-event\"\nhow = \"not-an-object\"\nplace = {place}");
        let page = page_with(&fault).await.events();
        assert_eq!(page.iter().position(|event| *event == 17), Some(struck), "{place}");
    }
    let mock = with("kind = \"mangled-event\"\nsticky = true\ntimes = 1");
    for _ in 0..3 {
        let page = get(&mock, "/api/v1/logs?limit=5").await;
        serde_json::from_str::<Value>(page.text()).unwrap_err();
    }
    // A page without records has none to mangle, and no strike is wasted on it.
    let mock = with("kind = \"mangled-event\"\ntimes = 1");
    get(&mock, "/api/v1/logs?limit=0").await;
    assert_eq!(last_fault(&mock), (vec![], Delivery::Valid));
    get(&mock, "/api/v1/logs?limit=5").await;
    assert_eq!(last_fault(&mock), (vec!["mangled-event"], Delivery::Damaged));
}

#[tokio::test(start_paused = true)]
async fn every_mutation_does_something_else() {
    let raw = br#"{"actor":{"id":"00u1"},"displayMessage":"hello","eventType":"user.session.end","published":"2026-03-19T13:59:00.000Z","uuid":"u1","version":"0"}"#;
    let catalogue = catalogue();
    let kind = catalogue.faults.iter().find(|fault| fault.name == "mangled-event").unwrap();
    let how = kind.params.iter().find(|param| param.name == "how").unwrap();
    let mut seen = BTreeSet::from([raw.to_vec()]);
    for choice in &how.choices {
        let mutation: Mutation = Value::from(choice.name)
            .to_string()
            .parse::<toml::Value>()
            .unwrap()
            .try_into()
            .unwrap();
        let mangled = mutation.apply(raw).unwrap();
        let name = choice.name;
        let parsed = serde_json::from_slice::<Value>(&mangled);
        let broken = [
            "broken-json",
            "control-character",
            "deep-nesting",
            "invalid-utf8",
            "lone-surrogate",
            "unbalanced",
        ];
        assert_eq!(parsed.is_err(), broken.contains(&name), "{name}: {parsed:?}");
        if let Ok(event) = parsed {
            let good = event["uuid"] == "u1"
                && event["eventType"] == "user.session.end"
                && event["published"] == "2026-03-19T13:59:00.000Z"
                && event["actor"]["id"] == "00u1";
            let harmless = ["huge-number", "oversize", "unknown-field"];
            assert_eq!(good, harmless.contains(&name), "{name}: {event}");
        }
        assert!(seen.insert(mangled.to_vec()), "{name} is like another");
        // What is no object stays as it is.
        assert!(mutation.apply(b"[1]").is_none() && mutation.apply(b"{").is_none(), "{name}");
    }
    assert!(seen.len() > 20);
}

#[tokio::test(start_paused = true)]
async fn records_are_repeated_on_a_page_and_the_page_is_still_one() {
    let usual = usual().await;
    let mock = with("kind = \"repeated-events\"\ncount = 2");
    let page = get(&mock, "/api/v1/logs?limit=5").await.events();
    assert_eq!(ids(&page), [ids(&usual), ids(&usual[..2])].concat());
    let served = positions(&mock);
    let changes = served[..2].iter().map(|position| Change::Repeated { position: *position });
    assert_eq!(last_changes(&mock), changes.collect::<Vec<_>>());
    assert_eq!(last_fault(&mock).1, Delivery::Valid);
    assert_eq!(mock.ledger().served()[0].1.count, 5, "the ledger has the log's page");
}

#[tokio::test(start_paused = true)]
async fn pages_overlap_upwards_as_far_as_there_is_anything() {
    let mock = with("kind = \"overlapping-page\"\ncount = 3");
    let first = get(&mock, "/api/v1/logs?limit=5").await;
    let before = positions(&mock);
    assert_eq!(first.events().len(), 5, "nothing lies before the first page");
    assert!(last_fault(&mock).0.is_empty());
    let second = get(&mock, &first.link("next").unwrap()).await.events();
    assert_eq!(second.len(), 8);
    assert_eq!(ids(&second[..3]), ids(&first.events()[2..]));
    let changes = before[2..].iter().map(|position| Change::Repeated { position: *position });
    assert_eq!(last_changes(&mock), changes.collect::<Vec<_>>());
    assert_eq!(last_fault(&mock).1, Delivery::Valid);
    let down = get(&mock, "/api/v1/logs?limit=5&sortOrder=DESCENDING").await;
    let down = get(&mock, &down.link("next").unwrap()).await;
    assert_eq!(down.events().len(), 5);
    assert!(last_fault(&mock).0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn records_stand_in_another_order() {
    let usual = usual().await;
    let mut backwards = ids(&usual);
    backwards.reverse();
    let mock = with("kind = \"reordered-page\"");
    assert_eq!(ids(&get(&mock, "/api/v1/logs?limit=5").await.events()), backwards);
    assert_eq!(last_changes(&mock), [Change::Reordered]);
    let mut orders = BTreeSet::new();
    let mock = with("kind = \"reordered-page\"\norder = \"shuffled\"");
    for _ in 0..4 {
        let page = get(&mock, "/api/v1/logs?limit=5").await.events();
        let mut sorted = ids(&page);
        orders.insert(format!("{sorted:?}"));
        sorted.sort_unstable();
        let mut expected = ids(&usual);
        expected.sort_unstable();
        assert_eq!(sorted, expected);
    }
    assert!(orders.len() > 1, "each request is shuffled for itself");
    // One record has no other order.
    get(&mock, "/api/v1/logs?limit=1").await;
    assert!(last_fault(&mock).0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn unknown_fields_are_added_and_nothing_is_taken_away() {
    let usual = usual().await;
    let mock = with("kind = \"unknown-fields\"\ncount = 4");
    let page = get(&mock, "/api/v1/logs?limit=5").await.events();
    for (event, usual) in page.iter().zip(&usual) {
        let (event, usual) = (event.as_object().unwrap(), usual.as_object().unwrap());
        assert_eq!(event.len(), usual.len() + 4);
        assert!(usual.iter().all(|(key, value)| event[key] == *value));
    }
    let changes = positions(&mock).into_iter().map(|position| Change::Extended { position });
    assert_eq!(last_changes(&mock), changes.collect::<Vec<_>>());
    assert_eq!(last_fault(&mock).1, Delivery::Valid);
}

#[tokio::test(start_paused = true)]
async fn a_page_can_have_one_fault_of_each_stage() {
    let faults =
        ["mangled-event", "missing-next", "truncated-body", "date-skew", "repeated-events"];
    let specs = faults.iter().map(|name| toml::from_str(&format!("kind = \"{name}\"")).unwrap());
    let mock = org().faults(specs).start().unwrap();
    let answer = try_get(&mock, "/api/v1/logs?limit=5").await.unwrap();
    assert!(answer.link("next").is_none() && answer.body.is_err());
    // Of two faults of one stage the first wins.
    assert_eq!(last_fault(&mock), (faults[..4].to_vec(), Delivery::Damaged));
}
