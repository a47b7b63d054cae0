//! One request, with its deadlines and caps.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use clock::{Clock, Timestamp};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use http_body_util::BodyExt;

use super::auth::Credentials;
use super::headers::ResponseHead;
use super::origin::Origin;
use super::transport::{Body, Transport};
use super::verdict::{self, Class, Failure, Verdict};

/// What to ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The whole URL, sent as it stands.
    pub url: String,
    /// Why.
    pub purpose: Purpose,
}

/// Why a request is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To learn the server's time; carries no credentials.
    Time,
    /// To publish what comes.
    Page,
    /// To see whether a paused connection could go on; what comes is thrown away.
    Probe,
}

/// How long and how much one request may take (polling rule 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    /// To the head of the response: above Okta's own limit of 30 s for a query.
    pub head: Duration,
    /// Without a byte of the body.
    pub idle: Duration,
    /// To the end of the body.
    pub total: Duration,
    /// Bytes of the body, after decompression.
    pub body_bytes_max: usize,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(35),
            idle: Duration::from_secs(30),
            total: Duration::from_mins(5),
            body_bytes_max: 64 * 1024 * 1024,
        }
    }
}

/// Makes the requests of one connection.
#[derive(Clone)]
pub struct Fetcher {
    /// Where time comes from.
    pub clock: Clock,
    /// What carries the requests.
    pub transport: Arc<dyn Transport>,
    /// The org.
    pub origin: Origin,
    /// What proves the sender.
    pub credentials: Credentials,
    /// The limits of one request.
    pub deadlines: Deadlines,
}

impl Fetcher {
    /// Sends `request` once and says what came of it. Always returns within
    /// [`Deadlines::total`] and holds at most [`Deadlines::body_bytes_max`].
    pub async fn fetch(&self, request: &Request) -> Verdict {
        let outgoing = match self.outgoing(request) {
            Ok(outgoing) => outgoing,
            Err(failure) => return Verdict::Failed { failure, head: ResponseHead::default() },
        };
        let started = self.clock.now();
        let head_by = started + self.deadlines.head;
        let Some(sent) = self.before(head_by, self.transport.send(outgoing)).await else {
            let what = format!("no response within {} s", self.deadlines.head.as_secs());
            return Verdict::Failed {
                failure: Failure::timed_out(what),
                head: ResponseHead::default(),
            };
        };
        let (parts, body) = match sent {
            Ok(response) => response.into_parts(),
            Err(error) => return verdict::incomplete(&error, ResponseHead::default()),
        };
        match self.collect(&parts.headers, body, started + self.deadlines.total).await {
            Ok(body) => {
                verdict::complete(&request.url, &self.origin, parts.status, &parts.headers, body)
            }
            Err(failure) => Verdict::Failed { failure, head: ResponseHead::read(&parts.headers) },
        }
    }

    fn outgoing(&self, request: &Request) -> Result<http::Request<Bytes>, Failure> {
        let unfit =
            |what: &str| Failure { class: Class::Request, what: what.to_owned(), timed_out: false };
        let mut outgoing = http::Request::get(request.url.as_str())
            .body(Bytes::new())
            .map_err(|_| unfit("the URL cannot be sent"))?;
        let headers = outgoing.headers_mut();
        // Okta asks for both on every call (facts 1.1).
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if request.purpose != Purpose::Time {
            self.credentials
                .authorize(headers)
                .map_err(|_| unfit("the token has characters that no header can carry"))?;
        }
        Ok(outgoing)
    }

    async fn collect(
        &self,
        headers: &HeaderMap,
        mut body: Body,
        whole_by: Timestamp,
    ) -> Result<Bytes, Failure> {
        let cap = self.deadlines.body_bytes_max;
        let too_long = || Failure::transient(format!("the body is longer than {cap} bytes"));
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > cap) {
            return Err(too_long());
        }
        let mut collected = BytesMut::with_capacity(announced.unwrap_or_default());
        loop {
            let idle_by = self.clock.now() + self.deadlines.idle;
            let Some(frame) = self.before(whole_by.min(idle_by), body.frame()).await else {
                return Err(Failure::timed_out(format!(
                    "the body stopped after {} bytes",
                    collected.len()
                )));
            };
            let Some(frame) = frame else { return Ok(collected.freeze()) };
            let frame = frame.map_err(|error| {
                let Verdict::Failed { failure, .. } =
                    verdict::incomplete(&error, ResponseHead::default())
                else {
                    return Failure::transient("the body is incomplete");
                };
                failure
            })?;
            if let Ok(data) = frame.into_data() {
                if collected.len() + data.len() > cap {
                    return Err(too_long());
                }
                collected.extend_from_slice(&data);
            }
        }
    }

    /// What `future` gives, `None` when `deadline` comes first.
    async fn before<T>(&self, deadline: Timestamp, future: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            value = future => Some(value),
            () = self.clock.sleep_until(deadline) => None,
        }
    }
}

/// Okta shows it in `client.userAgent` of what it logs about us.
const AGENT: &str = concat!("okta-connector/", env!("CARGO_PKG_VERSION"));
