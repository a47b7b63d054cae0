//! What attacks there are.

use serde::Serialize;

use super::parameters::{Parameter, Parameters};
use super::stage::Stage;
use super::{
    account_takeover, anonymous_admin, brute_force, credential_stuffing, cross_tenant,
    dormant_reactivation, helpdesk_takeover, impossible_travel, mfa_fatigue, morning_surge,
    offboarding, password_spray, privilege_escalation, reported_activity, session_hijack,
    sso_burst, stolen_session,
};

/// A kind of attack, or of what only looks like one.
#[derive(Debug, Serialize)]
pub struct Kind {
    /// The stable name: on the command line, on the control plane, in labels.
    pub name: &'static str,
    /// What happens, in a sentence.
    pub about: &'static str,
    /// The section of the scenario facts that it follows.
    pub facts: &'static str,
    /// ATT&CK techniques, version 17.
    pub techniques: &'static [&'static str],
    /// Where in the life of a breach the customer places it (the seed's stages).
    pub stage: BreachStage,
    /// What can be said about it.
    pub parameters: &'static [Parameter],
    /// Published rules that fire on it with its defaults (scenario facts 3.5).
    pub must_fire: &'static [&'static str],
    /// What looks like it and is none: values of the parameter `look-alike`.
    pub look_alikes: &'static [&'static str],
    #[serde(skip)]
    pub(crate) play: fn(&mut Stage<'_>, &Parameters),
}

/// The customer's stages of a breach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum BreachStage {
    /// Somebody gets in as somebody else.
    #[serde(rename = "Compromise Identity")]
    CompromiseIdentity,
    /// Nobody is harmed.
    #[serde(rename = "None")]
    None,
    /// Somebody gets more rights than they should have.
    #[serde(rename = "Privilege Escalation")]
    PrivilegeEscalation,
    /// Somebody looks around.
    #[serde(rename = "Scope / Lateral Movement")]
    LateralMovement,
}

/// Every kind, in the order of the scenario facts.
pub fn kinds() -> &'static [&'static Kind] {
    KINDS
}

/// The kind called `name`.
pub(crate) fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name).copied()
}

static KINDS: &[&Kind] = &[
    &impossible_travel::KIND,
    &mfa_fatigue::KIND,
    &brute_force::KIND,
    &password_spray::KIND,
    &credential_stuffing::KIND,
    &privilege_escalation::KIND,
    &account_takeover::KIND,
    &session_hijack::KIND,
    &sso_burst::KIND,
    &reported_activity::KIND,
    &cross_tenant::KIND,
    &offboarding::KIND,
    &morning_surge::KIND,
    &dormant_reactivation::KIND,
    &anonymous_admin::KIND,
    &helpdesk_takeover::KIND,
    &stolen_session::KIND,
];
