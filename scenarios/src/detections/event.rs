//! What the rules need of one raw record.

use std::collections::BTreeMap;
use std::sync::Arc;

use clock::Timestamp;
use serde_json::Value;
use thiserror::Error;

use super::value::{self, known_at, text_at};
use super::{Behaviors, Place};

/// A text of a record, shared by everything that remembers it.
pub type Word = Arc<str>;

/// A view of one record of the System Log, by raw paths.
///
/// Events are ordered by `published`, then by everything else, so that events of one instant have
/// one order however they were delivered.
///
/// ```
/// use scenarios::detections::Event;
///
/// let record = br#"{"uuid":"u-1","published":"2026-03-15T14:32:18.001Z",
///     "eventType":"user.session.start","securityContext":{"isProxy":"true"},
///     "debugContext":{"debugData":{"dtHash":"-","requestUri":"/api/v1/authn"}}}"#;
/// let event = Event::read(record).unwrap();
/// assert!(event.network.proxy);
/// assert_eq!(event.debug("dtHash"), None);
/// assert!(event.debug_is("requestUri", "/api/v1/authn"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Event {
    /// `published`.
    pub published: Timestamp,
    /// `uuid`.
    pub uuid: Word,
    /// `eventType`.
    pub event_type: Word,
    /// `legacyEventType`.
    pub legacy_event_type: Option<Word>,
    /// `outcome.result`.
    pub result: Option<Word>,
    /// `outcome.reason`.
    pub reason: Option<Word>,
    /// `actor`.
    pub actor: Actor,
    /// `client`.
    pub client: Client,
    /// `securityContext`, and what `debugData` says about the network.
    pub network: Network,
    /// `authenticationContext.externalSessionId`.
    pub session: Option<Word>,
    /// `authenticationContext.rootSessionId`.
    pub root_session: Option<Word>,
    /// `authenticationContext.issuer.id`, or the issuer itself where it is text.
    pub issuer: Option<Word>,
    /// `authenticationContext.authenticationStep`.
    pub authentication_step: Option<Word>,
    /// `transaction.id`.
    pub transaction: Option<Word>,
    /// The behaviours of `debugData`.
    pub behaviors: Behaviors,
    /// `target`.
    pub targets: Vec<Target>,
    debug: BTreeMap<&'static str, Word>,
}

impl Event {
    /// Reads one record.
    ///
    /// # Errors
    /// When it is no JSON object, or lacks what makes it an event.
    pub fn read(record: &[u8]) -> Result<Self, Unusable> {
        Self::from_value(&serde_json::from_slice(record).map_err(|_| Unusable::NotJson)?)
    }

    /// Views a record that is already parsed. Whatever has another type than Okta documents is
    /// absent.
    ///
    /// # Errors
    /// As [`Event::read`].
    pub fn from_value(record: &Value) -> Result<Self, Unusable> {
        let published = record.get("published").and_then(Value::as_str);
        let authentication = record.get("authenticationContext").unwrap_or(&Value::Null);
        let debug_data = value::at(record, "debugContext.debugData").unwrap_or(&Value::Null);
        Ok(Self {
            published: published.and_then(|text| text.parse().ok()).ok_or(Unusable::NoPublished)?,
            uuid: text_at(record, "uuid").ok_or(Unusable::NoUuid)?,
            event_type: text_at(record, "eventType").ok_or(Unusable::NoEventType)?,
            legacy_event_type: text_at(record, "legacyEventType"),
            result: text_at(record, "outcome.result"),
            reason: text_at(record, "outcome.reason"),
            actor: Actor::of(record),
            client: Client::of(record),
            network: Network::of(record, debug_data),
            session: known_at(authentication, "externalSessionId"),
            root_session: known_at(authentication, "rootSessionId"),
            issuer: known_at(authentication, "issuer.id")
                .or_else(|| known_at(authentication, "issuer")),
            authentication_step: text_at(authentication, "authenticationStep"),
            transaction: known_at(record, "transaction.id"),
            behaviors: Behaviors::of(debug_data),
            targets: value::elements(record.get("target")).iter().map(Target::of).collect(),
            debug: KEPT
                .into_iter()
                .filter_map(|key| Some((key, known_at(debug_data, key)?)))
                .collect(),
        })
    }

    /// Whether it is of this type.
    pub fn is(&self, event_type: &str) -> bool {
        &*self.event_type == event_type
    }

    /// Whether it is of one of these types.
    pub fn is_any(&self, event_types: &[&str]) -> bool {
        event_types.contains(&&*self.event_type)
    }

    /// Whether `outcome.result` is this.
    pub fn ended(&self, result: &str) -> bool {
        self.result.as_deref() == Some(result)
    }

    /// Whether `outcome.reason` is one of these.
    pub fn reason_is_any(&self, reasons: &[&str]) -> bool {
        self.reason.as_deref().is_some_and(|reason| reasons.contains(&reason))
    }

    /// A text of `debugContext.debugData`; only the keys that some rule reads are kept.
    pub fn debug(&self, key: &str) -> Option<&Word> {
        self.debug.get(key)
    }

    /// Whether `debugData` has exactly this text under `key`.
    pub fn debug_is(&self, key: &str, value: &str) -> bool {
        self.debug(key).is_some_and(|it| &**it == value)
    }

    /// Whether the text under `key` contains `part`.
    pub fn debug_has(&self, key: &str, part: &str) -> bool {
        self.debug(key).is_some_and(|it| it.contains(part))
    }

    /// The targets of one type, such as `User` or `AppInstance`.
    pub fn targets_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Target> {
        self.targets.iter().filter(move |target| target.kind.as_deref() == Some(kind))
    }
}

/// Who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actor {
    /// `actor.id`; `unknown` for a name that does not exist.
    pub id: Option<Word>,
    /// `actor.type`.
    pub kind: Option<Word>,
    /// `actor.alternateId`, which may be what somebody typed.
    pub alternate_id: Option<Word>,
    /// `actor.displayName`.
    pub display_name: Option<Word>,
}

impl Actor {
    fn of(record: &Value) -> Self {
        Self {
            id: text_at(record, "actor.id"),
            kind: text_at(record, "actor.type"),
            alternate_id: text_at(record, "actor.alternateId"),
            display_name: text_at(record, "actor.displayName"),
        }
    }
}

/// With what, and from where.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Client {
    /// `client.ipAddress`.
    pub ip: Option<Word>,
    /// `client.id`: the OAuth client.
    pub id: Option<Word>,
    /// `client.userAgent.rawUserAgent`.
    pub user_agent: Option<Word>,
    /// `client.userAgent.os`.
    pub os: Option<Word>,
    /// `client.userAgent.browser`.
    pub browser: Option<Word>,
    /// `client.geographicalContext`.
    pub place: Place,
}

impl Client {
    fn of(record: &Value) -> Self {
        Self {
            ip: text_at(record, "client.ipAddress"),
            id: text_at(record, "client.id"),
            user_agent: text_at(record, "client.userAgent.rawUserAgent"),
            os: text_at(record, "client.userAgent.os"),
            browser: text_at(record, "client.userAgent.browser"),
            place: Place::of(record),
        }
    }
}

/// Through which network.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Network {
    /// `securityContext.isProxy`, as a boolean or as the text that some exports make of it.
    pub proxy: bool,
    /// `securityContext.asNumber`.
    pub as_number: Option<Word>,
    /// `securityContext.asOrg`.
    pub as_org: Option<Word>,
    /// Whether a VPN or a private relay with a named operator is reported, in `debugData.tunnels`
    /// or in `securityContext.ipDetails.ipServiceCategories`.
    pub vpn: bool,
}

impl Network {
    fn of(record: &Value, debug_data: &Value) -> Self {
        let tunnels = value::nested(debug_data.get("tunnels"));
        let categories = value::at(record, "securityContext.ipDetails.ipServiceCategories");
        let mut services =
            value::elements(tunnels.as_ref()).iter().chain(value::elements(categories));
        Self {
            proxy: value::flag_at(record, "securityContext.isProxy"),
            as_number: text_at(record, "securityContext.asNumber"),
            as_org: text_at(record, "securityContext.asOrg"),
            vpn: services.any(|service| {
                let kind = text_at(service, "type").unwrap_or_default().to_ascii_uppercase();
                let hides = kind.contains("VPN") || kind.contains("RELAY");
                hides && known_at(service, "operator").is_some()
            }),
        }
    }
}

/// To what.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// `target[].id`.
    pub id: Option<Word>,
    /// `target[].type`.
    pub kind: Option<Word>,
    /// `target[].alternateId`.
    pub alternate_id: Option<Word>,
    /// `target[].displayName`.
    pub display_name: Option<Word>,
    /// `target[].detailEntry.oktaDeviceId`.
    pub okta_device_id: Option<Word>,
    /// What `changeDetails` says about the factors that a policy rule asks for.
    pub factor_modes: Option<FactorModes>,
}

impl Target {
    fn of(target: &Value) -> Self {
        Self {
            id: text_at(target, "id"),
            kind: text_at(target, "type"),
            alternate_id: text_at(target, "alternateId"),
            display_name: text_at(target, "displayName"),
            okta_device_id: text_at(target, "detailEntry.oktaDeviceId"),
            factor_modes: FactorModes::of(target),
        }
    }
}

/// `appSignOn.verificationMethod.factorMode` before and after a change, such as `2FA` and `1FA`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FactorModes {
    /// From `changeDetails.from.policyRuleActionJson`.
    pub from: Word,
    /// From `changeDetails.to.policyRuleActionJson`.
    pub to: Word,
}

impl FactorModes {
    fn of(target: &Value) -> Option<Self> {
        let mode = |side: &str| {
            let action = value::at(target, &format!("changeDetails.{side}.policyRuleActionJson"));
            text_at(&value::nested(action)?, "appSignOn.verificationMethod.factorMode")
        };
        target.get("changeDetails")?;
        Some(Self { from: mode("from")?, to: mode("to")? })
    }
}

/// Why a record is no event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unusable {
    /// Not one JSON text.
    #[error("not a JSON text")]
    NotJson,
    /// No `published`, or none that is an instant.
    #[error("no instant in `published`")]
    NoPublished,
    /// No `uuid`.
    #[error("no `uuid`")]
    NoUuid,
    /// No `eventType`.
    #[error("no `eventType`")]
    NoEventType,
}

/// The keys of `debugData` that rules read.
const KEPT: [&str; 10] = [
    "dtHash",
    "factor",
    "initiationType",
    "networkConnection",
    "privilegeGranted",
    "privilegeRevoked",
    "pushOnlyResponseType",
    "requestUri",
    "threatDetections",
    "threatSuspected",
];
