//! The same question, put to the mock.

use bytes::Bytes;
use http::{HeaderName, Request};
use http_body_util::BodyExt;
use serde_json::json;
use tokio::io::AsyncReadExt;

use crate::auth::rig::{ORG, Rig, TOKEN};
use crate::limits::RetryAfter;
use crate::switches::Switches;
use crate::testing::org;

use super::recorded::{Credentials, Exchange};

/// What the mock says.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Each header line.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

/// Asks an org that is in the state in which the recorded one was.
pub(super) async fn ask(exchange: &Exchange) -> Answer {
    let switches: Switches = exchange.switches.parse().unwrap();
    let with_proof = !matches!(exchange.credentials, Credentials::Token | Credentials::WrongToken);
    let org = org().switches(switches).require_dpop(with_proof).retry_after(RetryAfter::Never);
    let rig = Rig::of(if exchange.exhausted { org.limit(1) } else { org });
    if exchange.exhausted {
        send(&rig, request(&rig, exchange).await).await;
    }
    send(&rig, request(&rig, exchange).await).await
}

async fn request(rig: &Rig, exchange: &Exchange) -> Request<Bytes> {
    let text = exchange.request.as_deref().unwrap().replace("{app}", &rig.client);
    let (method, path) = text.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(format!("{ORG}{path}"));
    if exchange.accept_gzip {
        request = request.header("accept-encoding", "gzip");
    }
    let token = rig.mock.org().ssws_token.expose();
    let proof = |claims| rig.proof("POST", TOKEN, &json!({}), &claims);
    let proof = match exchange.credentials {
        Credentials::Token | Credentials::WrongToken => {
            let token = if exchange.credentials == Credentials::Token { token } else { "00wrong" };
            let request = request.header("authorization", format!("SSWS {token}"));
            let body = exchange.body.clone().unwrap_or_default();
            return request.header("content-type", "application/json").body(body.into()).unwrap();
        }
        Credentials::Assertion => None,
        Credentials::AssertionAndProof => Some(proof(json!({}))),
        Credentials::AssertionAndProofWithNonce => {
            Some(proof(json!({ "nonce": rig.nonce().await })))
        }
    };
    if let Some(proof) = proof {
        request = request.header(HeaderName::from_static("dpop"), proof);
    }
    let form = rig.form_with(&json!({}));
    let mut body = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form.as_object().unwrap() {
        body.append_pair(name, value.as_str().unwrap());
    }
    request
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.finish().into())
        .unwrap()
}

async fn send(rig: &Rig, request: Request<Bytes>) -> Answer {
    let (parts, body) = rig.mock.handle(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let text = |value: &http::HeaderValue| value.to_str().unwrap().to_owned();
    let headers: Vec<_> =
        parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
    let mut body = String::new();
    if parts.headers.contains_key("content-encoding") {
        let mut unpacked = async_compression::tokio::bufread::GzipDecoder::new(&*bytes);
        unpacked.read_to_string(&mut body).await.unwrap();
    } else {
        body = String::from_utf8(bytes.to_vec()).unwrap();
    }
    Answer { status: parts.status.as_u16(), headers, body }
}
