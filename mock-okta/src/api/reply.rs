//! An answer before it is put into HTTP: plain values, which faults can still change.

use bytes::Bytes;
use clock::Timestamp;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::limits::{RateHeaders, RetryHint};
use crate::query::Links;
use crate::service::{Manner, Wire};

/// An answer of the org.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) origin: Origin,
    pub(crate) content_type: Option<&'static str>,
    /// What the body is packed in.
    pub(crate) content_encoding: Option<&'static str>,
    /// The `Date` header.
    pub(crate) date: Option<Timestamp>,
    /// The rate-limit headers, each set in full; usually one.
    pub(crate) rate: Vec<RateHeaders>,
    pub(crate) retry_after: Option<RetryHint>,
    pub(crate) www_authenticate: Option<String>,
    /// For how many seconds the answer may be kept; usually it must not be.
    pub(crate) max_age: Option<u64>,
    /// Headers that this endpoint alone has.
    pub(crate) extra: Vec<(&'static str, String)>,
    pub(crate) links: Links,
    pub(crate) body: Bytes,
    pub(crate) manner: Manner,
    /// Sent instead of chunked transfer when given.
    pub(crate) content_length: Option<usize>,
    pub(crate) wire: Wire,
    /// Changes of the headers, made after everything else is in them.
    pub(crate) patches: Vec<Patch>,
}

/// A change of the headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Patch {
    /// One more line.
    Add(HeaderName, HeaderValue),
    /// No line of this name.
    Remove(HeaderName),
}

/// Which part of Okta answers, which decides the headers (facts 1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The API itself.
    Application,
    /// What refuses methods, ahead of request ids and limits.
    Dispatcher,
    /// The load balancer.
    Edge,
    /// What counts requests.
    Limiter,
}

impl Reply {
    /// A JSON answer.
    pub(crate) fn json(status: StatusCode, origin: Origin, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            origin,
            content_type: Some("application/json"),
            content_encoding: None,
            date: None,
            rate: Vec::new(),
            retry_after: None,
            www_authenticate: None,
            max_age: None,
            extra: Vec::new(),
            links: Links::default(),
            body: body.into(),
            manner: Manner::Whole,
            content_length: None,
            wire: Wire::default(),
            patches: Vec::new(),
        }
    }

    /// A page of HTML from the edge.
    pub(crate) fn edge_html(status: StatusCode) -> Self {
        let reason = status.canonical_reason().unwrap_or("Error");
        let code = status.as_u16();
        let body = format!(
            "<html>\r\n<head><title>{code} {reason}</title></head>\r\n<body>\r\n<center><h1>{code} \
             {reason}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
        );
        Self { content_type: Some("text/html"), ..Self::json(status, Origin::Edge, body) }
    }

    /// An answer without a body.
    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { content_type: None, ..Self::json(status, Origin::Application, Bytes::new()) }
    }

    /// Sends a header once, with this value, whatever else there is. What cannot stand in a
    /// header is left out.
    pub(crate) fn set(&mut self, name: HeaderName, value: &str) {
        self.remove(name.clone());
        self.add(name, value);
    }

    /// Sends a header once more.
    pub(crate) fn add(&mut self, name: HeaderName, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.patches.push(Patch::Add(name, value));
        }
    }

    /// Sends no header of this name.
    pub(crate) fn remove(&mut self, name: HeaderName) {
        self.patches.push(Patch::Remove(name));
    }
}
