//! The transport of production: reqwest over rustls.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::BodyExt;

use super::origin::Origin;
use super::transport::{Body, Cause, Transport, TransportError};
use crate::config::NetOptions;
use crate::future::BoxFuture;

/// HTTP/1.1 and HTTP/2 with gzip, over TLS unless the org is on a loopback address.
#[derive(Clone, Debug)]
pub struct NetTransport {
    client: reqwest::Client,
}

impl NetTransport {
    /// A client for `origin`. It follows no redirect and keeps no cookie, and it retries
    /// nothing: every attempt is the poller's. Only the proxy that is given is used, whatever
    /// the environment says.
    ///
    /// # Errors
    /// When the certificates or the proxy cannot be used.
    pub fn new(origin: &Origin, options: &NetOptions) -> Result<Self, NetError> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(CONNECT_DEADLINE)
            .https_only(!origin.is_loopback())
            .no_proxy();
        if let Some(pem) = &options.ca_pem {
            let authorities = reqwest::Certificate::from_pem_bundle(pem).map_err(NetError)?;
            builder = builder.tls_certs_merge(authorities);
        }
        if let Some(proxy) = &options.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy.clone()).map_err(NetError)?);
        }
        Ok(Self { client: builder.build().map_err(NetError)? })
    }
}

impl Transport for NetTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request)
                .map_err(|error| TransportError::Request(cause(error)))?;
            let response = self.client.execute(request).await.map_err(failure)?;
            let response: Response<reqwest::Body> = response.into();
            Ok(response.map(|body| body.map_err(failure).boxed_unsync()))
        })
    }
}

/// Certificates or proxy cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be set up")]
pub struct NetError(#[source] reqwest::Error);

fn failure(error: reqwest::Error) -> TransportError {
    if error.is_connect() {
        TransportError::Connect(cause(error))
    } else {
        TransportError::Broken(cause(error))
    }
}

/// The error without its URL, whose query is nobody's business in a log.
fn cause(error: reqwest::Error) -> Cause {
    Cause::new(&error.without_url())
}

/// Polling rule 11.
const CONNECT_DEADLINE: Duration = Duration::from_secs(10);
