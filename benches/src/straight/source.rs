//! The part of a `LogEvent` that the mapping reads.

use std::borrow::Cow;

use serde::Deserialize;

/// One event.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEvent<'a> {
    #[serde(borrow)]
    pub(super) actor: Party<'a>,
    #[serde(borrow)]
    pub(super) client: Client<'a>,
    #[serde(borrow)]
    pub(super) authentication_context: AuthenticationContext<'a>,
    #[serde(borrow)]
    pub(super) event_type: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) outcome: Outcome<'a>,
    #[serde(borrow)]
    pub(super) published: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) security_context: SecurityContext<'a>,
    #[serde(borrow)]
    pub(super) debug_context: DebugContext<'a>,
    #[serde(borrow)]
    pub(super) uuid: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) target: Option<Vec<Party<'a>>>,
}

pub(super) type Text<'a> = Option<Cow<'a, str>>;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Party<'a> {
    #[serde(borrow)]
    pub(super) id: Text<'a>,
    #[serde(borrow, rename = "type")]
    pub(super) kind: Text<'a>,
    #[serde(borrow)]
    pub(super) alternate_id: Text<'a>,
    #[serde(borrow)]
    pub(super) display_name: Text<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Client<'a> {
    #[serde(borrow)]
    pub(super) user_agent: Option<UserAgent<'a>>,
    #[serde(borrow)]
    pub(super) device: Text<'a>,
    #[serde(borrow)]
    pub(super) ip_address: Text<'a>,
    #[serde(borrow)]
    pub(super) geographical_context: Option<GeographicalContext<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserAgent<'a> {
    #[serde(borrow)]
    #[serde(rename = "rawUserAgent")]
    pub(super) raw: Text<'a>,
    #[serde(borrow)]
    pub(super) os: Text<'a>,
    #[serde(borrow)]
    pub(super) browser: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct GeographicalContext<'a> {
    #[serde(borrow)]
    pub(super) city: Text<'a>,
    #[serde(borrow)]
    pub(super) state: Text<'a>,
    #[serde(borrow)]
    pub(super) country: Text<'a>,
    pub(super) geolocation: Option<Geolocation>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Geolocation {
    pub(super) lat: Option<f64>,
    pub(super) lon: Option<f64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AuthenticationContext<'a> {
    #[serde(borrow)]
    pub(super) authentication_provider: Text<'a>,
    #[serde(borrow)]
    pub(super) credential_type: Text<'a>,
    #[serde(borrow)]
    pub(super) external_session_id: Text<'a>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Outcome<'a> {
    #[serde(borrow)]
    pub(super) result: Text<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SecurityContext<'a> {
    #[serde(borrow)]
    pub(super) as_org: Text<'a>,
    pub(super) is_proxy: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DebugContext<'a> {
    #[serde(borrow)]
    pub(super) debug_data: Option<DebugData<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DebugData<'a> {
    #[serde(borrow)]
    pub(super) factor: Text<'a>,
}
