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
    /// Asks from the `published` of the last event on, and takes whatever is not newer for a
    /// duplicate. (Cortex's collector.)
    SinceLastPublished,
    /// Takes an empty page for the end of the log. (Older SDK examples.)
    StopsAtEmptyPage,
}

impl Bug {
    /// Every mistake.
    pub const ALL: [Self; 5] = [
        Self::CommitsBeforeReceipt,
        Self::DropsPageAfter429,
        Self::ForgetsCursorAtRestart,
        Self::SinceLastPublished,
        Self::StopsAtEmptyPage,
    ];

    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CommitsBeforeReceipt => "commits-before-receipt",
            Self::DropsPageAfter429 => "drops-page-after-429",
            Self::ForgetsCursorAtRestart => "forgets-cursor-at-restart",
            Self::SinceLastPublished => "since-last-published",
            Self::StopsAtEmptyPage => "stops-at-empty-page",
        }
    }

    /// The case that has to catch it.
    pub const fn caught_by(self) -> &'static str {
        match self {
            Self::CommitsBeforeReceipt => "crash/handed-to-sink",
            Self::DropsPageAfter429 => "throttle/retry-after",
            Self::ForgetsCursorAtRestart => "crash/acknowledged",
            Self::SinceLastPublished => "log/late-events",
            Self::StopsAtEmptyPage => "day/quiet",
        }
    }
}
