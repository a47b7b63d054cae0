//! Pages with `filter` and `q` (facts 1.5 and 2).

use std::time::Duration;

use serde_json::Value;

use crate::MockOkta;
use crate::faults::{InjectKind, InjectSpec};
use crate::ledger::Served;
use crate::log::{Order, Position};
use crate::query::params::Params;
use crate::query::selection::Selection;
use crate::testing::{get, now, org, walk};

/// Follows `next` from `url` to the end: to where there is none, or to a page that leads to
/// itself. Returns the size of every page, too.
async fn follow(mock: &MockOkta, url: &str) -> (Vec<Value>, Vec<usize>) {
    let (mut next, mut events, mut sizes) = (url.to_owned(), Vec::new(), Vec::new());
    for _ in 0..2_000 {
        let answer = get(mock, &next).await;
        let page = answer.events();
        sizes.push(page.len());
        events.extend(page);
        match answer.link("next") {
            Some(link) if link != next => next = link,
            _ => return (events, sizes),
        }
    }
    panic!("{url} has no end");
}

fn encoded(name: &str, value: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish()
}

fn last_served(mock: &MockOkta) -> Served {
    mock.ledger().served().last().unwrap().1
}

#[tokio::test(start_paused = true)]
async fn a_walk_with_a_filter_is_the_plain_walk_less_what_does_not_match() {
    let mock = org().start().unwrap();
    let person = mock.world().person(3).login.clone();
    let queries = [
        encoded("filter", "eventType eq \"user.session.start\""),
        encoded("filter", "not (eventType sw \"user.\") or outcome.result eq \"FAILURE\""),
        encoded("filter", "uuid pr"),
        encoded("filter", "uuid eq \"none\""),
        encoded("q", &person),
        format!(
            "{}&{}",
            encoded("q", "san francisco"),
            encoded("filter", "actor.type eq \"User\"")
        ),
    ];
    for mode in [
        "since=2026-03-19T12:00:00Z",
        "since=2026-03-19T12:00:00Z&until=2026-03-19T13:30:00Z",
        "since=2026-03-19T12:00:00Z&until=2026-03-19T13:30:00Z&sortOrder=DESCENDING",
    ] {
        let all = walk(&mock, &format!("/api/v1/logs?{mode}&limit=1000")).await;
        assert!(all.len() > 150, "{mode}: {}", all.len());
        for query in &queries {
            let selection = Selection::parse(&Params::parse(query)).unwrap().unwrap();
            let expected: Vec<Value> = all
                .iter()
                .filter(|event| selection.matches(event.to_string().as_bytes()))
                .cloned()
                .collect();
            for limit in [1, 13, 1_000] {
                let url = format!("/api/v1/logs?{mode}&{query}&limit={limit}");
                let (found, sizes) = follow(&mock, &url).await;
                assert!(found == expected, "{url}: {} of {}", found.len(), expected.len());
                assert!(sizes.iter().all(|size| *size <= limit), "{url}: {sizes:?}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn filter_and_q_must_both_be_met() {
    // Long enough for somebody to mistype a password.
    let mock = org().users(1_000).history(Duration::from_hours(8)).start().unwrap();
    let count = |query: String| {
        let mock = mock.clone();
        async move { follow(&mock, &format!("/api/v1/logs?limit=1000&{query}")).await.0.len() }
    };
    let filter = encoded("filter", "eventType eq \"user.session.start\"");
    let failures =
        encoded("filter", "eventType eq \"user.session.start\" and outcome.result eq \"FAILURE\"");
    let q = encoded("q", "failure");
    let both = count(format!("{filter}&{q}")).await;
    assert!(both > 0 && both < count(filter).await && both < count(q).await);
    assert_eq!(both, count(failures).await);
}

#[tokio::test(start_paused = true)]
async fn an_empty_page_of_a_filter_leads_on_from_the_last_record_it_looked_at() {
    let mock = org().start().unwrap();
    let nothing = encoded("filter", "uuid eq \"none\"");
    let page = get(&mock, &format!("/api/v1/logs?{nothing}")).await;
    assert_eq!(page.text(), "[]");
    let (begin, end) = (Position::before(mock.log().begin()), Position::after(now()));
    let last = mock.log().range(begin..=end).last().unwrap();
    let next = page.link("next").unwrap();
    assert!(next.ends_with(&format!("&after={}", last.position)), "{next}");
    // And from there to itself, until something comes.
    let again = get(&mock, &next).await;
    assert_eq!((again.text(), again.link("next")), ("[]", Some(next)));
    // A bounded walk knows its end.
    let bounded = get(&mock, &format!("/api/v1/logs?until=2026-03-19T14:00:00Z&{nothing}")).await;
    assert_eq!((bounded.text(), bounded.link("next")), ("[]", None));
}

#[tokio::test(start_paused = true)]
async fn a_request_looks_at_so_many_records_and_the_next_one_goes_on() {
    // Five times as many people as it takes for one request.
    let mock = org().users(30_000).start().unwrap();
    let nothing = encoded("filter", "uuid eq \"none\"");
    let (begin, end) = (Position::before(mock.log().begin()), Position::after(now()));
    let positions: Vec<_> = mock.log().range(begin..=end).map(|record| record.position).collect();
    assert!(positions.len() > 40_000, "{}", positions.len());
    let first = get(&mock, &format!("/api/v1/logs?{nothing}")).await;
    assert_eq!(first.text(), "[]");
    assert_eq!(
        last_served(&mock),
        Served {
            order: Order::Commit,
            first: positions[0],
            last: positions[19_999],
            count: 0,
            matching: true,
        }
    );
    let next = first.link("next").unwrap();
    assert!(next.ends_with(&format!("&after={}", positions[19_999])), "{next}");
    get(&mock, &next).await;
    assert_eq!(last_served(&mock).first, positions[20_000]);
    // Down as well, where the last page is the one that looked at the first record.
    let until = "until=2026-03-19T14:00:00Z&since=2026-03-19T12:00:00Z";
    let url = format!("/api/v1/logs?{until}&sortOrder=DESCENDING&{nothing}");
    let (found, sizes) = follow(&mock, &url).await;
    assert!(found.is_empty());
    assert!(sizes.len() > 2 && sizes.len() <= positions.len().div_ceil(20_000), "{sizes:?}");
}

#[tokio::test(start_paused = true)]
async fn a_page_without_a_choice_says_so() {
    let mock = org().start().unwrap();
    get(&mock, "/api/v1/logs?limit=10&q=&filter=").await;
    let plain = last_served(&mock);
    assert!(!plain.matching);
    get(&mock, &format!("/api/v1/logs?limit=10&{}", encoded("q", "success"))).await;
    let matching = last_served(&mock);
    assert!(matching.matching && matching.first == plain.first && matching.last > plain.last);
    assert_eq!(matching.count, 10);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_no_event_never_matches() {
    let kinds = [
        InjectKind::BrokenJson,
        InjectKind::DeepNesting,
        InjectKind::InvalidUtf8,
        InjectKind::NotAnObject,
    ];
    let injects = kinds.map(|kind| InjectSpec::new(kind, -3_600_000));
    let mock = org().injects(injects).start().unwrap();
    let all = mock.log().range(..=Position::after(now())).count();
    let count = |filter: &'static str| {
        let (mock, filter) = (mock.clone(), encoded("filter", filter));
        async move { follow(&mock, &format!("/api/v1/logs?limit=1000&{filter}")).await.0.len() }
    };
    assert_eq!(count("eventType pr or not (eventType pr)").await, all - kinds.len());
}
