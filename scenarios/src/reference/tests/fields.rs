use super::super::Rules;
use super::{output_at, record};

/// Each case: members of the record, a path of the output, and what stands there.
fn check(cases: &[(&str, &str, &str)]) {
    for (members, path, expected) in cases {
        assert_eq!(output_at(path, &record(members), &Rules::seed("d")), *expected, "{members}");
    }
}

#[test]
fn null_has_four_spellings() {
    // Missing, null, "" and "null"; anything else is itself, and the unescaped text decides.
    check(&[
        ("", "payload.device", "null"),
        (r#""client":{"device":null}"#, "payload.device", "null"),
        (r#""client":{"device":""}"#, "payload.device", "null"),
        (r#""client":{"device":"null"}"#, "payload.device", "null"),
        (r#""client":{"device":"\u006eull"}"#, "payload.device", "null"),
        (r#""client":null"#, "payload.device", "null"),
        (r#""client":{}"#, "payload.device", "null"),
        (r#""client":{"device":"NULL"}"#, "payload.device", "\"NULL\""),
        (r#""client":{"device":"None"}"#, "payload.device", "\"None\""),
        (r#""client":{"device":" "}"#, "payload.device", "\" \""),
        (r#""client":{"device":"unknown"}"#, "payload.device", "\"unknown\""),
        (r#""client":{"Device":"Computer"}"#, "payload.device", "null"),
    ]);
}

#[test]
fn drift_never_rejects() {
    // Scalars become text where text is due, as written; the rest is null, and so is the inside
    // of what should have been an object.
    check(&[
        (r#""client":{"device":7018}"#, "payload.device", "\"7018\""),
        (r#""client":{"device":-1.50E+3}"#, "payload.device", "\"-1.50E+3\""),
        (r#""client":{"device":true}"#, "payload.device", "\"true\""),
        (r#""client":{"device":false}"#, "raw_metadata.client_device", "\"false\""),
        (r#""client":{"device":{"name":"x"}}"#, "payload.device", "null"),
        (r#""client":{"device":["x"]}"#, "payload.device", "null"),
        (r#""client":"Computer""#, "payload.device", "null"),
        (r#""client":[{"device":"x"}]"#, "payload.device", "null"),
        (r#""client":{"userAgent":"curl"}"#, "raw_metadata.client_user_agent", "null"),
        (r#""debugContext":[{"debugData":{"factor":"x"}}]"#, "payload.mfa_method", "null"),
        (r#""target":{"type":"AppInstance","displayName":"x"}"#, "payload.target_app", "null"),
        (r#""target":"x""#, "raw_metadata.target_id", "null"),
        (r#""outcome":"SUCCESS""#, "payload.outcome", "null"),
    ]);
}

#[test]
fn coordinates_are_numbers_or_null() {
    // As written, out of range or not; a string is not a number.
    let geo =
        |lat| format!(r#""client":{{"geographicalContext":{{"geolocation":{{"lat":{lat}}}}}}}"#);
    for (lat, expected) in [
        ("37.7749", "37.7749"),
        ("37", "37"),
        ("-0", "-0"),
        ("37.70", "37.70"),
        ("1E2", "1E2"),
        ("420", "420"),
        ("123456789012345678901234567890.1", "123456789012345678901234567890.1"),
        ("\"37.7749\"", "null"),
        ("true", "null"),
        ("null", "null"),
        ("[37]", "null"),
    ] {
        check(&[(&geo(lat), "raw_metadata.geo_lat", expected)]);
        check(&[(&geo(lat).replace("lat", "lon"), "raw_metadata.geo_lon", expected)]);
    }
}

#[test]
fn is_proxy_is_a_boolean_or_null() {
    // Text is read in any case; numbers and other words are not booleans.
    for (value, expected) in [
        ("true", "true"),
        ("false", "false"),
        ("\"true\"", "true"),
        ("\"FALSE\"", "false"),
        ("\"True\"", "true"),
        ("\"yes\"", "null"),
        ("\" true\"", "null"),
        ("\"\"", "null"),
        ("null", "null"),
        ("1", "null"),
        ("{}", "null"),
    ] {
        let members = format!(r#""securityContext":{{"isProxy":{value}}}"#);
        check(&[(&members, "raw_metadata.security_is_proxy", expected)]);
    }
}

#[test]
fn the_first_hop_stands_in_for_a_missing_address() {
    // Only the first; junk addresses pass; a hook's `client.ipChain` is not read.
    let both = ["payload.ip_address", "raw_metadata.client_ip"];
    for (members, expected) in [
        (
            r#""client":{"ipAddress":"1.2.3.4"},"request":{"ipChain":[{"ip":"5.6.7.8"}]}"#,
            "\"1.2.3.4\"",
        ),
        (r#""client":{"ipAddress":"2001:db8::1"}"#, "\"2001:db8::1\""),
        (r#""client":{"ipAddress":"555.555.55.5"}"#, "\"555.555.55.5\""),
        (r#""client":{"ipAddress":null},"request":{"ipChain":[{"ip":"5.6.7.8"}]}"#, "\"5.6.7.8\""),
        (
            r#""client":{"ipAddress":"null"},"request":{"ipChain":[{"ip":"5.6.7.8"}]}"#,
            "\"5.6.7.8\"",
        ),
        (r#""client":{"ipAddress":{}},"request":{"ipChain":[{"ip":"5.6.7.8"}]}"#, "\"5.6.7.8\""),
        (r#""request":{"ipChain":[{"ip":null},{"ip":"5.6.7.8"}]}"#, "null"),
        (r#""request":{"ipChain":["5.6.7.8"]}"#, "null"),
        (r#""request":{"ipChain":[{"ip":["5.6.7.8"]}]}"#, "null"),
        (r#""request":{"ipChain":[]}"#, "null"),
        (r#""request":{"ipChain":{"ip":"5.6.7.8"}}"#, "null"),
        (r#""client":{"ipChain":[{"ip":"5.6.7.8"}]}"#, "null"),
    ] {
        for path in both {
            check(&[(members, path, expected)]);
        }
    }
}

#[test]
fn the_factor_stands_in_for_a_missing_credential_type() {
    // For factor events only; the raw credential type stays the source's.
    let debug = r#""debugContext":{"debugData":{"factor":"OKTA_VERIFY_PUSH"}}"#;
    for (okta_type, credential_type, expected) in [
        ("user.authentication.auth_via_mfa", "null", "\"OKTA_VERIFY_PUSH\""),
        ("user.authentication.auth_via_mfa", "\"\"", "\"OKTA_VERIFY_PUSH\""),
        ("user.authentication.auth_via_mfa", "{}", "\"OKTA_VERIFY_PUSH\""),
        ("user.authentication.auth_via_mfa", "\"OTP\"", "\"OTP\""),
        ("user.mfa.factor.activate", "null", "\"OKTA_VERIFY_PUSH\""),
        ("user.mfa.attempt_bypass", "null", "\"OKTA_VERIFY_PUSH\""),
        ("user.authentication.verify", "null", "null"),
        ("user.session.start", "\"PASSWORD\"", "\"PASSWORD\""),
    ] {
        let members = format!(
            r#""eventType":"{okta_type}","authenticationContext":{{"credentialType":{credential_type}}},{debug}"#
        );
        check(&[(&members, "payload.mfa_method", expected)]);
        let raw = if credential_type.starts_with('"') && credential_type.len() > 2 {
            credential_type
        } else {
            "null"
        };
        check(&[(&members, "raw_metadata.credential_type", raw)]);
    }
}

#[test]
fn strings_survive() {
    // Escapes, pairs, four-byte characters, a lone surrogate as the same escape, long values.
    check(&[
        (
            r#""outcome":{"result":"a\u00e9\/\b\f\n\r\t\"\\"}"#,
            "payload.outcome",
            r#""aé/\u0008\u000c\u000a\u000d\u0009\"\\""#,
        ),
        (r#""outcome":{"result":"\ud83d\ude00"}"#, "payload.outcome", "\"😀\""),
        (r#""outcome":{"result":"😀"}"#, "raw_metadata.outcome", "\"😀\""),
        (r#""outcome":{"result":"x\uD83Dy"}"#, "payload.outcome", r#""x\ud83dy""#),
        (r#""outcome":{"result":"\ude00\ud83d"}"#, "payload.outcome", r#""\ude00\ud83d""#),
        (r#""outcome":{"result":"\u0000"}"#, "payload.outcome", r#""\u0000""#),
    ]);
    let long = "ж".repeat(50_000);
    check(&[(
        &format!(r#""outcome":{{"result":"{long}"}}"#),
        "payload.outcome",
        &format!("\"{long}\""),
    )]);
}
