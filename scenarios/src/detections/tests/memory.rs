//! Rules that remember: pairs, sequences, first sights and absences, at their edges.

use clock::Timestamp;

use super::super::{History, LastLogin, Reading, Watch, Word, rule};
use super::positives_session::{approval, elsewhere, push};
use super::positives_user::{denial, opens};
use super::sketch::{
    DAY, HOUR, MIDNIGHT, MINUTE, SECOND, Sketch, events, fires, hits, series, sketch,
};

fn login(at_ms: i64) -> Sketch {
    sketch("user.session.start", at_ms)
}

fn london(at_ms: i64) -> Sketch {
    login(at_ms).ip(2).in_london()
}

#[test]
fn travel_is_impossible_above_900_km_an_hour() {
    // New York to London is 5,570 km: 6 h 11 min at that speed.
    let after = |ms| vec![login(0), london(ms)];
    for (ms, expected) in [
        (0, true),
        (6 * HOUR + 10 * MINUTE, true),
        (6 * HOUR + 15 * MINUTE, false),
        (23 * HOUR, false),
    ] {
        assert_eq!(fires("O2", &after(ms)), expected, "{ms}");
    }
}

#[test]
fn the_reference_is_the_last_login() {
    // Sydney is 16,000 km away: 17.7 h.
    let sydney = |at| login(at).ip(3).place("Sydney", "Australia", -33.9, 151.2);
    assert!(fires("O2", &[login(0), sydney(17 * HOUR)]));
    // The same address again is no move, but a newer reference.
    let home_again = [login(0), login(10 * HOUR), sydney(20 * HOUR)];
    assert!(fires("O2", &home_again));
    assert!(!fires("O2", &[login(0), sydney(20 * HOUR)]));
}

#[test]
fn a_vpn_is_no_reference_and_no_hit() {
    // Facts 7: the toggle of a VPN. Home, VPN abroad, home: silent, and home stays the reference.
    let tunnel = r#"[{"anonymous":true,"operator":"NORD_VPN","type":"VPN"}]"#;
    let vpn = |at| london(at).debug("tunnels", tunnel).through_proxy();
    assert!(!fires("O2", &[login(0), vpn(HOUR)]));
    assert!(!fires("O2", &[login(0), vpn(HOUR), login(2 * HOUR)]));
    assert!(!fires("O2", &[vpn(0), login(HOUR)]));
    let with_thief = [login(0), vpn(HOUR), london(2 * HOUR)];
    let hits = hits("O2", Reading::AnyWindow, &with_thief);
    assert_eq!(
        hits.iter().flat_map(|hit| &hit.evidence).map(|it| &**it).collect::<Vec<_>>(),
        ["e000000", "e000002"]
    );
    // Without a name it is a proxy like those of offices: compared, and a reference.
    let nameless = |at| london(at).debug("tunnels", r#"[{"type":"VPN"}]"#).through_proxy();
    assert!(fires("O2", &[login(0), nameless(HOUR)]));
    // The newer place of the same fact, and a private relay.
    let categories = |kind: &str| serde_json::json!([{"type": kind, "operator": "X"}]);
    let path = "securityContext.ipDetails";
    for (kind, expected) in [("VPN", false), ("PRIVATE_RELAY", false), ("Tor", true)] {
        let details = serde_json::json!({"ipServiceCategories": categories(kind)});
        assert_eq!(fires("O2", &[login(0), london(HOUR).set(path, details)]), expected, "{kind}");
    }
}

#[test]
fn any_success_resets_the_denials() {
    // Facts 7: O5 is reset, O6 is completed, by the same four types.
    for event_type in [
        "user.authentication.sso",
        "user.authentication.auth_via_mfa",
        "user.authentication.verify",
        "user.session.start",
    ] {
        let mut bombed = series(5, MINUTE, |_, at| denial(at));
        bombed.insert(3, sketch(event_type, 150 * SECOND));
        assert!(!fires("O5", &bombed), "{event_type}");
        assert!(!fires("O6", &bombed), "{event_type} before the fifth");
        bombed.push(sketch(event_type, 5 * MINUTE));
        assert!(fires("O6", &bombed), "{event_type} after the fifth");
    }
    for other in [
        sketch("policy.evaluate_sign_on", 150 * SECOND),
        sketch("user.session.start", 150 * SECOND).failed("INVALID_CREDENTIALS"),
        sketch("user.session.start", 150 * SECOND).user(2),
    ] {
        let mut bombed = series(5, MINUTE, |_, at| denial(at));
        bombed.insert(3, other);
        assert!(fires("O5", &bombed));
    }
}

#[test]
fn a_sequence_takes_ten_minutes_at_most() {
    // Both ends belong to it; and after a hit it starts again from nothing.
    let spread = |ms: i64| series(5, ms, |_, at| denial(at));
    assert!(fires("O5", &spread(150 * SECOND)));
    assert!(!fires("O5", &spread(150 * SECOND + 1)));
    let then = |ms: i64| {
        let mut all = series(5, MINUTE, |_, at| denial(at));
        all.push(login(ms));
        all
    };
    assert!(fires("O6", &then(10 * MINUTE)));
    assert!(!fires("O6", &then(10 * MINUTE + 1)));
    for (count, expected) in [(9, 1), (10, 2)] {
        let all = series(count, 30 * SECOND, |_, at| denial(at));
        assert_eq!(hits("O5", Reading::AnyWindow, &all).len(), expected, "{count}");
    }
}

#[test]
fn a_success_belongs_to_the_pushes_before_it() {
    // O8 compares whole seconds: a success in the second of the last push is after it.
    let with_success_at = |at| {
        let mut all = series(5, MINUTE, |_, at| push(at));
        all.push(approval(at));
        all
    };
    assert!(fires("O8", &with_success_at(4 * MINUTE)));
    assert!(!fires("O8", &with_success_at(4 * MINUTE - 1)));
    assert!(!fires("O8", &with_success_at(-1)));
    // A password is a success of the same type: five pushes that nobody answered fire as soon as
    // it is entered again in the same session.
    let password = approval(5 * MINUTE).debug("factor", "PASSWORD_AS_FACTOR");
    let mut all = series(5, MINUTE, |_, at| push(at));
    all.push(password);
    assert!(fires("O8", &all));
}

#[test]
fn pushes_within_two_seconds_are_one() {
    // O11: three pushes without an answer from two places are enough, but not three phones.
    let three = |gap| series(3, gap, |number, at| push(at).ip(1 + number / 2));
    assert!(fires("O11", &three(2 * SECOND)));
    assert!(!fires("O11", &three(2 * SECOND - 1)));
    // One of three approved is little, two are not.
    let approved = |at: &[i64]| {
        let pushes = series(3, 10 * SECOND, |_, at| push(at));
        pushes.into_iter().chain(at.iter().map(|at| approval(*at))).collect::<Vec<_>>()
    };
    assert!(fires("O11", &approved(&[5 * SECOND])));
    assert!(!fires("O11", &approved(&[5 * SECOND, 15 * SECOND])));
}

#[test]
fn a_session_is_compared_with_its_first_event() {
    // O37: for a day, and by likeness of the user agents.
    let start = login(0);
    assert!(fires("O37", &[start.clone(), elsewhere(opens(1, DAY - 1))]));
    assert!(!fires("O37", &[start.clone(), elsewhere(opens(1, DAY))]));
    let chrome = |version: &str| format!("Mozilla/5.0 (Windows NT 10.0) Chrome/{version}");
    let update = |at| opens(1, at).ip(2).agent(&chrome("132.0.0.0 Safari/537.36"));
    assert!(!fires("O37", &[start.clone(), update(HOUR)]), "a browser that was updated");
    assert!(!fires("O37", &[start.clone(), elsewhere(opens(1, HOUR)).session("idx2")]));
    assert!(!fires("O37", &[start.clone(), elsewhere(opens(1, HOUR)).debug("dtHash", "d2")]));
    // Every later event is one more.
    let stolen =
        [start, elsewhere(opens(1, HOUR)), elsewhere(opens(2, 2 * HOUR)), opens(3, 3 * HOUR)];
    assert_eq!(hits("O37", Reading::AnyWindow, &stolen).len(), 2);
}

#[test]
fn an_issuer_is_new_for_five_days() {
    let via = |at| {
        sketch("user.authentication.auth_via_IDP", at)
            .set("authenticationContext.issuer", serde_json::json!({"id": "0oa1"}))
    };
    let count = |sketches: &[Sketch]| hits("O46", Reading::AnyWindow, sketches).len();
    assert_eq!(count(&[via(0), via(0), via(MINUTE), via(5 * DAY + MINUTE)]), 1);
    assert_eq!(count(&[via(0), via(5 * DAY + 1)]), 2);
    let history = History { issuers: [Word::from("0oa1")].into(), ..History::default() };
    let hits = Watch::over(&[rule("O46").unwrap()], &history).all(events(&[via(0)]));
    assert_eq!(hits, []);
}

#[test]
fn a_proxy_is_new_to_a_user_for_seven_days() {
    let proxied = |at| login(at).through_proxy();
    let count = |sketches: &[Sketch]| hits("O50", Reading::AnyWindow, sketches).len();
    assert_eq!(count(&[proxied(0), proxied(7 * DAY)]), 1);
    assert_eq!(count(&[proxied(0), proxied(7 * DAY + 1)]), 2);
    assert_eq!(count(&[proxied(0), proxied(1).user(2)]), 2);
    let history = History { proxy_users: [Word::from("00u1")].into(), ..History::default() };
    let hits = Watch::over(&[rule("O50").unwrap()], &history).all(events(&[proxied(0)]));
    assert_eq!(hits, []);
}

#[test]
fn a_factor_may_be_replaced_within_twelve_hours() {
    let admin = |event_type: &str, at| sketch(event_type, at).user(7).target("User", "00u1");
    let reset = admin("user.mfa.factor.reset_all", 0);
    let enrol = |at| sketch("user.mfa.factor.activate", at).target("User", "00u1");
    let later = login(2 * DAY).user(8);
    for (replaced_at, expected) in [(0, false), (12 * HOUR, false), (12 * HOUR + 1, true)] {
        let sketches = [reset.clone(), enrol(replaced_at), later.clone()];
        assert_eq!(fires("O54", &sketches), expected, "{replaced_at}");
    }
    // Somebody else's factor, and one that was there before, replace nothing.
    let others = sketch("user.mfa.factor.activate", HOUR).target("User", "00u2");
    assert!(fires("O54", &[reset.clone(), others, later.clone()]));
    assert!(fires("O54", &[enrol(-1), reset.clone(), later]));
    // The log ends before the twelve hours are over: nobody knows yet.
    assert!(!fires("O54", &[reset.clone(), login(12 * HOUR).user(8)]));
    assert!(!fires("O54", &[reset]));
}

/// O47 after a last login, so long before midnight, in New York.
fn wakes_up(days_ago: i64, sketches: &[Sketch]) -> bool {
    let midnight: Timestamp = MIDNIGHT.parse().unwrap();
    let country = Some(Word::from("United States"));
    let last = LastLogin { at: midnight.shifted(-days_ago * DAY), country };
    let last_logins = [(Word::from("00u1"), last)].into();
    let history = History { last_logins, ..History::default() };
    !Watch::over(&[rule("O47").unwrap()], &history).all(events(sketches)).is_empty()
}

#[test]
fn a_dormant_account_wakes_up() {
    let unsuspend = |at| sketch("user.lifecycle.unsuspend", at).user(7).target("User", "00u1");
    let enrol = |at| sketch("user.mfa.factor.activate", at).target("User", "00u1");
    assert!(wakes_up(91, &[unsuspend(0), london(HOUR)]), "from another country");
    assert!(wakes_up(91, &[unsuspend(0), login(HOUR).through_proxy()]), "through a proxy");
    let new = "{New Country=POSITIVE}";
    assert!(wakes_up(91, &[unsuspend(0), login(HOUR).behaviors(new)]), "says Okta");
    assert!(wakes_up(91, &[enrol(0), london(HOUR)]), "with a new factor");
    assert!(wakes_up(91, &[london(0), enrol(HOUR), opens(1, 2 * HOUR).in_london()]));
    // Back from leave, at the desk; not long enough away; not prepared, or too long ago.
    assert!(!wakes_up(91, &[unsuspend(0), login(HOUR)]));
    assert!(!wakes_up(90, &[unsuspend(0), london(0)]));
    assert!(!wakes_up(91, &[london(HOUR)]));
    assert!(!wakes_up(91, &[unsuspend(0).ended("FAILURE"), london(HOUR)]));
    assert!(wakes_up(91, &[unsuspend(0), london(DAY)]));
    assert!(!wakes_up(91, &[unsuspend(0), london(DAY + 1)]));
    // Nobody knows when they were last here.
    assert!(!fires("O47", &[unsuspend(0), london(HOUR)]));
}
