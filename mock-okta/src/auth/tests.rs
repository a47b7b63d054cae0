use std::cell::Cell;

use serde_json::{Value, json};

use super::dpop::token_hash;
use super::forge::Forge;
use super::jose::Algorithm;
use super::rig::{LOGS, ORG, Rig, TOKEN, form};
use crate::MockOkta;
use crate::testing::org;

/// What leads to the org `blue`.
const BLUE: &str = "/__tenants/blue";

/// The client of an org that is one of two, asked by the path that leads to it.
fn blue() -> Rig {
    let mock = org().start().unwrap();
    let mock = mock.add_tenant("blue", MockOkta::builder().seed(8).users(20)).unwrap();
    let jwk = mock.private_key_jwk();
    Rig {
        client: mock.client_id().to_string(),
        kid: jwk["kid"].as_str().unwrap().to_owned(),
        key: Forge::of(&jwk),
        proof_key: Forge::new(Algorithm::Es256),
        mock,
        serial: Cell::new(0),
    }
}

/// A good form for the endpoint where it is found.
fn blue_form(rig: &Rig) -> Value {
    form(&rig.assertion(&json!({}), &json!({ "aud": format!("{ORG}{BLUE}{TOKEN}") })))
}

#[tokio::test(start_paused = true)]
async fn an_org_that_is_reached_by_path_issues_and_takes_tokens() {
    let rig = blue();
    let (token, logs) = (format!("{BLUE}{TOKEN}"), format!("{BLUE}{LOGS}"));
    let answer = rig.post(&token, &blue_form(&rig), &[]).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let access_token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {access_token}");
    let page = rig.ask("GET", &logs, &[("authorization", &bearer)], "").await;
    assert_eq!(page.status, 200, "{}", page.text());
    // What leads to it is part of where it is.
    let elsewhere = rig.post(&token, &rig.form_with(&json!({})), &[]).await;
    assert_eq!(elsewhere.json()["error"], "invalid_client");
    let metadata = format!("{BLUE}/.well-known/oauth-authorization-server");
    let metadata = rig.ask("GET", &metadata, &[], "").await.json();
    assert_eq!(metadata["issuer"], format!("{ORG}{BLUE}"));
    assert_eq!(metadata["token_endpoint"], format!("{ORG}{token}"));
}

#[tokio::test(start_paused = true)]
async fn proofs_are_about_the_path_that_was_asked() {
    let rig = blue();
    let (token, logs) = (format!("{BLUE}{TOKEN}"), format!("{BLUE}{LOGS}"));
    let proof = rig.proof("POST", &token, &json!({}), &json!({}));
    let answer = rig.post(&token, &blue_form(&rig), &[("dpop", &proof)]).await;
    assert_eq!(answer.json()["error"], "use_dpop_nonce", "{}", answer.text());
    let nonce = answer.header("dpop-nonce")[0].to_owned();
    let proof = rig.proof("POST", &token, &json!({}), &json!({ "nonce": nonce }));
    let answer = rig.post(&token, &blue_form(&rig), &[("dpop", &proof)]).await;
    let access_token = answer.json()["access_token"].as_str().unwrap().to_owned();
    let authorization = format!("DPoP {access_token}");
    for (url, status) in [(logs.as_str(), 200), (LOGS, 400)] {
        let claims = json!({ "ath": token_hash(&access_token) });
        let proof = rig.proof("GET", url, &json!({}), &claims);
        let headers = [("authorization", authorization.as_str()), ("dpop", proof.as_str())];
        let answer = rig.ask("GET", &logs, &headers, "").await;
        assert_eq!(answer.status, status, "{url}: {answer:?}");
    }
}
