//! Bodies that do not arrive as they should.

use crate::service::{Endpoint, Manner, Wire};

use super::entry::fault;
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// The connection stands, and nothing comes.
    StallHeaders, "stall-headers", Transport, Edge, Some(Endpoint::Logs), example "from = \"20m\"\ntimes = 3" {}
}

impl Rule for StallHeaders {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Stall
    }
}

fault! {
    /// The page stops half way, and the connection stands.
    StallBody, "stall-body", Transport, Transfer, Some(Endpoint::Logs), example "bytes = 100" {
        /// After how many bytes; half of the page when absent.
        bytes: Option<usize> = None,
    }
}

impl Rule for StallBody {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let bytes = self.bytes;
        Verdict::damage(move |reply| {
            reply.manner = Manner::Stalled(bytes.unwrap_or(reply.body.len() / 2));
        })
    }
}

fault! {
    /// `Content-Length` promises the page, and the connection ends before it, in an orderly way.
    TruncatedBody, "truncated-body", Transport, Transfer, Some(Endpoint::Logs), example "per_million = 300_000" {
        /// After how many bytes; half of the page when absent.
        bytes: Option<usize> = None,
    }
}

impl Rule for TruncatedBody {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let bytes = self.bytes;
        Verdict::damage(move |reply| {
            let length = reply.body.len();
            reply.content_length = Some(length);
            reply.manner = Manner::Severed(cut(bytes, length));
        })
    }
}

fault! {
    /// The connection is reset in the middle of the page.
    ResetBody, "reset-body", Transport, Transfer, Some(Endpoint::Logs), example "bytes = 1000" {
        /// After how many bytes; half of the page when absent.
        bytes: Option<usize> = None,
    }
}

impl Rule for ResetBody {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let bytes = self.bytes;
        Verdict::damage(move |reply| {
            reply.manner = Manner::Severed(cut(bytes, reply.body.len()));
            reply.wire = Wire::Reset;
        })
    }
}

fault! {
    /// The headers come, and then the end of the connection.
    ClosedAfterHeaders, "closed-after-headers", Transport, Transfer, Some(Endpoint::Logs), example "attempts = 1" {}
}

impl Rule for ClosedAfterHeaders {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::damage(|reply| reply.manner = Manner::Severed(0))
    }
}

fault! {
    /// The page, and then white space for ever.
    EndlessBody, "endless-body", Transport, Transfer, Some(Endpoint::Logs), example "times = 1" {
        /// How fast it comes.
        bytes_per_second: u32 = 1 << 20,
    }
}

impl Rule for EndlessBody {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let rate = self.bytes_per_second;
        Verdict::damage(move |reply| reply.manner = Manner::Endless(rate))
    }
}

fault! {
    /// The whole page, in its own time.
    SlowBody, "slow-body", Transport, Transfer, Some(Endpoint::Logs), example "bytes_per_second = 1000" {
        /// How fast it comes.
        bytes_per_second: u32 = 64 << 10,
    }
}

impl Rule for SlowBody {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let rate = self.bytes_per_second;
        Verdict::alter(move |reply| reply.manner = Manner::Slow(rate))
    }
}

fault! {
    /// The whole page at once, after headers that drip.
    SlowHeaders, "slow-headers", Transport, Transfer, Some(Endpoint::Logs), example "bytes_per_second = 10" {
        /// How fast they come. In process the answer takes as long as they would.
        bytes_per_second: u32 = 100,
    }
}

impl Rule for SlowHeaders {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let rate = self.bytes_per_second;
        Verdict::alter(move |reply| reply.wire = Wire::SlowHead(rate))
    }
}

fault! {
    /// One header is longer than most clients take.
    HugeHeader, "huge-header", Transport, Transfer, Some(Endpoint::Logs), example "bytes = 1_000_000" {
        /// How long it is, up to a mebibyte.
        bytes: usize = 64 << 10,
    }
}

impl Rule for HugeHeader {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let value = "x".repeat(self.bytes.min(HEADER_BYTES_MAX));
        Verdict::alter(move |reply| {
            reply.set(http::HeaderName::from_static("x-okta-debug"), &value);
        })
    }
}

fault! {
    /// `Content-Length` is wrong. What it promises beyond the page never comes before the
    /// connection ends; what it leaves out comes after it, where the next answer should be.
    WrongLength, "wrong-length", Transport, Transfer, Some(Endpoint::Logs), example "bytes = -20" {
        /// By how many bytes it is too long; too short when negative.
        bytes: i64 = 100,
    }
}

impl Rule for WrongLength {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let wrong = isize::try_from(self.bytes).unwrap_or_default();
        if wrong == 0 {
            return Verdict::Pass;
        }
        Verdict::damage(move |reply| {
            let length = reply.body.len();
            let promised = length.saturating_add_signed(wrong);
            reply.content_length = Some(promised);
            if promised > length {
                reply.manner = Manner::Severed(length);
            } else {
                reply.wire = Wire::Excess;
            }
        })
    }
}

fault! {
    /// Chunked transfer breaks down half way: where a length should be there is none.
    MalformedChunk, "malformed-chunk", Transport, Transfer, Some(Endpoint::Logs), example "attempts = 1" {}
}

impl Rule for MalformedChunk {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::damage(|reply| {
            reply.manner = Manner::Severed(reply.body.len() / 2);
            reply.wire = Wire::BadChunk;
        })
    }
}

fault! {
    /// What comes back is no HTTP, but what a server says that expects TLS.
    GarbageAnswer, "garbage-answer", Transport, Edge, Some(Endpoint::Logs), example "times = 2" {}
}

impl Rule for GarbageAnswer {
    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Garble
    }
}

/// Where to cut a body of `length` bytes. At least one byte is missing, or nothing would be cut.
fn cut(bytes: Option<usize>, length: usize) -> usize {
    bytes.unwrap_or(length / 2).min(length.saturating_sub(1))
}

const HEADER_BYTES_MAX: usize = 1 << 20;
