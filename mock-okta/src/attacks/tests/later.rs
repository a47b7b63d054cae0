//! Attacks of the scenario facts from 2.8 on.

use std::collections::BTreeSet;

use super::{Played, play, types, variants};
use crate::attacks::{BreachStage, Role, kinds};

/// What somebody's sign-in looks like: a password, then a push or a code, then the dashboard.
const PUSH: &[&str] = &[
    "user.authentication.auth_via_mfa",
    "policy.evaluate_sign_on",
    "user.session.start",
    "system.push.send_factor_verify_push",
    "user.authentication.auth_via_mfa",
    "policy.evaluate_sign_on",
    "user.authentication.verify",
    "app.oauth2.authorize.code",
    "user.authentication.sso",
    "app.oauth2.token.grant.id_token",
];
const CODE: &[&str] = &[
    "user.authentication.auth_via_mfa",
    "policy.evaluate_sign_on",
    "user.session.start",
    "user.authentication.auth_via_mfa",
    "policy.evaluate_sign_on",
    "user.authentication.verify",
    "app.oauth2.authorize.code",
    "user.authentication.sso",
    "app.oauth2.token.grant.id_token",
];
const APP: &[&str] = &["policy.evaluate_sign_on", "user.authentication.sso"];
const POLICY: &[&str] = &["policy.evaluate_sign_on"];
const NEW_DEVICE_MAIL: &[&str] = &["system.email.new_device_notification.sent_message"];
const CONSOLE: &[&str] =
    &["policy.evaluate_sign_on", "user.authentication.verify", "user.session.access_admin_app"];
const PROTECTED: &[&str] =
    &["user.session.context.change", "policy.auth_reevaluate.fail", "user.risk.detect"];
const LOGGED_OUT: &[&str] =
    &["policy.auth_reevaluate.action", "user.authentication.universal_logout", "user.session.end"];
const REPORT: &[&str] = &["user.account.report_suspicious_activity_by_enduser"];

/// What is played, in blocks.
const SCRIPTS: &[(&str, &[&[&str]])] = &[
    ("session-hijack,victim-apps=1", &[PUSH, APP, APP, APP, APP, APP, POLICY]),
    ("session-hijack,apps=1,challenged=2,victim-apps=0", &[PUSH, APP, POLICY, POLICY]),
    (
        "session-hijack,victim=admin,apps=1,challenged=0,victim-apps=0",
        &[PUSH, APP, POLICY, &["security.session.detect_client_roaming", "user.session.end"]],
    ),
    (
        "session-hijack,victim=admin,asn-binding=off,apps=1,challenged=0,victim-apps=0",
        &[
            PUSH,
            APP,
            &["analytics.reports.export.request"],
            POLICY,
            &["user.session.access_admin_app"],
        ],
    ),
    ("session-hijack,itp=monitor,apps=2,challenged=0,victim-apps=0", &[PUSH, APP, PROTECTED, APP]),
    ("session-hijack,itp=enforce", &[PUSH, APP, PROTECTED, LOGGED_OUT]),
    ("session-hijack,look-alike=network-switch", &[PUSH, APP, APP, APP, APP]),
    ("session-hijack,look-alike=vpn-toggle", &[PUSH, APP, APP, APP, APP]),
    (
        "sso-burst,look-alike=tab-restore,apps=9",
        &[PUSH, APP, APP, APP, APP, APP, APP, APP, APP, APP],
    ),
    ("reported-activity,apps=1", &[CODE, NEW_DEVICE_MAIL, APP, REPORT, &["user.session.clear"]]),
    (
        "reported-activity,apps=0,response=reset,itp=enforce",
        &[
            CODE,
            NEW_DEVICE_MAIL,
            REPORT,
            &["user.risk.detect", "user.authentication.universal_logout", "user.session.end"],
            &[
                "user.session.clear",
                "user.account.reset_password",
                "user.mfa.factor.reset_all",
                "system.email.mfa_reset_notification.sent_message",
            ],
        ],
    ),
    ("reported-activity,look-alike=own-phone", &[PUSH, NEW_DEVICE_MAIL, REPORT]),
    (
        "anonymous-admin",
        &[
            CODE,
            NEW_DEVICE_MAIL,
            CONSOLE,
            &[
                "analytics.reports.export.request",
                "application.lifecycle.update",
                "policy.rule.update",
            ],
        ],
    ),
    ("anonymous-admin,policy=challenge,factor=push", &[PUSH, NEW_DEVICE_MAIL, POLICY]),
    (
        "anonymous-admin,policy=deny",
        &[CODE, NEW_DEVICE_MAIL, POLICY, &["user.session.access_admin_app"]],
    ),
    ("anonymous-admin,actions=0,look-alike=office-laptop", &[PUSH, NEW_DEVICE_MAIL, CONSOLE]),
    ("anonymous-admin,actions=0,look-alike=sase", &[PUSH, CONSOLE]),
];

#[test]
fn each_is_played_event_by_event() {
    for (text, blocks) in SCRIPTS {
        for seed in 1..4 {
            assert_eq!(types(&play(seed, text)), blocks.concat(), "{text}, seed {seed}");
        }
    }
}

/// Nobody who only looks like an attacker is called one.
#[test]
fn look_alikes_are_nobodys_attack() {
    for kind in kinds() {
        for name in kind.look_alikes {
            for played in play(1, &format!("{},look-alike={name}", kind.name)) {
                let label = &played.label;
                assert!(label.role != Role::Attacker && label.role != Role::AdminResponse);
                assert_eq!(label.stage, BreachStage::None, "{} {name}", kind.name);
                assert!(label.techniques.is_empty(), "{label:?}");
            }
        }
    }
}

#[test]
fn the_same_seed_plays_the_same_and_another_one_does_not() {
    for kind in kinds() {
        let events = |seed| play(seed, kind.name).into_iter().map(|it| it.event);
        assert!(events(3).eq(events(3)), "{}", kind.name);
        assert!(!events(3).eq(events(4)), "{}", kind.name);
    }
}

/// Ids are unique within a run, labels point at the events, and steps are counted without a gap;
/// several people may be at different ones at the same time.
#[test]
fn labels_and_events_belong_together() {
    for line in kinds().iter().flat_map(|kind| variants(kind)) {
        let played = play(2, &line);
        let ids: BTreeSet<_> = played.iter().map(|it| it.label.uuid.as_str()).collect();
        assert_eq!(ids.len(), played.len(), "{line}");
        let mut steps = BTreeSet::new();
        for Played { label, event } in &played {
            assert_eq!(event["uuid"], label.uuid.as_str());
            assert_eq!(event["published"], label.published.as_str());
            steps.insert(label.step);
        }
        assert!(steps.iter().copied().eq(1..=steps.len() as u32), "{line}: {steps:?}");
    }
}

/// One session and one device token, two machines.
#[test]
fn a_stolen_session_goes_on_elsewhere() {
    for client in ["stale", "scripted", "other-browser"] {
        for token in ["stolen", "own"] {
            let text = format!("session-hijack,client={client},device-token={token}");
            let played = play(5, &text);
            let (thief, victim): (Vec<_>, Vec<_>) = played
                .iter()
                .filter(|it| it.kind() == "user.authentication.sso")
                .partition(|it| it.label.role == Role::Attacker);
            assert_eq!((thief.len(), victim.len()), (4, 3), "{text}");
            let agent = |it: &Played| it.event["client"]["userAgent"].clone();
            let sessions: BTreeSet<_> = played
                .iter()
                .filter(|it| it.event["actor"]["type"] == "User")
                .map(Played::session)
                .collect();
            assert_eq!(sessions.len(), 1, "{text}: {sessions:?}");
            for stolen in &thief {
                assert_ne!(stolen.address(), victim[0].address());
                assert_ne!(agent(stolen)["os"], agent(victim[0])["os"], "{text}");
                assert_eq!(
                    stolen.debug("dtHash") == victim[0].debug("dtHash"),
                    token == "stolen",
                    "{text}"
                );
                let is_script = client == "scripted";
                assert_eq!(stolen.debug("deviceFingerprint").is_empty(), is_script, "{text}");
                assert_ne!(stolen.debug("deviceFingerprint"), victim[0].debug("deviceFingerprint"));
                assert!(stolen.event["device"].is_null(), "{text}");
            }
        }
    }
}

/// The look-alike has the same browser all along.
#[test]
fn whoever_changes_the_network_keeps_the_browser() {
    for name in ["network-switch", "vpn-toggle"] {
        let played = play(6, &format!("session-hijack,look-alike={name}"));
        let browser: Vec<_> =
            played.iter().filter(|it| it.event["client"]["device"] == "Computer").collect();
        let apps: Vec<_> = browser.iter().filter(|it| it.kind() == APP[1]).collect();
        let distinct = |of: &dyn Fn(&Played) -> String| {
            apps.iter().map(|it| of(it)).collect::<BTreeSet<_>>().len()
        };
        assert_eq!(distinct(&|it| it.address().to_owned()), 2, "{name}");
        assert_eq!(distinct(&|it| it.event["client"]["userAgent"].to_string()), 1);
        assert_eq!(distinct(&|it| it.debug("dtHash").to_owned()), 1);
        assert_eq!(distinct(&|it| it.session().to_owned()), 1);
    }
}

/// What Identity Threat Protection says agrees with what it saw.
#[test]
fn protection_knows_where_the_session_was_before() {
    let played = play(7, "session-hijack,itp=enforce");
    let find = |kind: &str| played.iter().find(|it| it.kind() == kind).unwrap();
    let (began, changed) = (find("user.session.start"), find("user.session.context.change"));
    assert_eq!(changed.debug("previousIpAddress"), began.address());
    assert_eq!(changed.debug("newIpAddress"), changed.address());
    assert_eq!(changed.debug("externalSessionId"), began.session());
    assert_eq!(find("user.session.end").debug("endedSessionId"), began.session());
    let behaviors = changed.debug("behaviors");
    assert!(behaviors.contains("New Country=POSITIVE"), "{behaviors}");
    assert!(behaviors.contains("New Device=NEGATIVE"), "{behaviors}");
    let traces: BTreeSet<_> =
        [PROTECTED, LOGGED_OUT].concat().iter().map(|kind| find(kind).debug("traceId")).collect();
    assert!(traces.len() == 1 && traces.iter().all(|trace| trace.len() == 36), "{traces:?}");
    let transaction = |kind: &str| find(kind).event["transaction"]["id"].clone();
    assert_eq!(transaction(LOGGED_OUT[1]), transaction(LOGGED_OUT[2]));
}

#[test]
fn a_burst_tries_as_many_apps_as_it_is_told_to() {
    let apps = |played: &[Played], kind: &str, result: &str| -> BTreeSet<String> {
        let app = |it: &Played| it.event["target"][0]["displayName"].as_str().unwrap().to_owned();
        let fits = |it: &&Played| {
            it.kind() == kind
                && it.event["outcome"]["result"] == result
                && it.event["target"][0]["displayName"] != "Okta Dashboard"
                && it.event["target"][0]["type"] == "AppInstance"
        };
        played.iter().filter(fits).map(app).collect()
    };
    for (text, opened, challenged, refused) in [
        ("sso-burst", 16, 7, 5),
        ("sso-burst,apps=10,challenged=3,refused=0,order=dashboard", 10, 3, 0),
        ("sso-burst,apps=1,challenged=0,refused=8", 1, 0, 8),
    ] {
        let played = play(8, text);
        let attack: Vec<_> = played.into_iter().filter(|it| it.label.step == 2).collect();
        assert_eq!(apps(&attack, "user.authentication.sso", "SUCCESS").len(), opened, "{text}");
        let asked = apps(&attack, "policy.evaluate_sign_on", "CHALLENGE");
        assert_eq!(asked.len(), challenged, "{text}: {asked:?}");
        let others = apps(&attack, "app.generic.unauth_app_access_attempt", "FAILURE");
        assert_eq!(others.len(), refused, "{text}");
        for it in attack.iter().filter(|it| it.kind() == "user.authentication.sso") {
            assert_eq!(it.debug("initiationType"), "IDP_INITIATED");
            assert!(it.debug("requestUri").starts_with("/app/"), "{}", it.debug("requestUri"));
        }
        let sessions: BTreeSet<_> = attack.iter().map(Played::session).collect();
        assert_eq!(sessions.len(), 1, "{text}");
    }
    let shown = play(8, "sso-burst,revealed=3");
    let shown = shown.iter().filter(|it| it.kind().ends_with(".show_password"));
    assert_eq!(shown.count(), 3);
    for it in play(8, "sso-burst,look-alike=tab-restore") {
        assert_ne!(it.debug("initiationType"), "IDP_INITIATED");
    }
}

/// What is reported is in the log, with this id, from this address, at this time.
#[test]
fn a_report_is_about_an_event_that_exists() {
    for (text, kind) in [
        ("reported-activity", NEW_DEVICE_MAIL[0]),
        ("reported-activity,event=sign-in", "user.session.start"),
        ("reported-activity,look-alike=own-phone", NEW_DEVICE_MAIL[0]),
    ] {
        let played = play(9, text);
        let report = played.iter().find(|it| it.kind() == REPORT[0]).unwrap();
        let said = |key: &str| report.debug(&format!("suspiciousActivity{key}"));
        let about = played.iter().find(|it| it.event["uuid"] == said("EventId")).unwrap();
        assert_eq!(about.kind(), kind, "{text}");
        assert_eq!(said("EventType"), kind);
        assert_eq!(said("EventIp"), about.address());
        assert_eq!(said("EventTransactionId"), about.event["transaction"]["id"]);
        assert_eq!(said("Timestamp"), about.event["published"]);
        let client = &about.event["client"];
        assert_eq!(said("Os"), client["userAgent"]["os"]);
        assert_eq!(said("Browser"), client["userAgent"]["browser"]);
        let geo = &client["geographicalContext"];
        assert_eq!(said("EventCity"), geo["city"]);
        assert_eq!(said("EventLatitude"), geo["geolocation"]["lat"].to_string());
        // The reporter sits elsewhere.
        assert_ne!(report.address(), about.address());
        assert_eq!(report.event["actor"]["id"], report.event["target"][0]["id"]);
        assert_eq!(report.event["severity"], "WARN");
        assert!(report.session().starts_with("trs"), "{}", report.session());
    }
}

/// What the console's policy sees is what the sign-in was like.
#[test]
fn the_console_sees_what_is_new() {
    for (text, device, address, proxy) in [
        ("anonymous-admin", "POSITIVE", Some("POSITIVE"), true),
        ("anonymous-admin,proxy=residential", "POSITIVE", Some("POSITIVE"), false),
        ("anonymous-admin,look-alike=office-laptop", "POSITIVE", Some("NEGATIVE"), false),
        // Whoever has used the company's tunnel before is no stranger to it.
        ("anonymous-admin,look-alike=sase", "NEGATIVE", None, true),
    ] {
        for seed in 1..8 {
            let played = play(seed, text);
            let console =
                |it: &&Played| it.event["target"][0]["displayName"] == "Okta Admin Console";
            let policy = played.iter().find(console).unwrap();
            let behaviors = policy.debug("behaviors");
            assert!(behaviors.contains(&format!("New Device={device}")), "{text}: {behaviors}");
            if let Some(address) = address {
                assert!(behaviors.contains(&format!("New IP={address}")), "{text}: {behaviors}");
            }
            assert!(policy.debug("logOnlySecurityData").contains(device), "{text}");
            for it in played.iter().filter(|it| it.debug("requestUri").contains("admin")) {
                assert_eq!(it.event["securityContext"]["isProxy"], proxy, "{text}");
            }
            let tor = play(seed, "anonymous-admin,proxy=tor");
            let start = tor.iter().find(|it| it.kind() == "user.session.start").unwrap();
            assert_eq!(start.debug("proxyType"), "tor");
        }
    }
}
