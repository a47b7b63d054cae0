//! The evidence extension (section 2): what detections need and the base schema drops.
//!
//! Nothing in here is null: what the source lacks has no key.

use super::json::RECORD_DEPTH_MAX;
use super::{Json, Text, fields, target};

/// The value of the last key, `evidence`.
pub(super) fn of(record: &Json) -> Json {
    let text = |path: &str| fields::text(record.at(path)).map(Json::String);
    let debug = |key: &str| record.at("debugContext.debugData").and_then(|data| data.member(key));
    let debug_text = |key: &str| fields::text(debug(key)).map(Json::String);
    let log_only = fields::text(debug("logOnlySecurityData")).and_then(|text| parsed(&text));
    let log_only = |key: &str| log_only.as_ref().and_then(|data| data.member(key));

    Json::object_of_present([
        ("targets", targets(record)),
        ("outcome_reason", text("outcome.reason")),
        ("factor", debug_text("factor")),
        ("push_response", debug_text("pushOnlyResponseType")),
        ("privilege_granted", debug_text("privilegeGranted")),
        (
            "behaviors",
            behaviors_from_text(debug("behaviors"))
                .or_else(|| behaviors_from_json(log_only("behaviors"))),
        ),
        ("risk", risk_from_text(debug("risk")).or_else(|| risk_from_json(log_only("risk")))),
        ("threat_suspected", fields::boolean(debug("threatSuspected")).map(Json::Bool)),
        ("threat_detections", json_or_text(debug("threatDetections"))),
        ("device_fingerprint", debug_text("deviceFingerprint")),
        ("dt_hash", debug_text("dtHash")),
        ("root_session_id", text("authenticationContext.rootSessionId")),
        ("transaction_id", text("transaction.id")),
        ("request_uri", debug_text("requestUri")),
        ("as_number", text("securityContext.asNumber")),
        ("isp", text("securityContext.isp")),
        ("domain", text("securityContext.domain")),
        ("ip_chain", ip_chain(record)),
        ("tunnels", json_or_text(debug("tunnels"))),
        ("api_token_id", text("transaction.detail.requestApiTokenId")),
        ("severity", text("severity")),
        ("issuer", issuer(record)),
        ("initiation_type", debug_text("initiationType")),
        ("sign_on_mode", debug_text("signOnMode")),
        ("client_id", text("client.id")),
        ("actor_type", text("actor.type")),
        ("transaction_type", text("transaction.type")),
        ("legacy_event_type", text("legacyEventType")),
        ("number_challenge", debug_text("pushWithNumberChallengeResponseType")),
        ("proxy_type", debug_text("proxyType")),
        ("network_connection", debug_text("networkConnection")),
    ])
}

/// All targets in their order.
fn targets(record: &Json) -> Option<Json> {
    let targets: Vec<Json> = target::all(record)
        .into_iter()
        .map(|target| {
            let text = |key| fields::text(target.member(key)).map(Json::String);
            Json::object_of_present([
                ("id", text("id")),
                ("type", text("type")),
                ("alternate_id", text("alternateId")),
                ("display_name", text("displayName")),
                ("change_details", fields::json(target.member("changeDetails"))),
                ("detail", fields::json(target.member("detailEntry"))),
            ])
        })
        .collect();
    if targets.is_empty() { None } else { Some(Json::Array(targets)) }
}

/// `{New Device=POSITIVE, New IP=NEGATIVE}`, a printed Java map.
fn behaviors_from_text(value: Option<&Json>) -> Option<Json> {
    let text = fields::text(value)?.inside("{", "}");
    let pairs = text.split(", ").into_iter().filter_map(|part| part.split_once('='));
    object_of_texts(pairs.map(|(name, result)| (name, Json::String(result))))
}

/// `{"New Device":"POSITIVE","New IP":"NEGATIVE"}`.
fn behaviors_from_json(value: Option<&Json>) -> Option<Json> {
    let Some(Json::Object(members)) = value else { return None };
    object_of_texts(members.iter().cloned())
}

/// An object from names to texts, without what has no name or no text; nothing when nothing is
/// left.
fn object_of_texts(pairs: impl Iterator<Item = (Text, Json)>) -> Option<Json> {
    let named = pairs.filter(|(name, _)| !name.is_empty());
    let texts: Vec<(Text, Json)> = named
        .filter_map(|(name, value)| Some((name, Json::String(fields::text(Some(&value))?))))
        .collect();
    if texts.is_empty() { None } else { Some(Json::object_as_written(texts)) }
}

/// `{reasons=New Device, New IP, level=HIGH}`, a printed Java map whose values hold commas: a new
/// entry begins only where `word=` follows.
fn risk_from_text(value: Option<&Json>) -> Option<Json> {
    let text = fields::text(value)?.inside("{", "}");
    let mut entries: Vec<(Text, Text)> = Vec::new();
    for part in text.split(", ") {
        match (part.split_once('='), entries.last_mut()) {
            (Some((word, value)), _) if is_word(&word) => entries.push((word, value)),
            (_, Some((_, value))) => value.append(", ", &part),
            (_, None) => {}
        }
    }
    let last = |wanted: &str| {
        entries.iter().rev().find(|(word, _)| word == wanted).map(|(_, text)| text.clone().into())
    };
    risk(last("level").as_ref(), last("reasons").as_ref())
}

/// `{"reasons":"New Device, New IP","level":"HIGH"}`.
fn risk_from_json(value: Option<&Json>) -> Option<Json> {
    let value = value?;
    risk(value.member("level"), value.member("reasons"))
}

fn risk(level: Option<&Json>, reasons: Option<&Json>) -> Option<Json> {
    let level = fields::text(level).map(Json::String);
    let reasons: Vec<Json> = match reasons {
        Some(Json::Array(items)) => {
            items.iter().filter_map(|item| fields::text(Some(item))).map(Json::String).collect()
        }
        reasons => fields::text(reasons)
            .map_or_else(Vec::new, |text| text.split(", "))
            .into_iter()
            .filter(|reason| !reason.is_empty())
            .map(Json::String)
            .collect(),
    };
    let reasons = if reasons.is_empty() { None } else { Some(Json::Array(reasons)) };
    if level.is_none() && reasons.is_none() {
        return None;
    }
    Some(Json::object_of_present([("level", level), ("reasons", reasons)]))
}

/// ASCII letters, digits and underscores, at least one.
fn is_word(text: &Text) -> bool {
    text.to_utf8().is_some_and(|text| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// The addresses of `request.ipChain`, in their order.
fn ip_chain(record: &Json) -> Option<Json> {
    let Some(Json::Array(hops)) = record.at("request.ipChain") else { return None };
    let ips: Vec<Json> =
        hops.iter().filter_map(|hop| fields::text(hop.member("ip"))).map(Json::String).collect();
    if ips.is_empty() { None } else { Some(Json::Array(ips)) }
}

/// Okta documents an object with an id, and every sample has text or nothing.
fn issuer(record: &Json) -> Option<Json> {
    let issuer = record.at("authenticationContext.issuer");
    let id = || fields::text(record.at("authenticationContext.issuer.id"));
    fields::text(issuer).or_else(id).map(Json::String)
}

/// JSON that arrived as text, or that text when it is no JSON.
fn json_or_text(value: Option<&Json>) -> Option<Json> {
    let text = fields::text(value)?;
    match parsed(&text) {
        Some(json) => fields::json(Some(&json)),
        None => Some(Json::String(text)),
    }
}

fn parsed(text: &Text) -> Option<Json> {
    Json::read(text.to_utf8()?.as_bytes(), RECORD_DEPTH_MAX).ok()
}
