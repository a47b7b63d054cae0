//! Ways in that end half way, or need less than the usual.

use crate::traffic::Behaviors;
use crate::traffic::flow::Act;
use crate::traffic::flows::launch::{self, DASHBOARD};
use crate::traffic::flows::{guess, sign_in};

use super::casting::Cast;
use super::stage::Stage;

/// The password is right; what comes next is the second factor.
pub(super) fn first_factor(stage: &mut Stage<'_>, cast: &Cast) -> Behaviors {
    stage.sign_in(cast, false, |script, draw| {
        script.push(Act::SignIn(sign_in::Act::PasswordVerified));
        script.pass(draw.between(20, 90));
        sign_in::begin_session(sign_in::Act::Challenged, draw, script);
    })
}

/// The second factor has been proved: in, and on to the dashboard.
pub(super) fn let_in(stage: &mut Stage<'_>, cast: &Cast, behaviors: Behaviors) {
    stage.go_on(cast, behaviors, |script, draw| {
        script.pass(draw.between(400, 1_800));
        sign_in::satisfied(script);
        launch::open(DASHBOARD, draw, script);
    });
    stage.got_in(cast);
}

/// A password is all it takes.
pub(super) fn by_password(stage: &mut Stage<'_>, cast: &Cast) {
    stage.sign_in(cast, true, |script, draw| {
        script.push(Act::SignIn(sign_in::Act::PasswordVerified));
        script.pass(draw.between(20, 90));
        sign_in::allow(draw, script);
        launch::open(DASHBOARD, draw, script);
    });
}

/// B3: the same by the API, which stops at the policy when a second factor is `wanted`.
pub(super) fn by_api(stage: &mut Stage<'_>, cast: &Cast, wanted: bool) {
    stage.sign_in(cast, !wanted, |script, draw| {
        script.push(Act::Guess(guess::Act::Started));
        script.pass(draw.between(44, 60));
        let said = if wanted { guess::Act::StartChallenged } else { guess::Act::StartAllowed };
        script.push(Act::Guess(said));
    });
}
