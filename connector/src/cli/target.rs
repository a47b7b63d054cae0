//! Which connections a command is about.

use super::args::Target;
use super::failure::Failure;
use crate::config::{Config, ConnectionConfig};

/// The connections that are meant.
pub(super) fn connections<'c>(
    config: &'c Config,
    target: &Target,
) -> Result<Vec<&'c ConnectionConfig>, Failure> {
    let all: Vec<_> = config.connections.iter().collect();
    let names = || {
        let names: Vec<&str> = all.iter().map(|connection| &*connection.name).collect();
        names.join(", ")
    };
    match &target.name {
        _ if target.all => Ok(all),
        Some(name) => match all.iter().find(|connection| connection.name == *name) {
            Some(connection) => Ok(vec![connection]),
            None => Err(Failure::Usage(format!(
                "there is no connection `{name}`; there are: {}",
                names()
            ))),
        },
        None if all.len() == 1 => Ok(all),
        None => {
            Err(Failure::Usage(format!("which connection? Give a name or `--all`: {}", names())))
        }
    }
}
