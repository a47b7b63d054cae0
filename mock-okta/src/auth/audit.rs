//! What the System Log tells about credentials: a change in the directory, a token granted or
//! refused.

use crate::log::{NoteKind, NotedOutcome, NotedParty};
use crate::service::{Exchange, Tenant};

use super::directory::{ApiToken, App, AppKey};
use super::resource::Caller;

/// An event about credentials, without what it has in common with the others of its request.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    kind: &'static NoteKind,
    outcome: NotedOutcome,
    targets: Vec<NotedParty>,
    debug: Vec<(&'static str, String)>,
}

impl Notice {
    pub(crate) fn new(kind: &'static NoteKind) -> Self {
        let outcome = NotedOutcome { result: "SUCCESS", reason: None };
        Self { kind, outcome, targets: Vec::new(), debug: Vec::new() }
    }

    /// With another outcome than success.
    #[must_use]
    pub(crate) fn ended(self, result: &'static str, reason: impl Into<String>) -> Self {
        Self { outcome: NotedOutcome { result, reason: Some(reason.into()) }, ..self }
    }

    /// About something.
    #[must_use]
    pub(crate) fn about(mut self, target: NotedParty) -> Self {
        self.targets.push(target);
        self
    }

    /// With more in `debugData`.
    #[must_use]
    pub(crate) fn debug(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.debug.push((name, value.into()));
        self
    }
}

/// An event that says nothing more of its type than its names.
pub(crate) const fn kind(event_type: &'static str, display_message: &'static str) -> NoteKind {
    NoteKind { event_type, display_message, legacy: None, severity: "INFO" }
}

/// The app as an app.
pub(crate) fn app_party(app: &App) -> NotedParty {
    NotedParty::named("AppInstance", app.id.as_str(), [&app.label, &app.label])
}

/// The app as an OAuth client.
pub(crate) fn client_party(app: &App) -> NotedParty {
    NotedParty::named("PublicClientApp", app.id.as_str(), [app.id.as_str(), &app.label])
}

pub(crate) fn key_party(key: &AppKey) -> NotedParty {
    let kid = key.kid.as_deref().unwrap_or("unknown");
    NotedParty::named("JsonWebKey", key.id.as_str(), [kid, kid])
}

pub(crate) fn api_token_party(token: &ApiToken) -> NotedParty {
    NotedParty::named("Token", token.id.as_str(), ["unknown", &token.name])
}

/// An access token, of which the log has a name and a hash.
pub(crate) fn access_token_party(jti: &str, hash: &str) -> NotedParty {
    let detail_entry = vec![("expires", "3600".to_owned()), ("hash", hash.to_owned())];
    NotedParty {
        detail_entry,
        ..NotedParty::named("access_token", jti, ["unknown", "Access Token"])
    }
}

/// Puts `notices` into the log, as done by `actor` with this request.
pub(crate) fn note(tenant: &Tenant, exchange: &Exchange<'_>, actor: &Caller, notices: &[Notice]) {
    let (call, marks) = (exchange.call, exchange.occasion.marks);
    for notice in notices {
        let mut note = tenant.note(notice.kind, call, actor.principal(), marks);
        // Whoever takes their own credentials away was still somebody when they did.
        note.actor = match actor {
            Caller::Anyone => note.actor,
            Caller::Admin { id, login, name, .. } => {
                NotedParty::named("User", id.as_str(), [login, name])
            }
            Caller::App { id, label } => {
                NotedParty::named("PublicClientApp", id.as_str(), [id.as_str(), label])
            }
        };
        if let Some(address) = call.forwarded() {
            note.client.address = address.to_string();
        }
        note.outcome = Some(notice.outcome.clone());
        note.targets.clone_from(&notice.targets);
        note.debug.extend(notice.debug.iter().cloned());
        note.debug.push(("requestId", note.transaction.clone()));
        note.debug.push(("requestUri", call.origin.path.clone()));
        note.debug.push(("threatSuspected", "false".to_owned()));
        note.debug.push(("url", call.origin.path.clone()));
        tenant.log_note(&note, exchange.occasion.now);
    }
}
