//! What the org itself notes in its log about a request that was made to it: limits that were
//! reached, tokens that were granted, keys that were changed.
//!
//! The traffic has a writer of its own, made for a thousand events a page that all have a place
//! and a network; a note is rare, and knows of its client only what the request says.

use bytes::Bytes;
use clock::Timestamp;
use serde::{Serialize, Serializer};

use crate::world::{Id, Uuid};

/// What is fixed for a type of note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteKind {
    pub(crate) event_type: &'static str,
    pub(crate) display_message: &'static str,
    pub(crate) legacy: Option<&'static str>,
    /// `INFO`, `WARN`, …
    pub(crate) severity: &'static str,
}

/// One event, apart from what places it in the log.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) kind: &'static NoteKind,
    pub(crate) actor: NotedParty,
    pub(crate) client: NotedClient,
    /// `externalSessionId`; the root session is the same.
    pub(crate) session: Option<String>,
    /// Null when there is none.
    pub(crate) outcome: Option<NotedOutcome>,
    /// `debugData` in this order; every value is a string (facts 7.3).
    pub(crate) debug: Vec<(&'static str, String)>,
    /// The `x-okta-request-id` of the request (facts 1.4).
    pub(crate) transaction: String,
    /// The API token that the request was made with (facts 7.1).
    pub(crate) api_token: Option<Id>,
    /// Null when there are none.
    pub(crate) targets: Vec<NotedParty>,
}

/// An actor or a target.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NotedParty {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: &'static str,
    pub(crate) alternate_id: Option<String>,
    pub(crate) display_name: Option<String>,
    #[serde(serialize_with = "object_or_null")]
    pub(crate) detail_entry: Vec<(&'static str, String)>,
}

/// What a request says about who made it.
#[derive(Clone, Debug)]
pub(crate) struct NotedClient {
    /// Its `User-Agent` header.
    pub(crate) agent: Option<String>,
    /// The OAuth client.
    pub(crate) id: Option<Id>,
    pub(crate) address: String,
}

/// How it ended.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotedOutcome {
    pub(crate) result: &'static str,
    pub(crate) reason: Option<String>,
}

impl NotedParty {
    /// One that is known by its id alone.
    pub(crate) fn bare(kind: &'static str, id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            alternate_id: None,
            display_name: None,
            detail_entry: Vec::new(),
        }
    }

    /// One with both names.
    pub(crate) fn named(
        kind: &'static str,
        id: impl Into<String>,
        [alternate_id, display_name]: [&str; 2],
    ) -> Self {
        Self {
            alternate_id: Some(alternate_id.to_owned()),
            display_name: Some(display_name.to_owned()),
            ..Self::bare(kind, id)
        }
    }
}

impl Note {
    /// The event as it stands in the log, in Okta's order of keys (facts 7.4) and with every
    /// member, be it null (facts 7.3).
    pub(crate) fn bytes(&self, uuid: Uuid, published: Timestamp) -> Bytes {
        let client = &self.client;
        let event = Written {
            actor: &self.actor,
            client: Client {
                user_agent: client.agent.as_deref().map(|raw| Program {
                    raw_user_agent: raw,
                    os: "Unknown",
                    browser: "UNKNOWN",
                }),
                zone: "null",
                device: "Unknown",
                id: client.id.as_ref().map(Id::as_str),
                ip_address: &client.address,
                geographical_context: (),
            },
            device: (),
            authentication_context: Proof {
                authentication_step: 0,
                root_session_id: self.session.as_deref(),
                external_session_id: self.session.as_deref(),
                ..Proof::default()
            },
            display_message: self.kind.display_message,
            event_type: self.kind.event_type,
            outcome: self.outcome.as_ref(),
            published: published.to_string(),
            security_context: Security::default(),
            severity: self.kind.severity,
            debug_context: Debug { debug_data: &self.debug },
            legacy_event_type: self.kind.legacy,
            transaction: Transaction {
                kind: "WEB",
                id: &self.transaction,
                detail: Detail { request_api_token_id: self.api_token.as_ref().map(Id::as_str) },
            },
            uuid: uuid.to_string(),
            version: "0",
            request: Request {
                ip_chain: [Hop {
                    ip: &client.address,
                    geographical_context: (),
                    version: if client.address.contains(':') { "V6" } else { "V4" },
                    source: (),
                }],
            },
            target: (!self.targets.is_empty()).then_some(&self.targets),
        };
        // Strings, nulls and one number: serialization has no way to fail.
        serde_json::to_vec(&event).unwrap_or_default().into()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Written<'a> {
    actor: &'a NotedParty,
    client: Client<'a>,
    device: (),
    authentication_context: Proof<'a>,
    display_message: &'a str,
    event_type: &'a str,
    outcome: Option<&'a NotedOutcome>,
    published: String,
    security_context: Security,
    severity: &'a str,
    debug_context: Debug<'a>,
    legacy_event_type: Option<&'a str>,
    transaction: Transaction<'a>,
    uuid: String,
    version: &'a str,
    request: Request<'a>,
    target: Option<&'a Vec<NotedParty>>,
}

/// Events about limits have an address and no place (observed in all of them).
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Client<'a> {
    user_agent: Option<Program<'a>>,
    zone: &'a str,
    device: &'a str,
    id: Option<&'a str>,
    ip_address: &'a str,
    geographical_context: (),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Program<'a> {
    raw_user_agent: &'a str,
    os: &'a str,
    browser: &'a str,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Proof<'a> {
    authentication_provider: (),
    credential_provider: (),
    credential_type: (),
    issuer: (),
    interface: (),
    authentication_step: u8,
    root_session_id: Option<&'a str>,
    external_session_id: Option<&'a str>,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Security {
    as_number: (),
    as_org: (),
    isp: (),
    domain: (),
    is_proxy: (),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Debug<'a> {
    #[serde(serialize_with = "object")]
    debug_data: &'a [(&'static str, String)],
}

#[derive(Serialize)]
struct Transaction<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    id: &'a str,
    detail: Detail<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Detail<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    request_api_token_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Request<'a> {
    ip_chain: [Hop<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Hop<'a> {
    ip: &'a str,
    geographical_context: (),
    version: &'a str,
    source: (),
}

fn object<S: Serializer>(
    members: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(members.iter().map(|(key, value)| (key, value)))
}

fn object_or_null<S: Serializer>(
    members: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if members.is_empty() { serializer.serialize_none() } else { object(members, serializer) }
}
