//! The mistakes.

/// One mistake that a connector can make.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bug {
    /// Moves the cursor before the sink has the page. (Vector's `okta` source.)
    CommitsBeforeReceipt,
    /// After a 429 it goes on behind the page that it did not get. (Rapid7's task.)
    DropsPageAfter429,
    /// A restart begins at the present time. (`BindPlane`'s receiver.)
    ForgetsCursorAtRestart,
    /// Tries again at once, whatever went wrong. (Grove's handler, nearly.)
    Hammers,
    /// Waits a second after a 429, whatever it says. (Grove's handler.)
    IgnoresRetryAfter,
    /// Asks from the `published` of the last event on, and takes whatever is not newer for a
    /// duplicate. (Cortex's collector.)
    SinceLastPublished,
    /// Takes a 200 that is no page for a page without events. (Vector's `okta` source.)
    SkipsUnreadablePage,
    /// Takes an empty page for the end of the log. (Older SDK examples.)
    StopsAtEmptyPage,
}

impl Bug {
    /// Every mistake.
    pub const ALL: [Self; 8] = [
        Self::CommitsBeforeReceipt,
        Self::DropsPageAfter429,
        Self::ForgetsCursorAtRestart,
        Self::Hammers,
        Self::IgnoresRetryAfter,
        Self::SinceLastPublished,
        Self::SkipsUnreadablePage,
        Self::StopsAtEmptyPage,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommitsBeforeReceipt => "commits-before-receipt",
            Self::DropsPageAfter429 => "drops-page-after-429",
            Self::ForgetsCursorAtRestart => "forgets-cursor-at-restart",
            Self::Hammers => "hammers",
            Self::IgnoresRetryAfter => "ignores-retry-after",
            Self::SinceLastPublished => "since-last-published",
            Self::SkipsUnreadablePage => "skips-unreadable-page",
            Self::StopsAtEmptyPage => "stops-at-empty-page",
        }
    }

    /// The case that has to catch it, and the claim that has to fail there.
    pub const fn caught_by(self) -> (&'static str, &'static str) {
        match self {
            Self::CommitsBeforeReceipt => ("crash/handed-to-sink", "delivery/lost"),
            Self::DropsPageAfter429 => ("throttle/retry-after", "delivery/lost"),
            Self::ForgetsCursorAtRestart => ("crash/acknowledged", "delivery/lost"),
            Self::Hammers => ("throttle/absurd-headers", "rate-limit/spacing"),
            Self::IgnoresRetryAfter => ("throttle/retry-after", "rate-limit/early"),
            Self::SinceLastPublished => ("log/late-events", "delivery/lost"),
            Self::SkipsUnreadablePage => ("log/malformed-page", "delivery/lost"),
            Self::StopsAtEmptyPage => ("day/quiet", "delivery/lost"),
        }
    }
}
