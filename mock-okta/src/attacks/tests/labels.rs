//! What labels say, for every kind of attack.

use super::{Played, play, play_on, variants};
use crate::attacks::{BreachStage, Role, kinds};
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
    // The sign-in, the console, two people; what is given back.
    ("offboarding,hostile=yes,people=2", "yyyy--"),
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

/// Precision is measured on what victims and administrators do (scenario facts 6): no stage and no
/// technique is theirs. The attacker always has some, with the older engine too.
#[test]
fn only_the_attacker_and_the_org_because_of_them_have_a_stage() {
    for kind in kinds() {
        for line in variants(kind) {
            for Played { label, event } in play(7, &line) {
                let has_stage = label.stage != BreachStage::None;
                assert_eq!(has_stage, !label.techniques.is_empty(), "{line}: {label:?}");
                match label.role {
                    Role::Attacker => assert!(has_stage, "{line}: {event}"),
                    Role::AdminResponse | Role::Lookalike | Role::Victim => {
                        assert!(!has_stage, "{line}: {event}");
                    }
                    Role::SystemSideEffect => {}
                }
            }
        }
    }
}

/// A mail because of the attacker's sign-in is a part of the breach; a mail because of what the help
/// desk did is not.
#[test]
fn a_side_effect_is_like_its_cause() {
    let played = play(7, "account-takeover");
    for (kind, stage) in [
        ("system.email.mfa_reset_notification.sent_message", BreachStage::None),
        ("system.email.mfa_enroll_notification.sent_message", BreachStage::CompromiseIdentity),
        ("system.email.new_device_notification.sent_message", BreachStage::CompromiseIdentity),
    ] {
        let mails: Vec<_> = played.iter().filter(|it| it.kind() == kind).collect();
        assert_eq!(mails.len(), 2, "{kind}");
        assert!(mails.iter().all(|it| it.label.stage == stage), "{kind}");
    }
    let end = play(7, "session-hijack,itp=enforce");
    let end = end.iter().find(|it| it.kind() == "user.authentication.universal_logout").unwrap();
    assert_eq!(end.label.stage, BreachStage::CompromiseIdentity);
}

/// The campaigns go through the customer's stages (scenario facts 2.6 to 2.10).
#[test]
fn a_campaign_goes_through_the_stages() {
    use BreachStage::{CompromiseIdentity, LateralMovement, PrivilegeEscalation};
    for (text, expected) in [
        (
            "helpdesk-takeover",
            &[
                CompromiseIdentity,
                LateralMovement,
                PrivilegeEscalation,
                LateralMovement,
                PrivilegeEscalation,
            ][..],
        ),
        ("stolen-session", &[CompromiseIdentity, LateralMovement, PrivilegeEscalation]),
    ] {
        let mut played = play(7, text);
        played.retain(|it| it.label.role == Role::Attacker);
        played.sort_by_key(|it| it.label.step);
        let mut stages: Vec<_> = played.iter().map(|it| it.label.stage).collect();
        stages.dedup();
        assert_eq!(stages, expected, "{text}");
    }
}
