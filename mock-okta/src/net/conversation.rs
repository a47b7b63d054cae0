//! One connection, from the first request to the last.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, HOST};
use http::request::Parts;
use http::uri::{Authority, Scheme};
use http::{HeaderValue, Request, Response, StatusCode, Uri, Version};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use tokio::io::AsyncWriteExt;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::service::{Body, Dropped, MockOkta};

use super::verbatim::{Last, LastWords};
use super::wire::{Carrier, Lent};

/// What both ends have agreed on before the first request.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    /// Which of the two; without it, what the client begins with decides.
    pub(super) http2: Option<bool>,
    pub(super) scheme: Scheme,
    /// Where requests go that do not say it themselves.
    pub(super) host: Option<Authority>,
}

/// Answers what is asked on `carrier` until the client goes, a fault ends the connection, or
/// `closing` turns true and nothing is left to answer.
pub(super) async fn converse<S: Carrier>(
    mock: &MockOkta,
    carrier: S,
    terms: Terms,
    mut closing: watch::Receiver<bool>,
) {
    let mut carrier = Lent::new(carrier);
    let (heard, mut listening) = watch::channel(Heard::Nothing);
    let http = http(terms.http2);
    let terms = Arc::new(terms);
    let last = Last::default();
    let service = service_fn(|request: Request<Incoming>| {
        let (mock, terms, heard) = (mock.clone(), Arc::clone(&terms), heard.clone());
        let last = last.clone();
        async move {
            heard.send_if_modified(|heard| heard.turn(Heard::Request));
            match answer(&mock, &terms, request, &last).await {
                Ok(response) => Ok::<_, Infallible>(response),
                Err(dropped) => {
                    heard.send_if_modified(|heard| heard.turn(Heard::Dropped(dropped)));
                    // The connection ends under this request.
                    pending().await
                }
            }
        }
    });
    let mut connection = Box::pin(http.serve_connection(TokioIo::new(carrier.clone()), service));
    let ended = tokio::select! {
        biased;
        ended = ending(&mut listening) => ended,
        // A fault that breaks a body off, and a client that goes away, both end up here; there
        // is nobody to tell.
        () = async {
            tokio::select! {
                biased;
                _ = connection.as_mut() => return,
                // Whoever accepts connections outlives them.
                _ = closing.wait_for(|closing| *closing) => {}
            }
            connection.as_mut().graceful_shutdown();
            let _ = connection.as_mut().await;
        } => None,
    };
    drop(connection);
    let ended = match last.take() {
        Some(LastWords::Reset) => Some(Dropped::Reset),
        Some(LastWords::Verbatim(verbatim)) => {
            // A client that goes away misses the rest.
            let _ = verbatim.write(&mut carrier, mock.clock()).await;
            ended
        }
        None => ended,
    };
    match ended {
        Some(Dropped::Refused) => {
            let _ = timeout(GOODBYE, carrier.shutdown()).await;
        }
        Some(Dropped::Reset) => carrier.reset_at_end(),
        None => {}
    }
}

/// What a connection has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Nothing,
    Request,
    Dropped(Dropped),
}

impl Heard {
    /// Becomes `next`, unless the connection has been dropped already.
    fn turn(&mut self, next: Self) -> bool {
        let turns = !matches!(self, Self::Dropped(_)) && *self != next;
        if turns {
            *self = next;
        }
        turns
    }
}

/// Returns when the connection has to end from this side, and how: a client that asks for
/// nothing is left.
pub(super) async fn ending(listening: &mut watch::Receiver<Heard>) -> Option<Dropped> {
    let asked = listening.wait_for(|heard| *heard != Heard::Nothing);
    // The sender lives as long as the connection, so this ends with a request or in time.
    if timeout(HEAD_TIMEOUT, asked).await.is_err() {
        return Some(Dropped::Refused);
    }
    let dropped = listening.wait_for(|heard| matches!(heard, Heard::Dropped(_))).await;
    dropped.ok().and_then(|heard| match *heard {
        Heard::Dropped(dropped) => Some(dropped),
        Heard::Nothing | Heard::Request => None,
    })
}

fn http(http2: Option<bool>) -> auto::Builder<TokioExecutor> {
    let mut http = auto::Builder::new(TokioExecutor::new());
    // `Date` is the org's, and a fault can leave it out.
    http.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT).auto_date_header(false);
    http.http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .keep_alive_interval(HEAD_TIMEOUT)
        .auto_date_header(false);
    match http2 {
        None => http,
        Some(true) => http.http2_only(),
        Some(false) => http.http1_only(),
    }
}

async fn answer(
    mock: &MockOkta,
    terms: &Terms,
    request: Request<Incoming>,
    last: &Last,
) -> Result<Response<Body>, Dropped> {
    let (mut parts, body) = request.into_parts();
    let version = parts.version;
    let lasting = is_lasting(&parts);
    parts.uri = locate(parts.uri, parts.headers.get(HOST), terms);
    let bytes_max = mock.body_bytes_max(parts.uri.path(), &parts.headers);
    let read = timeout(BODY_TIMEOUT, Limited::new(body, bytes_max).collect()).await;
    let mut response = match read {
        Ok(Ok(body)) => {
            let request = Request::from_parts(parts, body.to_bytes());
            if version == Version::HTTP_2 {
                // It has streams and frames of its own: what is wrong with the bytes of HTTP/1.1
                // is there what it would be in process.
                mock.handle(request).await?
            } else {
                last.mind(mock.respond(request).await)?
            }
        }
        Ok(Err(_)) => too_large(),
        Err(_) => return Err(Dropped::Refused),
    };
    if lasting {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("keep-alive"));
    }
    Ok(response)
}

/// Whether Okta's edge says that the connection goes on, which HTTP/1.1 takes for granted
/// (facts 1.4).
fn is_lasting(parts: &Parts) -> bool {
    let options = parts.headers.get_all(CONNECTION).iter().filter_map(|value| value.to_str().ok());
    let mut options = options.flat_map(|list| list.split(','));
    parts.version == Version::HTTP_11
        && !options.any(|option| option.trim().eq_ignore_ascii_case("close"))
}

/// The whole URI that was called: by the scheme of the connection, and the host that the request
/// names, or else the connection. A URI that has no host stays as it is.
fn locate(uri: Uri, host: Option<&HeaderValue>, terms: &Terms) -> Uri {
    let named = || host?.to_str().ok()?.parse::<Authority>().ok();
    let mut parts = uri.clone().into_parts();
    parts.authority = parts.authority.or_else(named).or_else(|| terms.host.clone());
    parts.scheme = Some(terms.scheme.clone());
    Uri::from_parts(parts).unwrap_or(uri)
}

fn too_large() -> Response<Body> {
    let body: Bytes = "{\"error\":\"the request is too large\"}".into();
    let mut response = Response::new(Body::from(axum::body::Body::new(Full::new(body))));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
}

/// How long a client may take for the head of a request, and how long it may be silent in
/// HTTP/2 before it is asked whether it is there.
pub(super) const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// How long it may take for the body.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);
/// How long an orderly end may take.
const GOODBYE: Duration = Duration::from_secs(1);
/// How many requests of one HTTP/2 connection may wait for their answers at once.
const STREAMS_MAX: u32 = 100;
