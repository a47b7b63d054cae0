//! Response bodies that can be slow, stop half way, or never end.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use clock::Clock;
use http_body::Frame;

/// The body of a response: bytes, and the pauses between them.
///
/// Pauses pass on the org's own clock. A body that breaks off ends with a [`BodyError`]; over a
/// socket the connection is closed at that point.
#[must_use]
pub struct Body(axum::body::Body);

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
        Poll::Ready(frame.map(|frame| frame.map_err(|_| BodyError)))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.0.size_hint()
    }
}

impl From<axum::body::Body> for Body {
    fn from(body: axum::body::Body) -> Self {
        Self(body)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Body")
    }
}

/// The connection broke before the body was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the connection broke before the body was complete")]
pub struct BodyError;

/// A part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// The connection breaks.
    Break,
    /// These bytes.
    Data(Bytes),
    /// Nothing for a while.
    Pause(Duration),
}

/// How the bytes of a body are delivered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Manner {
    /// After all of them white space, at this rate per second, without end.
    Endless(u32),
    /// So many of them, then the connection breaks.
    Severed(usize),
    /// At this rate per second.
    Slow(u32),
    /// So many of them, then nothing until the client loses patience.
    Stalled(usize),
    /// All at once.
    #[default]
    Whole,
}

impl Manner {
    /// The pieces of `body`.
    pub(crate) fn pieces(self, body: Bytes) -> Box<dyn Iterator<Item = Piece> + Send> {
        match self {
            Self::Endless(rate) => {
                let filler = Bytes::from(vec![b' '; chunk_bytes(rate)]);
                let rest = std::iter::repeat_with(move || {
                    [Piece::Pause(TICK), Piece::Data(filler.clone())]
                });
                Box::new(std::iter::once(Piece::Data(body)).chain(rest.flatten()))
            }
            Self::Severed(count) => {
                let head = body.slice(..count.min(body.len()));
                // The pause lets what was sent reach the client before the connection breaks.
                let pieces = [Piece::Data(head), Piece::Pause(Duration::ZERO), Piece::Break];
                Box::new(pieces.into_iter())
            }
            Self::Slow(rate) => {
                let size = chunk_bytes(rate);
                let chunks = (0..body.len().div_ceil(size)).flat_map(move |number| {
                    let end = body.len().min((number + 1) * size);
                    [Piece::Pause(TICK), Piece::Data(body.slice(number * size..end))]
                });
                Box::new(chunks)
            }
            Self::Stalled(count) => {
                let head = body.slice(..count.min(body.len()));
                Box::new([Piece::Data(head), Piece::Pause(STALL_MAX), Piece::Break].into_iter())
            }
            Self::Whole => Box::new(std::iter::once(Piece::Data(body))),
        }
    }
}

/// Pieces as a body, with pauses that pass on `clock`.
pub(crate) struct Paced {
    pieces: Box<dyn Iterator<Item = Piece> + Send>,
    pause: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    clock: Clock,
}

impl Paced {
    pub(crate) fn new(pieces: Box<dyn Iterator<Item = Piece> + Send>, clock: Clock) -> Self {
        Self { pieces, pause: None, clock }
    }
}

impl http_body::Body for Paced {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            match self.pieces.next() {
                Some(Piece::Data(data)) if data.is_empty() => {}
                Some(Piece::Data(data)) => return Poll::Ready(Some(Ok(Frame::data(data)))),
                Some(Piece::Pause(duration)) => {
                    let clock = self.clock.clone();
                    self.pause = Some(Box::pin(async move {
                        // At least one turn of the event loop, whatever the clock says.
                        tokio::task::yield_now().await;
                        clock.sleep(duration).await;
                    }));
                }
                Some(Piece::Break) => return Poll::Ready(Some(Err(BodyError))),
                None => return Poll::Ready(None),
            }
        }
    }
}

fn chunk_bytes(rate: u32) -> usize {
    (rate as usize / TICKS_PER_SECOND as usize).max(1)
}

const TICKS_PER_SECOND: u32 = 10;
const TICK: Duration = Duration::from_millis(1_000 / TICKS_PER_SECOND as u64);
/// How long an org keeps a client waiting that has no patience of its own to lose.
pub(crate) const STALL_MAX: Duration = Duration::from_hours(1);
