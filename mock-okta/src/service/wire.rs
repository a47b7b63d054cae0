//! Answers that HTTP has no words for.

use std::time::Duration;

use clock::Clock;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, Response};
use http_body_util::{BodyExt, Full};

use super::body::Body;
use super::mock::Dropped;

/// What the bytes of an answer are like, where that is more than its status, headers and body
/// say. It travels with the answer; whoever writes to a connection obeys it, and in process the
/// client gets what an HTTP library would make of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Wire {
    /// Where the body breaks off, there is a chunk without a length.
    BadChunk,
    /// The whole body is sent, though `Content-Length` is shorter.
    Excess,
    /// As HTTP has it.
    #[default]
    Plain,
    /// Where the body breaks off, the connection is reset.
    Reset,
    /// Status and headers come at so many bytes a second.
    SlowHead(u32),
}

impl Wire {
    /// How long status and headers take.
    pub(crate) fn head_time(self, headers: &HeaderMap) -> Duration {
        let Self::SlowHead(rate) = self else { return Duration::ZERO };
        let lines = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
        let millis = (lines.sum::<usize>() + STATUS_LINE_BYTES) as u64 * 1_000;
        Duration::from_millis(millis / u64::from(rate.max(1)))
    }

    /// What a client makes of `response` that does not see bytes.
    pub(crate) async fn in_process(
        self,
        response: Response<Body>,
        clock: &Clock,
    ) -> Response<Body> {
        match self {
            Self::BadChunk | Self::Plain | Self::Reset => response,
            Self::Excess => cut(response).await,
            Self::SlowHead(_) => {
                clock.sleep(self.head_time(response.headers())).await;
                response
            }
        }
    }
}

/// The body as far as its length says.
async fn cut(response: Response<Body>) -> Response<Body> {
    let (parts, body) = response.into_parts();
    // Excess is the only thing that is wrong with it, so nothing breaks off.
    let bytes = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    let length = parts.headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    let length = length.and_then(|length| length.parse().ok()).unwrap_or(bytes.len());
    let body = axum::body::Body::new(Full::new(bytes.slice(..length.min(bytes.len()))));
    Response::from_parts(parts, Body::from(body))
}

/// How an exchange ends that has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unanswered {
    Dropped(Dropped),
    /// With bytes that are no HTTP.
    Garbled,
}

impl From<Unanswered> for Dropped {
    /// What a client makes of it that does not see bytes.
    fn from(end: Unanswered) -> Self {
        match end {
            Unanswered::Dropped(dropped) => dropped,
            Unanswered::Garbled => Self::Reset,
        }
    }
}

/// `HTTP/1.1 200 OK` and the ends of lines.
const STATUS_LINE_BYTES: usize = 19;
