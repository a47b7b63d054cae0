//! One record in, one outcome out (sections 1 and 2).

use super::catalogue::{CatalogueEntry, EventType};
use super::json::RECORD_DEPTH_MAX;
use super::person::Person;
use super::rules::Rules;
use super::{Json, Text, digest, evidence, fields, published, target};

/// What becomes of a record. Every record becomes exactly one of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is published as this object.
    Published(Json),
    /// It is none of the connector's business.
    Excluded {
        /// The source's `eventType`; a lone surrogate in it is U+FFFD here.
        event_type: String,
        /// `not_in_catalogue` or `not_attributable`.
        reason: &'static str,
    },
    /// It cannot be used, and is kept byte for byte in the quarantine.
    Rejected {
        /// `json`, `not_an_object`, `eventType`, `uuid` or `published`.
        reason: &'static str,
    },
}

/// Normalizes one record: total, and a function of its arguments alone.
///
/// ```
/// use scenarios::reference::{Outcome, Rules, normalize};
///
/// let rules = Rules::seed("customer-domain-001");
/// assert_eq!(normalize(b"{", &rules), Outcome::Rejected { reason: "json" });
///
/// let record = br#"{"eventType":"zone.create"}"#;
/// let excluded = normalize(record, &rules);
/// assert!(matches!(excluded, Outcome::Excluded { reason: "not_in_catalogue", .. }));
/// ```
pub fn normalize(record: &[u8], rules: &Rules) -> Outcome {
    let Ok(record) = Json::read(record, RECORD_DEPTH_MAX) else {
        return Outcome::Rejected { reason: "json" };
    };
    let Json::Object(_) = record else {
        return Outcome::Rejected { reason: "not_an_object" };
    };
    let Some(action) = fields::non_empty_string(record.member("eventType")) else {
        return Outcome::Rejected { reason: "eventType" };
    };
    let Some(entry) = rules.entry(&action) else {
        return Outcome::Excluded { event_type: action.to_string(), reason: "not_in_catalogue" };
    };
    let Some(uuid) = fields::non_empty_string(record.member("uuid")) else {
        return Outcome::Rejected { reason: "uuid" };
    };
    let Some(timestamp) = timestamp(&record) else {
        return Outcome::Rejected { reason: "published" };
    };
    let person = Person::of(&record, rules.attribution);
    if person.is_none() && entry.event_type != EventType::Alert {
        return Outcome::Excluded { event_type: action.to_string(), reason: "not_attributable" };
    }
    let event = Event { record, rules, entry, action, uuid, timestamp, person };
    Outcome::Published(event.output())
}

fn timestamp(record: &Json) -> Option<Text> {
    let published = fields::non_empty_string(record.member("published"))?.to_utf8()?;
    Some(Text::from(published::to_utc(&published)?.as_str()))
}

/// A record about which everything is decided.
struct Event<'a> {
    record: Json,
    rules: &'a Rules,
    entry: CatalogueEntry,
    action: Text,
    uuid: Text,
    timestamp: Text,
    person: Option<Person>,
}

impl Event<'_> {
    fn output(&self) -> Json {
        let person = self.person.as_ref();
        let mut output = Json::object([
            ("event_id", digest::event_id(&self.rules.domain_id, &self.uuid).into()),
            ("event_type", self.entry.event_type.as_str().into()),
            ("source", "OKTA".into()),
            ("signal_type", self.entry.signal_type.as_str().into()),
            ("domain_id", self.rules.domain_id.as_str().into()),
            ("tuid", person.and_then(|person| person.tuid(self.rules)).into()),
            ("timestamp", self.timestamp.clone().into()),
            ("payload", self.payload()),
            ("raw_metadata", self.raw_metadata()),
            ("platform_event_id", self.uuid.clone().into()),
            ("platform_event_source", "OKTA_SYSTEM_LOG_API".into()),
        ]);
        if self.rules.evidence
            && let Json::Object(members) = &mut output
        {
            members.push((Text::from("evidence"), evidence::of(&self.record)));
        }
        output
    }

    fn payload(&self) -> Json {
        let person = self.person.as_ref();
        Json::object([
            ("event_id", self.uuid.clone().into()),
            ("user", person.and_then(|person| person.user(self.rules)).into()),
            ("action", self.action.clone().into()),
            ("outcome", self.text("outcome.result").into()),
            ("target_app", target::application(&target::all(&self.record)).into()),
            ("ip_address", self.ip_address().into()),
            ("city", self.text("client.geographicalContext.city").into()),
            ("country", self.text("client.geographicalContext.country").into()),
            ("device", self.text("client.device").into()),
            ("browser", self.text("client.userAgent.browser").into()),
            ("os", self.text("client.userAgent.os").into()),
            ("mfa_method", self.mfa_method().into()),
        ])
    }

    fn raw_metadata(&self) -> Json {
        let targets = target::all(&self.record);
        let target = target::primary(&targets, self.entry.event_type, self.person.as_ref());
        let of_target = |key| fields::text(target.and_then(|target| target.member(key)));
        let geo = |key: &str| self.text(&format!("client.geographicalContext.{key}"));
        let coordinate = |key: &str| {
            fields::number(self.record.at(&format!("client.geographicalContext.geolocation.{key}")))
        };
        Json::object([
            ("platform_event_id", self.uuid.clone().into()),
            ("event_type", self.action.clone().into()),
            ("actor_id", self.text("actor.id").into()),
            ("actor_email", self.actor_email().into()),
            ("actor_display_name", self.text("actor.displayName").into()),
            ("outcome", self.text("outcome.result").into()),
            ("client_ip", self.ip_address().into()),
            ("client_user_agent", self.text("client.userAgent.rawUserAgent").into()),
            ("client_device", self.text("client.device").into()),
            ("geo_city", geo("city").into()),
            ("geo_state", geo("state").into()),
            ("geo_country", geo("country").into()),
            ("geo_lat", coordinate("lat").into()),
            ("geo_lon", coordinate("lon").into()),
            (
                "authentication_provider",
                self.text("authenticationContext.authenticationProvider").into(),
            ),
            ("credential_type", self.text("authenticationContext.credentialType").into()),
            ("external_session_id", self.text("authenticationContext.externalSessionId").into()),
            ("target_id", of_target("id").into()),
            ("target_type", of_target("type").into()),
            ("target_display_name", of_target("displayName").into()),
            ("security_as_org", self.text("securityContext.asOrg").into()),
            (
                "security_is_proxy",
                fields::boolean(self.record.at("securityContext.isProxy")).into(),
            ),
            ("created_at", self.timestamp.clone().into()),
            ("source_platform", "okta".into()),
        ])
    }

    /// The client's address, else that of the first hop.
    fn ip_address(&self) -> Option<Text> {
        let first_hop = || match self.record.at("request.ipChain") {
            Some(Json::Array(hops)) => fields::text(hops.first()?.member("ip")),
            _ => None,
        };
        self.text("client.ipAddress").or_else(first_hop)
    }

    /// The credential type; Okta leaves it null when a factor was used and names the factor.
    fn mfa_method(&self) -> Option<Text> {
        let names_a_factor = self.action == "user.authentication.auth_via_mfa"
            || self.action.starts_with("user.mfa.");
        let factor = || self.text("debugContext.debugData.factor").filter(|_| names_a_factor);
        self.text("authenticationContext.credentialType").or_else(factor)
    }

    /// The actor's name, which may be what somebody typed.
    fn actor_email(&self) -> Option<Text> {
        let name = self.text("actor.alternateId")?;
        let typed = self.person.as_ref().is_some_and(Person::is_unknown_name);
        Some(if typed { self.rules.unknown_names.shown(name) } else { name })
    }

    fn text(&self, path: &str) -> Option<Text> {
        fields::text(self.record.at(path))
    }
}
