//! One event, field by field (normalization, section 2).

use sha1::{Digest, Sha1};
use uuid::Uuid;

use super::drift::{CREDENTIAL_TYPES, Drift, PROVIDERS, RESULTS};
use super::evidence;
use super::field::{Text, array, boolean, number, object};
use super::line::Line;
use super::person::{Party, Person};
use super::published::PublishedAt;
use super::rules::Rules;
use super::tuid::Tuids;
use super::unknown::UnknownNames;
use crate::classify::{Entry, EventType};
use crate::decode::{self, Record, Token};

/// An event whose place in the output is decided.
pub(super) struct Event<'a, 'r> {
    pub(super) record: &'r Record<'a>,
    pub(super) entry: &'r Entry,
    pub(super) uuid: Token<'a>,
    pub(super) published: PublishedAt,
    pub(super) actor: Party<'a>,
    /// As many as the record has.
    pub(super) targets: &'r [Party<'a>],
    pub(super) person: Option<Person<'a>>,
    pub(super) id: Uuid,
}

/// Where the ids of events come from: the same on every replay and on every machine.
#[derive(Clone, Debug)]
pub(super) struct EventIds(Sha1);

impl EventIds {
    /// The ids in a domain: `UUIDv5` (RFC 9562, section 5.5) of domain and source id.
    pub(super) fn new(domain_id: &str) -> Self {
        let name = Sha1::new_with_prefix(EVENT_NAMESPACE.as_bytes());
        Self(name.chain_update(domain_id.as_bytes()).chain_update(b"\n"))
    }

    pub(super) fn id(&self, uuid: Token<'_>) -> Uuid {
        let digest = self.0.clone().chain_update(uuid.text()).finalize();
        let bytes = digest.first_chunk().copied().unwrap_or_default();
        uuid::Builder::from_sha1_bytes(bytes).into_uuid()
    }
}

/// Reads an actor.
#[inline]
pub(super) fn actor<'a>(actor: &decode::Party<'a>, drift: &mut Drift) -> Party<'a> {
    if object(actor.whole, "actor", drift).is_none() {
        return Party::default();
    }
    Party {
        id: Text::read(actor.id, "actor.id", drift),
        kind: Text::read(actor.kind, "actor.type", drift),
        alternate_id: Text::read(actor.alternate_id, "actor.alternateId", drift),
        display_name: Text::read(actor.display_name, "actor.displayName", drift),
    }
}

/// Reads a target; `None` when it is no object.
#[inline]
pub(super) fn target<'a>(target: &decode::Party<'a>, drift: &mut Drift) -> Option<Party<'a>> {
    object(target.whole, "target[]", drift)?;
    Some(Party {
        id: Text::read(target.id, "target[].id", drift),
        kind: Text::read(target.kind, "target[].type", drift),
        alternate_id: Text::read(target.alternate_id, "target[].alternateId", drift),
        display_name: Text::read(target.display_name, "target[].displayName", drift),
    })
}

impl<'a> Event<'a, '_> {
    /// Appends the event as one line of NDJSON, without the line's end.
    pub(super) fn write(
        &self,
        rules: &Rules,
        tuids: &mut Tuids,
        drift: &mut Drift,
        out: &mut Vec<u8>,
    ) {
        let client = self.client(drift);
        let session = self.session(drift);
        let outcome = self.outcome(drift);
        let ip = client.ip_address.or_else(|| self.first_hop(drift));
        let mfa_method = session.credential_type.or_else(|| self.factor(drift));
        let app = self.first("AppInstance").or_else(|| self.first("AppUser"));
        let primary = self.primary();
        let security = &self.record.security;
        let has_security = object(security.whole, "securityContext", drift).is_some();
        let security = has_security.then_some(security);
        let as_org = security.and_then(|it| Text::read(it.as_org, "securityContext.asOrg", drift));
        let is_proxy =
            security.and_then(|it| boolean(it.is_proxy, "securityContext.isProxy", drift));
        let unknown_name = self.person.is_some_and(|person| person.is_unknown_name());
        let timestamp = self.published.format();
        let okta_type = self.entry.okta_type.as_bytes();
        let uuid = self.uuid.as_bytes();

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
        match self.person.and_then(|person| Some((person, person.user_id()?))) {
            Some((person, id)) => tuids.write(id, person.alternate_id, rules, line.out),
            None => line.raw(b"null"),
        }
        line.raw(b",\"timestamp\":\"");
        line.raw(&timestamp);

        line.raw(b"\",\"payload\":{\"event_id\":");
        line.raw(uuid);
        line.raw(b",\"user\":");
        let user = self.person.and_then(|person| person.alternate_id);
        write_name(user, unknown_name, &rules.unknown_names, line.out);
        line.raw(b",\"action\":\"");
        line.raw(okta_type);
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
        line.raw(uuid);
        line.raw(b",\"event_type\":\"");
        line.raw(okta_type);
        line.text(b"\",\"actor_id\":", self.actor.id);
        line.raw(b",\"actor_email\":");
        write_name(self.actor.alternate_id, unknown_name, &rules.unknown_names, line.out);
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
        line.text(b",\"authentication_provider\":", session.provider);
        line.text(b",\"credential_type\":", session.credential_type);
        line.text(b",\"external_session_id\":", session.external_session_id);
        line.text(b",\"target_id\":", primary.and_then(|target| target.id));
        line.text(b",\"target_type\":", primary.and_then(|target| target.kind));
        line.text(b",\"target_display_name\":", primary.and_then(|target| target.display_name));
        line.text(b",\"security_as_org\":", as_org);
        line.boolean(b",\"security_is_proxy\":", is_proxy);
        line.raw(b",\"created_at\":\"");
        line.raw(&timestamp);
        line.raw(b"\",\"source_platform\":\"okta\"},\"platform_event_id\":");
        line.raw(uuid);
        line.raw(b",\"platform_event_source\":\"OKTA_SYSTEM_LOG_API\"");
        if rules.evidence {
            line.raw(b",\"evidence\":");
            evidence::write(self, drift, line.out);
        }
        line.raw(b"}");
    }

    fn outcome(&self, drift: &mut Drift) -> Option<Text<'a>> {
        let outcome = &self.record.outcome;
        object(outcome.whole, "outcome", drift)?;
        drift.check_value(outcome.result, "outcome.result", RESULTS);
        Text::read(outcome.result, "outcome.result", drift)
    }

    fn client(&self, drift: &mut Drift) -> Client<'a> {
        let mut read = Client::default();
        let client = &self.record.client;
        if object(client.whole, "client", drift).is_none() {
            return read;
        }
        read.ip_address = Text::read(client.ip_address, "client.ipAddress", drift);
        read.device = Text::read(client.device, "client.device", drift);
        let agent = &client.user_agent;
        if object(agent.whole, "client.userAgent", drift).is_some() {
            read.raw_user_agent =
                Text::read(agent.raw_user_agent, "client.userAgent.rawUserAgent", drift);
            read.os = Text::read(agent.os, "client.userAgent.os", drift);
            read.browser = Text::read(agent.browser, "client.userAgent.browser", drift);
        }
        let place = &client.geography;
        if object(place.whole, "client.geographicalContext", drift).is_none() {
            return read;
        }
        read.city = Text::read(place.city, "client.geographicalContext.city", drift);
        read.state = Text::read(place.state, "client.geographicalContext.state", drift);
        read.country = Text::read(place.country, "client.geographicalContext.country", drift);
        let point = &place.geolocation;
        if object(point.whole, "client.geographicalContext.geolocation", drift).is_some() {
            let path = "client.geographicalContext.geolocation.lat";
            read.lat = number(point.lat, path, drift);
            let path = "client.geographicalContext.geolocation.lon";
            read.lon = number(point.lon, path, drift);
        }
        read
    }

    fn session(&self, drift: &mut Drift) -> Session<'a> {
        let context = &self.record.authentication;
        if object(context.whole, "authenticationContext", drift).is_none() {
            return Session::default();
        }
        let path = "authenticationContext.authenticationProvider";
        drift.check_value(context.provider, path, PROVIDERS);
        let provider = Text::read(context.provider, path, drift);
        let path = "authenticationContext.credentialType";
        drift.check_value(context.credential_type, path, CREDENTIAL_TYPES);
        let credential_type = Text::read(context.credential_type, path, drift);
        let path = "authenticationContext.externalSessionId";
        let external_session_id = Text::read(context.external_session_id, path, drift);
        Session { provider, credential_type, external_session_id }
    }

    /// The first target of type `kind`: it decides even if its other members are null.
    fn first(&self, kind: &str) -> Option<&Party<'a>> {
        self.targets.iter().find(|target| target.is(kind))
    }

    /// The target that says what the event was done to. Its place in the list means nothing
    /// (facts 7.1); types decide.
    fn primary(&self) -> Option<&Party<'a>> {
        let is_other =
            |target: &&Party<'a>| !self.person.is_some_and(|person| person.has_id(target.id));
        let affected = || self.targets.iter().filter(|target| target.is("User")).find(is_other);
        let own_change = self.entry.event_type == EventType::Admin
            && self.person.is_some_and(|person| person.is_actor);
        own_change
            .then(affected)
            .flatten()
            .or_else(|| self.first("AppInstance"))
            .or_else(|| self.first("UserGroup"))
            .or_else(|| self.targets.iter().find(is_other))
            .or_else(|| self.targets.first())
    }

    /// The factor that debug data names, for types that are about factors.
    fn factor(&self, drift: &mut Drift) -> Option<Text<'a>> {
        let okta_type = self.entry.okta_type.as_bytes();
        let is_about_factors =
            okta_type == b"user.authentication.auth_via_mfa" || okta_type.starts_with(b"user.mfa.");
        if !is_about_factors {
            return None;
        }
        let context = object(self.record.debug_context, "debugContext", drift)?;
        let data = object(context.member("debugData"), "debugContext.debugData", drift)?;
        Text::read(data.member("factor"), "debugContext.debugData.factor", drift)
    }

    /// The address of the first hop, for clients that `client` says nothing about.
    fn first_hop(&self, drift: &mut Drift) -> Option<Text<'a>> {
        let request = object(self.record.request, "request", drift)?;
        let chain = array(request.member("ipChain"), "request.ipChain", drift)?;
        let hop = object(chain.elements().next(), "request.ipChain[]", drift)?;
        Text::read(hop.member("ip"), "request.ipChain[].ip", drift)
    }
}

/// `client`.
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

/// `authenticationContext`.
#[derive(Clone, Copy, Debug, Default)]
struct Session<'a> {
    provider: Option<Text<'a>>,
    credential_type: Option<Text<'a>>,
    external_session_id: Option<Text<'a>>,
}

/// Appends a name, or what stands for it when it is one that nobody has.
fn write_name(
    name: Option<Text<'_>>,
    unknown: bool,
    unknown_names: &UnknownNames,
    out: &mut Vec<u8>,
) {
    match (name, unknown_names) {
        (Some(name), UnknownNames::Hash(hash)) if unknown => {
            out.push(b'"');
            hash.write(&name.text(), out);
            out.push(b'"');
        }
        (Some(name), _) => name.write(out),
        (None, _) => out.extend_from_slice(b"null"),
    }
}

/// `UUIDv5` of `urn:okta-connector:event` in the URL namespace.
pub(super) const EVENT_NAMESPACE: Uuid = Uuid::from_u128(0xe799_d252_dd65_58ce_bf6c_20f9_66d6_d0be);
