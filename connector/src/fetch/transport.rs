//! The seam between the connector and the network.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;

use crate::future::BoxFuture;

/// A response body that arrives piece by piece.
pub type Body = UnsyncBoxBody<Bytes, TransportError>;

/// Sends requests. Deadlines and caps are the caller's: they apply to every transport alike,
/// and follow the caller's clock.
pub trait Transport: Send + Sync {
    /// Sends one request and returns as soon as the head of the response is there.
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>>;
}

/// Why no response, or no whole body, came.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// No connection could be made.
    #[error("could not connect")]
    Connect(#[source] Cause),
    /// The connection ended before the response was complete.
    #[error("the connection broke")]
    Broken(#[source] Cause),
    /// The request could not be expressed in this transport.
    #[error("the request cannot be sent")]
    Request(#[source] Cause),
}

/// What lies beneath, for the log; never a URL or a header, which may hold secrets.
#[derive(Debug)]
pub struct Cause(String);

impl Cause {
    /// Keeps the text of `error` and of the errors beneath it.
    pub fn new(error: &dyn std::error::Error) -> Self {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            let next = error.to_string();
            if !text.ends_with(&next) {
                text.push_str(": ");
                text.push_str(&next);
            }
            source = error.source();
        }
        Self(text)
    }
}

impl From<&str> for Cause {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Cause {}
