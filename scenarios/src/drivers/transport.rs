//! The way from the connector to the mock without a network.

use bytes::Bytes;
use connector::fetch::{Body, Cause, Transport, TransportError};
use connector::future::BoxFuture;
use http::{Request, Response};
use http_body_util::BodyExt;
use mock_okta::{Dropped, MockOkta};

use super::crash::Crashes;
use super::recorder::Recorder;
use crate::case::CrashPoint;
use crate::oracle::FOREIGN;

/// Hands requests to a mock in this process. Whatever time passes is the mock's clock's.
#[derive(Clone)]
pub struct MockTransport {
    mock: MockOkta,
    crashes: Crashes,
    recorder: Recorder,
}

impl MockTransport {
    /// The way to `mock`.
    pub fn new(mock: MockOkta, crashes: Crashes, recorder: Recorder) -> Self {
        Self { mock, crashes, recorder }
    }
}

impl Transport for MockTransport {
    fn send(
        &self,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        Box::pin(async move {
            if request.uri().host() != Some(self.mock.org().host.as_str()) {
                // Nobody is there, but the request was made, and with it the credentials.
                self.recorder.note(FOREIGN);
                return Err(TransportError::Connect("this is another host".into()));
            }
            let answer = self.mock.handle(request).await;
            self.crashes.pass(CrashPoint::RequestSent).await;
            match answer {
                Ok(response) => Ok(response.map(|body| {
                    body.map_err(|error| TransportError::Broken(Cause::new(&error))).boxed_unsync()
                })),
                Err(error @ Dropped::Refused) => Err(TransportError::Connect(Cause::new(&error))),
                Err(error @ Dropped::Reset) => Err(TransportError::Broken(Cause::new(&error))),
            }
        })
    }
}
