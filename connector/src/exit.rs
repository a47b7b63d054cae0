//! The exit codes of `okta-connector`, which other programs rely on.

use std::process::ExitCode;

use crate::fetch::Class;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Done.
    Ok = 0,
    /// Usage or configuration: whatever can be told before the first request.
    Usage = 2,
    /// Could not run, or paused for a reason that has no code of its own.
    Failed = 3,
    /// Paused: credentials or permission are refused.
    Refused = 11,
    /// Paused: the cursor or a page is unusable.
    Cursor = 12,
    /// Paused: the sink refuses events.
    Sink = 13,
}

impl Exit {
    /// The code of a connection that paused with a failure of this class.
    pub const fn paused(class: Option<Class>) -> Self {
        match class {
            Some(Class::Credential | Class::Permission) => Self::Refused,
            Some(Class::Cursor | Class::Page) => Self::Cursor,
            Some(Class::Sink) => Self::Sink,
            Some(Class::Transient | Class::Request | Class::Quarantine) | None => Self::Failed,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
