//! Every event type, family by family, in the shapes that real events have.

use connector::normalize::Rules;
use insta::assert_snapshot;
use serde_json::Value;

use super::events;
use crate::review::Review;
use crate::settings;

/// The golden file of a family: its first event in full, then what differs about the others.
fn family(name: &str, mut review: impl FnMut(&Value) -> Review, rules: &Rules) -> String {
    let mut events =
        events(name).into_iter().map(|event| -> Value { serde_json::from_str(&event).unwrap() });
    let mut review = review(&events.next().unwrap());
    for event in events {
        let title = event["eventType"].as_str().unwrap().to_owned();
        review.add(&title, &event, rules);
    }
    review.text().to_owned()
}

const FAMILIES: [&str; 6] =
    ["app_access", "authentication", "group_role", "lifecycle", "mfa", "security"];

#[test]
fn every_family_in_the_schema_of_the_seed() {
    let rules = Rules::new("customer-domain-001");
    settings("families").bind(|| {
        for name in FAMILIES {
            assert_snapshot!(name, family(name, |base| Review::new(base, &rules), &rules));
        }
    });
}

#[test]
fn every_family_with_evidence() {
    let mut rules = Rules::new("customer-domain-001");
    rules.evidence = true;
    settings("evidence").bind(|| {
        for name in FAMILIES {
            let review = |base: &Value| Review::only("evidence", base, &rules);
            assert_snapshot!(name, family(name, review, &rules));
        }
    });
}
