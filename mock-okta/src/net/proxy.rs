//! A proxy for clients that insist on the real hosts.

use std::convert::Infallible;
use std::sync::{Mutex, PoisonError};

use http::header::CONTENT_TYPE;
use http::uri::Authority;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::conversation::HEAD_TIMEOUT;
use super::wire::Wire;

/// A connection for which the proxy stands at the far end.
#[derive(Debug)]
pub(super) struct Tunnel {
    pub(super) wire: Wire,
    /// Where the client believes that it leads.
    pub(super) host: Authority,
}

/// Answers what a client says to the proxy, until it asks for a tunnel that this proxy digs or
/// goes away.
pub(super) async fn tunnel(stream: TcpStream) -> Option<Tunnel> {
    let dug: Mutex<Option<(Authority, OnUpgrade)>> = Mutex::new(None);
    let service = service_fn(|request: Request<Incoming>| {
        let answer = match destination(&request) {
            Ok(host) => {
                let upgrade = hyper::upgrade::on(request);
                *dug.lock().unwrap_or_else(PoisonError::into_inner) = Some((host, upgrade));
                Response::new(String::new())
            }
            Err(refusal) => refusal.response(),
        };
        std::future::ready(Ok::<_, Infallible>(answer))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .auto_date_header(false)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    // A client that goes away has nobody to be told about it.
    let _ = connection.await;
    let (host, upgrade) = dug.into_inner().unwrap_or_else(PoisonError::into_inner)?;
    let parts = upgrade.await.ok()?.downcast::<TokioIo<TcpStream>>().ok()?;
    Some(Tunnel { wire: Wire::new(parts.read_buf, parts.io.into_inner()), host })
}

/// Where a tunnel shall lead.
fn destination(request: &Request<Incoming>) -> Result<Authority, Refusal> {
    if request.method() != Method::CONNECT {
        return Err(Refusal::NoTunnel);
    }
    // The target of CONNECT is host and port and nothing else (RFC 9110, section 9.3.6).
    let host = request.uri().authority().cloned().ok_or(Refusal::NoTunnel)?;
    if is_okta(host.host()) { Ok(host) } else { Err(Refusal::Foreign(host)) }
}

/// Whether the mock stands in for `host`.
fn is_okta(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    DOMAINS.iter().any(|domain| {
        // An org has a name; the domain itself is somebody else.
        host.strip_suffix(domain)
            .and_then(|org| org.strip_suffix('.'))
            .is_some_and(|org| !org.is_empty() && !org.starts_with('.'))
    })
}

/// Why there is no tunnel.
#[derive(Debug)]
enum Refusal {
    Foreign(Authority),
    NoTunnel,
}

impl Refusal {
    fn response(self) -> Response<String> {
        let domains = DOMAINS.map(|domain| format!("*.{domain}")).join(" and ");
        let (status, text) = match self {
            Self::Foreign(host) => (
                StatusCode::FORBIDDEN,
                format!("mock-okta: this proxy leads to {domains} only, and not to {host}\n"),
            ),
            Self::NoTunnel => (
                StatusCode::BAD_REQUEST,
                format!(
                    "mock-okta: this proxy only makes tunnels (CONNECT) to {domains}; call the org \
                     by https:// and not by http://\n"
                ),
            ),
        };
        let mut response = Response::new(text);
        *response.status_mut() = status;
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        response
    }
}

/// The domains that Okta's customers have their orgs in.
const DOMAINS: [&str; 2] = ["okta.com", "oktapreview.com"];
