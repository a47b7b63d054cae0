//! One event, field by field (normalization, section 2).

use uuid::Uuid;

use super::field::{Drift, Text, array, boolean, number, object};
use super::person::{self, Person};
use super::published::PublishedAt;
use super::rules::Rules;
use super::unknown::UnknownNames;
use crate::classify::{Entry, EventType};
use crate::decode::{Record, Token};

/// An event whose place in the output is decided.
pub(super) struct Event<'a> {
    pub(super) entry: &'a Entry,
    pub(super) uuid: Token<'a>,
    pub(super) published: PublishedAt,
    pub(super) actor: Actor<'a>,
    pub(super) person: Option<Person<'a>>,
    pub(super) id: Uuid,
}

/// `actor`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Actor<'a> {
    pub(super) id: Option<Text<'a>>,
    pub(super) kind: Option<Text<'a>>,
    pub(super) alternate_id: Option<Text<'a>>,
    pub(super) display_name: Option<Text<'a>>,
}

/// One element of `target`.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Target<'a> {
    pub(super) id: Option<Text<'a>>,
    pub(super) kind: Option<Token<'a>>,
    pub(super) alternate_id: Option<Text<'a>>,
    pub(super) display_name: Option<Text<'a>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Client<'a> {
    ip_address: Option<Text<'a>>,
    device: Option<Text<'a>>,
    raw_user_agent: Option<Text<'a>>,
    os: Option<Text<'a>>,
    browser: Option<Text<'a>>,
    city: Option<Text<'a>>,
    state: Option<Text<'a>>,
    country: Option<Text<'a>>,
    lat: Option<Token<'a>>,
    lon: Option<Token<'a>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Authentication<'a> {
    provider: Option<Text<'a>>,
    credential_type: Option<Text<'a>>,
    external_session_id: Option<Text<'a>>,
}

/// The id of an event, the same on every replay and on every machine: `UUIDv5` of domain and
/// source id.
pub(super) fn event_id(rules: &Rules, uuid: Token<'_>) -> Uuid {
    let uuid = uuid.text();
    let mut name = Vec::with_capacity(rules.domain_id().len() + 1 + uuid.len());
    name.extend_from_slice(rules.domain_id().as_bytes());
    name.push(b'\n');
    name.extend_from_slice(&uuid);
    Uuid::new_v5(&EVENT_NAMESPACE, &name)
}

/// Reads `actor`.
pub(super) fn actor<'a>(record: &Record<'a>, drift: &mut Drift) -> Actor<'a> {
    let mut actor = Actor::default();
    let Some(object) = object(record.actor, "actor", drift) else { return actor };
    for (key, value) in object.members() {
        match key.text().as_ref() {
            b"id" => actor.id = Text::read(Some(value), "actor.id", drift),
            b"type" => actor.kind = Text::read(Some(value), "actor.type", drift),
            b"alternateId" => {
                actor.alternate_id = Text::read(Some(value), "actor.alternateId", drift);
            }
            b"displayName" => {
                actor.display_name = Text::read(Some(value), "actor.displayName", drift);
            }
            _ => {}
        }
    }
    actor
}

/// Reads `target` into `targets`, which is emptied first.
pub(super) fn targets<'a>(record: &Record<'a>, drift: &mut Drift, targets: &mut Vec<Target<'a>>) {
    targets.clear();
    let Some(list) = array(record.target, "target", drift) else { return };
    for element in list.elements() {
        let mut target = Target::default();
        let Some(object) = object(Some(element), "target[]", drift) else { continue };
        for (key, value) in object.members() {
            match key.text().as_ref() {
                b"id" => target.id = Text::read(Some(value), "target[].id", drift),
                b"type" => target.kind = Some(value),
                b"alternateId" => {
                    target.alternate_id = Text::read(Some(value), "target[].alternateId", drift);
                }
                b"displayName" => {
                    target.display_name = Text::read(Some(value), "target[].displayName", drift);
                }
                _ => {}
            }
        }
        targets.push(target);
    }
}

impl<'a> Event<'a> {
    /// Appends the event as one line of NDJSON, without the line's end.
    pub(super) fn write(
        &self,
        record: &Record<'a>,
        targets: &[Target<'a>],
        rules: &Rules,
        drift: &mut Drift,
        out: &mut Vec<u8>,
    ) {
        let client = client(record, drift);
        let authentication = authentication(record, drift);
        let outcome = member(record.outcome, b"result", "outcome", drift)
            .and_then(|result| Text::read(Some(result), "outcome.result", drift));
        let ip = client.ip_address.or_else(|| first_hop(record, drift));
        let (as_org, is_proxy) = security(record, drift);
        let mfa_method = authentication.credential_type.or_else(|| self.factor(record, drift));
        let app = first(targets, "AppInstance").or_else(|| first(targets, "AppUser"));
        let primary = self.primary(targets);
        let timestamp = self.published.format();
        let okta_type = &*self.entry.okta_type;

        let mut line = Line { out };
        line.raw(b"{\"event_id\":\"");
        line.raw(self.id.hyphenated().encode_lower(&mut Uuid::encode_buffer()).as_bytes());
        line.raw(b"\",\"event_type\":\"");
        line.raw(self.entry.event_type.name().as_bytes());
        line.raw(b"\",\"source\":\"OKTA\",\"signal_type\":\"");
        line.raw(self.entry.signal_type.name().as_bytes());
        line.raw(b"\",\"domain_id\":");
        line.raw(rules.domain_id_json());
        line.raw(b",\"tuid\":");
        match self.person.and_then(|person| person.user_id()) {
            Some(id) => {
                let name = self.person.and_then(|person| person.alternate_id);
                person::write_tuid(id, name, rules, line.out);
            }
            None => line.raw(b"null"),
        }
        line.raw(b",\"timestamp\":\"");
        line.raw(&timestamp);

        line.raw(b"\",\"payload\":{\"event_id\":");
        line.raw(self.uuid.as_bytes());
        let unknown = self.person.is_some_and(|person| person.is_unknown_name());
        line.name(
            b",\"user\":",
            self.person.and_then(|person| person.alternate_id),
            unknown,
            &rules.unknown_names,
        );
        line.raw(b",\"action\":\"");
        line.raw(okta_type.as_bytes());
        line.text(b"\",\"outcome\":", outcome);
        line.text(b",\"target_app\":", app.and_then(|app| app.display_name));
        line.text(b",\"ip_address\":", ip);
        line.text(b",\"city\":", client.city);
        line.text(b",\"country\":", client.country);
        line.text(b",\"device\":", client.device);
        line.text(b",\"browser\":", client.browser);
        line.text(b",\"os\":", client.os);
        line.text(b",\"mfa_method\":", mfa_method);

        line.raw(b"},\"raw_metadata\":{\"platform_event_id\":");
        line.raw(self.uuid.as_bytes());
        line.raw(b",\"event_type\":\"");
        line.raw(okta_type.as_bytes());
        line.text(b"\",\"actor_id\":", self.actor.id);
        line.name(b",\"actor_email\":", self.actor.alternate_id, unknown, &rules.unknown_names);
        line.text(b",\"actor_display_name\":", self.actor.display_name);
        line.text(b",\"outcome\":", outcome);
        line.text(b",\"client_ip\":", ip);
        line.text(b",\"client_user_agent\":", client.raw_user_agent);
        line.text(b",\"client_device\":", client.device);
        line.text(b",\"geo_city\":", client.city);
        line.text(b",\"geo_state\":", client.state);
        line.text(b",\"geo_country\":", client.country);
        line.number(b",\"geo_lat\":", client.lat);
        line.number(b",\"geo_lon\":", client.lon);
        line.text(b",\"authentication_provider\":", authentication.provider);
        line.text(b",\"credential_type\":", authentication.credential_type);
        line.text(b",\"external_session_id\":", authentication.external_session_id);
        line.text(b",\"target_id\":", primary.and_then(|target| target.id));
        let kind = primary.and_then(|target| Text::read(target.kind, "target[].type", drift));
        line.text(b",\"target_type\":", kind);
        line.text(b",\"target_display_name\":", primary.and_then(|target| target.display_name));
        line.text(b",\"security_as_org\":", as_org);
        line.raw(b",\"security_is_proxy\":");
        line.raw(match is_proxy {
            Some(true) => b"true",
            Some(false) => b"false",
            None => b"null",
        });
        line.raw(b",\"created_at\":\"");
        line.raw(&timestamp);
        line.raw(b"\",\"source_platform\":\"okta\"},\"platform_event_id\":");
        line.raw(self.uuid.as_bytes());
        line.raw(b",\"platform_event_source\":\"OKTA_SYSTEM_LOG_API\"}");
    }

    /// The target that says what the event was done to. Its place in the list means nothing
    /// (facts 7.1); types decide.
    fn primary<'t>(&self, targets: &'t [Target<'a>]) -> Option<&'t Target<'a>> {
        let is_other =
            |target: &&Target<'a>| !self.person.is_some_and(|person| person.has_id(target.id));
        let affected = || targets.iter().filter(|target| target.is("User")).find(is_other);
        let own_change = self.entry.event_type == EventType::Admin
            && self.person.is_some_and(|person| person.is_actor);
        own_change
            .then(affected)
            .flatten()
            .or_else(|| first(targets, "AppInstance"))
            .or_else(|| first(targets, "UserGroup"))
            .or_else(|| targets.iter().find(is_other))
            .or_else(|| targets.first())
    }

    /// The factor that debug data names, for types that are about factors.
    fn factor(&self, record: &Record<'a>, drift: &mut Drift) -> Option<Text<'a>> {
        let okta_type = &*self.entry.okta_type;
        if okta_type != "user.authentication.auth_via_mfa" && !okta_type.starts_with("user.mfa.") {
            return None;
        }
        let data = member(record.debug_context, b"debugData", "debugContext", drift);
        let factor = member(data, b"factor", "debugContext.debugData", drift)?;
        Text::read(Some(factor), "debugContext.debugData.factor", drift)
    }
}

/// The first target of type `kind`: it decides even if its other members are null.
fn first<'t, 'a>(targets: &'t [Target<'a>], kind: &str) -> Option<&'t Target<'a>> {
    targets.iter().find(|target| target.is(kind))
}

/// The member `name` of the object `outer`, the last one when it comes twice.
fn member<'a>(
    outer: Option<Token<'a>>,
    name: &[u8],
    path: &'static str,
    drift: &mut Drift,
) -> Option<Token<'a>> {
    let outer = object(outer, path, drift)?;
    outer.members().filter(|(key, _)| key.text().as_ref() == name).last().map(|(_, value)| value)
}

fn client<'a>(record: &Record<'a>, drift: &mut Drift) -> Client<'a> {
    let mut client = Client::default();
    let Some(outer) = object(record.client, "client", drift) else { return client };
    let (mut user_agent, mut geography) = (None, None);
    for (key, value) in outer.members() {
        match key.text().as_ref() {
            b"ipAddress" => client.ip_address = Text::read(Some(value), "client.ipAddress", drift),
            b"device" => client.device = Text::read(Some(value), "client.device", drift),
            b"userAgent" => user_agent = object(Some(value), "client.userAgent", drift),
            b"geographicalContext" => {
                geography = object(Some(value), "client.geographicalContext", drift);
            }
            _ => {}
        }
    }
    for (key, value) in user_agent.iter().flat_map(|object| object.members()) {
        let value = Some(value);
        match key.text().as_ref() {
            b"rawUserAgent" => {
                client.raw_user_agent = Text::read(value, "client.userAgent.rawUserAgent", drift);
            }
            b"os" => client.os = Text::read(value, "client.userAgent.os", drift),
            b"browser" => client.browser = Text::read(value, "client.userAgent.browser", drift),
            _ => {}
        }
    }
    let mut location = None;
    for (key, value) in geography.iter().flat_map(|object| object.members()) {
        let value = Some(value);
        match key.text().as_ref() {
            b"city" => client.city = Text::read(value, "client.geographicalContext.city", drift),
            b"state" => client.state = Text::read(value, "client.geographicalContext.state", drift),
            b"country" => {
                client.country = Text::read(value, "client.geographicalContext.country", drift);
            }
            b"geolocation" => {
                location = object(value, "client.geographicalContext.geolocation", drift);
            }
            _ => {}
        }
    }
    for (key, value) in location.iter().flat_map(|object| object.members()) {
        let value = Some(value);
        match key.text().as_ref() {
            b"lat" => {
                client.lat = number(value, "client.geographicalContext.geolocation.lat", drift);
            }
            b"lon" => {
                client.lon = number(value, "client.geographicalContext.geolocation.lon", drift);
            }
            _ => {}
        }
    }
    client
}

fn authentication<'a>(record: &Record<'a>, drift: &mut Drift) -> Authentication<'a> {
    let mut context = Authentication::default();
    let outer = object(record.authentication_context, "authenticationContext", drift);
    for (key, value) in outer.iter().flat_map(|object| object.members()) {
        let value = Some(value);
        match key.text().as_ref() {
            b"authenticationProvider" => {
                context.provider =
                    Text::read(value, "authenticationContext.authenticationProvider", drift);
            }
            b"credentialType" => {
                context.credential_type =
                    Text::read(value, "authenticationContext.credentialType", drift);
            }
            b"externalSessionId" => {
                context.external_session_id =
                    Text::read(value, "authenticationContext.externalSessionId", drift);
            }
            _ => {}
        }
    }
    context
}

fn security<'a>(record: &Record<'a>, drift: &mut Drift) -> (Option<Text<'a>>, Option<bool>) {
    let (mut as_org, mut is_proxy) = (None, None);
    let outer = object(record.security_context, "securityContext", drift);
    for (key, value) in outer.iter().flat_map(|object| object.members()) {
        match key.text().as_ref() {
            b"asOrg" => as_org = Text::read(Some(value), "securityContext.asOrg", drift),
            b"isProxy" => is_proxy = boolean(Some(value), "securityContext.isProxy", drift),
            _ => {}
        }
    }
    (as_org, is_proxy)
}

/// The address of the first hop, for clients that `client` says nothing about.
fn first_hop<'a>(record: &Record<'a>, drift: &mut Drift) -> Option<Text<'a>> {
    let chain = member(record.request, b"ipChain", "request", drift);
    let hop = array(chain, "request.ipChain", drift)?.elements().next();
    let ip = member(hop, b"ip", "request.ipChain[]", drift)?;
    Text::read(Some(ip), "request.ipChain[].ip", drift)
}

/// The line that is being written.
struct Line<'o> {
    out: &'o mut Vec<u8>,
}

impl Line<'_> {
    fn raw(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn text(&mut self, key: &[u8], value: Option<Text<'_>>) {
        self.raw(key);
        match value {
            Some(value) => value.write(self.out),
            None => self.raw(b"null"),
        }
    }

    /// A name, which is hashed when it is one that nobody has.
    fn name(&mut self, key: &[u8], value: Option<Text<'_>>, unknown: bool, names: &UnknownNames) {
        match (value, names) {
            (Some(name), UnknownNames::Hash(hash)) if unknown => {
                self.raw(key);
                self.raw(b"\"");
                hash.write(&name.text(), self.out);
                self.raw(b"\"");
            }
            _ => self.text(key, value),
        }
    }

    fn number(&mut self, key: &[u8], value: Option<Token<'_>>) {
        self.raw(key);
        self.raw(value.map_or(b"null", Token::as_bytes));
    }
}

/// `UUIDv5` of `urn:okta-connector:event` in the URL namespace.
pub(super) const EVENT_NAMESPACE: Uuid = Uuid::from_u128(0xe799_d252_dd65_58ce_bf6c_20f9_66d6_d0be);
