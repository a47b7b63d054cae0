//! Why a command did not do what it was asked.

use crate::config::Report;
use crate::cursor::StoreError;
use crate::exit::Exit;
use crate::lock::LockError;
use crate::publish::{FileSinkError, SinkError};
use crate::replay::ReplayError;

/// A message for a person and a code for a program. `Display` is the message; the chain of
/// causes is printed once, in `main`.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] Report),
    /// The command does not fit the configuration or the state.
    #[error("{0}")]
    Usage(String),
    /// A file that is named on the command line cannot be used.
    #[error("{what}")]
    File {
        /// What should have been done with it.
        what: String,
        /// Why it could not be.
        source: std::io::Error,
    },
    /// Input or output of `normalize` cannot be opened.
    #[error("{what}")]
    Input {
        /// What should have been done with it.
        what: String,
        /// Why it could not be.
        source: std::io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}; choose another with `--listen`, port 0 takes a free one")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        source: std::io::Error,
    },
    /// Quarantined records could not all be tried.
    #[error("connection `{connection}`: its quarantine is tried in part only")]
    Replay {
        /// Whose quarantine.
        connection: String,
        /// Why.
        source: ReplayError,
    },
    /// The sink cannot be opened.
    #[error("connection `{connection}` has no usable sink")]
    Sink {
        /// Whose sink.
        connection: String,
        /// Why.
        source: FileSinkError,
    },
    /// The state cannot be opened.
    #[error("the state `{path}` cannot be used")]
    State {
        /// Where it is.
        path: String,
        /// Why.
        source: StoreError,
    },
    /// Another process is at work.
    #[error("another `okta-connector` is at work on this state")]
    Locked(#[source] LockError),
    /// The state stopped working.
    #[error("the state cannot be read")]
    Store(#[from] StoreError),
    /// Reading or writing failed midway.
    #[error("{what}")]
    Io {
        /// What was being done.
        what: &'static str,
        /// Why it failed.
        source: std::io::Error,
    },
    /// The process cannot do its work.
    #[error("{0}")]
    Process(String),
}

impl Failure {
    /// The exit code.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Replay { source: ReplayError::Sink(SinkError::Refused(refusal)), .. } => {
                Exit::paused(Some(refusal.class))
            }
            Self::Sink { source: FileSinkError::Lock(LockError::Held { .. }), .. }
            | Self::Locked(LockError::Held { .. })
            | Self::Store(_)
            | Self::Input { .. }
            | Self::Io { .. }
            | Self::Replay { .. }
            | Self::Process(_) => Exit::Failed,
            Self::Config(_)
            | Self::Usage(_)
            | Self::File { .. }
            | Self::Listen { .. }
            | Self::Sink { .. }
            | Self::State { .. }
            | Self::Locked(_) => Exit::Usage,
        }
    }
}
