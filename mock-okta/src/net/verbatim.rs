//! Answers as bytes, for what HTTP has no words for.

use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use clock::Clock;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{Response, StatusCode};
use http_body_util::BodyExt;
use tokio::io::{AsyncWrite, AsyncWriteExt};

use crate::service::{Body, Dropped, Unanswered, Wire};

/// What a connection ends with, if that is more than its end.
#[derive(Clone, Debug, Default)]
pub(super) struct Last(Arc<Mutex<Option<LastWords>>>);

/// What a connection ends with.
#[derive(Debug)]
pub(super) enum LastWords {
    /// An RST, whatever else there is to say.
    Reset,
    /// These bytes.
    Verbatim(Verbatim),
}

impl Last {
    /// The answer that HTTP can give, or how the connection ends without it. What HTTP cannot
    /// say is kept for the end.
    pub(super) fn mind(
        &self,
        answer: Result<Response<Body>, Unanswered>,
    ) -> Result<Response<Body>, Dropped> {
        let (words, rest) = match answer {
            Ok(mut response) => match response.extensions_mut().remove::<Wire>() {
                None | Some(Wire::Plain) => return Ok(response),
                // When the body breaks off, so does the connection.
                Some(Wire::Reset) => (LastWords::Reset, Ok(response)),
                Some(wire) => {
                    let verbatim = Verbatim::Answer(response, wire);
                    (LastWords::Verbatim(verbatim), Err(Dropped::Refused))
                }
            },
            Err(Unanswered::Dropped(dropped)) => return Err(dropped),
            Err(Unanswered::Garbled) => {
                (LastWords::Verbatim(Verbatim::Garbage), Err(Dropped::Refused))
            }
        };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(words);
        rest
    }

    /// What the connection ends with.
    pub(super) fn take(&self) -> Option<LastWords> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// What is written on a connection in HTTP/1.1, in place of a library.
#[derive(Debug)]
pub(super) enum Verbatim {
    /// An answer that is not quite HTTP.
    Answer(Response<Body>, Wire),
    /// What a server says that expects TLS: an alert about the version of the protocol.
    Garbage,
}

impl Verbatim {
    /// Writes all of it. The connection is to end behind it.
    ///
    /// # Errors
    /// When the client has gone.
    pub(super) async fn write(
        self,
        to: &mut (impl AsyncWrite + Unpin),
        clock: &Clock,
    ) -> io::Result<()> {
        match self {
            Self::Answer(response, wire) => answer(response, wire, to, clock).await,
            Self::Garbage => {
                to.write_all(ALERT).await?;
                to.flush().await
            }
        }
    }
}

async fn answer(
    response: Response<Body>,
    wire: Wire,
    to: &mut (impl AsyncWrite + Unpin),
    clock: &Clock,
) -> io::Result<()> {
    let head = head(&response);
    let chunked = !response.headers().contains_key(CONTENT_LENGTH);
    match wire {
        Wire::SlowHead(rate) => drip(&head, rate, to, clock).await?,
        _ => to.write_all(&head).await?,
    }
    let mut body = response.into_body();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            if wire == Wire::BadChunk {
                to.write_all(b"no length\r\n").await?;
            }
            return to.flush().await;
        };
        let Ok(data) = frame.into_data() else { continue };
        if chunked {
            to.write_all(format!("{:X}\r\n", data.len()).as_bytes()).await?;
        }
        to.write_all(&data).await?;
        if chunked {
            to.write_all(b"\r\n").await?;
        }
        to.flush().await?;
    }
    if chunked {
        to.write_all(b"0\r\n\r\n").await?;
    }
    to.flush().await
}

fn head(response: &Response<Body>) -> Vec<u8> {
    let status: StatusCode = response.status();
    let reason = status.canonical_reason().unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    let mut line = |name: &str, value: &[u8]| {
        head.extend_from_slice(name.as_bytes());
        head.extend_from_slice(b": ");
        head.extend_from_slice(value);
        head.extend_from_slice(b"\r\n");
    };
    for (name, value) in response.headers() {
        line(name.as_str(), value.as_bytes());
    }
    line(CONNECTION.as_str(), b"close");
    if !response.headers().contains_key(CONTENT_LENGTH) {
        line(TRANSFER_ENCODING.as_str(), b"chunked");
    }
    head.extend_from_slice(b"\r\n");
    head
}

/// Writes `bytes` at `rate` a second.
async fn drip(
    bytes: &[u8],
    rate: u32,
    to: &mut (impl AsyncWrite + Unpin),
    clock: &Clock,
) -> io::Result<()> {
    // A few times a second, or less often where that is less than a byte.
    let size = (rate as usize / DRIPS_PER_SECOND as usize).max(1);
    let pause = Duration::from_secs(1) * size as u32 / rate.max(1);
    for drop in bytes.chunks(size) {
        to.write_all(drop).await?;
        to.flush().await?;
        clock.sleep(pause).await;
    }
    Ok(())
}

const DRIPS_PER_SECOND: u32 = 10;
const ALERT: &[u8] = b"\x15\x03\x01\x00\x02\x02\x46";
