//! One event of the log as JSON, in Okta's order of keys (facts 7.4) and with its habits
//! (facts 7.3).

use clock::Timestamp;

use crate::world::{Geo, Id, Laptop, UserAgent, Uuid, Vantage};

use super::json::{Json, Text};

/// What is fixed for a type of event.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) event_type: &'static str,
    pub(crate) display_message: Option<&'static str>,
    pub(crate) legacy: Option<&'static str>,
}

/// Everything that an event says.
pub(crate) struct Event<'a> {
    pub(crate) kind: &'static Kind,
    /// What it says instead of its type's `displayMessage`, for the few types that name somebody.
    pub(crate) message: Option<Text<'a>>,
    pub(crate) uuid: Uuid,
    pub(crate) published: Timestamp,
    pub(crate) severity: &'static str,
    pub(crate) actor: Party<'a>,
    /// Nothing for work in the background.
    pub(crate) client: Option<Client<'a>>,
    pub(crate) device: Option<&'a Laptop>,
    pub(crate) authentication: Authentication<'a>,
    /// Result and reason.
    pub(crate) outcome: Option<(&'static str, Option<Text<'a>>)>,
    pub(crate) debug: &'a [(&'static str, Text<'a>)],
    pub(crate) transaction: Transaction<'a>,
    /// Null when there is none.
    pub(crate) targets: &'a [Target<'a>],
}

/// Somebody or something that acts.
#[derive(Clone, Copy)]
pub(crate) struct Party<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) kind: &'static str,
    pub(crate) alternate_id: Text<'a>,
    pub(crate) name: Text<'a>,
}

/// Something that is acted on.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) party: Party<'a>,
    pub(crate) detail: &'a [(&'static str, Text<'a>)],
    /// `changeDetails` as JSON, where the type has it.
    pub(crate) change: Option<&'a str>,
}

/// Who asked, and from where.
#[derive(Clone, Copy)]
pub(crate) struct Client<'a> {
    pub(crate) agent: &'static UserAgent,
    /// Which version of it.
    pub(crate) version: u16,
    pub(crate) vantage: Vantage,
    /// The OAuth client, when there is one.
    pub(crate) id: Option<&'a Id>,
}

/// How somebody proved who they are.
#[derive(Clone, Copy, Default)]
pub(crate) struct Authentication<'a> {
    pub(crate) provider: Option<&'static str>,
    pub(crate) credential_provider: Option<&'static str>,
    pub(crate) credential_type: Option<&'static str>,
    /// Id and type.
    pub(crate) issuer: Option<(Text<'a>, &'static str)>,
    pub(crate) interface: Option<&'static str>,
    pub(crate) session: Option<Text<'a>>,
}

/// What the event is a part of.
#[derive(Clone, Copy)]
pub(crate) struct Transaction<'a> {
    pub(crate) kind: &'static str,
    pub(crate) id: Text<'a>,
    pub(crate) api_token: Option<&'a Id>,
}

impl Event<'_> {
    /// Appends the event to `out`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let json = &mut Json::new(out);
        json.raw("{\"actor\":");
        party(json, &self.actor);
        json.raw(",\"detailEntry\":null}");
        self.client(json);
        self.device(json);
        self.authentication(json);
        json.raw(",\"displayMessage\":");
        match self.message {
            Some(message) => json.text(message),
            None => json.nullable(self.kind.display_message),
        };
        json.raw(",\"eventType\":").plain(self.kind.event_type);
        match self.outcome {
            Some((result, reason)) => {
                json.raw(",\"outcome\":{\"result\":").plain(result).raw(",\"reason\":");
                match reason {
                    Some(reason) => json.text(reason),
                    None => json.raw("null"),
                };
                json.raw("}");
            }
            None => {
                json.raw(",\"outcome\":null");
            }
        }
        json.raw(",\"published\":\"").shown(self.published).raw("\"");
        self.security_context(json);
        json.raw(",\"severity\":").plain(self.severity);
        json.raw(",\"debugContext\":{\"debugData\":").strings(self.debug, "{}").raw("}");
        json.raw(",\"legacyEventType\":").nullable(self.kind.legacy);
        self.transaction(json);
        json.raw(",\"uuid\":\"").shown(self.uuid).raw("\",\"version\":\"0\"");
        self.request(json);
        self.targets(json);
        json.raw("}");
    }

    fn client(&self, json: &mut Json<'_>) {
        let Some(client) = &self.client else {
            json.raw(concat!(
                ",\"client\":{\"userAgent\":null,\"zone\":null,\"device\":null,\"id\":null,",
                "\"ipAddress\":null,\"geographicalContext\":null}"
            ));
            return;
        };
        json.raw(",\"client\":{\"userAgent\":{\"rawUserAgent\":\"");
        for (place, piece) in client.agent.raw.iter().enumerate() {
            if place > 0 {
                json.shown(client.version);
            }
            json.raw(piece);
        }
        json.raw("\",\"os\":").plain(client.agent.os);
        json.raw(",\"browser\":").plain(client.agent.browser);
        json.raw("},\"zone\":").plain(client.vantage.zone);
        json.raw(",\"device\":").plain(client.agent.device);
        json.raw(",\"id\":").nullable(client.id.map(Id::as_str));
        json.raw(",\"ipAddress\":\"").shown(client.vantage.address.0);
        json.raw("\",\"geographicalContext\":");
        geo(json, client.vantage.geo);
        json.raw("}");
    }

    fn device(&self, json: &mut Json<'_>) {
        let Some(device) = self.device else {
            json.raw(",\"device\":null");
            return;
        };
        json.raw(",\"device\":{\"id\":").plain(device.id.as_str());
        json.raw(",\"name\":").text(device.name.into());
        json.raw(",\"os_platform\":").plain(device.platform);
        json.raw(",\"os_version\":").plain(device.os_version);
        json.raw(",\"managed\":").shown(device.managed);
        json.raw(concat!(
            ",\"registered\":true,\"device_integrator\":null,",
            "\"disk_encryption_type\":\"ALL_INTERNAL_VOLUMES\",\"screen_lock_type\":\"BIOMETRIC\",",
            "\"jailbreak\":null,\"secure_hardware_present\":true}"
        ));
    }

    fn authentication(&self, json: &mut Json<'_>) {
        let context = &self.authentication;
        json.raw(",\"authenticationContext\":{\"authenticationProvider\":");
        json.nullable(context.provider);
        json.raw(",\"credentialProvider\":").nullable(context.credential_provider);
        json.raw(",\"credentialType\":").nullable(context.credential_type);
        match context.issuer {
            Some((id, kind)) => {
                json.raw(",\"issuer\":{\"id\":").text(id).raw(",\"type\":").plain(kind).raw("}");
            }
            None => {
                json.raw(",\"issuer\":null");
            }
        }
        json.raw(",\"interface\":").nullable(context.interface);
        json.raw(",\"authenticationStep\":0,\"rootSessionId\":");
        match context.session {
            Some(session) => {
                json.text(session).raw(",\"externalSessionId\":").text(session).raw("}");
            }
            None => {
                json.raw("null,\"externalSessionId\":null}");
            }
        }
    }

    fn security_context(&self, json: &mut Json<'_>) {
        let Some(client) = &self.client else {
            json.raw(concat!(
                ",\"securityContext\":{\"asNumber\":null,\"asOrg\":null,\"isp\":null,",
                "\"domain\":null,\"isProxy\":null}"
            ));
            return;
        };
        let network = client.vantage.network;
        json.raw(",\"securityContext\":{\"asNumber\":").shown(network.as_number);
        json.raw(",\"asOrg\":").plain(network.as_org);
        json.raw(",\"isp\":").plain(network.isp);
        json.raw(",\"domain\":").nullable(network.domain);
        json.raw(",\"isProxy\":").shown(network.is_proxy).raw("}");
    }

    fn transaction(&self, json: &mut Json<'_>) {
        json.raw(",\"transaction\":{\"type\":").plain(self.transaction.kind);
        json.raw(",\"id\":").text(self.transaction.id).raw(",\"detail\":{");
        if let Some(token) = self.transaction.api_token {
            json.raw("\"requestApiTokenId\":").plain(token.as_str());
        }
        json.raw("}}");
    }

    fn request(&self, json: &mut Json<'_>) {
        let Some(client) = &self.client else {
            json.raw(",\"request\":{\"ipChain\":[]}");
            return;
        };
        json.raw(",\"request\":{\"ipChain\":[{\"ip\":\"").shown(client.vantage.address.0);
        json.raw("\",\"geographicalContext\":");
        geo(json, client.vantage.geo);
        json.raw(",\"version\":").plain(client.vantage.address.version());
        json.raw(",\"source\":null}]}");
    }

    fn targets(&self, json: &mut Json<'_>) {
        if self.targets.is_empty() {
            json.raw(",\"target\":null");
            return;
        }
        let mut opening = ",\"target\":[";
        for target in self.targets {
            json.raw(opening);
            party(json, &target.party);
            json.raw(",\"detailEntry\":").strings(target.detail, "null");
            if let Some(change) = target.change {
                json.raw(",\"changeDetails\":").raw(change);
            }
            json.raw("}");
            opening = ",";
        }
        json.raw("]");
    }
}

/// The members that actors and targets share, without the closing brace.
fn party(json: &mut Json<'_>, party: &Party<'_>) {
    json.raw("{\"id\":").text(party.id);
    json.raw(",\"type\":").plain(party.kind);
    json.raw(",\"alternateId\":").text(party.alternate_id);
    json.raw(",\"displayName\":").text(party.name);
}

fn geo(json: &mut Json<'_>, geo: &Geo) {
    json.raw("{\"city\":").nullable(geo.city);
    json.raw(",\"state\":").nullable(geo.state);
    json.raw(",\"country\":").plain(geo.country);
    json.raw(",\"postalCode\":").nullable(geo.postal_code);
    json.raw(",\"geolocation\":{\"lat\":").raw(geo.lat);
    json.raw(",\"lon\":").raw(geo.lon).raw("}}");
}
