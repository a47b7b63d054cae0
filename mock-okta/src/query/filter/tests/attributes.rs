//! Which attributes there are (facts 2.1, 7.1).

use std::collections::BTreeSet;

use serde_json::Value;

use super::sample::matches;
use crate::query::FilterError;
use crate::query::filter::Expression;
use crate::query::filter::expression::Operator;
use crate::query::filter::schema::Path;
use crate::testing::{get, org};

#[test]
fn every_top_level_attribute_has_an_alias_in_snake_case() {
    for (alias, name) in [
        ("actor.id", "actor.id"),
        ("authentication_context.externalSessionId", "authenticationContext.externalSessionId"),
        ("debug_context.debugData.url", "debugContext.debugData.url"),
        ("display_message", "displayMessage"),
        ("event_type", "eventType"),
        ("legacy_event_type", "legacyEventType"),
        ("security_context.isProxy", "securityContext.isProxy"),
    ] {
        let [by_alias, by_name] =
            [alias, name].map(|path| format!("{path} pr").parse::<Expression>().unwrap());
        assert_eq!(by_alias, by_name);
        assert_eq!(by_alias.to_string(), format!("{name} pr"));
    }
    // And only these.
    for path in ["outcome.re_sult", "client.ip_address", "debugContext.debug_data.url"] {
        let refused = format!("{path} pr").parse::<Expression>();
        assert_eq!(refused, Err(FilterError::UnknownField(path.to_owned())));
    }
}

#[test]
fn what_events_do_not_have_is_no_field() {
    for path in [
        "some_invalid_field",
        "published",
        "target.changeDetails",
        "target.changeDetails.from",
        "target.changeDetails.to.status",
        "actor.changeDetails",
        "eventType.name",
        "debugContext.other",
        "debugContext.debugData.",
        "debugContext.debugData.a..b",
        ".eventType",
        "eventType.",
        "\"eventType\"",
    ] {
        let refused = format!("severity pr and {path} pr").parse::<Expression>();
        assert_eq!(refused, Err(FilterError::UnknownField(path.to_owned())));
    }
    // An object is an attribute, too, and what Okta leaves open has any.
    for path in [
        "debugContext",
        "debugContext.debugData",
        "debugContext.debugData.a.b",
        "transaction.detail.requestApiTokenId",
        "target.detailEntry.anything",
        "actor.detailEntry.anything",
        "request.ipChain.ipDetails.ipServiceCategories.isAnonymous",
        "authenticationContext.rootSessionId",
    ] {
        format!("{path} pr").parse::<Expression>().unwrap();
    }
}

/// The path of every value in `value`, `prefix` before each.
fn paths(value: &Value, prefix: &str, out: &mut BTreeSet<String>) {
    match value {
        Value::Array(elements) => {
            for element in elements {
                paths(element, prefix, out);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let dot = if prefix.is_empty() { "" } else { "." };
                paths(member, &format!("{prefix}{dot}{name}"), out);
            }
        }
        _ => {
            out.insert(prefix.to_owned());
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_attribute_of_every_event_of_an_org_can_be_asked_for() {
    let mock = org().start().unwrap();
    let mut all = BTreeSet::new();
    for event in get(&mock, "/api/v1/logs?limit=1000").await.events() {
        paths(&event, "", &mut all);
    }
    assert!(all.len() > 60 && all.contains("published"));
    all.retain(|path| path != "published" && !path.starts_with("target.changeDetails"));
    for path in all {
        assert!(Path::new(&path).is_known(), "{path}");
    }
}

#[test]
fn a_part_of_a_url_cannot_be_asked_for() {
    for field in ["debugContext.debugData.url", "debugContext.debugData.requestUri"] {
        let refused = format!("severity pr or not ({field} CO \"/oauth\")").parse::<Expression>();
        let expected = FilterError::Unsupported { operator: Operator::Co, field: field.to_owned() };
        assert_eq!(refused, Err(expected));
        for operator in Operator::ALL.into_iter().filter(|operator| *operator != Operator::Co) {
            format!("{field} {operator} \"/\"").parse::<Expression>().unwrap();
        }
    }
    assert!(matches("debugContext.debugData.url sw \"/oauth2\""));
    assert!(matches("debugContext.debugData.origin.id co \"ee\""));
}
