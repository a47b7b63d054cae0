//! A whole event of the System Log as a typed value: what a generator has in its hands that makes
//! values first and serializes them then.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

/// Reads the events of a page, an array, and keeps what they say as it is in the page.
///
/// # Errors
/// When the page is no array of events, or one of them has what this type does not.
pub fn events(page: &[u8]) -> serde_json::Result<Vec<Event<'_>>> {
    serde_json::from_slice(page)
}

/// One event, with its members in Okta's order.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Event<'a> {
    #[serde(borrow)]
    actor: Party<'a>,
    #[serde(borrow)]
    client: Client<'a>,
    #[serde(borrow)]
    device: Option<Device<'a>>,
    #[serde(borrow)]
    authentication_context: AuthenticationContext<'a>,
    display_message: Text<'a>,
    #[serde(borrow, rename = "eventType")]
    kind: Text<'a>,
    #[serde(borrow)]
    outcome: Option<Outcome<'a>>,
    published: Text<'a>,
    #[serde(borrow)]
    security_context: SecurityContext<'a>,
    severity: Text<'a>,
    #[serde(borrow)]
    debug_context: DebugContext<'a>,
    legacy_event_type: Text<'a>,
    #[serde(borrow)]
    transaction: Transaction<'a>,
    uuid: Text<'a>,
    version: Text<'a>,
    #[serde(borrow)]
    request: Request<'a>,
    #[serde(borrow)]
    target: Option<Vec<Party<'a>>>,
}

/// A string or null. Strings without escapes lie in the page that they were read from.
type Text<'a> = Option<Piece<'a>>;

#[derive(Debug, Serialize, Deserialize)]
struct Piece<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Party<'a> {
    id: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    alternate_id: Text<'a>,
    display_name: Text<'a>,
    #[serde(borrow)]
    detail_entry: Option<Members<'a>>,
    /// Differs from type to type.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    change_details: Option<&'a RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Client<'a> {
    #[serde(borrow)]
    user_agent: Option<UserAgent<'a>>,
    zone: Text<'a>,
    device: Text<'a>,
    id: Text<'a>,
    ip_address: Text<'a>,
    #[serde(borrow)]
    geographical_context: Option<Place<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct UserAgent<'a> {
    #[serde(borrow)]
    #[serde(rename = "rawUserAgent")]
    raw: Text<'a>,
    os: Text<'a>,
    browser: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Place<'a> {
    #[serde(borrow)]
    city: Text<'a>,
    state: Text<'a>,
    country: Text<'a>,
    postal_code: Text<'a>,
    geolocation: Point,
}

#[derive(Debug, Serialize, Deserialize)]
struct Point {
    lat: f64,
    lon: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Device<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    name: Text<'a>,
    os_platform: Text<'a>,
    os_version: Text<'a>,
    managed: bool,
    registered: bool,
    #[serde(rename = "device_integrator")]
    integrator: Text<'a>,
    disk_encryption_type: Text<'a>,
    screen_lock_type: Text<'a>,
    jailbreak: Option<bool>,
    secure_hardware_present: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AuthenticationContext<'a> {
    authentication_provider: Text<'a>,
    credential_provider: Text<'a>,
    credential_type: Text<'a>,
    #[serde(borrow)]
    issuer: Option<Issuer<'a>>,
    interface: Text<'a>,
    authentication_step: u32,
    root_session_id: Text<'a>,
    external_session_id: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Issuer<'a> {
    id: Text<'a>,
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Outcome<'a> {
    #[serde(borrow)]
    result: Text<'a>,
    reason: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SecurityContext<'a> {
    as_number: Option<u32>,
    as_org: Text<'a>,
    isp: Text<'a>,
    domain: Text<'a>,
    is_proxy: Option<bool>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    ip_details: Option<IpDetails<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    risk: Option<Risk<'a>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    user_behaviors: Option<Vec<Behavior<'a>>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct IpDetails<'a> {
    as_number: Option<u32>,
    as_org: Text<'a>,
    isp: Text<'a>,
    /// Absent from the addresses that a request came through.
    #[serde(
        borrow,
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    domain: Option<Text<'a>>,
    /// Rarely anything.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    ip_service_categories: Option<&'a RawValue>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Risk<'a> {
    level: Text<'a>,
    #[serde(borrow)]
    reasons: Vec<Piece<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Behavior<'a> {
    #[serde(borrow)]
    id: Text<'a>,
    name: Text<'a>,
    result: Text<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct DebugContext<'a> {
    #[serde(borrow)]
    debug_data: Members<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Transaction<'a> {
    #[serde(borrow, rename = "type")]
    kind: Text<'a>,
    id: Text<'a>,
    #[serde(borrow)]
    detail: Members<'a>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Request<'a> {
    #[serde(borrow)]
    ip_chain: Vec<Hop<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Hop<'a> {
    ip: Text<'a>,
    #[serde(borrow)]
    geographical_context: Option<Place<'a>>,
    version: Text<'a>,
    source: Text<'a>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    ip_details: Option<IpDetails<'a>>,
}

/// An object whose members differ from type to type, in their order.
#[derive(Debug)]
struct Members<'a>(Vec<(Cow<'a, str>, Member<'a>)>);

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Member<'a> {
    #[serde(borrow)]
    Text(Piece<'a>),
    #[serde(borrow)]
    Party(Box<Party<'a>>),
}

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (key, member) in &self.0 {
            map.serialize_entry(key, member)?;
        }
        map.end()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: serde::de::MapAccess<'de>>(
                self,
                mut map: M,
            ) -> Result<Self::Value, M::Error> {
                let mut members = Vec::new();
                while let Some((key, member)) = map.next_entry::<Piece<'de>, Member<'de>>()? {
                    members.push((key.0, member));
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Visitor)
    }
}

/// Tells null from absent.
fn present<'de: 'a, 'a, D: serde::Deserializer<'de>>(
    from: D,
) -> Result<Option<Text<'a>>, D::Error> {
    Text::deserialize(from).map(Some)
}
