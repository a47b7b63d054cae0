use super::super::Rules;
use super::{output_at, record};

const JANE: &str = r#"{"id":"00u1","type":"User","displayName":"Jane"}"#;
const BOB: &str = r#"{"id":"00u9","type":"User","displayName":"Bob"}"#;
const CRM: &str = r#"{"id":"0oa1","type":"AppInstance","displayName":"CRM"}"#;
const CRM_USER: &str = r#"{"id":"0ua1","type":"AppUser","displayName":"jane in CRM"}"#;
const STAFF: &str = r#"{"id":"00g1","type":"UserGroup","displayName":"Staff"}"#;
const RULE: &str = r#"{"id":"0pr1","type":"Rule","displayName":"Rule"}"#;

#[test]
fn the_application_is_found_by_type() {
    // The first instance decides, even without a name; an app user only where there is none.
    for (targets, expected) in [
        (vec![JANE, CRM_USER, CRM], "\"CRM\""),
        (vec![CRM_USER, STAFF], "\"jane in CRM\""),
        (vec![r#"{"type":"AppInstance","displayName":"null"}"#, CRM, CRM_USER], "null"),
        (vec![r#"{"type":"AppInstance"}"#, CRM_USER], "null"),
        (vec![r#"{"type":"appinstance","displayName":"x"}"#], "null"),
        (vec!["null", "\"AppInstance\"", CRM], "\"CRM\""),
        (vec![STAFF, BOB], "null"),
        (vec![], "null"),
    ] {
        let record = record(&format!(r#""target":[{}]"#, targets.join(",")));
        assert_eq!(output_at("payload.target_app", &record, &Rules::seed("d")), expected);
    }
}

/// The `target_id` of an event of `okta_type` by `actor` on `targets`.
fn primary(okta_type: &str, actor: &str, targets: &[&str]) -> String {
    let record = record(&format!(
        r#""eventType":"{okta_type}","actor":{actor},"target":[{}]"#,
        targets.join(",")
    ));
    output_at("raw_metadata.target_id", &record, &Rules::seed("d"))
}

#[test]
fn the_primary_target_is_what_was_done_to() {
    // Administrators act on people; everybody else on applications, groups, other things.
    const ADMIN: &str = "group.user_membership.add";
    const AUTH: &str = "user.authentication.sso";
    const ALERT: &str = "security.threat.detected";
    const JANE_ACTS: &str = r#"{"id":"00u1","type":"user"}"#;
    const NOBODY_ACTS: &str = r#"{"id":"spr","type":"SystemPrincipal"}"#;
    const UNKNOWN_ACTS: &str = r#"{"id":"unknown","type":"User"}"#;
    let cases: [(&str, &str, &[&str], &str); 19] = [
        // an admin's event whose person is the actor: the affected person
        (ADMIN, JANE_ACTS, &[CRM, STAFF, BOB], "\"00u9\""),
        (ADMIN, JANE_ACTS, &[CRM, JANE, BOB], "\"00u9\""),
        (ADMIN, JANE_ACTS, &[JANE, STAFF, CRM], "\"0oa1\""),
        (ADMIN, JANE_ACTS, &[JANE, RULE, STAFF], "\"00g1\""),
        (ADMIN, JANE_ACTS, &[JANE, RULE], "\"0pr1\""),
        (ADMIN, JANE_ACTS, &[JANE], "\"00u1\""),
        (ADMIN, UNKNOWN_ACTS, &[STAFF, BOB], "\"00u9\""),
        // the person is the target: what else there is
        (ADMIN, NOBODY_ACTS, &[BOB, JANE, STAFF], "\"00g1\""),
        (ADMIN, NOBODY_ACTS, &[BOB, JANE], "\"00u1\""),
        (ADMIN, NOBODY_ACTS, &[BOB], "\"00u9\""),
        (ADMIN, NOBODY_ACTS, &[r#"{"type":"User"}"#, RULE], "\"0pr1\""),
        // other events
        (AUTH, JANE_ACTS, &[BOB, STAFF, CRM], "\"0oa1\""),
        (AUTH, JANE_ACTS, &[BOB, STAFF], "\"00g1\""),
        (AUTH, JANE_ACTS, &[JANE, CRM_USER], "\"0ua1\""),
        (AUTH, JANE_ACTS, &[JANE], "\"00u1\""),
        (AUTH, JANE_ACTS, &[r#"{"type":"AppInstance"}"#, CRM], "null"),
        (AUTH, UNKNOWN_ACTS, &[r#"{"id":"unknown","type":"User"}"#, RULE], "\"0pr1\""),
        (ALERT, r#"{"id":"1.2.3.4","type":"IP address"}"#, &[RULE, STAFF], "\"00g1\""),
        (ALERT, JANE_ACTS, &[], "null"),
    ];
    for (okta_type, actor, targets, expected) in cases {
        assert_eq!(primary(okta_type, actor, targets), expected, "{okta_type} {actor} {targets:?}");
    }
}

#[test]
fn the_primary_targets_fields_follow_the_null_rules() {
    // "unknown" passes; all three fields come from the same target.
    let target = r#"{"id":"unknown","type":"AppInstance","displayName":""}"#;
    let record = record(&format!(r#""target":[{target},{CRM}]"#));
    for (path, expected) in [
        ("raw_metadata.target_id", "\"unknown\""),
        ("raw_metadata.target_type", "\"AppInstance\""),
        ("raw_metadata.target_display_name", "null"),
    ] {
        assert_eq!(output_at(path, &record, &Rules::seed("d")), expected);
    }
}
