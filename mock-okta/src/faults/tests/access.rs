use super::page_with;

#[tokio::test(start_paused = true)]
async fn auth_refused_is_a_revoked_token_or_a_lost_role() {
    let answer = page_with("kind = \"auth-refused\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (401, Some("E0000011")));
    let answer = page_with("kind = \"auth-refused\"\nrefusal = \"role\"").await;
    assert_eq!((answer.status, answer.json()["errorCode"].as_str()), (403, Some("E0000006")));
}
