//! The algorithms that Okta accepts for assertions and proofs (facts 5.2 and 6).

/// A signature algorithm (RFC 7518, section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    Rs256,
    Rs384,
    Rs512,
    Es256,
    Es384,
    Es512,
}

impl Algorithm {
    /// In the order in which Okta lists them (facts 4.2).
    pub(crate) const ALL: [Self; 6] =
        [Self::Rs256, Self::Rs384, Self::Rs512, Self::Es256, Self::Es384, Self::Es512];

    /// All their names.
    pub(crate) const NAMES: [&'static str; 6] =
        ["RS256", "RS384", "RS512", "ES256", "ES384", "ES512"];

    /// As it stands in a header.
    pub(crate) const fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// The algorithm of that name, if Okta accepts it.
    pub(crate) fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }
}
