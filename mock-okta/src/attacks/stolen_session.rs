//! From an administrator's stolen session to rights that stay (scenario facts 2.8, 2.6), as in
//! October 2023.
//!
//! The administrator signs in; the session's cookie, lifted out of a file, comes back from behind a
//! VPN in another browser (Compromise Identity). It opens a few apps, a report about everybody's
//! passwords and then the console (Scope / Lateral Movement), where rights are handed out and
//! defences taken down (Privilege Escalation), all of it in the administrator's one session. Since
//! then such a session ends in another network, so here it is not bound to one.

use super::catalogue::{BreachStage, Kind};
use super::parameters::{Form, Parameter, Parameters};
use super::stage::Stage;
use super::{privilege_escalation, session_hijack};

pub(super) static KIND: Kind = Kind {
    name: "stolen-session",
    about: "A campaign: an administrator's session goes on elsewhere and hands out rights.",
    facts: "2.8, 2.6",
    techniques: &["T1539", "T1550.004"],
    stage: BreachStage::CompromiseIdentity,
    parameters: &[
        Parameter {
            name: "delay",
            about: "from the sign-in to the first use of the stolen session",
            default: "12m",
            form: Form::Span(43_200),
        },
        Parameter {
            name: "client",
            about: "what the thief uses",
            default: "stale",
            form: Form::Choice(&["stale", "scripted", "other-browser"]),
        },
        Parameter {
            name: "network",
            about: "where the thief comes from",
            default: "vpn",
            form: Form::Choice(&["vpn", "hosting", "residential", "tor"]),
        },
        Parameter {
            name: "apps",
            about: "how many apps the thief opens",
            default: "3",
            form: Form::Count(1, 60),
        },
        Parameter {
            name: "pause",
            about: "the longest pause before rights are handed out",
            default: "4m",
            form: Form::Span(86_400),
        },
    ],
    must_fire: &["O26", "O28", "O29", "O36", "O37"],
    look_alikes: &[],
    play,
};

fn play(stage: &mut Stage<'_>, parameters: &Parameters) {
    let said = |name| (name, parameters.choice(name));
    let theft = Parameters::new(
        session_hijack::KIND.parameters,
        [
            ("victim", "admin"),
            ("asn-binding", "off"),
            said("delay"),
            said("client"),
            said("network"),
            said("apps"),
        ],
    );
    let escalation = Parameters::new(privilege_escalation::KIND.parameters, []);
    // Every value was checked where it was said; a test plays all of them.
    let (Ok(theft), Ok(escalation)) = (theft, escalation) else { return };
    let admin = stage.admin();
    let thief = session_hijack::steal(stage, &admin, &theft);
    let pause = parameters.span_ms("pause");
    stage.wait(pause / 3, pause);
    privilege_escalation::escalate(stage, &thief, &escalation);
}
