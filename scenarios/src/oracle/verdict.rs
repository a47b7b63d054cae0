//! What can be said in the end.

/// The verdict on a claim or on a whole case; the greater one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The claim does not apply.
    Na,
    /// It holds.
    #[default]
    Pass,
    /// What should have been survived never happened.
    Inconclusive,
    /// It does not hold.
    Fail,
}

impl Verdict {
    /// The name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Na => "NA",
            Self::Pass => "PASS",
            Self::Inconclusive => "INCONCLUSIVE",
            Self::Fail => "FAIL",
        }
    }

    /// `Pass` if `holds`, else `Fail`.
    pub const fn of(holds: bool) -> Self {
        if holds { Self::Pass } else { Self::Fail }
    }
}
