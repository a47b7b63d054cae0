//! Every fault over a socket, in real time: what the bytes show.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use clock::{Clock, Timestamp};
use http::HeaderMap;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::client::{Answer, End, ask};
use crate::MockOkta;
use crate::auth::rig::{Rig, form};
use crate::faults::{FaultSpec, catalogue};
use crate::testing::NOW;

/// What a client saw, and what it would have seen.
struct Seen {
    fault: &'static str,
    answer: Answer,
    usual: Answer,
}

type Shows = fn(&Seen) -> bool;

/// The faults with what a client sees of each.
const FAULTS: &[(&str, Shows)] = &[
    ("auth-refused", |seen| seen.error(401, "E0000011")),
    ("backward-next", |seen| seen.is_usual() && seen.millis_of_next() < seen.millis_of_own()),
    ("byte-order-mark", |seen| {
        seen.answer.body() == [b"\xef\xbb\xbf", &seen.usual.body()[..]].concat()
    }),
    ("closed-after-headers", |seen| {
        seen.answer.status == Some(200) && seen.answer.rest.is_empty() && seen.ends(End::Closed)
    }),
    ("credentials-lost", |seen| seen.error(401, "E0000011")),
    ("date-drift\"\nseconds_per_hour = 9_000_000_000 #", |seen| {
        seen.is_usual() && seen.millis_of_date() > 1_773_928_800_000 + 1_000_000
    }),
    ("date-format", |seen| {
        seen.is_usual() && seen.header("date").starts_with("Thursday, 19-Mar-26")
    }),
    ("date-skew\"\nmissing = true #", |seen| {
        seen.is_usual() && !seen.answer.headers.contains_key("date")
    }),
    ("empty-answer", |seen| seen.answer.status == Some(200) && seen.answer.body().is_empty()),
    ("endless-body\"\nbytes_per_second = 50_000 #", |seen| {
        seen.answer.rest.len() > seen.usual.rest.len() + 5_000 && seen.ends(End::Silent)
    }),
    ("expired-cursor", |seen| seen.error(400, "E0000031")),
    ("folded-link", |seen| {
        seen.is_usual() && seen.links().len() == 1 && seen.links()[0].contains("\"self\", <http")
    }),
    ("forbidden", |seen| {
        seen.answer.status == Some(403) && seen.answer.body().starts_with(b"<html>")
    }),
    ("foreign-next", |seen| seen.next().starts_with("http://collector.attacker.example/api")),
    ("garbage-answer", |seen| {
        seen.answer.status.is_none() && seen.answer.rest.starts_with(b"\x15\x03\x01")
    }),
    ("huge-header", |seen| seen.is_usual() && seen.header("x-okta-debug").len() == 65_536),
    ("insecure-next", |seen| seen.is_usual() && seen.next().starts_with("http://")),
    ("latency\"\ndelay = \"150ms", |seen| seen.is_usual() && seen.answer.head_ms >= 150),
    ("maintenance-page", |seen| {
        seen.answer.status == Some(200) && seen.header("content-type") == "text/html"
    }),
    ("malformed-chunk", |seen| {
        seen.answer.rest.ends_with(b"\r\nno length\r\n") && seen.ends(End::Closed)
    }),
    ("malformed-page", |seen| {
        seen.answer.status == Some(200) && seen.answer.body().starts_with(b"<!DOCTYPE html>")
    }),
    ("mangled-event\"\nhow = \"missing-uuid", |seen| {
        seen.events().iter().filter(|event| event.get("uuid").is_none()).count() == 1
    }),
    ("missing-links", |seen| seen.is_usual() && seen.links().is_empty()),
    ("missing-next", |seen| seen.is_usual() && seen.links().len() == 1),
    ("odd-link", |seen| seen.is_usual() && seen.links()[1].ends_with(">; rel=next")),
    ("outage", |seen| seen.answer.status == Some(503)),
    ("outage\"\nanswer = \"refuse", |seen| seen.answer.is_nothing() && seen.ends(End::Closed)),
    ("outage\"\nanswer = \"reset", |seen| seen.answer.is_nothing() && seen.ends(End::Reset)),
    ("outage\"\nanswer = \"stall", |seen| seen.answer.is_nothing() && seen.ends(End::Silent)),
    ("outside-next", |seen| seen.is_usual() && seen.next().contains("/api/v1/users?")),
    ("overlapping-page\"\ncount = 3 #", |seen| {
        seen.events().len() == seen.usual_events().len() + 3
    }),
    ("query-timeout\"\nafter = \"150ms", |seen| {
        seen.error(500, "E0000009") && seen.answer.head_ms >= 150
    }),
    ("rate-limit", |seen| seen.error(429, "E0000047")),
    ("read-only", |seen| seen.error(503, "E0000010")),
    ("redirect", |seen| {
        seen.answer.status == Some(302)
            && seen.header("location").starts_with("http://collector.attacker.example/api/v1/logs?")
    }),
    ("reencoded-next\"\nform = \"everything", |seen| {
        seen.is_usual() && seen.next().contains("?%6C")
    }),
    ("relative-next", |seen| seen.is_usual() && seen.next().starts_with("/api/v1/logs?")),
    ("reordered-next", |seen| seen.is_usual() && seen.next().contains("?after=")),
    ("reordered-page", |seen| {
        let mut usual = seen.usual_events();
        usual.reverse();
        seen.events() == usual
    }),
    ("repeated-events", |seen| {
        let mut usual = seen.usual_events();
        usual.push(usual[0].clone());
        seen.events() == usual
    }),
    ("repeated-next", |seen| seen.is_usual() && seen.links().len() == 3),
    ("reset-body", |seen| seen.breaks_off() && seen.ends(End::Reset)),
    ("reshaped-cursor", |seen| seen.is_usual() && seen.next().contains("&after=c2.")),
    ("same-next", |seen| seen.is_usual() && seen.next() == seen.own()),
    ("server-error", |seen| seen.error(500, "E0000009")),
    ("slow-body\"\nbytes_per_second = 50_000 #", |seen| {
        seen.is_usual() && seen.answer.total_ms > seen.answer.head_ms + 200
    }),
    ("slow-headers\"\nbytes_per_second = 5_000 #", |seen| {
        seen.is_usual() && seen.answer.head_ms >= 200
    }),
    ("stall-body", |seen| seen.breaks_off() && seen.ends(End::Silent)),
    ("stall-headers", |seen| seen.answer.is_nothing() && seen.ends(End::Silent)),
    ("token-life", |seen| {
        let token: Value = serde_json::from_slice(&seen.answer.body()).unwrap();
        seen.answer.status == Some(200) && token["expires_in"] == 60
    }),
    ("token-refused", |seen| {
        let refused: Value = serde_json::from_slice(&seen.answer.body()).unwrap();
        seen.answer.status == Some(400) && refused["error"] == "temporarily_unavailable"
    }),
    ("truncated-body", |seen| {
        let length: usize = seen.header("content-length").parse().unwrap_or_default();
        length == seen.usual.body().len()
            && seen.answer.rest.len() == length / 2
            && seen.ends(End::Closed)
    }),
    ("unknown-cursor", |seen| seen.is_usual() && seen.next().ends_with("_4294967294")),
    ("unknown-fields", |seen| {
        seen.events().iter().all(|event| event["previewFeature1"]["nested"]["reason"] == "preview")
    }),
    ("unreachable", |seen| seen.answer.is_nothing() && seen.ends(End::Closed)),
    ("uri-too-long", |seen| seen.error(414, "E0000256")),
    ("userinfo-next", |seen| {
        seen.is_usual() && seen.next().contains("@collector.attacker.example/")
    }),
    ("wrong-content-type", |seen| {
        seen.is_usual() && seen.header("content-type") == "text/html; charset=ISO-8859-1"
    }),
    ("wrong-length", |seen| seen.promises(100) && seen.ends(End::Closed)),
    ("wrong-length\"\nbytes = -20 #", |seen| seen.promises(-20) && seen.ends(End::Closed)),
];

#[tokio::test]
async fn every_fault_shows_on_the_wire() {
    // The second page, so that there is something before it.
    let (rig, address) = served("").await;
    let usual = ask(address, &page(&rig, "limit=10"), PATIENCE).await;
    let next = link(&usual.headers, "next");
    let target = next.split_once("/api/v1/logs?").unwrap().1.to_owned();
    let usual = ask(address, &page(&rig, &target), PATIENCE).await;
    assert_eq!((usual.status, usual.end), (Some(200), End::Closed));

    let mut asked = JoinSet::new();
    for (fault, shows) in FAULTS {
        let (usual, target) = (usual.clone(), target.clone());
        asked.spawn(async move {
            let (rig, address) = served(fault).await;
            let request =
                if fault.starts_with("token-") { token(&rig) } else { page(&rig, &target) };
            let answer = ask(address, &request, PATIENCE).await;
            let struck = rig.mock.ledger().requests()[0].faults.clone();
            let seen = Seen { fault, answer, usual };
            assert_eq!(struck, [seen.name()]);
            assert!(shows(&seen), "{fault}: {:#?}", seen.answer);
        });
    }
    asked.join_all().await;
    let listed: BTreeSet<&str> = catalogue().faults.iter().map(|fault| fault.name).collect();
    let tested: BTreeSet<&str> =
        FAULTS.iter().map(|(fault, _)| fault.split('"').next().unwrap()).collect();
    assert_eq!(tested, listed, "each kind has its row");
}

/// An org on a loopback port, with one fault if there is one. Its name ends where the quote
/// does; keys may follow.
async fn served(fault: &str) -> (Rig, SocketAddr) {
    let mut builder = MockOkta::builder().seed(7).users(50).history(Duration::from_hours(12));
    if !fault.is_empty() {
        builder = builder.fault(spec(fault));
    }
    let rig = Rig::of(builder.epoch(NOW.parse().unwrap()));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = rig.mock.clone();
    tokio::spawn(async move { serving.serve(listener, std::future::pending()).await });
    (rig, address)
}

fn spec(fault: &str) -> FaultSpec {
    toml::from_str(&format!("kind = \"{fault}\"")).unwrap()
}

/// A request for a page of the log.
fn page(rig: &Rig, query: &str) -> String {
    let token = rig.mock.org().ssws_token.expose();
    format!(
        "GET /api/v1/logs?{query} HTTP/1.1\r\nHost: acme.okta.com\r\nAuthorization: SSWS \
         {token}\r\nConnection: close\r\n\r\n"
    )
}

/// A request for an access token. How old it is, is judged by the machine's clock.
fn token(rig: &Rig) -> String {
    let now = Clock::real().now().as_seconds();
    let aud = "http://acme.okta.com/oauth2/v1/token";
    let claims = json!({ "aud": aud, "iat": now - 5, "exp": now + 300 });
    let mut body = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form(&rig.assertion(&json!({}), &claims)).as_object().unwrap() {
        body.append_pair(name, value.as_str().unwrap());
    }
    let body = body.finish();
    format!(
        "POST /oauth2/v1/token HTTP/1.1\r\nHost: acme.okta.com\r\nContent-Type: \
         application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: \
         close\r\n\r\n{body}",
        body.len()
    )
}

fn link(headers: &HeaderMap, rel: &str) -> String {
    let end = format!(">; rel=\"{rel}\"");
    let mut lines = headers.get_all("link").iter().map(|line| line.to_str().unwrap());
    let line = lines.find_map(|line| line.strip_suffix(end.as_str()));
    line.and_then(|line| line.strip_prefix('<')).unwrap_or_default().to_owned()
}

impl Seen {
    fn name(&self) -> &str {
        self.fault.split('"').next().unwrap()
    }

    /// The page is as it would have been.
    fn is_usual(&self) -> bool {
        self.answer.status == Some(200) && self.answer.body() == self.usual.body()
    }

    /// The page breaks off.
    fn breaks_off(&self) -> bool {
        let (half, whole) = (self.answer.body(), self.usual.body());
        self.answer.status == Some(200) && half.len() < whole.len() && whole.starts_with(&half)
    }

    /// `Content-Length` is wrong by so much, and the page is whole.
    fn promises(&self, more: i64) -> bool {
        let length: i64 = self.header("content-length").parse().unwrap();
        length == self.usual.body().len() as i64 + more && self.answer.rest == self.usual.body()
    }

    fn ends(&self, end: End) -> bool {
        self.answer.end == end
    }

    fn error(&self, status: u16, code: &str) -> bool {
        let body: Value = serde_json::from_slice(&self.answer.body()).unwrap();
        self.answer.status == Some(status) && body["errorCode"] == code
    }

    fn header(&self, name: &str) -> &str {
        self.answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn links(&self) -> Vec<&str> {
        let lines = self.answer.headers.get_all("link").iter();
        lines.map(|line| line.to_str().unwrap()).collect()
    }

    fn next(&self) -> String {
        link(&self.answer.headers, "next")
    }

    fn own(&self) -> String {
        link(&self.answer.headers, "self")
    }

    fn millis_of_next(&self) -> i64 {
        millis(&self.next())
    }

    fn millis_of_own(&self) -> i64 {
        millis(&self.own())
    }

    fn millis_of_date(&self) -> i64 {
        let date = httpdate::parse_http_date(self.header("date")).unwrap();
        let since_epoch = date.duration_since(std::time::UNIX_EPOCH).unwrap();
        (Timestamp::EPOCH + since_epoch).as_millis()
    }

    fn events(&self) -> Vec<Value> {
        serde_json::from_slice(&self.answer.body()).unwrap()
    }

    fn usual_events(&self) -> Vec<Value> {
        serde_json::from_slice(&self.usual.body()).unwrap()
    }
}

/// The moment of the cursor in a URL.
fn millis(url: &str) -> i64 {
    let (_, cursor) = url.split_once("after=").unwrap();
    cursor.split_once('_').unwrap().0.parse().unwrap()
}

/// How long a client waits for anything that comes.
const PATIENCE: Duration = Duration::from_millis(600);
