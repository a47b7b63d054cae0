//! Credentials that are refused, and tokens that are not given.

use serde_json::{Value, json};

use super::{last_fault, page_with};
use crate::auth::rig::{Rig, TOKEN};
use crate::testing::org;

/// A client of an org with one fault.
fn rig(fault: &str) -> Rig {
    Rig::of(org().fault(toml::from_str(fault).unwrap()))
}

#[tokio::test(start_paused = true)]
async fn an_api_token_is_refused_in_words_of_its_own() {
    for (refusal, status, code, summary) in [
        ("token", 401, "E0000011", "Invalid token provided"),
        ("expired", 401, "E0000011", "Invalid token provided"),
        ("role", 403, "E0000006", "You do not have permission to perform the requested action"),
    ] {
        let answer = page_with(&format!("kind = \"auth-refused\"\nrefusal = \"{refusal}\"")).await;
        let body = answer.json();
        assert_eq!((answer.status, &body["errorCode"]), (status, &code.into()), "{refusal}");
        assert_eq!(body["errorSummary"], summary, "{refusal}");
    }
    // It has no scopes that could be taken away.
    let mock = super::with("kind = \"auth-refused\"\nrefusal = \"scope\"");
    assert_eq!(crate::testing::get(&mock, "/api/v1/logs").await.status, 200);
    assert!(last_fault(&mock).0.is_empty());
}

#[tokio::test(start_paused = true)]
async fn an_access_token_is_refused_with_a_challenge_and_nothing_else() {
    for (refusal, status, error, description) in [
        ("token", 401, "invalid_token", "The access token has been revoked."),
        ("expired", 401, "invalid_token", "The token has expired."),
        (
            "scope",
            403,
            "insufficient_scope",
            "The access token provided does not contain the required scopes.",
        ),
    ] {
        let rig = rig(&format!("kind = \"auth-refused\"\nrefusal = \"{refusal}\""));
        let plain = rig.read_with(&rig.access_token().await).await;
        let bound = rig.read_bound(&rig.bound_token().await, &json!({}), &json!({})).await;
        for (answer, scheme) in [(plain, "Bearer"), (bound, "DPoP")] {
            assert_eq!((answer.status, answer.text()), (status, ""), "{refusal}");
            let [challenge] = answer.header("www-authenticate")[..] else { panic!("{answer:?}") };
            assert!(challenge.starts_with(&format!("{scheme} ")), "{challenge}");
            let said = format!("error=\"{error}\", error_description=\"{description}\"");
            assert!(challenge.contains(&said), "{challenge}");
            assert!(challenge.contains("scope=\"okta.logs.read\""), "{challenge}");
        }
    }
    let rig = rig("kind = \"auth-refused\"\nrefusal = \"role\"");
    let lost = rig.read_with(&rig.access_token().await).await;
    assert_eq!((lost.status, lost.json()["errorCode"].as_str()), (403, Some("E0000006")));
}

#[tokio::test(start_paused = true)]
async fn a_token_can_be_revoked_in_the_middle_of_a_walk() {
    let rig = rig("kind = \"auth-refused\"\nrequests = \"3..\"");
    let token = rig.access_token().await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(rig.read_with(&token).await.status);
    }
    assert_eq!(statuses, [200, 200, 401, 401]);
}

#[tokio::test(start_paused = true)]
async fn a_client_gets_no_token_in_the_words_of_oauth() {
    for (refusal, status, error, description) in [
        (
            "unavailable",
            400,
            "temporarily_unavailable",
            "The authorization server is currently unable to handle the request due to a temporary \
             overloading or maintenance of the server.",
        ),
        (
            "broken",
            500,
            "server_error",
            "The authorization server encountered an unexpected condition that prevented it from \
             fulfilling the request.",
        ),
        ("client-id", 401, "invalid_client", "Invalid value for 'client_id' parameter."),
        ("kid", 401, "invalid_client", "The client_assertion JWT kid is invalid."),
        ("signature", 401, "invalid_client", "The client_assertion signature is invalid."),
        (
            "future",
            401,
            "invalid_client",
            "The client_assertion token must be issued before the current time.",
        ),
        ("used", 401, "invalid_client", "The client_assertion token has already been used."),
        ("scope", 400, "consent_required", "You are not allowed any of the requested scopes."),
        (
            "zone",
            403,
            "access_denied",
            "The request is made from outside the client's permitted network zones.",
        ),
        ("nonce", 400, "use_dpop_nonce", "Authorization server requires nonce in DPoP proof."),
        ("proof-used", 400, "invalid_dpop_proof", "The DPoP proof JWT has already been used."),
    ] {
        let rig = rig(&format!("kind = \"token-refused\"\nrefusal = \"{refusal}\"\ntimes = 1"));
        let answer = rig.token(&json!({})).await;
        let expected = json!({ "error": error, "error_description": description });
        assert_eq!((answer.status, answer.json()), (status, expected), "{refusal}");
        assert_eq!(answer.header("x-rate-limit-limit").len(), 1, "{refusal}");
        assert_eq!(answer.header("dpop-nonce").len(), usize::from(refusal == "nonce"));
        assert_eq!(last_fault(&rig.mock).0, ["token-refused"]);
        // It passes, and nothing that the client sent was used up.
        rig.access_token().await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_can_be_refused_in_the_shape_of_the_management_api() {
    let rig = rig("kind = \"token-refused\"\nrefusal = \"client-id-management\"");
    let answer = rig.token(&json!({})).await;
    let body = answer.json();
    assert_eq!((answer.status, body["errorCode"].as_str()), (400, Some("invalid_client")));
    assert_eq!(body["errorSummary"], "Invalid value for 'client_id' parameter.");
    assert!(body["errorId"].as_str().unwrap().starts_with("oae"));
}

#[tokio::test(start_paused = true)]
async fn a_nonce_that_was_rotated_comes_with_one_that_is_good() {
    let rig = rig("kind = \"token-refused\"\nrefusal = \"nonce\"\nrequests = 2");
    let old = rig.nonce().await;
    let ask = async |nonce: &str| {
        let proof = rig.proof("POST", TOKEN, &json!({}), &json!({ "nonce": nonce }));
        rig.post(TOKEN, &rig.form_with(&json!({})), &[("dpop", &proof)]).await
    };
    let refused = ask(&old).await;
    assert_eq!(refused.json()["error"], "use_dpop_nonce");
    let granted = ask(refused.header("dpop-nonce")[0]).await;
    assert_eq!((granted.status, &granted.json()["token_type"]), (200, &"DPoP".into()));
}

#[tokio::test(start_paused = true)]
async fn a_token_lives_as_long_as_ever_whatever_the_answer_says() {
    for (keys, life) in [("", 60), ("expires_in = 7200", 7_200)] {
        let rig = rig(&format!("kind = \"token-life\"\n{keys}"));
        let answer = rig.token(&json!({})).await.json();
        assert_eq!(answer["expires_in"], life);
        let names: Vec<&String> = answer.as_object().unwrap().keys().collect();
        assert_eq!(names, ["token_type", "expires_in", "access_token", "scope"]);
        let token = answer["access_token"].as_str().unwrap();
        for (wait, status) in [(3_599, 200), (1, 401)] {
            rig.mock.clock().sleep(std::time::Duration::from_secs(wait)).await;
            assert_eq!(rig.read_with(token).await.status, status, "{keys}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_goes_wrong_with_the_log_goes_wrong_with_tokens_too() {
    for (fault, status, code) in [
        ("rate-limit", 429, "E0000047"),
        ("server-error", 500, "E0000009"),
        ("read-only", 503, "E0000010"),
    ] {
        let rig = rig(&format!("kind = \"{fault}\"\nendpoint = \"token\"\ntimes = 1"));
        let answer = rig.token(&json!({})).await;
        assert_eq!((answer.status, &answer.json()["errorCode"]), (status, &Value::from(code)));
        assert_eq!(rig.read_with(&rig.access_token().await).await.status, 200);
    }
    let rig = rig("kind = \"malformed-page\"\nendpoint = \"token\"\nsticky = false\ntimes = 1");
    let answer = rig.token(&json!({})).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().starts_with("<!DOCTYPE html>"));
    rig.access_token().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_is_lost_with_all_that_comes_of_it() {
    // What becomes of the access token that the client has, of its wish for another one, and of
    // an API token.
    for (what, reading, asking, api) in [
        ("access-tokens", 401, 200, 200),
        ("api-tokens", 200, 200, 401),
        ("apps", 401, 401, 200),
        ("keys", 200, 401, 200),
        ("roles", 403, 200, 200),
        ("scopes", 200, 400, 200),
    ] {
        let lost = format!("kind = \"credentials-lost\"\nwhat = \"{what}\"\nendpoint = \"logs\"");
        let rig = rig(&format!("{lost}\nrequests = 2\ntimes = 1"));
        let token = rig.access_token().await;
        assert_eq!(rig.read_with(&token).await.status, 200);
        for _ in 0..2 {
            assert_eq!(rig.read_with(&token).await.status, reading, "{what}");
            assert_eq!(rig.token(&json!({})).await.status, asking, "{what}");
            let read = crate::testing::get(&rig.mock, "/api/v1/logs?limit=1").await;
            assert_eq!(read.status, api, "{what}");
        }
        let struck: Vec<usize> =
            rig.mock.ledger().requests().iter().map(|request| request.faults.len()).collect();
        assert_eq!(struck.iter().sum::<usize>(), 1, "{what}: {struck:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_lost_can_be_given_back() {
    let rig = rig("kind = \"credentials-lost\"\nwhat = \"apps\"\ntimes = 1\nendpoint = \"token\"");
    assert_eq!(rig.token(&json!({})).await.status, 401);
    let path = format!("/api/v1/apps/{}/lifecycle/activate", rig.client);
    assert_eq!(rig.admin("POST", &path, &Value::Null).await.status, 200);
    let token = rig.access_token().await;
    assert_eq!(rig.read_with(&token).await.status, 200);
}
