use std::collections::BTreeMap;

use clock::Timestamp;

use super::human::print;
use super::json::to_json;
use super::report::Row;
use crate::cursor::{Counter, Frequent, Name, Overview, QuarantinedBy, Saved};
use crate::normalize::Excluded;
use crate::publish::Tally;

/// A connection with eight types that the catalogue does not know, and one hostile one.
fn row() -> Row {
    let mut types = Frequent::new(Counter::NotInCatalogue.names_max());
    types.absorb((1..=8).map(|n| (Name::new(&format!("type.{n}"), ""), n)));
    types.absorb([(Name::new("evil\u{1b}[2J\ntype", ""), 100)]);
    types.absorb((0..300).map(|n| (Name::new(&format!("once.{n}"), ""), 1)));
    let mut drift = Frequent::new(Counter::DriftType.names_max());
    drift.absorb([(Name::new("actor.id", "number"), 3)]);
    let excluded = Excluded { not_in_catalogue: types.total(), not_attributable: 0 };
    let overview = Overview {
        saved: Saved::NEW,
        tally: Tally { published: 10, excluded, quarantined: 5 },
        replayed: 1,
        discarded: 1,
        quarantine_records: 3,
        quarantine_bytes: 30,
        gaps: 0,
        waiting: None,
    };
    let by =
        |reason: &str, records| QuarantinedBy { reason: reason.to_owned(), records, bytes: 10 };
    Row {
        name: "acme".to_owned(),
        overview: Some(overview),
        counts: BTreeMap::from([(Counter::NotInCatalogue, types), (Counter::DriftType, drift)]),
        quarantine: vec![by("json", 2), by("uuid", 1)],
    }
}

#[test]
fn people_see_the_most_frequent_and_how_many_more_there_are() {
    let mut out = Vec::new();
    print(&mut out, &row(), Timestamp::EPOCH).unwrap();
    let text = String::from_utf8(out).unwrap();
    let expected = "acme: running
  records:     published 10, excluded 436, quarantined 5 (3 kept, 1 replayed, 1 discarded)
  excluded:    436 not in the catalogue: evil\\u{1b}[2J\\u{a}type 99, type.8 7, type.7 6, \
         type.6 5, type.5 4, and 3 more, others 309
  drift:       3 of unexpected types: actor.id is number 3
  quarantine:  json 2, uuid 1
               okta-connector quarantine list acme
  gaps:        0
";
    assert_eq!(text, expected);
}

#[test]
fn programs_see_everything() {
    let json = to_json(&row());
    assert_eq!(json["excluded"], 436);
    let types = &json["excluded_by"]["not_in_catalogue"];
    assert_eq!((&types["total"], &types["other"]), (&436.into(), &309.into()));
    assert_eq!(types["missing_max"], 1);
    assert_eq!(types["names"].as_array().unwrap().len(), 8);
    assert_eq!(types["names"][0]["event_type"], "evil\u{1b}[2J\ntype");
    assert_eq!(json["excluded_by"]["not_attributable"]["total"], 0);
    let drift = &json["drift"]["types"]["names"][0];
    assert_eq!(drift.to_string(), r#"{"field":"actor.id","seen":"number","count":3}"#);
    assert_eq!(json["drift"]["values"]["names"], serde_json::json!([]));
    let by_reason = serde_json::json!({
        "json": { "records": 2, "bytes": 10 }, "uuid": { "records": 1, "bytes": 10 },
    });
    assert_eq!(json["quarantine"]["by_reason"], by_reason);
    assert_eq!(json["quarantine"]["records_max"], 100_000);
}
