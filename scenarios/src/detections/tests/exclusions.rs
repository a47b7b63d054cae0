//! What a rule must not count, and what it must count as well: the positive of each rule with one
//! value changed in all of its events.

use serde_json::{Value, json};

use super::generic::positives;
use super::positives_user::denial;
use super::sketch::{MINUTE, Sketch, fires, series};

/// Sets values in every event of every positive of a rule, and asks whether any of them fires.
fn fires_with(rule: &str, changes: &[(&str, Value)]) -> bool {
    let positives = positives().into_iter().filter(|it| it.rule == rule);
    let change = |sketch: Sketch| {
        changes.iter().fold(sketch, |it, (path, value)| it.set(path, value.clone()))
    };
    let changed = positives.map(|it| it.sketches.into_iter().map(change).collect::<Vec<_>>());
    changed.into_iter().any(|sketches| fires(rule, &sketches))
}

const PROXY: &str = "securityContext.isProxy";
const RESULT: &str = "outcome.result";
const REASON: &str = "outcome.reason";
const COUNTRY: &str = "client.geographicalContext.country";
const IP: &str = "client.ipAddress";
const TYPE: &str = "eventType";
const TOKEN: &str = "debugContext.debugData.dtHash";
const URI: &str = "debugContext.debugData.requestUri";
const FACTOR: &str = "debugContext.debugData.factor";
const SESSION: &str = "authenticationContext.externalSessionId";
const ROOT: &str = "authenticationContext.rootSessionId";
const BEHAVIORS: &str = "debugContext.debugData.behaviors";
const LOG_ONLY: &str = "debugContext.debugData.logOnlySecurityData";
const ACCOUNT: &str = "actor.alternateId";

#[test]
fn excluded_events_do_not_count() {
    let cases: &[(&str, &str, Value)] = &[
        ("O1", PROXY, json!(true)),
        ("O1", PROXY, json!("True")),
        ("O1", RESULT, json!("FAILURE")),
        ("O1", RESULT, json!("CHALLENGE")),
        ("O1", "actor.id", json!("unknown")),
        ("O1", "actor.id", json!(null)),
        ("O1", COUNTRY, json!(null)),
        ("O1", TYPE, json!("user.authenticationx")),
        ("O2", RESULT, json!("FAILURE")),
        ("O2", IP, json!("192.0.2.1")),
        ("O2", "client.geographicalContext.geolocation", json!(null)),
        ("O2", "client.geographicalContext.geolocation.lat", json!(91)),
        ("O2", "securityContext.asNumber", json!(22_351)),
        ("O2", "securityContext.asNumber", json!("22351")),
        ("O3", RESULT, json!("FAILURE")),
        ("O3", COUNTRY, json!("Japan")),
        ("O4", "client.geographicalContext.city", json!(null)),
        ("O5", TYPE, json!("user.authentication.auth_via_mfa_x")),
        ("O5", "actor.id", json!(null)),
        ("O6", RESULT, json!("FAILURE")),
        ("O8", RESULT, json!("FAILURE")),
        ("O8", SESSION, json!("unknown")),
        ("O8", SESSION, json!(null)),
        ("O9", SESSION, json!("unknown")),
        ("O10", FACTOR, json!("PASSWORD_AS_FACTOR")),
        ("O10", FACTOR, json!(null)),
        ("O10", RESULT, json!("ABANDONED")),
        ("O11", IP, json!("192.0.2.1")),
        ("O11", BEHAVIORS, json!("{New Device=NEGATIVE, New IP=POSITIVE}")),
        ("O11", BEHAVIORS, json!("{New Device=POSITIVE, New IP=UNKNOWN}")),
        ("O11", SESSION, json!("unknown")),
        ("O12", URI, json!("/api/v1/authn/factors")),
        ("O12", URI, json!("/idp/idx/identify")),
        ("O12", REASON, json!("VERIFICATION_ERROR")),
        ("O12", ACCOUNT, json!(null)),
        ("O13", REASON, json!("VERIFICATION_ERROR")),
        ("O13", IP, json!("192.0.2.1")),
        ("O14", RESULT, json!("SUCCESS")),
        ("O14", TYPE, json!("user.authentication.auth_via_mfa")),
        ("O15", TYPE, json!("user.account.lock.limit")),
        ("O16", REASON, json!("VERIFICATION_ERROR")),
        ("O17", IP, json!("192.0.2.1")),
        ("O18", RESULT, json!("DENY")),
        ("O19", REASON, json!("LOCKED_OUT")),
        ("O20", REASON, json!("VERIFICATION_ERROR")),
        ("O20", RESULT, json!("SUCCESS")),
        ("O20", TYPE, json!("app.generic.unauth_app_access_attempt")),
        ("O21", RESULT, json!("SUCCESS")),
        ("O22", IP, json!(null)),
        ("O23", PROXY, json!(false)),
        ("O23", TOKEN, json!("-")),
        ("O23", "actor.id", json!("okta.internal")),
        ("O24-OC", REASON, json!("Login Failures")),
        ("O24-OC", TYPE, json!("user.session.start")),
        ("O25", REASON, json!("VERIFICATION_ERROR")),
        ("O25", IP, json!(null)),
        ("O26", RESULT, json!("FAILURE")),
        ("O26", "debugContext.debugData.privilegeGranted", json!("Help desk")),
        ("O26", TYPE, json!("group.privilege.grant")),
        ("O26-SG", TYPE, json!("user.account.privilege.revoke")),
        ("O28-OC", "debugContext.debugData.networkConnection", json!("ZONE")),
        ("O29", "debugContext.debugData.privilegeGranted", json!("Help desk administrator")),
        ("O30", RESULT, json!("FAILURE")),
        ("O30-SG", TYPE, json!("system.idp.lifecycle.update")),
        ("O31", TYPE, json!("user.mfa.factor.update")),
        ("O32", IP, json!(null)),
        ("O32", RESULT, json!("FAILURE")),
        ("O32", LOG_ONLY, json!(r#"{"behaviors":{"New Device":"POSITIVE"}}"#)),
        ("O32", LOG_ONLY, json!("{New Country=POSITIVE}")),
        ("O33", "target.0.type", json!("AppUser")),
        ("O34", TYPE, json!("device.user.remove")),
        ("O35", PROXY, json!(false)),
        ("O35", RESULT, json!("FAILURE")),
        ("O35", ACCOUNT, json!("system@okta.com")),
        ("O35", BEHAVIORS, json!("{New Geo-Location=NEGATIVE, New Device=POSITIVE}")),
        ("O35", BEHAVIORS, json!("{New Geo-Location = POSITIVE, New Device = POSITIVE}")),
        ("O36", RESULT, json!("DENY")),
        ("O36", TOKEN, json!("-")),
        ("O36", IP, json!("192.0.2.1")),
        ("O36-CH", RESULT, json!("DENY")),
        ("O37", IP, json!("192.0.2.1")),
        ("O37", TOKEN, json!(null)),
        ("O37", SESSION, json!("unknown")),
        ("O37", "client.userAgent.rawUserAgent", json!("the same")),
        ("O37", "client.id", json!("okta.b58d5b75-07d4-5f25-bf59-368a1261a405")),
        ("O38", ROOT, json!(null)),
        ("O38", ACCOUNT, json!("system@okta.com")),
        ("O39", TYPE, json!("policy.evaluate_sign_on")),
        ("O39", ACCOUNT, json!("system@okta.com")),
        ("O39", IP, json!("192.0.2.1")),
        ("O40", "client.userAgent.os", json!("Linux")),
        ("O40", TOKEN, json!("-")),
        ("O41", SESSION, json!(null)),
        ("O41", RESULT, json!("CHALLENGE")),
        ("O42", RESULT, json!("ALLOW")),
        ("O42", SESSION, json!("unknown")),
        ("O43", RESULT, json!("FAILURE")),
        ("O43", "debugContext.debugData.initiationType", json!("SP_INITIATED")),
        ("O43", "target.0.type", json!("AppUser")),
        ("O44", "authenticationContext.authenticationStep", json!(1)),
        ("O44", URI, json!("/oauth2/v1/authorize")),
        ("O46", "authenticationContext.issuer.id", json!("Okta")),
        ("O46", "authenticationContext.issuer.id", json!(null)),
        ("O46", TYPE, json!("user.authentication.auth_via_mfa")),
        ("O47", RESULT, json!("FAILURE")),
        ("O48", "target.0.displayName", json!("Okta Dashboard")),
        ("O48", BEHAVIORS, json!("{New Device=POSITIVE, New IP=NEGATIVE}")),
        ("O48", TYPE, json!("user.session.access_admin_app")),
        ("O48-OC", BEHAVIORS, json!("{New Device=POSITIVE, New IP=NEGATIVE}")),
        ("O48-SG", BEHAVIORS, json!("{New Device=NEGATIVE, New IP=NEGATIVE}")),
        ("O49", PROXY, json!("false")),
        ("O49", URI, json!("/app/UserHome")),
        ("O50", PROXY, json!(null)),
        ("O50", "actor.id", json!("okta.internal")),
        ("O51", PROXY, json!("1")),
        ("O52", "actor.displayName", json!("okta-service")),
        ("O52", SESSION, json!("unknown")),
        ("O54", RESULT, json!("FAILURE")),
        ("O54", REASON, json!("User reset SECURITY_QUESTION factor")),
        ("O54", "target.0.type", json!("AppUser")),
        ("O55", RESULT, json!("FAILURE")),
        ("O56", TYPE, json!("user.session.start")),
        ("O58", RESULT, json!("FAILURE")),
        (
            "O58",
            BEHAVIORS,
            json!("{New Device=POSITIVE, New Country=POSITIVE, New State=POSITIVE}"),
        ),
        ("O59", RESULT, json!("FAILURE")),
        ("O60", ACCOUNT, json!("ada.l+x@example.co.uk")),
        ("O60", ACCOUNT, json!("0oa1b2c3")),
        ("O60", ACCOUNT, json!("p@ss.word1")),
        ("O60", ACCOUNT, json!(null)),
        ("O60", "legacyEventType", json!("core.user_auth.login_success")),
    ];
    for (rule, path, value) in cases {
        assert!(!fires_with(rule, &[(path, value.clone())]), "{rule} with {path} {value}");
    }
}

#[test]
fn other_forms_of_the_same_do_count() {
    let cases: &[(&str, &str, Value)] = &[
        ("O1", RESULT, json!("ALLOW")),
        ("O1", TYPE, json!("user.authentication.sso")),
        ("O1", PROXY, json!("false")),
        ("O2", "client.geographicalContext.country", json!(null)),
        ("O2", PROXY, json!(true)),
        ("O4", RESULT, json!("FAILURE")),
        ("O5", RESULT, json!("DENY")),
        ("O7", REASON, json!("EXPIRED")),
        ("O9", RESULT, json!("FAILURE")),
        ("O12", REASON, json!("LOCKED_OUT")),
        ("O12", URI, json!("/api/v1/sessions?additionalFields=cookieToken")),
        ("O13", URI, json!("/idp/idx/identify")),
        ("O13", TYPE, json!("user.authentication.auth_via_radius")),
        ("O14", REASON, json!("VERIFICATION_ERROR")),
        ("O16", REASON, json!("LOCKED_OUT")),
        ("O19", REASON, json!("VERIFICATION_ERROR")),
        ("O20", RESULT, json!("DENY")),
        ("O23", PROXY, json!("TRUE")),
        ("O24-OC", REASON, json!("Login failures with high unknown users count")),
        ("O26", "debugContext.debugData.privilegeGranted", json!("Help desk administrator")),
        ("O26-SG", RESULT, json!("FAILURE")),
        ("O28", RESULT, json!("FAILURE")),
        ("O28-OC", TYPE, json!("system.api_token.create")),
        ("O29", "debugContext.debugData.privilegeGranted", json!("Organization administrator")),
        ("O29", TYPE, json!("user.account.privilege.revoke")),
        ("O30-SG", RESULT, json!("FAILURE")),
        ("O31", TYPE, json!("user.mfa.factor.reset_all")),
        ("O33", RESULT, json!("FAILURE")),
        ("O35", TYPE, json!("user.authentication.sso")),
        ("O36", "client.userAgent.os", json!("the same")),
        ("O36", "client.userAgent.browser", json!("the same")),
        ("O36-CH", RESULT, json!("CHALLENGE")),
        ("O37", "client.id", json!("0oa1")),
        ("O38", RESULT, json!("FAILURE")),
        ("O44", RESULT, json!("FAILURE")),
        ("O46", "authenticationContext.issuer", json!("0oarogue")),
        ("O46", TYPE, json!("user.authentication.auth_via_social")),
        ("O46", RESULT, json!("FAILURE")),
        ("O50", TYPE, json!("user.authentication.auth_via_mfa")),
        ("O51", RESULT, json!("FAILURE")),
        ("O52", RESULT, json!("FAILURE")),
        ("O53", TYPE, json!("user.account.unlock_token")),
        ("O53", TYPE, json!("system.voice.send_account_unlock_call")),
        ("O54", TYPE, json!("user.mfa.factor.deactivate")),
        ("O55", RESULT, json!("UNANSWERED")),
        ("O60", ACCOUNT, json!("hunter2@")),
        ("O60", ACCOUNT, json!("@example.com")),
    ];
    for (rule, path, value) in cases {
        assert!(fires_with(rule, &[(path, value.clone())]), "{rule} with {path} {value}");
    }
}

#[test]
fn a_failed_factor_is_not_always_a_denied_push() {
    for (rule, path, value, expected) in [
        ("O5", REASON, "INVALID_CREDENTIALS", true),
        ("O5", REASON, "EXPIRED", false),
        ("O5", FACTOR, "PASSWORD_AS_FACTOR", false),
        ("O7", REASON, "EXPIRED", true),
        ("O7", FACTOR, "SMS_FACTOR", false),
        ("O7", RESULT, "UNANSWERED", false),
    ] {
        let sketches = series(5, MINUTE, |_, at| denial(at).set(path, value));
        assert_eq!(fires(rule, &sketches), expected, "{rule} with {path} {value}");
    }
}

#[test]
fn the_scripts_of_a_replay() {
    // O38 knows them by the start of the user agent, and headless browsers anywhere in it.
    for (agent, expected) in [
        ("curl/8.4.0", true),
        ("httpx/0.27", true),
        ("aiohttp/3.9", true),
        ("Go-http-client/2.0", true),
        ("Java/17.0.1", true),
        ("okhttp/4.12.0", true),
        ("Mozilla/5.0 (X11; Linux) HeadlessChrome/120.0", true),
        ("Curl/8.4.0", false),
        ("Mozilla/5.0 curl/8.4.0", false),
        ("Mozilla/5.0 (X11; Linux) Chrome/120.0", false),
    ] {
        let mut sketches = positives().into_iter().find(|it| it.rule == "O38").unwrap().sketches;
        sketches[1] = sketches[1].clone().agent(agent);
        assert_eq!(fires("O38", &sketches), expected, "{agent}");
    }
}

#[test]
fn behaviors_are_looked_for_where_each_rule_looks() {
    // Facts 7: Identity Engine often has them in logOnlySecurityData only.
    let log = |device: &str, ip: &str| {
        let behaviors = json!({"New Device": device, "New IP": ip});
        json!(json!({"behaviors": behaviors}).to_string())
    };
    let (yes, no) = ("POSITIVE", "NEGATIVE");
    let none = json!(null);
    for (text, log, expected) in [
        (none.clone(), log(yes, yes), ["O48", "O48-OC", "O48-SG"].as_slice()),
        (none.clone(), log(yes, no), &["O48-OC", "O48-SG"]),
        (none.clone(), log(no, no), &[]),
        (json!("{New Device=POSITIVE, New IP=NEGATIVE}"), none.clone(), &["O48-SG"]),
        // Behaviours in the text keep the first rule from looking further.
        (json!("{New Device=NEGATIVE, New IP=NEGATIVE}"), log(yes, yes), &["O48-OC", "O48-SG"]),
        (none.clone(), none.clone(), &[]),
    ] {
        for rule in ["O48", "O48-OC", "O48-SG"] {
            let changes = [(BEHAVIORS, text.clone()), (LOG_ONLY, log.clone())];
            assert_eq!(fires_with(rule, &changes), expected.contains(&rule), "{rule} {changes:?}");
        }
    }
}
