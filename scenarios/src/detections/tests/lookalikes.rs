//! What looks like an attack and is none (facts 3.5), and conditions with an upper bound.

use super::super::Reading;
use super::positives_event::{console, downgrade};
use super::positives_session::{elsewhere, policy, push};
use super::positives_user::{denial, opens, wrong_password};
use super::sketch::{DAY, HOUR, MINUTE, SECOND, Sketch, fires, hits, series, sketch};

fn login(at_ms: i64) -> Sketch {
    sketch("user.session.start", at_ms)
}

/// None of the rules fires.
fn silent(rules: &[&str], sketches: &[Sketch]) {
    for rule in rules {
        assert!(!fires(rule, sketches), "{rule}");
    }
}

#[test]
fn a_business_trip() {
    let london = login(9 * HOUR).ip(2).in_london().behaviors("{New Country=POSITIVE}");
    silent(&["O1", "O2", "O3"], &[login(0), london]);
}

#[test]
fn two_mistaken_denials() {
    // On the phone at home, after pushes that the browser at the desk asked for.
    let known = |at| push(at).behaviors("{New Device=NEGATIVE, New IP=NEGATIVE}");
    let denials = [known(0), denial(10 * SECOND), known(MINUTE), denial(70 * SECOND)];
    silent(&["O5", "O6", "O8", "O10", "O11", "O56"], &denials);
    assert!(fires("O7", &denials));
}

#[test]
fn nothing_suspected() {
    let unsuspected = login(0).debug("threatSuspected", "false");
    silent(&["O24", "O24-OC"], &[unsuspected, sketch("security.attack.start", MINUTE)]);
}

#[test]
fn five_typos() {
    let typos = series(5, 15 * SECOND, |_, at| wrong_password(at));
    silent(&["O12", "O13", "O14", "O16", "O17", "O18", "O19", "O20", "O21", "O25"], &typos);
}

#[test]
fn from_wifi_to_lte() {
    let moved = |it: Sketch| it.ip(2);
    let sketches =
        [login(0), policy(0, "ALLOW"), moved(policy(HOUR, "ALLOW")), moved(opens(1, HOUR))];
    silent(&["O36", "O36-CH", "O37", "O38", "O40"], &sketches);
}

#[test]
fn tabs_that_are_restored() {
    let nine = series(9, SECOND, opens);
    silent(&["O41", "O42", "O43", "O44"], &nine);
}

#[test]
fn a_new_laptop_in_the_office() {
    let behaviors = "{New Device=POSITIVE, New IP=NEGATIVE}";
    silent(&["O35", "O48", "O49", "O50", "O51"], &[console().behaviors(behaviors)]);
}

#[test]
fn a_lost_phone() {
    // Reset by the help desk and enrolled again from the known laptop.
    let sketches = [
        sketch("user.mfa.factor.reset_all", 0).user(7).target("User", "00u1"),
        login(HOUR).behaviors("{New Device=NEGATIVE, New Geo-Location=NEGATIVE}"),
        sketch("user.mfa.factor.activate", HOUR + MINUTE).target("User", "00u1"),
        login(DAY),
    ];
    silent(&["O33", "O34", "O35", "O54"], &sketches);
}

#[test]
fn routine_work_of_an_admin() {
    let known = r#"{"behaviors":{"New Device":"NEGATIVE","New Country":"NEGATIVE"}}"#;
    let sketches = [
        login(0).debug("logOnlySecurityData", known),
        sketch("policy.rule.update", 5 * MINUTE),
        downgrade("1FA", "2FA").moved_by(6 * MINUTE),
        downgrade("2FA", "2FA").moved_by(7 * MINUTE),
    ];
    silent(&["O26", "O32", "O59"], &sketches);
}

#[test]
fn a_spray_has_a_shape() {
    // O16 and O25 have upper bounds: who tries one account too often does something else.
    let spray = |count: usize, users: usize, every| {
        series(count, every, |number, at| wrong_password(at).user(number % users))
    };
    assert!(fires("O16", &spray(40, 5, 30 * SECOND)), "8 each");
    assert!(fires("O16", &spray(15, 5, 22 * SECOND)), "over 5 min");
    silent(&["O16"], &spray(15, 5, 21 * SECOND));
    silent(&["O16"], &spray(15, 4, 30 * SECOND));
    silent(&["O16"], &spray(15, 15, 30 * SECOND));
    // 60 % of the accounts with 2 to 6 attempts: 6 of 10 are enough, 6 of 11 are not.
    let mixed = |single: usize| {
        let twice = series(18, 30 * SECOND, |number, at| wrong_password(at).user(number % 6));
        let once = series(single, 0, |number, _| wrong_password(270 * SECOND).user(100 + number));
        [twice, once].concat()
    };
    assert!(fires("O16", &mixed(4)));
    silent(&["O16"], &mixed(5));
    assert!(fires("O25", &spray(30, 15, 10 * SECOND)), "2 each");
    // Three at once for each: there is no window with at most two.
    let thrice = series(45, 10 * SECOND, |number, at| {
        wrong_password(at - at % (30 * SECOND)).user(number / 3)
    });
    silent(&["O25"], &thrice);
    // O17: at most five for each account, and no more addresses than accounts.
    let spread = |users: usize, sources: usize| {
        series(60, 10 * SECOND, |number, at| {
            wrong_password(at).user(number % users).ip(number % sources)
        })
    };
    assert!(fires("O17", &spread(12, 12)));
    silent(&["O17"], &spread(8, 4));
    silent(&["O17"], &spread(7, 5));
    silent(&["O17"], &spread(10, 60));
}

#[test]
fn a_window_may_leave_out_the_newest() {
    // O25 over 28 attempts on 14 accounts and 2 on others, and then a third attempt on one: a
    // window that ends before it holds; and so does one that starts after the first.
    let mut attempts = series(30, 10 * SECOND, |number, at| wrong_password(at).user(number % 15));
    attempts.push(wrong_password(MINUTE * 14).user(0));
    let hits = hits("O25", Reading::AnyWindow, &attempts);
    assert_eq!(hits.len(), 2);
    assert_eq!((hits[0].events, hits[1].events), (30, 30));
}

#[test]
fn half_of_the_challenges_answered() {
    // O42 counts successes only for applications that were challenged.
    let challenge = |number: usize| {
        policy(number as i64 * SECOND, "CHALLENGE").target("AppInstance", &format!("app-{number}"))
    };
    let entered = |number: usize| opens(number, 10 * SECOND + number as i64);
    let four: Vec<Sketch> = (0..4).map(challenge).collect();
    let with = |apps: &[usize]| {
        let entered = apps.iter().map(|number| entered(*number));
        four.iter().cloned().chain(entered).collect::<Vec<_>>()
    };
    assert!(fires("O42", &with(&[])));
    assert!(fires("O42", &with(&[0])));
    assert!(fires("O42", &with(&[7, 8, 9])));
    let hits = hits("O42", Reading::AnyWindow, &with(&[0, 1]));
    assert_eq!(hits.len(), 2, "before the second success, and when the first has left");
    let elsewhere_too: Vec<Sketch> = (0..4)
        .map(|number| if number < 2 { challenge(number) } else { elsewhere(challenge(number)) })
        .collect();
    silent(&["O42"], &elsewhere_too);
}

#[test]
fn a_guest_in_six_accounts_is_not_one_in_one() {
    // O55: more than five for one person, or for more than five, but not five and one.
    let ignored = |number: usize, at| {
        sketch("user.authentication.auth_via_mfa", at).ended("UNANSWERED").user(number / 5)
    };
    let mixed = series(6, MINUTE, ignored);
    silent(&["O55"], &mixed);
}

#[test]
fn a_few_cookies_are_enough() {
    // O12: fewer than 15 % with a token; 3 of 20 are exactly that.
    let with_token = |tokens: usize| {
        series(20, MINUTE, |number, at| {
            let typed = wrong_password(at);
            // In the middle, so that no part of the attempts has fewer.
            if (9..9 + tokens).contains(&number) { typed.debug("dtHash", "d1") } else { typed }
        })
    };
    assert!(fires("O12", &with_token(2)));
    silent(&["O12"], &with_token(3));
}

#[test]
fn a_replay_comes_after_the_start() {
    // O38: what happens in the same instant is no replay of a session that starts there.
    let script = |at| opens(1, at).agent("curl/8.4.0");
    assert!(fires("O38", &[login(MINUTE), script(MINUTE + 1)]));
    silent(&["O38"], &[login(MINUTE), script(MINUTE)]);
    silent(&["O38"], &[login(MINUTE), script(MINUTE - 1)]);
}
