//! `check`: everything that can be told without asking Okta.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use super::failure::Failure;
use super::open;
use crate::config::{Config, Environment, Need, SinkConfig};
use crate::exit::Exit;
use crate::fetch::Credentials;
use crate::normalize::{Rules, UnknownNames};
use crate::poller::Interval;

pub(super) fn check(path: Option<&Path>, environment: &Environment) -> Result<Exit, Failure> {
    let config = open::config(path, environment, Need::Okta)?;
    let state_exists = config.state.exists();
    writable(&config.state, "the state")?;
    for connection in &config.connections {
        if let SinkConfig::File(path) = &connection.sink {
            writable(path, &format!("the sink of connection `{}`", connection.name))?;
        }
    }
    if state_exists {
        open::fingerprints(&config, &open::state(&config.state)?)?;
    }
    print(&config).map_err(|source| Failure::Io { what: "standard output is closed", source })?;
    Ok(Exit::Ok)
}

/// What is made of events.
fn events(rules: &Rules) -> String {
    let mut parts = vec![format!("{} types", rules.catalogue.entries().len())];
    if rules.evidence {
        parts.push("with evidence".to_owned());
    }
    if let Some(identities) = &rules.identities {
        parts.push(format!("{} known ids and names", identities.len()));
    }
    if let UnknownNames::Hash(_) = rules.unknown_names {
        parts.push("unknown names hashed".to_owned());
    }
    parts.join(", ")
}

/// Whether `path` can be written, without leaving anything behind.
fn writable(path: &Path, what: &str) -> Result<(), Failure> {
    let failed = |source| Failure::File {
        what: format!("{what}, `{}`, cannot be written", path.display()),
        source,
    };
    if path.exists() {
        OpenOptions::new().append(true).open(path).map_err(failed)?;
        return Ok(());
    }
    OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    std::fs::remove_file(path).map_err(failed)
}

fn print(config: &Config) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "configuration: {}", config.origin)?;
    writeln!(out, "state:         sqlite:{}", config.state.display())?;
    for connection in &config.connections {
        let policy = &connection.policy;
        let interval = match policy.poll_interval {
            Interval::Auto => "auto".to_owned(),
            Interval::Every(interval) => format!("{} s", interval.as_secs()),
        };
        writeln!(out, "\nconnection `{}`", connection.name)?;
        writeln!(out, "  org:         {}", connection.origin)?;
        writeln!(out, "  domain:      {}", connection.rules.domain_id())?;
        if let Some(Credentials::Ssws(_)) = &connection.credentials {
            writeln!(out, "  credentials: API token (SSWS)")?;
        }
        match &connection.sink {
            SinkConfig::Stdout => writeln!(out, "  sink:        stdout")?,
            SinkConfig::File(path) => writeln!(out, "  sink:        file:{}", path.display())?,
        }
        writeln!(
            out,
            "  polling:     every {interval}, {} events a page, {:.0} % of the token's limit",
            policy.page_limit,
            policy.rate_share * 100.0
        )?;
        if let Some(filter) = &policy.filter {
            writeln!(out, "  filter:      {filter}")?;
        }
        writeln!(out, "  events:      {}", events(&connection.rules))?;
    }
    writeln!(out, "\nok; next: okta-connector run")
}
