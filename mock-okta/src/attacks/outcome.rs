//! What an attacker gets by doing something. It follows from what is done, so that no kind of
//! attack can say it wrongly, or forget to say it.

use crate::traffic::flow::Act;
use crate::traffic::flows::{console, guess, launch, sign_in};

/// Whether `act` is what an attacker is after when it happens in their name: not a try, a question,
/// or a door on the way that somebody may still shut.
pub(super) fn is_gain(act: Act) -> bool {
    match act {
        // A right password is worth something, even where a second factor is asked for. The older
        // engine shows it by the session alone.
        Act::SignIn(act) => matches!(
            act,
            sign_in::Act::FactorVerified(_)
                | sign_in::Act::Federated
                | sign_in::Act::PasswordVerified
                | sign_in::Act::SessionStarted
                | sign_in::Act::Verified
        ),
        Act::Guess(act) => act == guess::Act::Started,
        Act::Launch(act) => matches!(
            act,
            launch::Act::Opened(_)
                | launch::Act::OpenedFromDashboard(_)
                | launch::Act::Restored(_)
                | launch::Act::Revealed(_)
        ),
        Act::Console(act) => {
            matches!(act, console::Act::Entered | console::Act::ReportRequested)
        }
        // Whatever changes something is logged when it has changed.
        Act::Access(_)
        | Act::Background(_)
        | Act::Enrolment(_)
        | Act::Federation(_)
        | Act::Handover(_)
        | Act::Lifecycle(_)
        | Act::Privilege(_)
        | Act::Settings(_)
        | Act::Standing(_) => true,
        // What goes wrong, and what the org notes or does by itself.
        Act::Import(_)
        | Act::Insight(_)
        | Act::Notice(_)
        | Act::Protection(_)
        | Act::Report(_)
        | Act::Security(_)
        | Act::Service(_)
        | Act::Trouble(_) => false,
    }
}

/// Whether `act` is the owner of the account letting in whoever asked.
pub(super) fn is_consent(act: Act) -> bool {
    matches!(act, Act::SignIn(sign_in::Act::FactorVerified(_)))
}
