//! Every rule about people, about what is missing and about what has another type.

use std::sync::Arc;

use connector::normalize::{Attribution, Identities, NameHash, Rules, UnknownNames};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::review::Review;
use crate::settings;

/// A sign-in with a factor, with everything that the mapping reads.
fn base() -> Value {
    json!({
        "uuid": "f4d7e3c2",
        "published": "2026-03-15T14:32:18.000Z",
        "eventType": "user.authentication.auth_via_mfa",
        "actor": {"id": "00u1", "type": "User", "alternateId": "jane@acme.test", "displayName": "Jane"},
        "client": {
            "ipAddress": "198.51.100.42", "device": "Computer",
            "userAgent": {"rawUserAgent": "UA", "os": "Windows 10", "browser": "CHROME"},
            "geographicalContext": {"city": "Köln", "state": "NRW", "country": "Germany",
                "geolocation": {"lat": 50.94, "lon": 7}},
        },
        "outcome": {"result": "SUCCESS"},
        "authenticationContext": {"authenticationProvider": "FACTOR_PROVIDER",
            "credentialType": "OTP", "externalSessionId": "102abc"},
        "securityContext": {"asOrg": "AT&T", "isProxy": false},
        "debugContext": {"debugData": {"factor": "OKTA_VERIFY_PUSH"}},
        "request": {"ipChain": [{"ip": "203.0.113.9"}, {"ip": "203.0.113.10"}]},
        "target": [{"id": "0oa1", "type": "AppInstance", "alternateId": "sf", "displayName": "Salesforce"}],
    })
}

fn rules() -> Rules {
    Rules::new("customer-domain-001")
}

/// A title, the members that are changed, and what they become; nothing takes them away.
type Case<'c> = (&'c str, &'c [Change]);

/// A path and what stands there now.
type Change = (&'static str, Option<Value>);

fn review(base: &Value, rules: &Rules, cases: &[Case<'_>]) -> String {
    let mut review = Review::new(base, rules);
    for (title, patch) in cases {
        review.patched(title, patch, rules);
    }
    review.text().to_owned()
}

#[test]
fn null_rules() {
    let empty = |key: &'static str| [(key, Some(json!({})))];
    let cases: [Case<'_>; 24] = [
        ("JSON null", &[("client.device", Some(json!(null)))]),
        ("a missing key", &[("client.device", None)]),
        ("the string null", &[("client.device", Some(json!("null")))]),
        ("the empty string", &[("client.device", Some(json!("")))]),
        ("NULL is a value", &[("client.device", Some(json!("NULL")))]),
        ("None is a value", &[("client.device", Some(json!("None")))]),
        ("a blank is a value", &[("client.device", Some(json!(" ")))]),
        ("unknown is a value", &[("client.device", Some(json!("unknown")))]),
        ("no latitude", &[("client.geographicalContext.geolocation.lat", Some(json!(null)))]),
        ("no geolocation", &[("client.geographicalContext.geolocation", None)]),
        ("no geography", &[("client.geographicalContext", Some(json!(null)))]),
        ("no user agent", &[("client.userAgent", Some(json!(null)))]),
        (
            "background work: the client has nothing, the chain is empty",
            &[
                (
                    "client",
                    Some(json!({"userAgent": null, "zone": null, "device": null, "id": null,
                "ipAddress": null, "geographicalContext": null})),
                ),
                ("request", Some(json!({"ipChain": []}))),
            ],
        ),
        ("an event hook: no request, no client", &[("request", None), ("client", None)]),
        ("no address: the first hop's", &[("client.ipAddress", Some(json!(null)))]),
        (
            "no address, and the first hop has none",
            &[
                ("client.ipAddress", Some(json!(""))),
                ("request.ipChain.0", Some(json!({"ip": null}))),
            ],
        ),
        ("no outcome", &[("outcome", Some(json!(null)))]),
        (
            "no credential type: the factor, in the payload only",
            &[("authenticationContext.credentialType", Some(json!(null)))],
        ),
        (
            "no credential type and no factor",
            &[
                ("authenticationContext.credentialType", Some(json!("null"))),
                ("debugContext", Some(json!({}))),
            ],
        ),
        (
            "no credential type where no factor is due",
            &[
                ("authenticationContext.credentialType", None),
                ("eventType", Some(json!("user.session.start"))),
            ],
        ),
        ("isProxy as the empty string", &[("securityContext.isProxy", Some(json!("")))]),
        ("no security context", &empty("securityContext")),
        ("no targets", &[("target", Some(json!(null)))]),
        (
            "the first application has no name, the second has one",
            &[
                ("target.0.displayName", Some(json!(null))),
                (
                    "target.9",
                    Some(json!({"id": "0oa2", "type": "AppInstance", "displayName": "B"})),
                ),
            ],
        ),
    ];
    settings("rules").bind(|| assert_snapshot!("null", review(&base(), &rules(), &cases)));
}

/// Actors and targets of every rule of attribution.
fn people() -> Vec<(&'static str, Vec<Change>)> {
    let actor = |id: Value, kind: &str| json!({"id": id, "type": kind, "alternateId": "Summer2026!", "displayName": "x"});
    let user = |id: Value, name: &str| json!({"id": id, "type": "User", "alternateId": name, "displayName": name});
    let system = || actor(json!("sp1"), "SystemPrincipal");
    let app = || json!({"id": "0oa1", "type": "AppInstance", "displayName": "Salesforce"});
    let with = |title, actor: Value, target: Value| {
        (title, vec![("actor", Some(actor)), ("target", Some(target))])
    };
    let alert = |title, actor: Value| {
        let kind = Some(json!("security.threat.detected"));
        (title, vec![("eventType", kind), ("actor", Some(actor)), ("target", Some(json!(null)))])
    };
    vec![
        with("1: USER, in any case", actor(json!("00u2"), "USER"), json!([])),
        with("1: a number is an id", actor(json!(7), "User"), json!([])),
        with("2: an unknown name", actor(json!("unknown"), "User"), json!([])),
        with("2: Unknown, in any case", actor(json!("Unknown"), "User"), json!([app()])),
        with("2: the string null", actor(json!("null"), "User"), json!([])),
        with(
            "2: no id; a target does not stand in",
            actor(json!(null), "User"),
            json!([user(json!("00u9"), "ann@acme.test")]),
        ),
        with(
            "3: the first User among the targets",
            system(),
            json!([
                app(),
                user(json!("00u2"), "ann@acme.test"),
                user(json!("00u3"), "bob@acme.test")
            ]),
        ),
        with(
            "3: a target without a usable id",
            system(),
            json!([user(json!("unknown"), "ann@acme.test")]),
        ),
        with("3: no actor at all", json!(null), json!([user(json!("00u2"), "zoë@acme.test")])),
        with(
            "4: user in lower case is no User",
            system(),
            json!([{"id": "00u2", "type": "user", "alternateId": "ann@acme.test"}]),
        ),
        with("4: nobody", system(), json!([app()])),
        alert(
            "4: an alert about nobody",
            json!({"id": "198.51.100.9", "type": "IP address",
            "alternateId": "unknown", "displayName": "198.51.100.9"}),
        ),
        alert("4: an alert without an actor", json!(null)),
        (
            "an administrator changes somebody else: that is the target",
            vec![
                ("eventType", Some(json!("group.user_membership.add"))),
                (
                    "target",
                    Some(json!([app(), user(json!("00u1"), "jane@acme.test"),
                    user(json!("00u2"), "ann@acme.test"),
                    {"id": "00g1", "type": "UserGroup", "displayName": "Everyone"}])),
                ),
            ],
        ),
        (
            "an administrator changes their own account",
            vec![
                ("eventType", Some(json!("user.lifecycle.activate"))),
                ("target", Some(json!([user(json!("00u1"), "jane@acme.test")]))),
            ],
        ),
    ]
}

#[test]
fn attribution() {
    let people = people();
    let cases: Vec<Case<'_>> = people.iter().map(|(title, patch)| (*title, &patch[..])).collect();
    let mut narrow = rules();
    narrow.attribution = Attribution::Actor;
    settings("rules").bind(|| {
        assert_snapshot!("attribution", review(&base(), &rules(), &cases));
        assert_snapshot!("attribution_actor", review(&base(), &narrow, &cases));
    });
}

#[test]
fn unknown_names_hashed() {
    // Only what was typed for a name that nobody has, in the two fields that show it.
    let mut rules = rules();
    rules.unknown_names = UnknownNames::Hash(NameHash::new(b"0123456789abcdef"));
    let people = people();
    let cases: Vec<Case<'_>> = people.iter().map(|(title, patch)| (*title, &patch[..])).collect();
    settings("rules").bind(|| {
        assert_snapshot!("unknown_names_hashed", review(&base(), &rules, &cases[..8]));
    });
}

#[test]
fn identity_map() {
    let mut known = Identities::default();
    known.add_id("00u1", "T-0001");
    known.add_id("00u3", "T-\"3\"");
    known.add_name("Jane@ACME.test", "T-by-name");
    known.add_name("ZOË@acme.test", "T-0002");
    let mut rules = rules();
    rules.identities = Some(Arc::new(known));
    let cases: [Case<'_>; 5] = [
        (
            "by name, whatever its case",
            &[
                ("actor.id", Some(json!("00u2"))),
                ("actor.alternateId", Some(json!("zoË@Acme.Test"))),
            ],
        ),
        ("by id, with what JSON escapes", &[("actor.id", Some(json!("00u3")))]),
        (
            "nobody in the map: derived",
            &[
                ("actor.id", Some(json!("00u4"))),
                ("actor.alternateId", Some(json!("ann@acme.test"))),
            ],
        ),
        ("no usable id: not looked up", &[("actor.id", Some(json!("unknown")))]),
        (
            "a target, by name",
            &[
                ("actor.type", Some(json!("SystemPrincipal"))),
                (
                    "target.0",
                    Some(json!({"id": "00u9", "type": "User", "alternateId": "jane@acme.test"})),
                ),
            ],
        ),
    ];
    settings("rules").bind(|| assert_snapshot!("identity_map", review(&base(), &rules, &cases)));
}

#[test]
fn type_drift() {
    let cases: [Case<'_>; 16] = [
        ("a number where text is due", &[("client.device", Some(json!(7)))]),
        ("a boolean where text is due", &[("outcome.result", Some(json!(true)))]),
        ("a list where text is due", &[("client.userAgent.os", Some(json!(["Windows"])))]),
        ("an object where text is due", &[("actor.displayName", Some(json!({"first": "Jane"})))]),
        (
            "text where a number is due",
            &[("client.geographicalContext.geolocation.lat", Some(json!("50.94")))],
        ),
        (
            "an integer where a number is due",
            &[("client.geographicalContext.geolocation.lat", Some(json!(51)))],
        ),
        ("TRUE where a boolean is due", &[("securityContext.isProxy", Some(json!("TRUE")))]),
        ("1 where a boolean is due", &[("securityContext.isProxy", Some(json!(1)))]),
        ("a text where an object is due", &[("client", Some(json!("198.51.100.42")))]),
        (
            "a list where an object is due",
            &[
                ("debugContext", Some(json!([{"debugData": {}}]))),
                ("authenticationContext.credentialType", None),
            ],
        ),
        ("an object where a list is due", &[("target", Some(json!({"type": "User"})))]),
        ("targets that are none", &[("target", Some(json!(["x", null, 7, []])))]),
        (
            "hops that are none",
            &[
                ("client.ipAddress", Some(json!([]))),
                ("request.ipChain", Some(json!(["203.0.113.9", {"ip": "203.0.113.10"}]))),
            ],
        ),
        ("an id that is a number", &[("actor.id", Some(json!(12)))]),
        ("a uuid that is a number", &[("uuid", Some(json!(12)))]),
        ("a time that is a number", &[("published", Some(json!(1_773_585_138)))]),
    ];
    settings("rules").bind(|| assert_snapshot!("type_drift", review(&base(), &rules(), &cases)));
}
