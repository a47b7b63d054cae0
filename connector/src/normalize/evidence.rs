//! The evidence extension (normalization, section 2): what detections need and the base schema
//! drops. Nothing in it is null: what the record lacks has no key.

use super::behavior::{write_behaviors, write_risk};
use super::drift::{Drift, SEVERITIES};
use super::event::Event;
use super::field::{Text, array, boolean_or_text, object, text_or_number};
use super::line::Object;
use crate::decode::{DebugContext, DebugData, Kind, Record, Token, Transaction};

/// Appends the value of the last key, `evidence`.
pub(super) fn write(event: &Event<'_, '_>, drift: &mut Drift, out: &mut Vec<u8>) {
    let record = event.record;
    let debug = debug_data(record, drift);
    let transaction = transaction(record, drift);
    let session = &record.authentication;
    let security = &record.security;
    drift.check_value(record.severity, "severity", SEVERITIES);

    let mut it = Evidence { object: Object::open(out), drift };
    it.targets(event);
    it.text("outcome_reason", record.outcome.reason, "outcome.reason");
    it.text("factor", debug.factor, "debugContext.debugData.factor");
    let path = "debugContext.debugData.pushOnlyResponseType";
    it.text("push_response", debug.push_response, path);
    let path = "debugContext.debugData.privilegeGranted";
    it.text("privilege_granted", debug.privilege_granted, path);
    it.suspicions(&debug);
    let path = "debugContext.debugData.deviceFingerprint";
    it.text("device_fingerprint", debug.device_fingerprint, path);
    it.text("dt_hash", debug.dt_hash, "debugContext.debugData.dtHash");
    let path = "authenticationContext.rootSessionId";
    it.text("root_session_id", session.root_session_id, path);
    it.text("transaction_id", transaction.id, "transaction.id");
    it.text("request_uri", debug.request_uri, "debugContext.debugData.requestUri");
    let number = text_or_number(security.as_number, "securityContext.asNumber", it.drift);
    it.object.text("as_number", number);
    it.text("isp", security.isp, "securityContext.isp");
    it.text("domain", security.domain, "securityContext.domain");
    it.ip_chain(record.request);
    it.json_or_text("tunnels", debug.tunnels, "debugContext.debugData.tunnels");
    let path = "transaction.detail.requestApiTokenId";
    it.text("api_token_id", transaction.detail.request_api_token_id, path);
    it.text("severity", record.severity, "severity");
    it.issuer(session.issuer);
    it.text("initiation_type", debug.initiation_type, "debugContext.debugData.initiationType");
    it.text("sign_on_mode", debug.sign_on_mode, "debugContext.debugData.signOnMode");
    it.text("client_id", record.client.id, "client.id");
    it.object.text("actor_type", event.actor.kind);
    it.text("transaction_type", transaction.kind, "transaction.type");
    it.text("legacy_event_type", record.legacy_event_type, "legacyEventType");
    let path = "debugContext.debugData.pushWithNumberChallengeResponseType";
    it.text("number_challenge", debug.number_challenge, path);
    it.text("proxy_type", debug.proxy_type, "debugContext.debugData.proxyType");
    let path = "debugContext.debugData.networkConnection";
    it.text("network_connection", debug.network_connection, path);
    it.object.close();
}

/// The object that is being written.
struct Evidence<'o, 'd> {
    object: Object<'o>,
    drift: &'d mut Drift,
}

impl Evidence<'_, '_> {
    fn text(&mut self, key: &str, token: Option<Token<'_>>, path: &'static str) {
        self.object.text(key, Text::read(token, path, self.drift));
    }

    /// All targets in their order; one without any member that is read is `{}`, so that their
    /// number stays.
    fn targets(&mut self, event: &Event<'_, '_>) {
        if event.targets.is_empty() {
            return;
        }
        let is_object = |token: Token<'_>| token.kind() == Kind::Object;
        let objects = event.record.targets.iter().filter(|it| it.whole.is_some_and(is_object));
        self.object.key("targets");
        let out = &mut *self.object.out;
        for (nth, (target, source)) in event.targets.iter().zip(objects).enumerate() {
            out.push(if nth == 0 { b'[' } else { b',' });
            let mut object = Object::open(out);
            object.text("id", target.id);
            object.text("type", target.kind);
            object.text("alternate_id", target.alternate_id);
            object.text("display_name", target.display_name);
            object.json("change_details", present(source.change_details));
            object.json("detail", present(source.detail));
            object.close();
        }
        out.push(b']');
    }

    /// What Okta itself thought of the request. Behaviours and risk come as text, and in newer
    /// orgs as JSON within a text.
    fn suspicions(&mut self, debug: &DebugData<'_>) {
        let mut read = |token, path| Text::read(token, path, self.drift).map(Text::text);
        let log_only =
            read(debug.log_only_security_data, "debugContext.debugData.logOnlySecurityData");
        let behaviors = read(debug.behaviors, "debugContext.debugData.behaviors");
        let risk = read(debug.risk, "debugContext.debugData.risk");
        let log_only = log_only.as_deref().and_then(json_in);
        let structured = |name| log_only.and_then(|json| json.member(name));
        write_behaviors(behaviors.as_deref(), structured("behaviors"), &mut self.object);
        write_risk(risk.as_deref(), structured("risk"), &mut self.object);
        let path = "debugContext.debugData.threatSuspected";
        if let Some(suspected) = boolean_or_text(debug.threat_suspected, path, self.drift) {
            self.object.key("threat_suspected");
            self.object.out.extend_from_slice(if suspected { b"true" } else { b"false" });
        }
        let path = "debugContext.debugData.threatDetections";
        self.json_or_text("threat_detections", debug.threat_detections, path);
    }

    /// The addresses of `request.ipChain`, in their order.
    fn ip_chain(&mut self, request: Option<Token<'_>>) {
        let chain = object(request, "request", self.drift).and_then(|it| it.member("ipChain"));
        let Some(chain) = array(chain, "request.ipChain", self.drift) else { return };
        let mut opened = false;
        for hop in chain.elements() {
            let hop = object(Some(hop), "request.ipChain[]", self.drift);
            let ip = hop.and_then(|hop| hop.member("ip"));
            let Some(ip) = Text::read(ip, "request.ipChain[].ip", self.drift) else { continue };
            if !opened {
                self.object.key("ip_chain");
            }
            self.object.out.push(if opened { b',' } else { b'[' });
            opened = true;
            ip.write(self.object.out);
        }
        if opened {
            self.object.out.push(b']');
        }
    }

    /// The text, or the `id` of the object that Okta documents.
    fn issuer(&mut self, issuer: Option<Token<'_>>) {
        match issuer {
            Some(token) if token.kind() == Kind::Object => {
                self.text("issuer", token.member("id"), "authenticationContext.issuer.id");
            }
            token => self.text("issuer", token, "authenticationContext.issuer"),
        }
    }

    /// JSON that arrived as text, or that text when it is no JSON.
    fn json_or_text(&mut self, key: &str, token: Option<Token<'_>>, path: &'static str) {
        let Some(text) = Text::read(token, path, self.drift) else { return };
        match json_in(&text.text()) {
            Some(json) => self.object.json(key, present(Some(json))),
            None => self.object.text(key, Some(text)),
        }
    }
}

/// `debugContext.debugData`.
fn debug_data<'a>(record: &Record<'a>, drift: &mut Drift) -> DebugData<'a> {
    let context = object(record.debug_context, "debugContext", drift);
    let data = DebugContext::of(context).debug_data;
    DebugData::of(object(data, "debugContext.debugData", drift))
}

fn transaction<'a>(record: &Record<'a>, drift: &mut Drift) -> Transaction<'a> {
    let transaction = Transaction::of(object(record.transaction, "transaction", drift));
    object(transaction.detail.whole, "transaction.detail", drift);
    transaction
}

/// The JSON value that a text says, if it says one.
fn json_in(text: &[u8]) -> Option<Token<'_>> {
    std::str::from_utf8(text).ok()?;
    Token::parse(text)
}

/// Any JSON but what the null rules call null.
fn present(token: Option<Token<'_>>) -> Option<Token<'_>> {
    token.filter(|token| token.kind() != Kind::Null && !token.is_nothing())
}
