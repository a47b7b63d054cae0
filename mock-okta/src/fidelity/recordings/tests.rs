//! Exchanges that were recorded from the real service, put to the mock: the status, the names of
//! the headers and how often each comes, the keys of the body and its code have to agree, or
//! `exchanges.toml` says why they do not.
use std::collections::BTreeMap;

use super::asked::{self, ask};
use super::recorded::{Exchange, exchanges};

/// What the transport adds, and a call in process does not have.
const OF_THE_CONNECTION: [&str; 2] = ["connection", "transfer-encoding"];

fn counted<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut counts = BTreeMap::new();
    for name in names.filter(|name| !OF_THE_CONNECTION.contains(name)) {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

#[tokio::test(start_paused = true)]
async fn the_mock_answers_as_recorded() {
    let mut asked = 0;
    for exchange in exchanges().iter().filter(|exchange| exchange.absent.is_none()) {
        let answer = ask(exchange).await;
        let name = &exchange.name;
        assert_eq!(Some(answer.status), exchange.status, "{name}: {}", answer.body);
        check_headers(exchange, &answer);
        check_body(exchange, &answer);
        asked += 1;
    }
    assert!(asked >= 15, "{asked} exchanges");
}

fn check_headers(exchange: &Exchange, answer: &asked::Answer) {
    let name = &exchange.name;
    let is_explained = |header: &str| exchange.differs.contains_key(header);
    if !exchange.headers.is_empty() {
        let recorded = counted(exchange.headers.iter().map(String::as_str));
        let sent = counted(answer.headers.iter().map(|(header, _)| header.as_str()));
        for header in recorded.keys().chain(sent.keys()) {
            let (was, is) = (recorded.get(header), sent.get(header));
            assert!(was == is || is_explained(header), "{name}: {header}: {was:?}, sent {is:?}");
        }
        for header in exchange.differs.keys() {
            let (was, is) = (recorded.get(header.as_str()), sent.get(header.as_str()));
            assert!(was != is, "{name}: {header} no longer differs");
        }
    }
    for header in &exchange.without {
        assert!(answer.headers.iter().all(|(sent, _)| sent != header), "{name}: {header}");
    }
    for (header, value) in &exchange.values {
        let sent: Vec<_> = answer.headers.iter().filter(|(sent, _)| sent == header).collect();
        assert!(sent.iter().any(|(_, sent)| sent == value), "{name}: {header}: {sent:?}");
    }
}

fn check_body(exchange: &Exchange, answer: &asked::Answer) {
    let name = &exchange.name;
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    if let Some(records) = exchange.records {
        assert_eq!(body.as_array().map(Vec::len), Some(records), "{name}");
        return;
    }
    let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(keys, exchange.keys.iter().collect::<Vec<_>>(), "{name}");
    let code = body.get("errorCode").or_else(|| body.get("error"));
    assert_eq!(code.and_then(|code| code.as_str()), exchange.code.as_deref(), "{name}");
    if let Some(summary) = &exchange.summary {
        let sent = body.get("errorSummary").or_else(|| body.get("error_description"));
        assert_eq!(sent.unwrap(), summary.as_str(), "{name}");
    }
    if let Some(cause) = &exchange.cause {
        assert_eq!(body["errorCauses"][0]["errorSummary"], cause.as_str(), "{name}");
    }
}

#[test]
fn whatever_is_not_asked_says_why() {
    for exchange in exchanges() {
        assert!(!exchange.source.is_empty(), "{}", exchange.name);
        assert!(
            exchange.absent.is_some() != exchange.request.is_some(),
            "{}: either `request` or `absent`",
            exchange.name
        );
    }
}
