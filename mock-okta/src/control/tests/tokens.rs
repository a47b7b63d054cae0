use std::time::Duration;

use serde_json::Value;

use crate::MockOkta;
use crate::testing::{Answer, org, send, tell};

async fn read_log(mock: &MockOkta, authorization: &str) -> Answer {
    send(mock, "GET", "/api/v1/logs?limit=1", Some(authorization)).await.unwrap()
}

async fn make(mock: &MockOkta, told: &str) -> (Value, String) {
    let made = tell(mock, "POST /tokens", told).await;
    assert_eq!(made.status, 201, "{made:?}");
    let secret = made.json()["token"].as_str().unwrap().to_owned();
    let listed = tell(mock, "GET /tokens", "").await;
    assert!(!listed.text().contains(&secret), "only the answer to its making has it");
    (made.json(), secret)
}

#[tokio::test(start_paused = true)]
async fn api_tokens_are_made_and_ended() {
    let mock = org().start().unwrap();
    for (how, state) in [("expire", 200), ("revoke", 200)] {
        let (made, secret) = make(&mock, "{\"name\": \"mine\"}").await;
        let id = made["id"].as_str().unwrap();
        assert_eq!((&made["kind"], &made["role"]), (&"ssws".into(), &"SUPER_ADMIN".into()));
        let authorization = format!("SSWS {secret}");
        assert_eq!(read_log(&mock, &authorization).await.status, 200);
        let ended = tell(&mock, &format!("POST /tokens/{id}/{how}"), "").await;
        assert_eq!(ended.status, state, "{ended:?}");
        let refused = read_log(&mock, &authorization).await;
        assert_eq!((refused.status, &refused.json()["errorCode"]), (401, &"E0000011".into()));
    }
    let first = format!("SSWS {}", mock.org().ssws_token.expose());
    tell(&mock, "PATCH /tokens/first", "{\"role\": \"HELP_DESK_ADMIN\"}").await;
    assert_eq!(read_log(&mock, &first).await.status, 403);
    tell(&mock, "POST /tokens/first/revoke", "").await;
    assert_eq!(read_log(&mock, &first).await.status, 401);
    assert_eq!(tell(&mock, "POST /tokens/first/expire", "").await.status, 404);
    tell(&mock, "POST /reset", "").await;
    assert_eq!(read_log(&mock, &first).await.status, 200);
}

#[tokio::test(start_paused = true)]
async fn access_tokens_are_made_and_ended() {
    let mock = org().start().unwrap();
    for (how, said) in [("expire", "expired"), ("revoke", "revoked")] {
        let (made, secret) = make(&mock, "{\"kind\": \"access\"}").await;
        assert_eq!(made["client_id"], mock.client_id().as_str());
        assert_eq!(made["scopes"], serde_json::json!(["okta.logs.read"]));
        let authorization = format!("Bearer {secret}");
        assert_eq!(read_log(&mock, &authorization).await.status, 200);
        let id = made["id"].as_str().unwrap();
        let ended = tell(&mock, &format!("POST /tokens/{id}/{how}"), "").await.json();
        assert_eq!(ended["state"], said);
        let refused = read_log(&mock, &authorization).await;
        assert_eq!(refused.status, 401);
        let [challenge] = refused.header("www-authenticate")[..] else { panic!("{refused:?}") };
        assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
    }
    let told = "{\"kind\": \"access\", \"scopes\": \"okta.apps.read\", \"expires_in\": \"5m\"}";
    let (made, secret) = make(&mock, told).await;
    assert_eq!(made["expires"], "2026-03-19T14:05:00.000Z");
    let authorization = format!("Bearer {secret}");
    assert_eq!(read_log(&mock, &authorization).await.status, 403, "the scope is another");
    mock.clock().sleep(Duration::from_mins(5)).await;
    assert_eq!(read_log(&mock, &authorization).await.status, 401);
    let listed = tell(&mock, "GET /tokens", "").await.json();
    let kinds: Vec<_> = listed["tokens"].as_array().unwrap().iter().collect();
    // What has expired by itself is not out any more.
    assert_eq!(kinds.iter().filter(|token| token["kind"] == "access").count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_rotation_leaves_the_tokens_good_that_are_out() {
    let mock = org().start().unwrap();
    let keys = async || {
        let keys = send(&mock, "GET", "/oauth2/v1/keys", None).await.unwrap().json();
        let keys = keys["keys"].as_array().unwrap().iter().map(|key| key["kid"].clone());
        keys.collect::<Vec<_>>()
    };
    let before = keys().await;
    let (_, old) = make(&mock, "{\"kind\": \"access\"}").await;
    let rotated = tell(&mock, "POST /keys/rotate", "").await.json();
    let after = keys().await;
    assert_eq!((&after[0], &after[1]), (&rotated["current"], &rotated["next"]));
    assert_eq!(after[0], before[1]);
    assert!(!before.contains(&after[1]));
    let (_, new) = make(&mock, "{\"kind\": \"access\"}").await;
    tell(&mock, "POST /keys/rotate", "").await;
    for token in [&old, &new] {
        assert_eq!(read_log(&mock, &format!("Bearer {token}")).await.status, 200);
    }
}

#[tokio::test(start_paused = true)]
async fn apps_and_keys_are_switched_behind_their_clients_backs() {
    let mock = org().start().unwrap();
    let apps = tell(&mock, "GET /apps", "").await.json();
    let app = &apps["apps"][0];
    assert_eq!((&app["id"], &app["status"]), (&mock.client_id().as_str().into(), &"ACTIVE".into()));
    assert_eq!(app["scopes"], serde_json::json!(["okta.logs.read"]));
    let keys = tell(&mock, "GET /apps/first/keys", "").await.json();
    assert_eq!(keys["keys"], app["keys"]);
    let (_, token) = make(&mock, "{\"kind\": \"access\"}").await;
    let turned = tell(&mock, "POST /apps/first/deactivate", "").await.json();
    assert_eq!((&turned["status"], &turned["tokens_revoked"]), (&"INACTIVE".into(), &1.into()));
    assert_eq!(read_log(&mock, &format!("Bearer {token}")).await.status, 401);
    let line = format!("POST /apps/{}/activate", mock.client_id());
    assert_eq!(tell(&mock, &line, "").await.json()["status"], "ACTIVE");

    let key = app["keys"][0]["id"].as_str().unwrap();
    let only = tell(&mock, &format!("POST /apps/first/keys/{key}/deactivate"), "").await;
    assert_eq!(only.status, 409);
    assert!(only.json()["error"].as_str().unwrap().contains("the only active key"), "{only:?}");
    let on = tell(&mock, &format!("POST /apps/first/keys/{key}/activate"), "").await;
    assert_eq!(on.json()["status"], "ACTIVE");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_named() {
    let mock = org().start().unwrap();
    for (line, body, status, error) in [
        ("POST /tokens", "{\"kind\": \"id\"}", 400, "`kind`: expected ssws or access"),
        ("POST /tokens", "{}", 400, "`name` is missing"),
        (
            "POST /tokens",
            "{\"name\": \"a\", \"role\": \"KING\"}",
            400,
            "`role`: there is no such role",
        ),
        (
            "POST /tokens",
            "{\"kind\": \"access\", \"name\": \"a\"}",
            400,
            "`name`: no such key here",
        ),
        (
            "POST /tokens",
            "{\"kind\": \"access\", \"client_id\": \"x\"}",
            404,
            "there is no app `x`",
        ),
        (
            "POST /tokens",
            "{\"kind\": \"access\", \"expires_in\": \"2h\"}",
            400,
            "`expires_in`: at most",
        ),
        ("POST /tokens/x/expire", "", 404, "there is no token `x`"),
        ("POST /tokens/x/revoke", "", 404, "there is no token `x`"),
        ("PATCH /tokens/x", "{\"active\": false}", 404, "there is no token `x`"),
        ("PATCH /tokens/first", "{\"active\": 1}", 400, "`active`: expected true or false"),
        ("GET /apps/x/keys", "", 404, "there is no app `x`"),
        ("POST /apps/x/activate", "", 404, "there is no app `x`"),
        ("POST /apps/first/explode", "", 404, "nothing is here"),
        ("POST /apps/first/keys/x/activate", "", 404, "the app `first` has no key `x`"),
    ] {
        let refused = tell(&mock, line, body).await;
        assert_eq!(refused.status, status, "{line} {body}");
        assert!(refused.json()["error"].as_str().unwrap().starts_with(error), "{refused:?}");
    }
}
