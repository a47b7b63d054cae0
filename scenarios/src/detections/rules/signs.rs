//! What several rules look for in one event.

use super::super::entity::Entity;
use super::super::event::Event;
use super::super::window::Pick;

/// The event itself, for its `actor.id`.
pub(super) fn actor(event: &Event) -> Option<Pick<0, 0>> {
    Entity::actor(event).map(Pick::entity)
}

/// The event itself, for its `actor.alternateId`.
pub(super) fn account(event: &Event) -> Option<Pick<0, 0>> {
    Entity::account(event).map(Pick::entity)
}

/// Panther's failed login, and Splunk's: `user.session.start` FAILURE.
pub(super) fn login_failed(event: &Event) -> bool {
    event.is(SESSION_START) && event.ended("FAILURE")
}

/// `user.session.start` SUCCESS.
pub(super) fn login_succeeded(event: &Event) -> bool {
    event.is(SESSION_START) && event.ended("SUCCESS")
}

/// Elastic's failed credential: an authentication or a session start that ended for a wrong
/// password or a locked account, of somebody who can be named.
pub(super) fn credential_failed(event: &Event) -> bool {
    (event.event_type.starts_with("user.authentication.") || event.is(SESSION_START))
        && event.reason_is_any(&["INVALID_CREDENTIALS", "LOCKED_OUT"])
        && event.actor.alternate_id.is_some()
}

/// A push that was sent.
pub(super) fn push_sent(event: &Event) -> bool {
    event.is("system.push.send_factor_verify_push") && event.ended("SUCCESS")
}

/// An answer to a push of Okta Verify, whatever it was.
pub(super) fn push_answered(event: &Event) -> bool {
    event.is(VIA_MFA) && event.debug_is("factor", "OKTA_VERIFY_PUSH")
}

/// Elastic's denied push: Classic has an event of its own, Identity Engine a failed answer.
pub(super) fn push_denied(event: &Event) -> bool {
    event.is(DENY_PUSH) || (push_answered(event) && event.reason_is_any(&["INVALID_CREDENTIALS"]))
}

/// A failed push: as denied, whatever the reason.
pub(super) fn push_failed(event: &Event) -> bool {
    event.is(DENY_PUSH) || (push_answered(event) && event.ended("FAILURE"))
}

/// An SSO that worked.
pub(super) fn sso_succeeded(event: &Event) -> bool {
    event.is(SSO) && event.ended("SUCCESS")
}

/// Elastic's exclusion of Okta itself: an id that starts with `okta`.
pub(super) fn is_okta_itself(event: &Event) -> bool {
    event.actor.id.as_deref().is_some_and(|id| id.starts_with("okta"))
}

/// A locked account.
pub(super) fn locked(event: &Event) -> bool {
    event.is("user.account.lock")
}

/// The system actor.
pub(super) fn is_system(event: &Event) -> bool {
    event.actor.alternate_id.as_deref() == Some("system@okta.com")
}

pub(super) const SESSION_START: &str = "user.session.start";
pub(super) const SSO: &str = "user.authentication.sso";
pub(super) const VERIFY: &str = "user.authentication.verify";
pub(super) const VIA_MFA: &str = "user.authentication.auth_via_mfa";
pub(super) const SIGN_ON_POLICY: &str = "policy.evaluate_sign_on";
pub(super) const DENY_PUSH: &str = "user.mfa.okta_verify.deny_push";
