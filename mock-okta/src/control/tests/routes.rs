//! The table of the routes against the routes.

use std::collections::BTreeSet;

use bytes::Bytes;
use clock::{Clock, Pace};
use http::Request;

use crate::Endpoint;
use crate::testing::{now, org, send, tell};

/// What the first attack is called, if it is of this kind.
const ATTACK: &str = "impossible-travel-1";

/// `METHOD /path` of every line of the table in the documentation of the module.
fn table() -> Vec<String> {
    let source = include_str!("../mod.rs");
    let rows = source.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let cells = rows.filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.trim_end_matches('`').split("`, `").map(str::to_owned)).collect()
}

/// The same as it is asked for, about the org `blue`.
fn lines() -> Vec<String> {
    let mock = org().start().unwrap();
    let key = mock.tenant_itself().directory().apps()[0].keys[0].id;
    let routes = table().into_iter().map(|route| route.replace("{key}", key.as_str()));
    routes
        .map(|route| {
            let route = route.replace("{instance}", ATTACK);
            let id = if route.contains("/faults/") { "f1" } else { "first" };
            route.replace("/__admin", "").replace("{name}", "blue").replace("{id}", id)
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn every_line_of_the_table_is_a_route() {
    assert!(lines().len() > 15, "{:?}", lines());
    for line in lines() {
        let mock = org().fault(toml::from_str("kind = \"outage\"").unwrap());
        let mock = mock.attacks(["impossible-travel".parse().unwrap()]).start().unwrap();
        tell(&mock, "POST /tenants", "{\"name\": \"blue\", \"users\": 5}").await;
        let answer = tell(&mock, &line, "").await;
        assert!(![404, 405].contains(&answer.status) && answer.status < 500, "{line}: {answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_route_touches_limits_ledger_or_faults() {
    // But for those whose purpose it is.
    let meant = ["POST /reset", "DELETE /faults", "DELETE /faults/f1"];
    for line in lines().iter().filter(|line| !meant.contains(&line.as_str())) {
        let outage = "kind = \"outage\"\nanswer = \"reset\"\nrequests = 3\nendpoint = \"logs\"";
        let mock = org().limit(4).fault(toml::from_str(outage).unwrap()).start().unwrap();
        // Without credentials, which some of them change.
        let ask = async || send(&mock, "GET", "/api/v1/logs", None).await;
        assert_eq!(ask().await.unwrap().header("x-rate-limit-remaining"), ["3"]);
        for _ in 0..5 {
            tell(&mock, line, "").await;
        }
        assert_eq!(mock.ledger().count(Endpoint::Logs), 1, "{line}");
        assert_eq!(ask().await.unwrap().header("x-rate-limit-remaining"), ["2"], "{line}");
        ask().await.unwrap_err();
        let counted: u64 = Endpoint::ALL.into_iter().map(|part| mock.ledger().count(part)).sum();
        assert_eq!(counted, 3, "{line}");
    }
}

/// What `line` of the document asks, as `METHOD /path`, the content type, and the body.
fn read(line: &str) -> (String, Option<String>, String) {
    // Quotes of both kinds, and nothing escaped inside.
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for letter in line.trim().chars() {
        match (quote, letter) {
            (Some(open), _) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, ' ') => words.push(std::mem::take(&mut word)),
            _ => word.push(letter),
        }
    }
    words.push(word);
    let after = |flag: &str| {
        let place = words.iter().position(|word| word == flag)?;
        words.get(place + 1).cloned()
    };
    let path = words.iter().find_map(|word| word.strip_prefix("$ADMIN")).unwrap();
    let method = after("-X").unwrap_or("GET".to_owned());
    let kind = after("-H").map(|header| header.strip_prefix("Content-Type: ").unwrap().to_owned());
    let body = after("-d").or(after("--data-binary")).unwrap_or_default();
    (format!("{method} {path}"), kind, body)
}

#[tokio::test(start_paused = true)]
async fn every_example_of_the_document_works() {
    let document = include_str!("../../../../docs/CONTROL.md");
    let mock = org().clock(Clock::switched(Pace::Stepped)).epoch(now()).start().unwrap();
    let mut examples = 0;
    for line in document.lines().filter(|line| line.starts_with("    curl ")) {
        let (asked, kind, body) = read(line);
        let (method, path) = asked.split_once(' ').unwrap();
        let request = Request::builder()
            .method(method)
            .uri(format!("http://127.0.0.1:8080/__admin{path}"))
            .header("content-type", kind.as_deref().unwrap_or("application/x-www-form-urlencoded"))
            .body(Bytes::from(body));
        let response = mock.handle(request.unwrap()).await.unwrap();
        assert!(response.status().is_success(), "{line}: {}", response.status());
        examples += 1;
    }
    assert!(examples > 20, "{examples}");
    assert_eq!(mock.tenants().len(), 0, "what was added was removed");
}

#[test]
fn the_document_has_every_line_of_the_table_and_no_other() {
    let document = include_str!("../../../../docs/CONTROL.md");
    let heads = document.lines().filter(|line| line.starts_with('`')).flat_map(|line| {
        let end = line.find(" – ").unwrap_or(line.len());
        line[..end].split(", ").map(|route| route.trim_matches('`').to_owned())
    });
    let known = |routes: Vec<String>| BTreeSet::from_iter(routes);
    let heads = heads.filter(|head| head.contains(" /__admin")).collect();
    assert_eq!(known(heads), known(table()));
}
