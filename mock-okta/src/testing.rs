//! What the tests of several modules share: an org in virtual time, and a way to ask it.

use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Timestamp};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use serde_json::Value;

use crate::{BodyError, Builder, Dropped, MockOkta};

/// Thursday, 14:00 UTC: everybody is at work somewhere.
pub(crate) const NOW: &str = "2026-03-19T14:00:00Z";

/// An org of 200 people, two hours old, that runs in the virtual time of a paused runtime and
/// is not limited.
pub(crate) fn org() -> Builder {
    MockOkta::builder()
        .seed(7)
        .users(200)
        .history(Duration::from_hours(2))
        .limit(1_000_000)
        .clock(Clock::auto(now()))
}

pub(crate) fn now() -> Timestamp {
    NOW.parse().unwrap()
}

/// A complete answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Result<Bytes, BodyError>,
}

impl Answer {
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(self.body.as_ref().unwrap()).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(self.text()).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The records of a page, as they stand in it.
    pub(crate) fn events(&self) -> Vec<Value> {
        self.json().as_array().expect("a page is an array").clone()
    }

    /// The values of a header, in order.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }

    pub(crate) fn link(&self, rel: &str) -> Option<String> {
        let end = format!(">; rel=\"{rel}\"");
        let lines = self.header("link");
        let line = lines.iter().find_map(|line| line.strip_suffix(end.as_str()))?;
        Some(line.strip_prefix('<').unwrap().to_owned())
    }
}

/// Asks for `url`, a path of `https://acme.okta.com` or a whole URL, with the org's token.
pub(crate) async fn get(mock: &MockOkta, url: &str) -> Answer {
    try_get(mock, url).await.unwrap()
}

pub(crate) async fn try_get(mock: &MockOkta, url: &str) -> Result<Answer, Dropped> {
    let token = format!("SSWS {}", mock.org().ssws_token.expose());
    send(mock, "GET", url, Some(&token)).await
}

pub(crate) async fn send(
    mock: &MockOkta,
    method: &str,
    url: &str,
    authorization: Option<&str>,
) -> Result<Answer, Dropped> {
    let url =
        if url.starts_with('/') { format!("https://acme.okta.com{url}") } else { url.to_owned() };
    let mut request = Request::builder().method(method).uri(url);
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    exchange(mock, request.body(Bytes::new()).unwrap()).await
}

/// Tells the control plane `body`, under a path below `/__admin`. A body that begins as JSON does
/// is sent as such.
pub(crate) async fn tell(mock: &MockOkta, line: &str, body: &str) -> Answer {
    let (method, path) = line.split_once(' ').unwrap();
    let kind = if body.starts_with(['{', '[']) { "application/json" } else { "text/plain" };
    let request = Request::builder()
        .method(method)
        .uri(format!("https://acme.okta.com/__admin{path}"))
        .header("content-type", kind)
        .body(Bytes::copy_from_slice(body.as_bytes()));
    exchange(mock, request.unwrap()).await.unwrap()
}

/// Sends `request` and reads the whole answer.
pub(crate) async fn exchange(mock: &MockOkta, request: Request<Bytes>) -> Result<Answer, Dropped> {
    let response = mock.handle(request).await?;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map(http_body_util::Collected::to_bytes);
    Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
}

/// Follows `next` from `url` until an empty page, or a page without one; returns the records.
pub(crate) async fn walk(mock: &MockOkta, url: &str) -> Vec<Value> {
    let (mut next, mut events) = (Some(url.to_owned()), Vec::new());
    for _ in 0..PAGES_MAX {
        let Some(url) = next else { return events };
        let answer = get(mock, &url).await;
        assert_eq!(answer.status, 200, "{url}: {answer:?}");
        let page = answer.events();
        if page.is_empty() {
            return events;
        }
        events.extend(page);
        next = answer.link("next");
    }
    panic!("more than {PAGES_MAX} pages");
}

const PAGES_MAX: usize = 5_000;
