//! What labels say, for every kind of attack.

use super::{Played, play, play_on, variants};
use crate::attacks::{Role, kinds};
use crate::world::Engine;

/// What the attacker has of each step: `y` for everything that they try in it, `n` for nothing,
/// `m` for some of it; `-` where the attacker does nothing.
const GAINS: &[(&str, &str)] = &[
    // The victim's morning; the sign-in, four apps.
    ("impossible-travel", "-yyyyy"),
    // The password, pushes until one is approved, the session, three apps.
    ("mfa-fatigue", "ynnnnnnnyyyyy"),
    ("mfa-fatigue,pushes=3,end=deny", "ynnn"),
    ("mfa-fatigue,pushes=3,end=abandon,answer=ignore", "ynnn"),
    // The password again after each push that came to nothing.
    ("mfa-fatigue,pushes=3,reauth=each,apps=1,enrol=yes", "ymmyyyy"),
    ("brute-force", "n"),
    ("brute-force,account=unknown", "n"),
    ("brute-force,success=yes,lockout=0", "ny"),
    ("brute-force,success=yes,lockout=0,endpoint=idx", "ny"),
    // One of the list has the password.
    ("password-spray,passwords=1", "m"),
    ("password-spray,passwords=1,mfa=none,endpoint=authn", "m"),
    ("password-spray,hits=0", "nn"),
    // Two of the list; then the addresses are blocked.
    ("credential-stuffing", "m--"),
    ("credential-stuffing,hits=0", "n--"),
    ("privilege-escalation", "yyyyyyy"),
    ("privilege-escalation,grant=group,zone=deactivate,revoke-after=10m", "yyyyyyyy"),
    // The help desk; a password, a phone, the session, three apps; all of it twice.
    ("account-takeover", "-yyyyyy-yyyyyy"),
    ("account-takeover,victims=1,reset=mfa,factor=sms,clean-up=yes", "-yyyyyyy"),
    // The victim's morning; four apps, and one that asks for a factor.
    ("session-hijack", "-yyyyn"),
    ("session-hijack,itp=monitor,challenged=0", "-yyyy"),
    ("session-hijack,itp=enforce", "-y"),
    ("session-hijack,victim=admin", "-yyyynn"),
    ("session-hijack,victim=admin,asn-binding=off", "-yyyynyy"),
    // The sign-in, the burst, a password that is shown.
    ("sso-burst", "ymy"),
    ("sso-burst,challenged=0,refused=0,revealed=0", "yy"),
    // The sign-in, two apps; the report, the response.
    ("reported-activity", "yyy--"),
    ("reported-activity,itp=enforce,response=reset", "yyy--"),
    // The sign-in, the console; three settings; four people; the end.
    ("cross-tenant", "yyyyyyyyyy"),
    ("cross-tenant,provider=partner,downgrade=yes,victims=1", "yyyyyyy"),
    ("offboarding,people=2", "---"),
    // The sign-in, the console, three settings.
    ("anonymous-admin", "yyyyy"),
    ("anonymous-admin,policy=challenge", "yn"),
    ("anonymous-admin,policy=deny", "yn"),
    // The sign-in, the console, the account that wakes up; a password, a phone, the session, three
    // apps.
    ("dormant-reactivation", "yyyyyyyyy"),
    ("dormant-reactivation,reactivator=token,grant=org", "yyyyyyyy"),
    // The help desk; in; a burst with a password that is shown; the console; five things in it;
    // three settings; three people; the end.
    ("helpdesk-takeover", "-yyymyyyyyyyyyyyyyy"),
    // The victim's morning; three apps and one that asks; a report, the console; five things.
    ("stolen-session", "-yyynyyyyyyy"),
];

#[test]
fn an_attacker_has_what_the_facts_say_of_each_step() {
    for (text, expected) in GAINS {
        for seed in 1..4 {
            assert_eq!(gains(&play(seed, text)), *expected, "{text}, seed {seed}");
        }
    }
    for kind in kinds() {
        let is_there = |(text, _): &(&str, &str)| text.split(',').next() == Some(kind.name);
        assert!(kind.name == "morning-surge" || GAINS.iter().any(is_there), "{}", kind.name);
    }
}

/// As [`GAINS`] has it.
fn gains(played: &[Played]) -> String {
    let last = played.iter().map(|it| it.label.step).max().unwrap_or_default();
    let step = |number| {
        let own = |it: &&Played| it.label.step == number && it.label.role == Role::Attacker;
        let mut gained = played.iter().filter(own).map(|it| it.label.attack_success);
        let first = gained.next()?;
        let rest_is_the_same = gained.all(|it| it == first);
        Some(if !rest_is_the_same {
            'm'
        } else if first {
            'y'
        } else {
            'n'
        })
    };
    (1..=last).map(|number| step(number).unwrap_or('-')).collect()
}

/// What an event shows and what its label says agree: an app that opened for the attacker is a
/// success, whatever the kind of attack, and a refusal is none.
#[test]
fn success_is_the_attackers_and_can_be_seen() {
    const DONE: &[&str] = &[
        "app.oauth2.token.grant.id_token",
        "user.authentication.sso",
        "user.authentication.verify",
        "user.mfa.factor.activate",
        "user.session.access_admin_app",
        "user.session.start",
    ];
    for kind in kinds() {
        for (line, engine) in variants(kind)
            .iter()
            .flat_map(|line| [Engine::Classic, Engine::Oie].map(|engine| (line, engine)))
        {
            for Played { label, event } in play_on(engine, 6, line) {
                let (result, what) = (&event["outcome"]["result"], &event["eventType"]);
                let succeeded = label.attack_success;
                if label.role != Role::Attacker {
                    assert!(!succeeded, "{line}: {label:?}");
                } else if result == "FAILURE" || result == "DENY" {
                    assert!(!succeeded, "{line}: {event}");
                } else if DONE.iter().any(|done| what == *done) {
                    assert!(succeeded, "{line}: {event}");
                }
            }
        }
    }
}

/// Each right password of a list is a success, and no other guess is.
#[test]
fn as_many_guesses_succeed_as_are_right() {
    for (text, hits) in [
        ("password-spray", 1),
        ("password-spray,hits=5,endpoint=authn", 5),
        ("password-spray,hits=3,mfa=none", 3),
        ("credential-stuffing", 2),
        ("credential-stuffing,hits=4,threatinsight=off", 4),
    ] {
        let is_hit = |it: &&Played| {
            it.label.attack_success
                && it.kind() == "user.session.start"
                && it.event["outcome"]["result"] == "SUCCESS"
        };
        assert_eq!(play(3, text).iter().filter(is_hit).count(), hits, "{text}");
    }
}
