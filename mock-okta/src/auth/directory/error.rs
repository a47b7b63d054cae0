//! Why something in the directory cannot be done.

/// A change that the org refuses, or something that is not there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DirectoryError {
    /// A role that the client already has.
    #[error("the role is already assigned")]
    AlreadyAssigned,
    /// Something that a rule forbids: what it is about, and each rule that it breaks.
    #[error("{what} breaks a rule: {}", causes.join("; "))]
    Invalid {
        /// The object or the field.
        what: &'static str,
        /// In Okta's manner, one sentence each.
        causes: Vec<String>,
    },
    /// The body is no JSON of the right shape.
    #[error("the body is not well-formed")]
    Malformed,
    /// There is nothing of that kind with that id.
    #[error("there is no {kind} {id}")]
    NoSuch {
        /// What was asked for.
        id: String,
        /// As Okta names it, `AppInstance` for example.
        kind: &'static str,
    },
    /// The body does not say that it is JSON.
    #[error("the body is not declared to be JSON")]
    NotJson,
    /// An app that is to be deleted and still active.
    #[error("the app must be deactivated first")]
    StillActive,
}

impl DirectoryError {
    pub(crate) fn no_such(id: &str, kind: &'static str) -> Self {
        Self::NoSuch { id: id.to_owned(), kind }
    }

    /// One broken rule.
    pub(crate) fn invalid(what: &'static str, cause: impl Into<String>) -> Self {
        Self::Invalid { what, causes: vec![cause.into()] }
    }
}
