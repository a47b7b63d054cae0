//! The mapping, over the types of [`source`](super::source).

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::source::{LogEvent, Party, Text};

/// Maps events of one domain.
#[derive(Debug)]
pub struct Mapper {
    domain_id: &'static str,
    catalogue: Catalogue,
    namespace: Uuid,
}

impl Mapper {
    /// For the domain `domain_id`.
    pub fn new(domain_id: &'static str) -> Self {
        let namespace = Uuid::new_v5(&Uuid::NAMESPACE_URL, b"urn:okta-connector:event");
        Self { domain_id, catalogue: catalogue(), namespace }
    }

    /// What is published of `event`, if anything.
    pub(super) fn map<'e>(&'e self, event: &'e LogEvent<'_>) -> Option<Output<'e>> {
        let (event_type, signal_type) = *self.catalogue.get(&*event.event_type)?;
        let targets = event.target.as_deref().unwrap_or_default();
        let first = |kind: &str| targets.iter().find(|it| it.kind.as_deref() == Some(kind));
        let is_actor =
            event.actor.kind.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("user"));
        let person = if is_actor { &event.actor } else { first("User")? };
        let id = text(&person.id).filter(|id| !id.eq_ignore_ascii_case("unknown"));
        let is_other = |it: &&Party<'_>| text(&it.id) != text(&person.id);
        let affected = || {
            let mut users = targets.iter().filter(|it| it.kind.as_deref() == Some("User"));
            users.find(is_other)
        };
        let primary = (event_type == "ADMIN" && is_actor)
            .then(affected)
            .flatten()
            .or_else(|| first("AppInstance"))
            .or_else(|| first("UserGroup"))
            .or_else(|| targets.iter().find(is_other))
            .or_else(|| targets.first());
        let app = first("AppInstance").or_else(|| first("AppUser"));
        let credential_type = text(&event.authentication_context.credential_type);
        let is_mfa = event.event_type == "user.authentication.auth_via_mfa"
            || event.event_type.starts_with("user.mfa.");
        let debug_data = event.debug_context.debug_data.as_ref();
        let factor = debug_data.and_then(|data| text(&data.factor)).filter(|_| is_mfa);
        let agent = event.client.user_agent.as_ref();
        let place = event.client.geographical_context.as_ref();
        let point = place.and_then(|place| place.geolocation.as_ref());
        let device = text(&event.client.device);
        let ip = text(&event.client.ip_address);
        let city = place.and_then(|place| text(&place.city));
        let country = place.and_then(|place| text(&place.country));
        let outcome = text(&event.outcome.result);
        let name = format!("{}\n{}", self.domain_id, event.uuid);
        // The pages' times are UTC with three digits already.
        let timestamp = &*event.published;
        Some(Output {
            event_id: Uuid::new_v5(&self.namespace, name.as_bytes()),
            event_type,
            source: "OKTA",
            signal_type,
            domain_id: self.domain_id,
            tuid: id.map(|id| self.tuid(id)),
            timestamp,
            payload: Payload {
                event_id: &event.uuid,
                user: text(&person.alternate_id),
                action: &event.event_type,
                outcome,
                target_app: app.and_then(|app| text(&app.display_name)),
                ip_address: ip,
                city,
                country,
                device,
                browser: agent.and_then(|agent| text(&agent.browser)),
                os: agent.and_then(|agent| text(&agent.os)),
                mfa_method: credential_type.or(factor),
            },
            raw_metadata: RawMetadata {
                platform_event_id: &event.uuid,
                event_type: &event.event_type,
                actor_id: text(&event.actor.id),
                actor_email: text(&event.actor.alternate_id),
                actor_display_name: text(&event.actor.display_name),
                outcome,
                client_ip: ip,
                client_user_agent: agent.and_then(|agent| text(&agent.raw)),
                client_device: device,
                geo_city: city,
                geo_state: place.and_then(|place| text(&place.state)),
                geo_country: country,
                geo_lat: point.and_then(|point| point.lat),
                geo_lon: point.and_then(|point| point.lon),
                authentication_provider: text(
                    &event.authentication_context.authentication_provider,
                ),
                credential_type,
                external_session_id: text(&event.authentication_context.external_session_id),
                target_id: primary.and_then(|target| text(&target.id)),
                target_type: primary.and_then(|target| text(&target.kind)),
                target_display_name: primary.and_then(|target| text(&target.display_name)),
                security_as_org: text(&event.security_context.as_org),
                security_is_proxy: event.security_context.is_proxy,
                created_at: timestamp,
                source_platform: "okta",
            },
            platform_event_id: &event.uuid,
            platform_event_source: "OKTA_SYSTEM_LOG_API",
        })
    }

    fn tuid(&self, id: &str) -> String {
        let digest = Sha256::digest(format!("{}\n{id}", self.domain_id));
        let mut tuid = String::from("tuid-");
        for byte in &digest[..16] {
            tuid.extend(
                [byte >> 4, byte & 15]
                    .map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)])),
            );
        }
        tuid
    }
}

/// The null rules.
fn text<'e>(text: &'e Text<'_>) -> Option<&'e str> {
    text.as_deref().filter(|text| !matches!(*text, "" | "null"))
}

#[derive(Debug, Serialize)]
pub(super) struct Output<'e> {
    event_id: Uuid,
    event_type: &'static str,
    source: &'static str,
    signal_type: &'static str,
    domain_id: &'static str,
    tuid: Option<String>,
    timestamp: &'e str,
    payload: Payload<'e>,
    raw_metadata: RawMetadata<'e>,
    platform_event_id: &'e str,
    platform_event_source: &'static str,
}

#[derive(Debug, Serialize)]
struct Payload<'e> {
    event_id: &'e str,
    user: Option<&'e str>,
    action: &'e str,
    outcome: Option<&'e str>,
    target_app: Option<&'e str>,
    ip_address: Option<&'e str>,
    city: Option<&'e str>,
    country: Option<&'e str>,
    device: Option<&'e str>,
    browser: Option<&'e str>,
    os: Option<&'e str>,
    mfa_method: Option<&'e str>,
}

#[derive(Debug, Serialize)]
struct RawMetadata<'e> {
    platform_event_id: &'e str,
    event_type: &'e str,
    actor_id: Option<&'e str>,
    actor_email: Option<&'e str>,
    actor_display_name: Option<&'e str>,
    outcome: Option<&'e str>,
    client_ip: Option<&'e str>,
    client_user_agent: Option<&'e str>,
    client_device: Option<&'e str>,
    geo_city: Option<&'e str>,
    geo_state: Option<&'e str>,
    geo_country: Option<&'e str>,
    geo_lat: Option<f64>,
    geo_lon: Option<f64>,
    authentication_provider: Option<&'e str>,
    credential_type: Option<&'e str>,
    external_session_id: Option<&'e str>,
    target_id: Option<&'e str>,
    target_type: Option<&'e str>,
    target_display_name: Option<&'e str>,
    security_as_org: Option<&'e str>,
    security_is_proxy: Option<bool>,
    created_at: &'e str,
    source_platform: &'static str,
}

/// From Okta's type to ours.
type Catalogue = HashMap<Cow<'static, str>, (&'static str, &'static str)>;

/// The catalogue, as a peer would keep it.
fn catalogue() -> Catalogue {
    connector::classify::Catalogue::seed()
        .entries()
        .iter()
        .map(|entry| (entry.okta_type.clone(), (entry.event_type.name(), entry.signal_type.name())))
        .collect()
}
