//! The headers that surround every answer (facts 1.4).

use axum::response::Response;
use clock::{Clock, Timestamp};
use http::HeaderMap;
use http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, DATE,
    EXPIRES, HeaderName, HeaderValue, LINK, PRAGMA, REFERRER_POLICY, RETRY_AFTER, SERVER,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, VARY, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS,
    X_XSS_PROTECTION,
};

use crate::limits::{RateHeaders, RetryHint};
use crate::query::Links;
use crate::service::{Paced, Wire};
use crate::world::{Hex, World};

use super::reply::{Origin, Patch, Reply};

/// What marks one exchange: which request of this org it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marks<'a> {
    pub(crate) world: &'a World,
    pub(crate) ordinal: u64,
}

impl Marks<'_> {
    /// `x-okta-request-id`: 32 hex digits.
    pub(crate) fn request_id(&self) -> String {
        Hex::of(self.world.key() ^ REQUEST ^ self.ordinal).to_string()
    }

    /// `errorId`: `oae` and 22 url-safe characters (facts 4.1).
    pub(crate) fn error_id(&self) -> String {
        format!("oae{}", self.world.mint().text(ERROR, self.ordinal, 22))
    }
}

/// The answer as HTTP.
pub(crate) fn render(reply: Reply, marks: Marks<'_>, clock: &Clock) -> Response {
    let mut headers = HeaderMap::new();
    set(&mut headers, SERVER, "nginx");
    if let Some(date) = reply.date {
        set(&mut headers, DATE, &http_date(date));
    }
    if let Some(content_type) = reply.content_type {
        set(&mut headers, CONTENT_TYPE, content_type);
    }
    if let Some(encoding) = reply.content_encoding {
        set(&mut headers, CONTENT_ENCODING, encoding);
        set(&mut headers, VARY, "Accept-Encoding");
    }
    if reply.origin != Origin::Edge {
        common(&mut headers, &reply, marks);
    }
    for rate in &reply.rate {
        limits(&mut headers, rate);
    }
    if let Some(hint) = reply.retry_after {
        set(&mut headers, RETRY_AFTER, &retry_after(hint));
    }
    if let Some(challenge) = &reply.www_authenticate {
        set(&mut headers, WWW_AUTHENTICATE, challenge);
    }
    for (name, value) in &reply.extra {
        set(&mut headers, HeaderName::from_static(name), value);
    }
    link(&mut headers, &reply.links);
    if let Some(length) = reply.content_length {
        set(&mut headers, CONTENT_LENGTH, &length.to_string());
    }
    for patch in reply.patches {
        match patch {
            Patch::Add(name, value) => {
                headers.append(name, value);
            }
            Patch::Remove(name) => {
                headers.remove(name);
            }
        }
    }
    let pieces = reply.manner.pieces(reply.body);
    let mut response = Response::new(axum::body::Body::new(Paced::new(pieces, clock.clone())));
    *response.status_mut() = reply.status;
    *response.headers_mut() = headers;
    // HTTP cannot say everything; whoever holds the connection looks for this mark.
    if reply.wire != Wire::Plain {
        response.extensions_mut().insert(reply.wire);
    }
    response
}

fn common(headers: &mut HeaderMap, reply: &Reply, marks: Marks<'_>) {
    set(headers, STRICT_TRANSPORT_SECURITY, "max-age=315360000; includeSubDomains");
    set(headers, X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, X_XSS_PROTECTION, "0");
    set(headers, HeaderName::from_static("p3p"), "CP=\"HONK\"");
    set(headers, HeaderName::from_static("accept-ch"), "Sec-CH-UA-Platform-Version");
    let policy = format!("default-src 'self' {} *.oktacdn.com", marks.world.org().host);
    set(headers, CONTENT_SECURITY_POLICY, &policy);
    for cookie in ["sid", "xids"] {
        add(headers, SET_COOKIE, &format!("{cookie}=\"\";Version=1;Path=/;Max-Age=0"));
    }
    for cookie in ["autolaunch_triggered", "activate_ca_modal_triggered"] {
        let past = "Expires=Thu, 01 Jan 1970 00:00:10 GMT";
        add(headers, SET_COOKIE, &format!("{cookie}=\"\"; {past}; Path=/"));
    }
    if reply.origin != Origin::Dispatcher {
        set(headers, HeaderName::from_static("x-okta-request-id"), &marks.request_id());
    }
    if reply.origin != Origin::Limiter {
        caching(headers, reply);
        set(headers, REFERRER_POLICY, "strict-origin-when-cross-origin");
        let session = marks.world.mint().text(COOKIE, marks.ordinal, 32);
        add(headers, SET_COOKIE, &format!("JSESSIONID={session}; Path=/; Secure; HttpOnly"));
    }
}

/// Whether the answer may be kept: nearly never, but see facts 5.6.
fn caching(headers: &mut HeaderMap, reply: &Reply) {
    let Some(max_age) = reply.max_age else {
        set(headers, CACHE_CONTROL, "no-cache, no-store");
        set(headers, PRAGMA, "no-cache");
        set(headers, EXPIRES, "0");
        return;
    };
    set(headers, CACHE_CONTROL, &format!("max-age={max_age}, must-revalidate"));
    if let Some(date) = reply.date {
        set(headers, EXPIRES, &http_date(date + std::time::Duration::from_secs(max_age)));
    }
}

fn limits(headers: &mut HeaderMap, rate: &RateHeaders) {
    for (name, value) in [
        ("x-rate-limit-limit", i64::from(rate.limit)),
        ("x-rate-limit-remaining", i64::from(rate.remaining)),
        ("x-rate-limit-reset", rate.reset),
    ] {
        add(headers, HeaderName::from_static(name), &value.to_string());
    }
}

/// Two lines, self first (facts 1.3), unless something folded them.
fn link(headers: &mut HeaderMap, links: &Links) {
    let lines: Vec<String> = [("self", &links.own), ("next", &links.next)]
        .into_iter()
        .filter_map(|(rel, url)| Some(format!("<{}>; rel=\"{rel}\"", url.as_ref()?)))
        .collect();
    if links.folded {
        if !lines.is_empty() {
            add(headers, LINK, &lines.join(", "));
        }
        return;
    }
    for line in &lines {
        add(headers, LINK, line);
    }
}

/// `Retry-After` in one of its two forms (RFC 9110, section 10.2.3).
pub(crate) fn retry_after(hint: RetryHint) -> String {
    match hint {
        RetryHint::At(time) => http_date(time),
        RetryHint::Seconds(seconds) => seconds.to_string(),
        RetryHint::Text(text) => text.to_owned(),
    }
}

/// An IMF-fixdate (RFC 9110, section 5.6.7), in whole seconds as HTTP has it.
fn http_date(time: Timestamp) -> String {
    let seconds = u64::try_from(time.as_seconds()).unwrap_or(0);
    let since_epoch = std::time::Duration::from_secs(seconds);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + since_epoch)
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // What this org says of itself is ASCII; a value that is not has no place in a header.
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn add(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.append(name, value);
    }
}

const REQUEST: u64 = 0x2e90_0000_0000_0000;
const ERROR: u64 = 0xe220;
const COOKIE: u64 = 0xc00c;
