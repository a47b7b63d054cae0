//! Coming to work, in Identity Engine's order of events (scenario facts 1.6, B1 and B2).

use clock::Draw;

use crate::traffic::flow::{self, Flow, Script};
use crate::traffic::timeline::chance;
use crate::world::{Factor, Habits, World};

use super::launch::{self, DASHBOARD};
use super::trouble;

/// What happens in a sign-in that goes well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The sign-on policy lets the person in.
    Allowed,
    /// The sign-on policy asks for more.
    Challenged,
    /// A second factor, or `FastPass`, proved right.
    FactorVerified(Factor),
    /// Another identity provider vouched for the person.
    Federated,
    /// The password was right.
    PasswordVerified,
    /// A push went to the phone.
    PushSent,
    /// A session began.
    SessionStarted,
    /// A text message went out.
    SmsSent,
    EmailSent,
    /// The person's identity counts as verified.
    Verified,
}

/// What `flow.actor` does to get in.
pub(crate) fn script(flow: &Flow, world: &World, draw: &mut Draw, script: &mut Script<'_>) {
    let habits = world.habits(flow.actor);
    if draw.chance(UNKNOWN_NAME_PER_MILLION) {
        script.push(flow::Act::Trouble(trouble::Act::UnknownName));
        script.pass(draw.between(6_000, 25_000));
        script.next_request();
    }
    if habits.federated {
        federated(draw, script);
    } else if habits.factor == Factor::FastPass {
        by_device(draw, script);
    } else if !(password(flow, draw, script) && second_factor(flow, habits.factor, draw, script)) {
        return;
    }
    launch::open(DASHBOARD, draw, script);
}

/// Whether a sign-in of somebody with `habits` leads to a session, whatever goes wrong on the way.
/// Known from the flow's key alone, because what later sign-ins are compared with depends on it.
pub(crate) fn succeeds(key: u64, habits: Habits) -> bool {
    is_without_password(habits) || goes_well(key)
}

/// Whether a sign-in leads to a session even of somebody with a password.
pub(crate) fn goes_well(key: u64) -> bool {
    !(is_locked_out(key) || is_denied(key))
}

fn is_without_password(habits: Habits) -> bool {
    habits.federated || habits.factor == Factor::FastPass
}

fn is_locked_out(key: u64) -> bool {
    chance(key, 0x10c3, LOCKOUT_PER_MILLION)
}

fn is_denied(key: u64) -> bool {
    chance(key, 0xde21, DENIED_PER_MILLION)
}

/// Types the password until it is right; says whether that ever happened.
fn password(flow: &Flow, draw: &mut Draw, script: &mut Script<'_>) -> bool {
    if is_locked_out(flow.key) {
        trouble::lock_out(flow, draw, script);
        return false;
    }
    if draw.chance(MISTYPED_PER_MILLION) {
        // 75 % get it right at the first retry (scenario facts 4.3).
        let attempts = *draw.weighted(&[(1, 75), (2, 19), (3, 6)]);
        for _ in 0..attempts {
            trouble::mistype(script);
            script.pass(draw.between(6_000, 25_000));
            script.next_request();
        }
    }
    script.push(flow::Act::SignIn(Act::PasswordVerified));
    true
}

/// Proves the second factor, if this person has one; says whether the policy was satisfied.
fn second_factor(flow: &Flow, factor: Factor, draw: &mut Draw, script: &mut Script<'_>) -> bool {
    script.pass(draw.between(20, 90));
    if is_denied(flow.key) {
        script.push(flow::Act::Trouble(trouble::Act::PolicyDenied));
        return false;
    }
    let remembered = script.is_classic() && chance(flow.key, 0x4e3e, REMEMBERED_PER_MILLION);
    if factor == Factor::Password || remembered {
        allow(draw, script);
        return true;
    }
    beyond_password(factor, draw, script);
    true
}

/// What the policy asks for once the password was right.
fn beyond_password(factor: Factor, draw: &mut Draw, script: &mut Script<'_>) {
    begin_session(Act::Challenged, draw, script);
    script.pass(draw.between(900, 3_000));
    script.next_request();
    challenge(factor, draw, script);
    heard(factor, draw, script);
    satisfied(script);
}

/// Okta Verify on the computer answers in a request of its own; the page hears of it.
fn by_device(draw: &mut Draw, script: &mut Script<'_>) {
    prove(Factor::FastPass, script);
    heard(Factor::FastPass, draw, script);
    allow(draw, script);
}

/// The page knows that `factor` was proved: at once where it sent it, else when it asks again.
pub(crate) fn heard(factor: Factor, draw: &mut Draw, script: &mut Script<'_>) {
    if is_polled(factor) {
        script.pass(draw.between(300, 900));
        script.next_request();
    } else {
        script.pass(draw.between(20, 90));
    }
}

/// Whether `factor` is proved elsewhere, so that the page has to ask for it.
pub(crate) fn is_polled(factor: Factor) -> bool {
    matches!(factor, Factor::FastPass | Factor::Push)
}

/// A session begins, and the org's policy has its `verdict`: in one request, the policy first with
/// Identity Engine, the session first with the older one (scenario facts 1.2).
pub(crate) fn begin_session(verdict: Act, draw: &mut Draw, script: &mut Script<'_>) {
    let gap = draw.between(0, 60);
    if script.is_classic() {
        script.push(flow::Act::SignIn(Act::SessionStarted));
        script.pass(44 + gap % 17);
        script.push(flow::Act::SignIn(verdict));
    } else {
        script.push(flow::Act::SignIn(verdict));
        script.pass(gap);
        script.push(flow::Act::SignIn(Act::SessionStarted));
    }
}

/// Everything has been proved that the policy asked for; the older engine has no word for it.
pub(crate) fn satisfied(script: &mut Script<'_>) {
    if !script.is_classic() {
        script.push(flow::Act::SignIn(Act::Allowed));
        script.push(flow::Act::SignIn(Act::Verified));
    }
}

/// A sign-in of somebody with `habits` in which nothing goes wrong.
pub(crate) fn arrive(habits: Habits, draw: &mut Draw, script: &mut Script<'_>) {
    if habits.federated {
        federated(draw, script);
    } else if habits.factor == Factor::FastPass {
        by_device(draw, script);
    } else {
        script.push(flow::Act::SignIn(Act::PasswordVerified));
        script.pass(draw.between(20, 90));
        if habits.factor == Factor::Password {
            allow(draw, script);
        } else {
            beyond_password(habits.factor, draw, script);
        }
    }
    launch::open(DASHBOARD, draw, script);
}

/// Asks for `factor` until it is given. Also what an app asks for before it opens.
pub(crate) fn challenge(factor: Factor, draw: &mut Draw, script: &mut Script<'_>) {
    match factor {
        Factor::Push => {
            if draw.chance(PUSH_TROUBLE_PER_MILLION) {
                script.push(flow::Act::SignIn(Act::PushSent));
                script.pass(draw.between(8_000, 30_000));
                script.next_request();
                let act = if draw.below(25) == 0 {
                    trouble::Act::PushDenied
                } else {
                    trouble::Act::PushUnanswered
                };
                script.push(flow::Act::Trouble(act));
                script.pass(draw.between(2_000, 8_000));
                script.next_request();
            }
            script.push(flow::Act::SignIn(Act::PushSent));
            script.pass(draw.between(3_000, 16_000));
            script.next_request();
        }
        Factor::Sms => {
            script.push(flow::Act::SignIn(Act::SmsSent));
            script.pass(draw.between(9_000, 28_000));
            script.next_request();
        }
        Factor::Email => {
            script.push(flow::Act::SignIn(Act::EmailSent));
            script.pass(draw.between(15_000, 60_000));
            script.next_request();
        }
        Factor::Totp => script.pass(draw.between(6_000, 20_000)),
        Factor::FastPass | Factor::Password | Factor::WebAuthn => {
            script.pass(draw.between(1_500, 6_000));
        }
    }
    prove(factor, script);
}

fn prove(factor: Factor, script: &mut Script<'_>) {
    script.push(flow::Act::SignIn(Act::FactorVerified(factor)));
}

pub(crate) fn allow(draw: &mut Draw, script: &mut Script<'_>) {
    begin_session(Act::Allowed, draw, script);
    if !script.is_classic() {
        script.push(flow::Act::SignIn(Act::Verified));
    }
}

fn federated(draw: &mut Draw, script: &mut Script<'_>) {
    script.push(flow::Act::SignIn(Act::Federated));
    script.pass(draw.between(30, 120));
    script.push(flow::Act::SignIn(Act::Allowed));
    script.push(flow::Act::SignIn(Act::SessionStarted));
    if !script.is_classic() {
        script.push(flow::Act::SignIn(Act::Verified));
    }
}

/// Shares of sign-ins (scenario facts 4.3).
const UNKNOWN_NAME_PER_MILLION: u32 = 2_000;
const MISTYPED_PER_MILLION: u32 = 30_000;
const LOCKOUT_PER_MILLION: u32 = 1_000;
const DENIED_PER_MILLION: u32 = 3_000;
/// The older engine asks for a second factor once in a while on a browser that it knows (scenario
/// facts 4.1: 0.7 factors a day).
const REMEMBERED_PER_MILLION: u32 = 450_000;
const PUSH_TROUBLE_PER_MILLION: u32 = 45_000;
