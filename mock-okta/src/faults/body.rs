//! Bodies that do not arrive as they should.

use serde::Deserialize;

use crate::service::Manner;

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `stall-headers`: the connection stands, and nothing comes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StallHeaders {}

impl Rule for StallHeaders {
    fn stage(&self) -> Stage {
        Stage::Edge
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::Stall
    }
}

/// `stall-body`: the page stops half way, and the connection stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StallBody {
    /// After how many bytes; half of the page when absent.
    pub bytes: Option<usize>,
}

impl Rule for StallBody {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let bytes = self.bytes;
        Verdict::damage(move |reply| {
            reply.manner = Manner::Stalled(bytes.unwrap_or(reply.body.len() / 2));
        })
    }
}

/// `truncated-body`: `Content-Length` promises the page, and the connection ends before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TruncatedBody {
    /// After how many bytes; half of the page when absent.
    pub bytes: Option<usize>,
}

impl Rule for TruncatedBody {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let bytes = self.bytes;
        Verdict::damage(move |reply| {
            let length = reply.body.len();
            // At least one byte is missing, or nothing would be truncated.
            let sent = bytes.unwrap_or(length / 2).min(length.saturating_sub(1));
            reply.content_length = Some(length);
            reply.manner = Manner::Severed(sent);
        })
    }
}

/// `endless-body`: the page, and then white space for ever.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct EndlessBody {
    /// How fast it comes (1 MiB a second).
    pub bytes_per_second: u32,
}

impl Default for EndlessBody {
    fn default() -> Self {
        Self { bytes_per_second: 1 << 20 }
    }
}

impl Rule for EndlessBody {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let rate = self.bytes_per_second;
        Verdict::damage(move |reply| reply.manner = Manner::Endless(rate))
    }
}

/// `slow-body`: the whole page, in its own time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SlowBody {
    /// How fast it comes (64 KiB a second).
    pub bytes_per_second: u32,
}

impl Default for SlowBody {
    fn default() -> Self {
        Self { bytes_per_second: 64 << 10 }
    }
}

impl Rule for SlowBody {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let rate = self.bytes_per_second;
        Verdict::alter(move |reply| reply.manner = Manner::Slow(rate))
    }
}
