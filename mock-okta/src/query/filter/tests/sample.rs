//! An event to try filters on.

use serde_json::{Value, json};

use crate::query::filter::Expression;

/// An event with a bit of everything.
pub(super) fn event() -> Value {
    json!({
        "actor": {"id": "00u1", "type": "User", "alternateId": "jane@acme.test", "detailEntry": null},
        "client": {
            "userAgent": {"rawUserAgent": "curl/8", "os": "iOS"},
            "zone": null,
            "geographicalContext": {"city": "", "geolocation": {"lat": 48.2, "lon": -16}},
        },
        "displayMessage": "Say \"hi\"",
        "eventType": "user.session.start",
        "outcome": {"result": "SUCCESS", "reason": null},
        "securityContext": {"asNumber": 15169, "isProxy": false, "risk": {"reasons": ["a", "b"]}},
        "severity": "INFO",
        "debugContext": {"debugData": {
            "url": "/oauth2/v1/token?",
            "at": "2026-03-19T14:00:00.000Z",
            "origin": {"id": "deep"},
        }},
        "request": {"ipChain": [{"ip": "10.0.0.1"}, {"ip": "10.0.0.2"}]},
        "target": [
            {"id": "A", "type": "User", "detailEntry": {"signOnModeType": "SAML_2_0"}},
            {"id": "B", "type": "AppInstance", "detailEntry": null},
        ],
    })
}

/// Whether [`event`] is what `filter` asks for.
pub(super) fn matches(filter: &str) -> bool {
    let expression = filter.parse::<Expression>();
    expression.unwrap_or_else(|refused| panic!("{filter}: {refused}")).matches(&event())
}
