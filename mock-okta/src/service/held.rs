//! A body that keeps its request's place until it has been delivered.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use crate::limits::Place;

/// A body with the place of its request, which is given back when the body ends, breaks off or
/// is no longer wanted.
pub(crate) struct Held {
    body: axum::body::Body,
    place: Option<Place>,
}

impl Held {
    pub(crate) fn new(body: axum::body::Body, place: Option<Place>) -> Self {
        Self { body, place }
    }
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.place = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
