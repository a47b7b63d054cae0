//! Pushes that people are asked for more often than they like, without anybody meaning harm
//! (scenario facts 2.2). All of it from the usual place, with the usual browser.

use crate::traffic::flow::Act;
use crate::traffic::flows::{launch, sign_in, trouble};
use crate::world::Factor;

use super::entries;
use super::mistakes::as_every_day;
use super::stage::Stage;

/// Twice the thumb hits the wrong button; the third time it does not.
pub(super) fn mistaken_denials(stage: &mut Stage<'_>) {
    let cast = {
        let person = stage.victim();
        as_every_day(stage, person.number)
    };
    stage.next_step();
    let behaviors = entries::first_factor(stage, &cast);
    for last in [false, false, true] {
        stage.next_step();
        stage.go_on(&cast, behaviors, |script, draw| {
            script.pass(draw.between(900, 3_000));
            script.push(Act::SignIn(sign_in::Act::PushSent));
            script.pass(draw.between(3_000, 12_000));
            script.next_request();
            script.push(if last { APPROVAL } else { Act::Trouble(trouble::Act::PushDenied) });
        });
        stage.wait(2_000, 8_000);
    }
    entries::let_in(stage, &cast, behaviors);
}

/// The phone has no network: a few pushes that nobody sees, then the code from the app.
pub(super) fn phone_offline(stage: &mut Stage<'_>) {
    let cast = {
        let person = stage.victim();
        as_every_day(stage, person.number)
    };
    stage.next_step();
    let behaviors = entries::first_factor(stage, &cast);
    for _ in 0..stage.draw.between(2, 4) {
        stage.next_step();
        stage.go_on(&cast, behaviors, |script, draw| {
            script.pass(draw.between(900, 3_000));
            script.push(Act::SignIn(sign_in::Act::PushSent));
        });
        stage.wait(25_000, 60_000);
    }
    stage.next_step();
    stage.go_on(&cast, behaviors, |script, draw| {
        script.pass(draw.between(6_000, 20_000));
        script.push(Act::SignIn(sign_in::Act::FactorVerified(Factor::Totp)));
    });
    entries::let_in(stage, &cast, behaviors);
}

/// A tunnel that breaks down again and again, whose client asks for a push each time it comes up;
/// each time in a session of the client's own, and now and then nobody looks at the phone.
pub(super) fn vpn_reconnect(stage: &mut Stage<'_>) {
    let person = stage.victim();
    for _ in 0..RECONNECTS {
        let cast = as_every_day(stage, person.number);
        stage.next_step();
        for again in [true, false] {
            if again && stage.draw.below(3) != 0 {
                continue;
            }
            stage.act(&cast, |script, draw| {
                script.push(Act::Launch(launch::Act::Challenged(TUNNEL)));
                script.pass(draw.between(800, 2_500));
                script.next_request();
                script.push(Act::SignIn(sign_in::Act::PushSent));
                if again {
                    return;
                }
                script.pass(draw.between(3_000, 14_000));
                script.next_request();
                script.push(APPROVAL);
                script.pass(draw.between(400, 1_800));
                script.next_request();
                script.push(Act::SignIn(sign_in::Act::Verified));
                script.push(Act::Launch(launch::Act::Allowed(TUNNEL)));
                script.pass(draw.between(20, 80));
                script.push(Act::Launch(launch::Act::Opened(TUNNEL)));
            });
            stage.wait(30_000, 90_000);
        }
    }
}

const APPROVAL: Act = Act::SignIn(sign_in::Act::FactorVerified(Factor::Push));
const RECONNECTS: u32 = 8;
/// The app that stands for the tunnel.
const TUNNEL: u16 = 8;
