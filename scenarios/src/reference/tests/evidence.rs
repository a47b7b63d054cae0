use super::super::{OUTPUT_DEPTH_MAX, RECORD_DEPTH_MAX, Rules};
use super::{Json, published, record};

fn rules() -> Rules {
    Rules { evidence: true, ..Rules::seed("d") }
}

/// Each case: members of the record, and the whole evidence.
fn check(cases: &[(&str, &str)]) {
    for (members, expected) in cases {
        let output = published(&record(members), &rules());
        // The sample record names an actor type, which is evidence too.
        let expected = match *expected {
            "{}" => r#"{"actor_type":"User"}"#.to_owned(),
            evidence => evidence.to_owned(),
        };
        assert_eq!(output.member("evidence").unwrap().to_text(), expected, "{members}");
    }
}

/// Each case: the members of `debugData`, and the value of one key of the evidence.
fn check_debug(key: &str, cases: &[(&str, &str)]) {
    for (members, expected) in cases {
        let record = record(&format!(r#""debugContext":{{"debugData":{{{members}}}}}"#));
        let output = published(&record, &rules());
        let found = output.member("evidence").unwrap().member(key).map(Json::to_text);
        assert_eq!(found.as_deref().unwrap_or("absent"), *expected, "{members}");
    }
}

#[test]
fn it_is_the_last_key_and_only_when_asked_for() {
    // The rest of the output does not change.
    let plain = published(&record(""), &Rules::seed("d")).to_text();
    let with = published(&record(""), &rules()).to_text();
    let start = plain.strip_suffix('}').unwrap();
    assert_eq!(with, format!(r#"{start},"evidence":{{"actor_type":"User"}}}}"#));
    let empty = published(&record(r#""actor":null,"target":[{"type":"User"}]"#), &rules());
    assert_eq!(empty.member("evidence").unwrap().to_text(), r#"{"targets":[{"type":"User"}]}"#);
    let empty =
        published(&record(r#""actor":null,"eventType":"security.threat.detected""#), &rules());
    assert_eq!(empty.member("evidence").unwrap().to_text(), "{}");
}

#[test]
fn every_key_has_its_source_and_its_place() {
    // One record with everything.
    check(&[(
        r#""legacyEventType":"core.user_auth.login_success","severity":"INFO",
        "actor":{"id":"00u1","type":"User"},
        "client":{"id":"0oa9"},
        "outcome":{"reason":"INVALID_CREDENTIALS"},
        "authenticationContext":{"rootSessionId":"idx1","issuer":{"type":"OIDC","id":"00o1"}},
        "securityContext":{"asNumber":7018,"asOrg":"AT&T","isp":"at&t","domain":"."},
        "request":{"ipChain":[{"ip":"1.2.3.4"},{"ip":null},{"ip":"2001:db8::1"},"x"]},
        "transaction":{"type":"WEB","id":"unknown","detail":{"requestApiTokenId":"00T1"}},
        "debugContext":{"debugData":{"networkConnection":"ANYWHERE","proxyType":"tor",
            "pushWithNumberChallengeResponseType":"OV_WITH_CHALLENGE_RESPONSE_INVALID",
            "signOnMode":"SAML 2.0","initiationType":"IDP_INITIATED",
            "tunnels":"[{\"anonymous\":true,\"operator\":\"NORD_VPN\",\"type\":\"VPN\"}]",
            "requestUri":"/idp/idx/identify","dtHash":"d1","deviceFingerprint":"f1",
            "threatDetections":"{\"Password Spray\":\"HIGH\"}","threatSuspected":"true",
            "risk":"{level=LOW}","behaviors":"{New IP=NEGATIVE}",
            "privilegeGranted":"Super administrator, Organization administrator",
            "pushOnlyResponseType":"OV_RESPONSE_DENY","factor":"OKTA_VERIFY_PUSH"}},
        "target":[{"detailEntry":{"oktaDeviceId":"guo1"},"changeDetails":{"from":{"a":1.0},"to":[]},
            "displayName":"D","alternateId":"A","type":"UDDevice","id":"1"},{}]"#,
        concat!(
            r#"{"targets":[{"id":"1","type":"UDDevice","alternate_id":"A","display_name":"D","#,
            r#""change_details":{"from":{"a":1.0},"to":[]},"detail":{"oktaDeviceId":"guo1"}},{}],"#,
            r#""outcome_reason":"INVALID_CREDENTIALS","factor":"OKTA_VERIFY_PUSH","#,
            r#""push_response":"OV_RESPONSE_DENY","#,
            r#""privilege_granted":"Super administrator, Organization administrator","#,
            r#""behaviors":{"New IP":"NEGATIVE"},"risk":{"level":"LOW"},"threat_suspected":true,"#,
            r#""threat_detections":{"Password Spray":"HIGH"},"device_fingerprint":"f1","#,
            r#""dt_hash":"d1","root_session_id":"idx1","transaction_id":"unknown","#,
            r#""request_uri":"/idp/idx/identify","as_number":"7018","isp":"at&t","domain":".","#,
            r#""ip_chain":["1.2.3.4","2001:db8::1"],"#,
            r#""tunnels":[{"anonymous":true,"operator":"NORD_VPN","type":"VPN"}],"#,
            r#""api_token_id":"00T1","severity":"INFO","issuer":"00o1","#,
            r#""initiation_type":"IDP_INITIATED","sign_on_mode":"SAML 2.0","client_id":"0oa9","#,
            r#""actor_type":"User","transaction_type":"WEB","#,
            r#""legacy_event_type":"core.user_auth.login_success","#,
            r#""number_challenge":"OV_WITH_CHALLENGE_RESPONSE_INVALID","proxy_type":"tor","#,
            r#""network_connection":"ANYWHERE"}"#,
        ),
    )]);
}

#[test]
fn what_is_absent_has_no_key() {
    // The null rules and the drift rule, inside the evidence too.
    check(&[
        (r#""target":null"#, "{}"),
        (r#""target":[]"#, "{}"),
        (r#""target":[null,"x"]"#, "{}"),
        (r#""target":{"id":"1"}"#, "{}"),
        (r#""outcome":{"reason":null},"severity":"","client":{"id":"null"}"#, "{}"),
        (r#""transaction":{"id":{},"detail":null},"request":{"ipChain":[]}"#, "{}"),
        (r#""debugContext":null"#, "{}"),
        (r#""debugContext":{"debugData":""}"#, "{}"),
        (r#""authenticationContext":{"issuer":{"id":null},"rootSessionId":[]}"#, "{}"),
        (
            r#""target":[{"id":7,"type":null,"detailEntry":"","changeDetails":null}]"#,
            r#"{"targets":[{"id":"7"}],"actor_type":"User"}"#,
        ),
        (
            r#""target":[{"detailEntry":"text","changeDetails":{"x":null,"x":[null,""]}}]"#,
            r#"{"targets":[{"change_details":{"x":[null,""]},"detail":"text"}],"actor_type":"User"}"#,
        ),
        (
            r#""authenticationContext":{"issuer":"https://idp"}"#,
            r#"{"issuer":"https://idp","actor_type":"User"}"#,
        ),
    ]);
}

#[test]
fn behaviors_come_from_text_or_from_the_log_only_data() {
    // The text form first; the JSON when that gives nothing.
    let log_only = |json: &str| format!(r#""logOnlySecurityData":{}"#, Json::from(json).to_text());
    let json = log_only(r#"{"behaviors":{"New Device":"POSITIVE","New IP":true,"x":null,"":"y"}}"#);
    let both = format!(r#""behaviors":"{{New IP=UNKNOWN}}",{json}"#);
    let only_empty = format!(r#""behaviors":"{{}}",{json}"#);
    check_debug(
        "behaviors",
        &[
            (
                r#""behaviors":"{New Geo-Location=NEGATIVE, New Device=BAD_REQUEST, Velocity=POSITIVE}""#,
                r#"{"New Geo-Location":"NEGATIVE","New Device":"BAD_REQUEST","Velocity":"POSITIVE"}"#,
            ),
            (r#""behaviors":"New IP=POSITIVE""#, r#"{"New IP":"POSITIVE"}"#),
            (r#""behaviors":"{a=1, b, =2, c=, d=x=y, a=3}""#, r#"{"a":"3","d":"x=y"}"#),
            (r#""behaviors":"{a=\ud800}""#, r#"{"a":"\ud800"}"#),
            (r#""behaviors":"{}""#, "absent"),
            (r#""behaviors":{"New IP":"POSITIVE"}"#, "absent"),
            (r#""behaviors":["New IP=POSITIVE"]"#, "absent"),
            (&json, r#"{"New Device":"POSITIVE","New IP":"true"}"#),
            (&both, r#"{"New IP":"UNKNOWN"}"#),
            (&only_empty, r#"{"New Device":"POSITIVE","New IP":"true"}"#),
            (&log_only(r#"{"behaviors":"{New IP=POSITIVE}"}"#), "absent"),
            (&log_only("not JSON"), "absent"),
            (r#""logOnlySecurityData":{"behaviors":{"New IP":"POSITIVE"}}"#, "absent"),
        ],
    );
}

#[test]
fn risk_comes_from_text_or_from_the_log_only_data() {
    // Reasons hold commas: an entry ends only where another `word=` begins.
    let log_only = |json: &str| format!(r#""logOnlySecurityData":{}"#, Json::from(json).to_text());
    let json = log_only(r#"{"risk":{"reasons":"New IP, New ASN","level":"MEDIUM"}}"#);
    let both = format!(r#""risk":"{{level=LOW}}",{json}"#);
    check_debug(
        "risk",
        &[
            (r#""risk":"{level=LOW}""#, r#"{"level":"LOW"}"#),
            (
                r#""risk":"{reasons=Anomalous Geo-Distance, New Device, New IP, level=HIGH}""#,
                r#"{"level":"HIGH","reasons":["Anomalous Geo-Distance","New Device","New IP"]}"#,
            ),
            (
                r#""risk":"{previousLevel=LOW, level=MEDIUM, detectionName=S, reasons=A, New IP=x}""#,
                r#"{"level":"MEDIUM","reasons":["A","New IP=x"]}"#,
            ),
            (r#""risk":"{junk, level=LOW, level=HIGH}""#, r#"{"level":"HIGH"}"#),
            (r#""risk":"{reasons=, level=}""#, "absent"),
            (r#""risk":"LOW""#, "absent"),
            (r#""risk":{"level":"LOW"}"#, "absent"),
            (&json, r#"{"level":"MEDIUM","reasons":["New IP","New ASN"]}"#),
            (&both, r#"{"level":"LOW"}"#),
            (
                &log_only(r#"{"risk":{"level":"LOW","reasons":["a, b","",null,"c"]}}"#),
                r#"{"level":"LOW","reasons":["a, b","c"]}"#,
            ),
            (&log_only(r#"{"risk":{}}"#), "absent"),
            (&log_only(r#"{"risk":"{level=LOW}"}"#), "absent"),
        ],
    );
}

#[test]
fn json_inside_text_is_parsed() {
    // What is no JSON stays text; null inside is null; structured values are drift.
    for (key, member) in [("threat_detections", "threatDetections"), ("tunnels", "tunnels")] {
        for (value, expected) in [
            (r#""{\"a\":1.50,\"a\":2.50}""#, r#"{"a":2.50}"#),
            (r#"" [ ] ""#, "[]"),
            (r#""{\"a\":""#, r#""{\"a\":""#),
            (r#""Password Spray""#, r#""Password Spray""#),
            (r#""true""#, "true"),
            ("7", "7"),
            (r#"" null ""#, "absent"),
            (r#""null""#, "absent"),
            (r#""\"\"""#, "absent"),
            (r#"[{"type":"VPN"}]"#, "absent"),
            (r#""[\"\\ud800\"]""#, r#"["\ud800"]"#),
            (r#""[\"\ud800\"]""#, r#""[\"\ud800\"]""#),
        ] {
            check_debug(key, &[(&format!(r#""{member}":{value}"#), expected)]);
        }
    }
    check_debug(
        "threat_suspected",
        &[
            (r#""threatSuspected":"TRUE""#, "true"),
            (r#""threatSuspected":false"#, "false"),
            (r#""threatSuspected":"maybe""#, "absent"),
            (r#""threatSuspected":0"#, "absent"),
        ],
    );
}

#[test]
fn the_deepest_output_can_be_read_back() {
    // Text of 128 levels unfolds below two others; a level more stays text.
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let (deep, deeper) = (nested(RECORD_DEPTH_MAX), nested(RECORD_DEPTH_MAX + 1));
    let details = nested(RECORD_DEPTH_MAX - 3);
    let record = record(&format!(
        r#""debugContext":{{"debugData":{{"tunnels":"{deep}","threatDetections":"{deeper}"}}}},
        "target":[{{"changeDetails":{details}}}]"#
    ));
    let output = published(&record, &rules());
    assert_eq!(output.at("evidence.tunnels").unwrap().to_text(), deep);
    assert_eq!(output.at("evidence.threat_detections"), Some(&Json::from(deeper.as_str())));
    assert_eq!(Json::read(output.to_text().as_bytes(), OUTPUT_DEPTH_MAX), Ok(output));
}

#[test]
fn large_values_come_out_whole() {
    // 100 KB of text, 20,000 names and 20,000 members; a quadratic step would take minutes.
    let many =
        |part: &str| (0..20_000).map(|n| part.replace('#', &n.to_string())).collect::<Vec<_>>();
    let text = many("n#=v").join(", ");
    let reasons = many("r#").join(", ");
    let members = many(r#""k#":#"#).join(",");
    let record = record(&format!(
        r#""debugContext":{{"debugData":{{"behaviors":"{{{text}}}","risk":"{{reasons={reasons}}}"}}}},{members}"#
    ));
    let output = published(&record, &rules());
    let Some(Json::Object(behaviors)) = output.at("evidence.behaviors") else {
        panic!("no behaviors")
    };
    assert_eq!(behaviors.len(), 20_000);
    let Some(Json::Array(reasons)) = output.at("evidence.risk.reasons") else {
        panic!("no reasons")
    };
    assert_eq!(reasons.len(), 20_000);
}
