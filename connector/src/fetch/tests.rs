use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Timestamp};
use http::{HeaderMap, Request as HttpRequest, Response};
use http_body_util::{BodyExt, Full};

use super::{
    Body, Class, Credentials, Deadlines, Fetcher, LinkFault, Origin, Purpose, Request,
    ResponseHead, Transport, TransportError, Verdict, next_link,
};
use crate::future::BoxFuture;
use crate::secret::Secret;

const ORG: &str = "https://acme.okta.com";

fn origin() -> Origin {
    Origin::parse(ORG).unwrap().0
}

fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        headers.append(*name, value.parse().unwrap());
    }
    headers
}

#[test]
fn an_org_url_is_mended_or_refused_with_the_url_to_paste() {
    for (typed, read) in [
        ("https://acme.okta.com", ORG),
        ("https://acme.okta.com/", ORG),
        (" HTTPS://ACME.okta.com ", ORG),
        ("https://acme.okta.com:443", ORG),
        ("https://login.acme.test", "https://login.acme.test"),
        ("https://my-admin.acme.test", "https://my-admin.acme.test"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ] {
        let (origin, notes) = Origin::parse(typed).unwrap();
        assert_eq!(origin.to_string(), read);
        assert_eq!(notes.is_empty(), typed == read, "{typed}: {notes:?}");
    }
    for (typed, error) in [
        ("acme.okta.com/admin", "the scheme is missing: use `https://acme.okta.com`"),
        ("acme.okta.com:443", "the scheme is missing: use `https://acme.okta.com:443`"),
        (
            "http://acme.okta.com",
            "`http` would send the token in clear: use `https://acme.okta.com`",
        ),
        (
            "https://acme-admin.okta.com/admin/dashboard",
            "this is the host of the Admin Console: use `https://acme.okta.com`",
        ),
        (
            "https://acme-admin.oktapreview.com",
            "this is the host of the Admin Console: use `https://acme.oktapreview.com`",
        ),
        (
            "https://acme.okta.com/api/v1",
            "only scheme and host belong here: use `https://acme.okta.com`",
        ),
        (
            "https://acme.okta.com?x=1",
            "only scheme and host belong here: use `https://acme.okta.com`",
        ),
        ("https://me:pw@acme.okta.com", "credentials do not belong in the URL: use `token`"),
        (
            "ftp://acme.okta.com",
            "not the URL of an Okta org, which looks like `https://acme.okta.com`",
        ),
        ("", "not the URL of an Okta org, which looks like `https://acme.okta.com`"),
        ("https://", "not the URL of an Okta org, which looks like `https://acme.okta.com`"),
    ] {
        assert_eq!(Origin::parse(typed).unwrap_err().to_string(), error, "{typed}");
    }
}

#[test]
fn rule_14_credentials_go_to_the_orgs_log_and_nowhere_else() {
    for link in [
        "http://acme.okta.com/api/v1/logs?after=1",
        "https://acme.okta.com:8443/api/v1/logs?after=1",
        "https://acme.okta.com.evil.test/api/v1/logs",
        "https://evil.test/?https://acme.okta.com/api/v1/logs",
        "https://acme.okta.com@evil.test/api/v1/logs",
        "https://user@acme.okta.com/api/v1/logs",
        "https://acme.okta.com/api/v1/users",
        "https://acme.okta.com/api/v1/logs/../users",
        "https://acme.okta.com/api/v1/logs%2f..%2fusers",
        "https://acme.okta.com//api/v1/logs",
        "/api/v1/logs?after=1",
        "javascript:alert(1)",
    ] {
        assert!(!origin().permits(link), "{link}");
    }
    assert!(origin().permits("https://acme.okta.com/api/v1/logs?after=1_1&filter=a+eq+%22b%22"));
    assert!(origin().permits("https://ACME.okta.com:443/api/v1/logs"));
}

#[test]
fn the_next_link_is_found_in_every_shape_of_header() {
    let next = "https://acme.okta.com/api/v1/logs?limit=2&after=1,2;3_1";
    let own = "<https://acme.okta.com/api/v1/logs?limit=2>; rel=\"self\"";
    let quoted = format!("<{next}>; rel=\"next\"");
    for lines in [
        vec![own.to_owned(), quoted.clone()],
        vec![quoted.clone(), own.to_owned()],
        vec![format!("{own}, {quoted}")],
        vec![format!("{quoted},{own}")],
        vec![format!("<{next}>;rel=next")],
        vec![format!("<{next}>; title=\"a, b\"; REL=\"last NEXT\"")],
        vec![format!("<https://acme.okta.com/api/v1/logs>; rel=\"nextish\", {quoted}")],
    ] {
        let pairs: Vec<_> = lines.iter().map(|line| ("link", line.as_str())).collect();
        assert_eq!(next_link(&headers(&pairs), &origin()).as_deref(), Ok(next), "{lines:?}");
    }
    for (line, fault) in [
        (own.to_owned(), LinkFault::Absent),
        (format!("<{next}>; title=\"x; rel=next\"; rel=\"self\""), LinkFault::Absent),
        (format!("<{ORG}/api/v1/logs?after=a b>; rel=\"next\""), LinkFault::Unusable),
        (format!("< {ORG}/api/v1/logs?after=a>; rel=\"next\""), LinkFault::Unusable),
        (format!("<{ORG}/api/v1/logs?filter=a eq \"x\">; rel=\"next\""), LinkFault::Unusable),
        ("<>; rel=\"next\"".to_owned(), LinkFault::Unusable),
        ("garbage".to_owned(), LinkFault::Absent),
        ("<unclosed".to_owned(), LinkFault::Absent),
        ("<https://evil.test/api/v1/logs>; rel=\"next\"".to_owned(), LinkFault::Unusable),
        (
            format!("<{ORG}/api/v1/logs?after={}>; rel=\"next\"", "x".repeat(9_000)),
            LinkFault::Unusable,
        ),
    ] {
        assert_eq!(next_link(&headers(&[("link", &line)]), &origin()), Err(fault), "{line:.60}");
    }
    assert_eq!(next_link(&HeaderMap::new(), &origin()), Err(LinkFault::Absent));
}

#[test]
fn time_and_budget_are_read_from_headers_in_every_shape() {
    let date = ("date", "Sun, 15 Mar 2026 12:00:00 GMT");
    let read = |lines: &[(&'static str, &str)]| ResponseHead::read(&headers(lines));
    let at: Timestamp = "2026-03-15T12:00:00Z".parse().unwrap();
    assert_eq!(read(&[date]).date, Some(at));
    assert_eq!(read(&[("date", "yesterday")]).date, None);
    for (value, wait) in [
        ("30", Some(30)),
        ("Sun, 15 Mar 2026 12:00:30 GMT", Some(30)),
        ("Sun, 15 Mar 2026 11:00:00 GMT", Some(0)),
        ("-5", None),
        ("soon", None),
    ] {
        let head = read(&[date, ("retry-after", value)]);
        assert_eq!(head.retry_after, wait.map(Duration::from_secs), "{value}");
    }
    // A date is of no use without the server's own.
    assert_eq!(read(&[("retry-after", "Sun, 15 Mar 2026 12:00:30 GMT")]).retry_after, None);

    let rate = read(&[
        ("x-rate-limit-limit", "60"),
        ("x-rate-limit-remaining", "7"),
        ("x-rate-limit-reset", "1773576048"),
        ("x-rate-limit-reset", "1773576060"),
    ])
    .rate;
    assert_eq!((rate.limit, rate.remaining), (Some(60), Some(7)));
    assert_eq!(rate.reset, Some(at + Duration::from_mins(1)), "of several the latest counts");
    let absurd = read(&[
        ("x-rate-limit-limit", "99999999999999999999"),
        ("x-rate-limit-remaining", "4294967296"),
        ("x-rate-limit-reset", "18446744073709551615"),
    ])
    .rate;
    assert_eq!(absurd.limit, None);
    assert_eq!(absurd.remaining, Some(u32::MAX));
    assert_eq!(absurd.reset, Some(Timestamp::MAX));
    assert!(
        read(&[("x-rate-limit-limit", "0"), ("x-rate-limit-remaining", "0")]).rate.is_concurrency()
    );
}

/// What a scripted server answers.
type Answer = Box<dyn FnOnce() -> Result<Response<Body>, TransportError> + Send>;

/// A transport that plays answers and remembers requests.
#[derive(Clone, Default)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    requests: Arc<Mutex<Vec<HttpRequest<Bytes>>>>,
}

impl Script {
    fn answer(status: u16, lines: &[(&'static str, &str)], body: impl Into<Bytes>) -> Self {
        let body = Full::new(body.into()).map_err(|never| match never {}).boxed_unsync();
        Self::body(status, lines, body)
    }

    fn body(status: u16, lines: &[(&'static str, &str)], body: Body) -> Self {
        let mut response = Response::new(body);
        *response.status_mut() = status.try_into().unwrap();
        *response.headers_mut() = headers(lines);
        let script = Self::default();
        script.answers.lock().unwrap().push_back(Box::new(move || Ok(response)));
        script
    }

    async fn verdict(self, url: &str) -> Verdict {
        let clock = Clock::auto("2026-03-15T12:00:00Z".parse().unwrap());
        let fetcher = Fetcher {
            clock,
            transport: Arc::new(self),
            origin: origin(),
            credentials: Credentials::Ssws(Secret::new("00secret".to_owned())),
            deadlines: Deadlines { body_bytes_max: 1_000, ..Deadlines::default() },
        };
        fetcher.fetch(&Request { url: url.to_owned(), purpose: Purpose::Page }).await
    }
}

impl Transport for Script {
    fn send(
        &self,
        request: HttpRequest<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        self.requests.lock().unwrap().push(request);
        let answer = self.answers.lock().unwrap().pop_front();
        Box::pin(async move {
            match answer {
                Some(answer) => answer(),
                None => std::future::pending().await,
            }
        })
    }
}

/// A body that sends chunks at intervals, then ends, breaks or stalls.
struct Slow {
    clock: Clock,
    chunk: &'static [u8],
    chunks_left: u32,
    every: Duration,
    end: End,
    wait: Option<BoxFuture<'static, ()>>,
}

#[derive(Clone, Copy)]
enum End {
    Breaks,
    Stalls,
}

impl http_body::Body for Slow {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        if self.chunks_left == 0 {
            return match self.end {
                End::Breaks => Poll::Ready(Some(Err(TransportError::Broken("reset".into())))),
                End::Stalls => Poll::Pending,
            };
        }
        let (clock, every) = (self.clock.clone(), self.every);
        let wait =
            self.wait.get_or_insert_with(|| Box::pin(async move { clock.sleep(every).await }));
        if wait.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.wait = None;
        self.chunks_left -= 1;
        Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(self.chunk)))))
    }
}

fn slow(chunks_left: u32, every_s: u64, end: End) -> Body {
    let clock = Clock::auto("2026-03-15T12:00:00Z".parse().unwrap());
    let every = Duration::from_secs(every_s);
    Slow { clock, chunk: b"[{}", chunks_left, every, end, wait: None }.boxed_unsync()
}

const URL: &str = "https://acme.okta.com/api/v1/logs?limit=1000";
const CURSOR: &str = "https://acme.okta.com/api/v1/logs?limit=1000&after=1_1";

#[tokio::test(start_paused = true)]
async fn a_request_says_who_it_is_and_shows_the_token_to_nobody_else() {
    let script = Script::answer(200, &[], "[]");
    script.clone().verdict(CURSOR).await;
    let requests = script.requests.lock().unwrap();
    let request = &requests[0];
    assert_eq!(request.uri().to_string(), CURSOR);
    assert_eq!(request.headers()["authorization"], "SSWS 00secret");
    assert_eq!(request.headers()["accept"], "application/json");
    assert!(request.headers()["user-agent"].to_str().unwrap().starts_with("okta-connector/"));
    assert!(!format!("{request:?}").contains("00secret"), "the header is marked as sensitive");
}

#[tokio::test(start_paused = true)]
async fn the_time_is_asked_for_without_credentials() {
    let script = Script::answer(200, &[], "{}");
    let fetcher = Fetcher {
        clock: Clock::auto(Timestamp::EPOCH),
        transport: Arc::new(script.clone()),
        origin: origin(),
        credentials: Credentials::Ssws(Secret::new("00secret".to_owned())),
        deadlines: Deadlines::default(),
    };
    let url = format!("{ORG}/.well-known/okta-organization");
    fetcher.fetch(&Request { url, purpose: Purpose::Time }).await;
    assert!(!script.requests.lock().unwrap()[0].headers().contains_key("authorization"));
}

#[tokio::test(start_paused = true)]
async fn status_codes_mean_what_okta_means_by_them() {
    // (status, headers, body, has a cursor) → class; facts 4.2 to 4.4
    let dpop = "DPoP algs=\"RS256\", error=\"invalid_dpop_proof\"";
    let scope = "Bearer realm=\"x\", error=\"insufficient_scope\", error_description=\"…\"";
    let code = |code: &str| format!("{{\"errorCode\":\"{code}\",\"errorSummary\":\"said\"}}");
    for (status, challenge, body, url, class) in [
        (401, None, code("E0000011"), URL, Class::Credential),
        (401, Some("Bearer error=\"invalid_token\""), String::new(), URL, Class::Credential),
        (403, None, code("E0000005"), URL, Class::Credential),
        (403, None, code("E0000006"), URL, Class::Permission),
        (403, Some(scope), String::new(), URL, Class::Permission),
        (403, None, "<html>blocked</html>".to_owned(), URL, Class::Transient),
        (400, Some(dpop), String::new(), CURSOR, Class::Credential),
        (400, None, code("E0000031"), CURSOR, Class::Cursor),
        (400, None, code("E0000053"), CURSOR, Class::Cursor),
        (400, None, code("E0000053"), URL, Class::Request),
        (500, None, code("E0000053"), CURSOR, Class::Transient),
        (500, None, code("E0000009"), URL, Class::Transient),
        (502, None, "<html>".to_owned(), URL, Class::Transient),
        (503, None, code("E0000010"), URL, Class::Transient),
        (408, None, String::new(), URL, Class::Transient),
        (404, None, code("E0000007"), URL, Class::Request),
        (302, None, String::new(), URL, Class::Request),
        (204, None, String::new(), URL, Class::Transient),
    ] {
        let lines: Vec<_> = challenge.iter().map(|value| ("www-authenticate", *value)).collect();
        let lines: Vec<_> =
            lines.iter().map(|(name, value)| (*name, value.replace('…', "x"))).collect();
        let lines: Vec<_> = lines.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let verdict = Script::answer(status, &lines, body.clone()).verdict(url).await;
        let Verdict::Failed { failure, .. } = verdict else { panic!("{status} {body}") };
        assert_eq!(failure.class, class, "{status} {challenge:?} {body}");
        assert!(failure.what.starts_with(&status.to_string()), "{}", failure.what);
    }
    assert!(matches!(Script::answer(429, &[], "").verdict(URL).await, Verdict::Throttled { .. }));
    assert!(matches!(Script::answer(200, &[], "<html>").verdict(URL).await, Verdict::Page { .. }));
}

#[tokio::test(start_paused = true)]
async fn what_a_server_says_is_cut_and_cleaned() {
    let long = "x".repeat(10_000);
    let body = format!("{{\"errorCode\":\"E\\u001b[31m\",\"errorSummary\":\"{long}\"}}");
    let verdict = Script::answer(500, &[], body).verdict(URL).await;
    // The body is above this test's cap; a smaller one is cut.
    assert!(matches!(verdict, Verdict::Failed { .. }));
    let body = "{\"errorCode\":\"E\\u001b[31m\",\"errorSummary\":\"a\\nb\"}";
    let Verdict::Failed { failure, .. } = Script::answer(500, &[], body).verdict(URL).await else {
        panic!("failed")
    };
    assert_eq!(failure.what, "500 Internal Server Error (E[31m): ab");
}

#[tokio::test(start_paused = true)]
async fn oktas_own_time_out_counts_as_one() {
    let body = "{\"errorCode\":\"E0000009\",\"errorSummary\":\"Your last request took too long to complete.\"}";
    let Verdict::Failed { failure, .. } = Script::answer(500, &[], body).verdict(URL).await else {
        panic!("failed")
    };
    assert!(failure.timed_out);
}

#[tokio::test(start_paused = true)]
async fn rule_11_no_server_can_hold_or_fill_the_connector() {
    // (answer, what is said, seconds until it is said)
    let cases: Vec<(Script, &str, u64, bool)> = vec![
        (Script::default(), "no response within 35 s", 35, true),
        (
            Script::body(200, &[], slow(1, 5, End::Stalls)),
            "the body stopped after 3 bytes",
            35,
            true,
        ),
        (
            Script::body(200, &[], slow(1_000, 20, End::Stalls)),
            "the body stopped after 45 bytes",
            300,
            true,
        ),
        (
            Script::body(200, &[], slow(1_000_000, 0, End::Stalls)),
            "the body is longer than 1000 bytes",
            0,
            false,
        ),
        (Script::body(200, &[], slow(1, 1, End::Breaks)), "the connection broke: reset", 1, false),
        (
            Script::answer(200, &[("content-length", "1001")], ""),
            "the body is longer than 1000 bytes",
            0,
            false,
        ),
        (
            Script::answer(200, &[], "x".repeat(1_001)),
            "the body is longer than 1000 bytes",
            0,
            false,
        ),
    ];
    for (script, what, after_s, timed_out) in cases {
        let clock = Clock::auto(Timestamp::EPOCH);
        let Verdict::Failed { failure, .. } = script.verdict(URL).await else { panic!("{what}") };
        assert_eq!(failure.what, what);
        assert_eq!(failure.class, Class::Transient, "{what}");
        assert_eq!(failure.timed_out, timed_out, "{what}");
        let took = clock.now().since(Timestamp::EPOCH).as_secs();
        assert!((after_s..=after_s + 1).contains(&took), "{what}: {took} s");
    }
}
