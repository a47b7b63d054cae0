//! A configuration that holds.

use std::path::PathBuf;

use crate::fetch::{Credentials, Origin};
use crate::identities::IdentityFile;
use crate::normalize::Rules;
use crate::poller::Policy;

/// Everything that a process needs to run. Exists only if all of it makes sense together.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where it came from.
    pub origin: String,
    /// The SQLite file of the state.
    pub state: PathBuf,
    /// The connections, in the order of the file; names differ.
    pub connections: Vec<ConnectionConfig>,
    /// What was mended or ignored, for a person to read.
    pub notes: Vec<String>,
}

/// One connection.
#[derive(Clone, Debug)]
pub struct ConnectionConfig {
    /// Its name: letters, digits, `_`, `-` and `.`.
    pub name: String,
    /// The org.
    pub origin: Origin,
    /// What proves the sender; `None` for a command that does not need to know.
    pub credentials: Option<Credentials>,
    /// Where events go.
    pub sink: SinkConfig,
    /// How it polls.
    pub policy: Policy,
    /// What it makes of events.
    pub rules: Rules,
    /// Where [`Rules::identities`] came from, to be looked at again.
    pub identity_file: Option<IdentityFile>,
    /// The way to the org.
    pub net: NetOptions,
}

/// Where events go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SinkConfig {
    /// Standard output.
    Stdout,
    /// A file, appended to.
    File(PathBuf),
}

/// The way to the org, where it is not the usual one.
#[derive(Clone, Debug, Default)]
pub struct NetOptions {
    /// Certificate authorities to trust besides the system's, PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// An HTTP proxy to go through.
    pub proxy: Option<url::Url>,
}
