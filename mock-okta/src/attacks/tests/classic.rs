//! Attacks on an org that runs on the older engine (scenario facts 1.2).

use super::{play, play_on, types, variants};
use crate::attacks::kinds;
use crate::world::Engine;

#[test]
fn every_attack_can_be_played_and_shows_nothing_of_identity_engine() {
    for kind in kinds() {
        for line in variants(kind) {
            let played = play_on(Engine::Classic, 5, &line);
            assert!(!played.is_empty(), "{line}");
            for event in &played {
                let text = event.event.to_string();
                for alien in ["/idp/", "\"idx", "\"UDDevice\"", "AuthenticatorEnrollment"] {
                    assert!(!text.contains(alien), "{alien} in {line}: {text}");
                }
                let session = event.session();
                let known = session.is_empty() || ["102", "trs", "unk"].contains(&&session[..3]);
                assert!(known, "{line}: {text}");
            }
        }
    }
}

#[test]
fn a_guess_at_the_page_is_one_event() {
    let line = "brute-force,endpoint=idx,attempts=8,lockout=0";
    let [old, new] = [Engine::Classic, Engine::Oie].map(|engine| play_on(engine, 5, line).len());
    assert_eq!([old, new], [8, 16]);
    let spray = play_on(Engine::Classic, 5, "password-spray");
    let at_api = |kind: &&&super::Played| kind.debug("requestUri") == "/api/v1/authn";
    let guesses: Vec<_> = spray.iter().filter(|e| e.kind() == "user.session.start").collect();
    assert!(guesses.len() > 10 && guesses.iter().all(|guess| at_api(&guess)));
}

#[test]
fn a_push_that_is_rejected_has_a_type_of_its_own() {
    let old = play_on(Engine::Classic, 5, "mfa-fatigue,end=deny,number-challenge=off");
    let denied = "user.mfa.okta_verify.deny_push";
    let sent = "system.push.send_factor_verify_push";
    let count = |what: &str| types(&old).iter().filter(|kind| **kind == what).count();
    assert!(count(denied) > 2 && count(sent) >= count(denied), "{:?}", types(&old));
    assert_eq!(&types(&old)[..2], ["user.session.start", "policy.evaluate_sign_on"]);
    assert!(!types(&play(5, "mfa-fatigue,end=deny,number-challenge=off")).contains(&denied));
}
