use bytes::Bytes;
use clock::Clock;
use http::Request;

use crate::testing::{get, now, org, send, tell};
use crate::{Endpoint, MockOkta, TenantError};

const BLUE: &str = "{\"name\": \"blue\", \"seed\": 8, \"users\": 50, \"history\": \"1h\"}";

async fn with_blue() -> (MockOkta, String) {
    let mock = org().start().unwrap();
    let added = tell(&mock, "POST /tenants", BLUE).await;
    assert_eq!(added.status, 201, "{added:?}");
    let token = added.json()["ssws_token"].as_str().unwrap().to_owned();
    (mock, token)
}

#[tokio::test(start_paused = true)]
async fn an_org_is_added_reached_by_both_ways_and_removed() {
    let (mock, token) = with_blue().await;
    let ssws = format!("SSWS {token}");
    let listed = tell(&mock, "GET /tenants", "").await;
    assert!(!listed.text().contains(&token), "only the answer to its making has secrets");
    let shown = &listed.json()["tenants"][0];
    assert_eq!(
        (&shown["name"], &shown["seed"], &shown["users"]),
        (&"blue".into(), &8.into(), &50.into())
    );
    assert_eq!(*shown, tell(&mock, "GET /tenants/blue", "").await.json());
    let host = shown["host"].as_str().unwrap();
    let admin = host.replacen('.', "-admin.", 1);
    for url in [
        format!("https://{host}/api/v1/logs?limit=3"),
        format!("https://{}:8443/api/v1/logs?limit=3", host.to_uppercase()),
        format!("https://{admin}/api/v1/logs?limit=3"),
        "http://127.0.0.1:80/__tenants/blue/api/v1/logs?limit=3".to_owned(),
    ] {
        let page = send(&mock, "GET", &url, Some(&ssws)).await.unwrap();
        assert_eq!(page.status, 200, "{url}");
        assert_eq!(page.link("self").unwrap(), url);
        // Whoever follows links stays inside.
        let next = page.link("next").unwrap();
        assert!(next.starts_with(&url), "{next}");
        assert_eq!(send(&mock, "GET", &next, Some(&ssws)).await.unwrap().events().len(), 3);
        assert_eq!(get(&mock, &url).await.status, 401, "the first org's token opens nothing here");
    }
    assert_eq!(send(&mock, "GET", "/api/v1/logs", Some(&ssws)).await.unwrap().status, 401);
    let blue = mock.tenant("blue").unwrap();
    assert_eq!(blue.ledger().count(Endpoint::Logs), 12);
    let targets = blue.ledger().requests();
    assert!(targets.iter().all(|request| request.target.starts_with("/api/v1/logs?limit=3")));
    let about = "http://127.0.0.1/__tenants/blue/.well-known/okta-organization";
    let organization = send(&mock, "GET", about, None).await.unwrap().json();
    assert_eq!(organization["id"], blue.org().id.as_str());
    assert_eq!(organization["_links"]["organization"]["href"], "http://127.0.0.1/__tenants/blue");

    assert_eq!(tell(&mock, "DELETE /tenants/blue", "").await.text(), "{\"removed\":\"blue\"}");
    for line in ["DELETE /tenants/blue", "GET /tenants/blue", "GET /tenants/blue/health"] {
        let gone = tell(&mock, line, "").await;
        assert_eq!((gone.status, &gone.json()["error"]), (404, &"no org is called `blue`".into()));
    }
    let gone = send(&mock, "GET", about, None).await.unwrap();
    assert_eq!((gone.status, &gone.json()["error"]), (404, &"no org is called `blue`".into()));
    let by_host = format!("https://{host}/.well-known/okta-organization");
    let first = send(&mock, "GET", &by_host, None).await.unwrap().json();
    assert_eq!(first["id"], mock.org().id.as_str(), "an unknown host is the first org's");
}

#[tokio::test(start_paused = true)]
async fn orgs_share_nothing_but_the_time() {
    let mock = org().limit(4).clock(Clock::stepped(now())).start().unwrap();
    let blue =
        "{\"name\": \"blue\", \"users\": 5, \"limit\": 2, \"switches\": {\"link\": \"folded\"},
        \"epoch\": \"2030-01-01T00:00:00Z\", \"fault\": [{\"kind\": \"outage\", \"requests\": 2}]}";
    assert_eq!(tell(&mock, "POST /tenants", blue).await.status, 201);
    let blue = mock.tenant("blue").unwrap();
    assert_eq!(get(&blue, "/api/v1/logs").await.header("link").len(), 1);
    assert_eq!(get(&blue, "/api/v1/logs").await.status, 503);
    assert_eq!(get(&blue, "/api/v1/logs").await.status, 429);
    for status in [200, 200, 429] {
        assert_eq!(get(&mock, "/api/v1/logs").await.status, status);
    }
    tell(&mock, "POST /tenants/blue/inject", "mine").await;
    tell(&mock, "PATCH /tenants/blue/config", "{\"retry_after\": \"never\"}").await;
    let ledger = async |line: &str| tell(&mock, line, "").await.text().contains("\"mine\"");
    assert!(ledger("GET /tenants/blue/ledger").await && !ledger("GET /ledger").await);
    let config = async |line: &str| tell(&mock, line, "").await.json()["retry_after"].clone();
    assert_eq!(config("GET /tenants/blue/config").await, "never");
    assert_eq!(config("GET /config").await, "mixed");
    tell(&mock, "POST /tenants/blue/reset", "").await;
    assert_eq!(blue.ledger().count(Endpoint::Logs), 0);
    assert_eq!(mock.ledger().count(Endpoint::Logs), 3);

    // Whoever moves the time moves everybody's.
    let moved = tell(&mock, "POST /tenants/blue/clock?advance=1h", "").await;
    assert_eq!(moved.json()["now"], "2030-01-01T01:00:00.000Z");
    assert_eq!(tell(&mock, "GET /clock", "").await.json()["now"], "2026-03-19T15:00:00.000Z");
    let own = "{\"name\": \"own\", \"users\": 5, \"clock\": \"stepped\"}";
    assert_eq!(tell(&mock, "POST /tenants", own).await.status, 201);
    tell(&mock, "POST /tenants/own/clock", "{\"mode\": \"scaled:9\"}").await;
    assert_eq!(tell(&mock, "GET /tenants/own/clock", "").await.json()["mode"], "scaled:9");
    assert_eq!(tell(&mock, "GET /clock", "").await.json()["mode"], "stepped");
}

#[tokio::test(start_paused = true)]
async fn without_a_seed_the_name_decides() {
    let ids = async || {
        let mock = org().start().unwrap();
        let mut ids = vec![mock.org().id.to_string()];
        for name in ["one", "two"] {
            let told = format!("{{\"name\": \"{name}\", \"users\": 5}}");
            let added = tell(&mock, "POST /tenants", &told).await.json();
            ids.push(added["org_id"].as_str().unwrap().to_owned());
        }
        ids
    };
    let first = ids().await;
    assert_eq!(first, ids().await);
    assert!(first[0] != first[1] && first[1] != first[2] && first[0] != first[2]);
}

#[tokio::test(start_paused = true)]
async fn what_makes_no_org_is_refused_with_all_mistakes() {
    let (mock, _) = with_blue().await;
    let taken = mock.org().host.clone();
    let of_blue = mock.tenant("blue").unwrap().org().host.clone();
    for (told, status, error) in [
        ("{}".to_owned(), 400, "`name` is missing"),
        ("{\"name\": \"Blue Org\"}".to_owned(), 400, "`Blue Org` is no name: up to 63"),
        (BLUE.to_owned(), 409, "another org is called `blue`"),
        (format!("{{\"name\": \"b\", \"host\": \"{taken}\"}}"), 409, "another org has the host"),
        (format!("{{\"name\": \"b\", \"host\": \"{of_blue}\"}}"), 409, "another org has the host"),
        (BLUE.replace("blue", "green"), 409, "another org has the host"),
        ("{\"name\": \"b\", \"host\": \"b.example:80\"}".to_owned(), 400, "`host`: no host name"),
        ("{\"name\": \"b\", \"port\": 80}".to_owned(), 400, "`port`: is the whole process's"),
        (
            "{\"name\": \"b\", \"replay\": \"/etc/passwd\"}".to_owned(),
            400,
            "`replay`: is the whole",
        ),
        ("{\"name\": \"b\", \"seeds\": 1}".to_owned(), 400, "`seeds`: no such key; there are"),
        (
            "{\"name\": \"b\", \"users\": 0, \"limit\": 0}".to_owned(),
            400,
            "users: between 1 and 1000000; limit: at least 1",
        ),
        (
            "{\"name\": \"b\", \"fault\": [{\"kind\": \"flood\"}]}".to_owned(),
            400,
            "`fault number 1`: unknown variant `flood`",
        ),
    ] {
        let refused = tell(&mock, "POST /tenants", &told).await;
        let said = refused.json();
        assert_eq!(refused.status, status, "{told}: {said}");
        assert!(said["error"].as_str().unwrap().starts_with(error), "{said}");
    }
    assert_eq!(mock.tenants(), ["blue"]);
    assert!(mock.remove_tenant("blue") && !mock.remove_tenant("blue"));
}

#[tokio::test(start_paused = true)]
async fn there_is_room_for_a_hundred() {
    let mock = org().start().unwrap();
    let add = |number: u64| {
        mock.add_tenant(&format!("t{number}"), MockOkta::builder().seed(number + 100).users(5))
    };
    for number in 0..100 {
        add(number).unwrap();
    }
    assert_eq!(add(100).unwrap_err(), TenantError::TooMany);
    let told = "{\"name\": \"more\", \"seed\": 1000}";
    let refused = tell(&mock, "POST /tenants", told).await;
    assert_eq!(refused.status, 409);
    assert!(refused.json()["hint"].as_str().unwrap().contains("makes room"));
}

#[tokio::test(start_paused = true)]
async fn the_token_of_the_process_closes_every_org_s_plane() {
    let mock = org().admin_token("open sesame").start().unwrap();
    mock.add_tenant("blue", MockOkta::builder().seed(8).users(5).admin_token("other")).unwrap();
    for path in ["/tenants", "/tenants/blue/health", "/tenants/green/health"] {
        for (token, let_in) in
            [(None, false), (Some("Bearer other"), false), (Some("Bearer open sesame"), true)]
        {
            let url = format!("/__admin{path}");
            let status = send(&mock, "GET", &url, token).await.unwrap().status;
            assert_eq!(status != 401, let_in, "{path} {token:?}");
        }
    }
    // The process itself is not to be had through one of its orgs.
    let url = "/__admin/tenants/blue/shutdown";
    let lost = send(&mock, "POST", url, Some("Bearer open sesame")).await.unwrap();
    assert_eq!(lost.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_plain_host_header_leads_to_its_org_too() {
    let (mock, token) = with_blue().await;
    let blue = mock.tenant("blue").unwrap();
    let request = Request::get("/api/v1/logs")
        .header("host", blue.org().host.as_str())
        .header("authorization", format!("SSWS {token}"))
        .body(Bytes::new());
    assert_eq!(mock.handle(request.unwrap()).await.unwrap().status(), 200);
}
