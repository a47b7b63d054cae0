use crate::testing::{org, send};

#[tokio::test(start_paused = true)]
async fn credentials_are_refused_as_okta_refuses_them() {
    // Facts 4.2.
    let mock = org().start().unwrap();
    let right = format!("SSWS {}", mock.org().ssws_token.expose());
    let lower = right.replace("SSWS", "ssws");
    // As Okta's Python SDK 3.4.6 writes it (tests/clients/okta_sdk.py).
    let joined = right.replace("SSWS ", "SSWS");
    for (authorization, status, code) in [
        (None, 403, Some("E0000005")),
        (Some("Basic dXNlcjpwYXNz"), 403, Some("E0000005")),
        (Some("SSWS"), 401, Some("E0000011")),
        (Some("SSWS 00wrong"), 401, Some("E0000011")),
        (Some("Bearer eyJ"), 401, None),
        (Some(right.as_str()), 200, None),
        (Some(lower.as_str()), 200, None),
        (Some(joined.as_str()), 200, None),
    ] {
        let answer = send(&mock, "GET", "/api/v1/logs", authorization).await.unwrap();
        assert_eq!(answer.status, status, "{authorization:?}");
        match code {
            Some(code) => assert_eq!(answer.json()["errorCode"], code, "{authorization:?}"),
            None if status == 401 => {
                assert_eq!(answer.text(), "");
                let [challenge] = answer.header("www-authenticate")[..] else {
                    panic!("{answer:?}")
                };
                assert!(challenge.contains("realm=\"http://acme.okta.com\""), "{challenge}");
                assert!(challenge.contains("error=\"invalid_token\""), "{challenge}");
            }
            None => {}
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_token_is_in_no_debug_output() {
    let mock = org().admin_token("hush-hush").start().unwrap();
    let shown = format!("{mock:?} {:?}", mock.org());
    assert!(shown.contains("SswsToken(…)"));
    assert!(!shown.contains(mock.org().ssws_token.expose()) && !shown.contains("hush-hush"));
}
