//! A client that tests are written with: it asks for access tokens and shows them.

use std::cell::Cell;

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};

use super::dpop::token_hash;
use super::forge::Forge;
use super::jose::Algorithm;
use crate::testing::{Answer, exchange, now, org};
use crate::{Builder, MockOkta};

/// An org and a client of it.
pub(crate) struct Rig {
    pub(crate) mock: MockOkta,
    pub(crate) client: String,
    pub(crate) kid: String,
    pub(crate) key: Forge,
    /// What access tokens are bound to.
    pub(crate) proof_key: Forge,
    pub(crate) serial: Cell<u64>,
}

/// Where the client finds the org.
pub(crate) const ORG: &str = "https://acme.okta.com";
pub(crate) const TOKEN: &str = "/oauth2/v1/token";
pub(crate) const LOGS: &str = "/api/v1/logs?limit=1";

impl Rig {
    /// The client that an org begins with.
    pub(crate) fn new() -> Self {
        Self::of(org())
    }

    pub(crate) fn of(builder: Builder) -> Self {
        let mock = builder.start().unwrap();
        let jwk = mock.private_key_jwk();
        Self {
            client: mock.client_id().to_string(),
            kid: jwk["kid"].as_str().unwrap().to_owned(),
            key: Forge::of(&jwk),
            proof_key: Forge::new(Algorithm::Es256),
            mock,
            serial: Cell::new(0),
        }
    }

    /// A number that was not used before.
    pub(crate) fn next(&self) -> u64 {
        self.serial.set(self.serial.get() + 1);
        self.serial.get()
    }

    /// What the org's clock says, in seconds.
    pub(crate) fn seconds(&self) -> i64 {
        self.mock.clock().now().as_seconds()
    }

    /// Claims that would be accepted, changed by `changes`; null takes one away.
    pub(crate) fn claims(&self, changes: &Value) -> Value {
        let claims = json!({
            "iss": self.client,
            "sub": self.client,
            "aud": format!("{ORG}{TOKEN}"),
            "iat": self.seconds(),
            "exp": self.seconds() + 300,
            "jti": format!("assertion {}", self.next()),
        });
        changed(claims, changes)
    }

    /// An assertion that would be accepted, but for its changes.
    pub(crate) fn assertion(&self, header: &Value, claims: &Value) -> String {
        let usual = json!({ "alg": self.key.algorithm.name(), "kid": self.kid });
        self.key.sign(&changed(usual, header), &self.claims(claims))
    }

    /// A good form, but for its changes.
    pub(crate) fn form_with(&self, changes: &Value) -> Value {
        changed(form(&self.assertion(&json!({}), &json!({}))), changes)
    }

    /// Posts a form.
    pub(crate) async fn post(&self, path: &str, form: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut body = form_urlencoded::Serializer::new(String::new());
        for (name, value) in form.as_object().unwrap() {
            body.append_pair(name, value.as_str().unwrap());
        }
        let mut request = Request::post(format!("{ORG}{path}"))
            .header("user-agent", "rig")
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        exchange(&self.mock, request.body(body.finish().into()).unwrap()).await.unwrap()
    }

    /// Asks for a token with a good form, but for its changes.
    pub(crate) async fn token(&self, changes: &Value) -> Answer {
        self.post(TOKEN, &self.form_with(changes), &[]).await
    }

    /// A token that is not bound to anything.
    pub(crate) async fn access_token(&self) -> String {
        let answer = self.token(&json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// A proof for a request, but for its changes.
    pub(crate) fn proof(&self, method: &str, url: &str, header: &Value, claims: &Value) -> String {
        let usual = json!({
            "typ": "dpop+jwt",
            "alg": self.proof_key.algorithm.name(),
            "jwk": self.proof_key.jwk(),
        });
        let (url, _) = url.split_once('?').unwrap_or((url, ""));
        let url = if url.starts_with('/') { format!("{ORG}{url}") } else { url.to_owned() };
        let plain = json!({
            "htm": method,
            "htu": url,
            "iat": self.seconds(),
            "jti": format!("proof {}", self.next()),
        });
        self.proof_key.sign(&changed(usual, header), &changed(plain, claims))
    }

    /// The nonce that the token endpoint wants at the moment.
    pub(crate) async fn nonce(&self) -> String {
        let proof = self.proof("POST", TOKEN, &json!({}), &json!({}));
        let answer = self.post(TOKEN, &self.form_with(&json!({})), &[("dpop", &proof)]).await;
        assert_eq!(answer.json()["error"], "use_dpop_nonce");
        answer.header("dpop-nonce")[0].to_owned()
    }

    /// A token that is bound to [`Rig::proof_key`].
    pub(crate) async fn bound_token(&self) -> String {
        let nonce = self.nonce().await;
        let proof = self.proof("POST", TOKEN, &json!({}), &json!({ "nonce": nonce }));
        let answer = self.post(TOKEN, &self.form_with(&json!({})), &[("dpop", &proof)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// Reads the log with a bound token and a good proof, but for its changes.
    pub(crate) async fn read_bound(&self, token: &str, header: &Value, claims: &Value) -> Answer {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().entry("ath").or_insert(token_hash(token).into());
        let proof = self.proof("GET", LOGS, header, &claims);
        self.read(&[("authorization", &format!("DPoP {token}")), ("dpop", &proof)]).await
    }

    /// Reads the log with these headers.
    pub(crate) async fn read(&self, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", LOGS, headers, Bytes::new()).await
    }

    /// Reads the log with an access token.
    pub(crate) async fn read_with(&self, token: &str) -> Answer {
        self.read(&[("authorization", &format!("Bearer {token}"))]).await
    }

    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{ORG}{path}"));
        request = request.header("user-agent", "rig");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        exchange(&self.mock, request.body(body.into()).unwrap()).await.unwrap()
    }

    /// What an administrator does by the API.
    pub(crate) async fn admin(&self, method: &str, path: &str, body: &Value) -> Answer {
        let token = format!("SSWS {}", self.mock.org().ssws_token.expose());
        let headers = [("authorization", token.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.ask(method, path, &headers, body).await
    }

    /// The types and outcomes of the events that came into being since the org started.
    pub(crate) async fn noted(&self) -> Vec<(String, String)> {
        let since = format!("/api/v1/logs?limit=1000&since={}", now());
        let events = crate::testing::walk(&self.mock, &since).await;
        let own =
            events.iter().filter(|event| event["client"]["userAgent"]["rawUserAgent"] == "rig");
        own.map(|event| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            (text(&event["eventType"]), text(&event["outcome"]["result"]))
        })
        .collect()
    }
}

/// `value` with the members of `changes`; null takes one away.
pub(crate) fn changed(mut value: Value, changes: &Value) -> Value {
    let members = value.as_object_mut().unwrap();
    for (name, change) in changes.as_object().unwrap() {
        match change {
            Value::Null => members.shift_remove(name),
            change => members.insert(name.clone(), change.clone()),
        };
    }
    value
}

/// The fields of a good request with this assertion.
pub(crate) fn form(assertion: &str) -> Value {
    json!({
        "grant_type": "client_credentials",
        "scope": "okta.logs.read",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": assertion,
    })
}
