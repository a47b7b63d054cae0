//! What a report reads of an event.

use std::borrow::Cow;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Seen<'a> {
    #[serde(borrow)]
    pub(super) actor: Actor<'a>,
    #[serde(borrow)]
    pub(super) client: Client<'a>,
    #[serde(borrow)]
    pub(super) authentication_context: AuthenticationContext<'a>,
    pub(super) event_type: &'a str,
    pub(super) published: &'a str,
    #[serde(borrow)]
    pub(super) outcome: Option<Outcome<'a>>,
    #[serde(borrow)]
    pub(super) security_context: SecurityContext<'a>,
    #[serde(borrow)]
    pub(super) debug_context: DebugContext<'a>,
    #[serde(borrow)]
    pub(super) target: Option<Vec<Target<'a>>>,
}

#[derive(Deserialize)]
pub(super) struct Actor<'a> {
    pub(super) id: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client<'a> {
    #[serde(borrow)]
    pub(super) user_agent: Option<UserAgent<'a>>,
    pub(super) ip_address: Option<&'a str>,
    #[serde(borrow)]
    pub(super) geographical_context: Option<Place<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgent<'a> {
    pub(super) os: Option<&'a str>,
    pub(super) browser: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Place<'a> {
    pub(super) city: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationContext<'a> {
    pub(super) external_session_id: Option<&'a str>,
}

#[derive(Deserialize)]
pub(super) struct Outcome<'a> {
    pub(super) result: &'a str,
    #[serde(borrow)]
    pub(super) reason: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityContext<'a> {
    pub(super) is_proxy: Option<bool>,
    pub(super) as_org: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DebugContext<'a> {
    #[serde(borrow)]
    pub(super) debug_data: DebugData<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DebugData<'a> {
    pub(super) authn_request_id: Option<&'a str>,
    pub(super) dt_hash: Option<&'a str>,
    pub(super) factor: Option<&'a str>,
    pub(super) grant_type: Option<&'a str>,
    pub(super) push_only_response_type: Option<&'a str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Target<'a> {
    pub(super) id: &'a str,
    #[serde(rename = "type")]
    pub(super) kind: &'a str,
    #[serde(borrow)]
    pub(super) display_name: Option<Cow<'a, str>>,
}

impl Seen<'_> {
    /// Result and reason, empty where there is none.
    pub(super) fn outcome(&self) -> (&str, &str) {
        self.outcome.as_ref().map_or(("", ""), |outcome| {
            (outcome.result, outcome.reason.as_deref().unwrap_or_default())
        })
    }
}
