//! From settings to a configuration, or to everything that is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::duration;
use super::env::{self, Environment};
use super::file;
use super::raw::{RawConfig, RawConnection, Setting, Value};
use super::report::{Problem, Report};
use super::resolved::{Config, ConnectionConfig, NetOptions, SinkConfig};
use super::rules::Known;
use crate::fetch::{Credentials, Origin};
use crate::poller::{Interval, Policy};
use crate::secret::Secret;

/// The file that is read when none is named.
pub const DEFAULT_FILE: &str = "okta-connector.toml";

/// Loads the configuration: from `path`, else from [`DEFAULT_FILE`] if it is there, else from
/// the environment.
///
/// # Errors
/// Every mistake in it.
pub fn load(path: Option<&Path>, environment: &Environment, need: Need) -> Result<Config, Report> {
    let mut problems = Vec::new();
    let chosen = path.unwrap_or(Path::new(DEFAULT_FILE));
    let raw = match std::fs::read_to_string(chosen) {
        Ok(text) => Some(file::read(&chosen.display().to_string(), &text, &mut problems)),
        Err(error) if path.is_none() && error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let problem = Problem::new(chosen.display().to_string().as_str(), error.to_string());
            return Err(Report(vec![problem]));
        }
    };
    let from_file = raw.is_some();
    let raw = match raw {
        Some(raw) => raw,
        None if environment.ours().next().is_some() => env::read(environment, &mut problems),
        None => {
            let problem = Problem::new(
                DEFAULT_FILE,
                "there is no such file here, and no OKTA_* variable is set",
            );
            return Err(Report(vec![problem.hint("`okta-connector init` writes one")]));
        }
    };
    let mut resolver = Resolver {
        environment,
        need,
        problems,
        notes: raw.notes.clone(),
        referred: BTreeSet::new(),
        identities: BTreeMap::new(),
    };
    let config = resolver.config(&raw);
    if from_file {
        let referred = resolver.referred.clone();
        let ignored: Vec<_> = environment.ours().filter(|name| !referred.contains(*name)).collect();
        if !ignored.is_empty() {
            let names = ignored.join(", ");
            resolver.notes.push(format!("{} decides; ignored: {names}", raw.origin));
        }
    }
    match config {
        Some(config) if resolver.problems.is_empty() => {
            Ok(Config { notes: resolver.notes, ..config })
        }
        _ => Err(Report::new(resolver.problems)),
    }
}

/// How much of what a configuration refers to a command needs: secrets and identity files that
/// it does not need are not looked up, and what they say is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It talks to Okta: everything has to be there.
    Okta,
    /// It makes events: everything but the credentials.
    Events,
    /// It looks at the state, and makes no events.
    State,
}

pub(super) struct Resolver<'e> {
    environment: &'e Environment,
    pub(super) need: Need,
    pub(super) problems: Vec<Problem>,
    notes: Vec<String>,
    /// Variables that the file refers to.
    referred: BTreeSet<String>,
    /// Identity files that were read: connections may share one.
    pub(super) identities: BTreeMap<String, Known>,
}

impl Resolver<'_> {
    /// The configuration, `None` only when a problem says why.
    fn config(&mut self, raw: &RawConfig) -> Option<Config> {
        let state = self.state(raw.state.as_ref());
        if raw.connections.is_empty() && self.problems.is_empty() {
            let problem = Problem::new(raw.origin.as_str(), "there is no connection");
            self.problems.push(problem.hint("add a `[[connection]]`"));
        }
        let connections: Vec<_> =
            raw.connections.iter().map(|connection| self.connection(connection)).collect();
        let mut names = BTreeSet::new();
        for connection in connections.iter().flatten() {
            if !names.insert(connection.name.clone()) {
                let what = format!("there are two connections called `{}`", connection.name);
                self.problems.push(Problem::new(raw.origin.as_str(), what));
            }
        }
        self.sinks(&raw.origin, connections.iter().flatten());
        Some(Config {
            origin: raw.origin.clone(),
            state: state?,
            connections: connections.into_iter().collect::<Option<_>>()?,
            notes: Vec::new(),
        })
    }

    /// Two connections cannot write one file: each repairs and locks it.
    fn sinks<'c>(&mut self, origin: &str, connections: impl Iterator<Item = &'c ConnectionConfig>) {
        let mut files = BTreeSet::new();
        for connection in connections {
            if let SinkConfig::File(path) = &connection.sink
                && !files.insert(path.clone())
            {
                let what = format!("two connections write to `{}`", path.display());
                self.problems.push(Problem::new(origin, what).hint("give each its own file"));
            }
        }
    }

    fn connection(&mut self, raw: &RawConnection) -> Option<ConnectionConfig> {
        let name = self.required(raw, "name").and_then(|setting| self.name(setting));
        let origin = self.required(raw, "org_url").and_then(|setting| self.origin(setting));
        let domain_id = self.required(raw, "domain_id").and_then(|setting| self.domain(setting));
        let credentials = self.credentials(raw);
        let get = |key: &str| raw.settings.get(key);
        let sink = match get("sink") {
            Some(setting) => self.sink(setting),
            None => Some(SinkConfig::Stdout),
        };
        let policy = self.policy(raw);
        let rules = self.rules(raw, domain_id.as_deref());
        let net = self.net(raw);
        if self.need == Need::Okta && credentials.is_none() {
            return None;
        }
        let (rules, identity_file) = rules?;
        Some(ConnectionConfig {
            name: name?,
            origin: origin?,
            credentials,
            sink: sink?,
            policy: policy?,
            rules,
            identity_file,
            net: net?,
        })
    }

    /// The credentials, which a command may do without.
    fn credentials(&mut self, raw: &RawConnection) -> Option<Credentials> {
        if self.need != Need::Okta {
            return None;
        }
        let token = self.required(raw, "token").and_then(|setting| self.token(setting))?;
        Some(Credentials::Ssws(token))
    }

    fn policy(&mut self, raw: &RawConnection) -> Option<Policy> {
        let default = Policy::default();
        let setting = |key: &str| raw.settings.get(key);
        let history = match setting("history") {
            Some(setting) => self.duration(setting, Duration::ZERO, RETENTION),
            None => Some(default.history),
        };
        let poll_interval = match setting("poll_interval") {
            Some(Setting { value: Value::Text(text), .. }) if text == "auto" => {
                Some(Interval::Auto)
            }
            Some(setting) => self
                .duration(setting, Duration::from_secs(1), Duration::from_hours(24))
                .map(Interval::Every),
            None => Some(default.poll_interval),
        };
        let page_limit = match setting("page_limit") {
            Some(setting) => self.page_limit(setting),
            None => Some(default.page_limit),
        };
        let rate_share = match setting("rate_share") {
            Some(setting) => self.rate_share(setting),
            None => Some(default.rate_share),
        };
        let filter = match setting("filter") {
            Some(setting) => self.text(setting).map(Some),
            None => Some(None),
        };
        let auto_resume_after = match setting("auto_resume_after") {
            Some(setting) => self.duration(setting, Duration::from_mins(1), RETENTION).map(Some),
            None => Some(None),
        };
        Some(Policy {
            page_limit: page_limit?,
            poll_interval: poll_interval?,
            history: history?,
            rate_share: rate_share?,
            filter: filter?,
            auto_resume_after: auto_resume_after?,
            ..default
        })
    }

    fn net(&mut self, raw: &RawConnection) -> Option<NetOptions> {
        let ca_pem = match raw.settings.get("ca_file") {
            Some(setting) => {
                let path = self.text(setting)?;
                match std::fs::read(&path) {
                    Ok(pem) => Some(pem),
                    Err(error) => {
                        return self.wrong(setting, format!("`{path}` cannot be read: {error}"));
                    }
                }
            }
            None => None,
        };
        let proxy = match raw.settings.get("proxy") {
            Some(setting) => {
                let text = self.text(setting)?;
                match url::Url::parse(&text) {
                    Ok(url) if url.has_host() && matches!(url.scheme(), "http" | "https") => {
                        Some(url)
                    }
                    _ => return self.wrong(setting, "not the URL of an HTTP proxy".to_owned()),
                }
            }
            None => None,
        };
        Some(NetOptions { ca_pem, proxy })
    }

    fn required<'r>(&mut self, raw: &'r RawConnection, key: &str) -> Option<&'r Setting> {
        let found = raw.settings.get(key);
        if found.is_none() {
            let info = super::settings::find(key);
            let problem = Problem::new(&raw.place, format!("`{key}` is missing"));
            self.problems.push(match info {
                Some(info) => {
                    let set =
                        info.variable.map(|variable| format!("{variable}, ")).unwrap_or_default();
                    problem.hint(format!("{set}{}", info.about))
                }
                None => problem,
            });
        }
        found
    }

    fn name(&mut self, setting: &Setting) -> Option<String> {
        let name = self.text(setting)?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte);
        if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.bytes().all(fits) {
            let what = "a name has 1 to 64 letters, digits, `_`, `-` or `.`";
            return self.wrong(setting, what.to_owned());
        }
        Some(name)
    }

    fn origin(&mut self, setting: &Setting) -> Option<Origin> {
        let text = self.text(setting)?;
        match Origin::parse(&text) {
            Ok((origin, notes)) => {
                let notes = notes.into_iter().map(|note| format!("{}: {note}", setting.place));
                self.notes.extend(notes);
                Some(origin)
            }
            Err(error) => self.wrong(setting, error.to_string()),
        }
    }

    fn domain(&mut self, setting: &Setting) -> Option<String> {
        let domain = self.text(setting)?;
        let long = domain.len() > DOMAIN_BYTES_MAX;
        if domain.trim().is_empty() || long || domain.chars().any(char::is_control) {
            let what = "a domain id has 1 to 255 bytes and no control characters";
            return self.wrong(setting, what.to_owned());
        }
        Some(domain)
    }

    /// The text of the secret that the setting `key` refers to.
    pub(super) fn secret(&mut self, key: &str, setting: &Setting) -> Option<Secret> {
        match &setting.value {
            Value::FromVariable(name) => {
                if !is_variable_name(name) {
                    // Somebody may have put the secret itself here: it is not repeated.
                    let what = "`env` must be the name of a variable".to_owned();
                    return self.wrong(setting, what);
                }
                self.referred.insert(name.clone());
                match self.environment.variable(name) {
                    Some(value) => Some(Secret::new(value.to_owned())),
                    None => self.wrong(setting, format!("`{name}` is not set")),
                }
            }
            Value::FromFile(path) => match std::fs::read_to_string(path) {
                Ok(text) => Some(Secret::new(text)),
                Err(error) => self.wrong(setting, format!("`{path}` cannot be read: {error}")),
            },
            _ => {
                let what = "a secret does not belong in this file".to_owned();
                let hint =
                    format!("write `{key} = {{ env = \"NAME\" }}` or `{{ file = \"PATH\" }}`");
                self.problems.push(Problem::new(&setting.place, what).hint(hint));
                None
            }
        }
    }

    fn token(&mut self, setting: &Setting) -> Option<Secret> {
        let secret = self.secret("token", setting)?;
        // Files end in a line end, and the Admin Console's sample shows the scheme.
        let token = secret.expose().trim();
        let token = token.strip_prefix("SSWS ").unwrap_or(token).trim();
        if token.is_empty() || token.len() > TOKEN_BYTES_MAX {
            return self.wrong(setting, "the token is empty or far too long".to_owned());
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            let what = "the token has characters that no token has".to_owned();
            return self.wrong(setting, what);
        }
        Some(Secret::new(token.to_owned()))
    }

    fn sink(&mut self, setting: &Setting) -> Option<SinkConfig> {
        let text = self.text(setting)?;
        match text.split_once(':') {
            None if text == "stdout" => Some(SinkConfig::Stdout),
            Some(("file", path)) if !path.is_empty() => Some(SinkConfig::File(PathBuf::from(path))),
            // The rest of a URL may hold a password: it is not repeated.
            Some((scheme, _)) => {
                self.wrong(setting, format!("`{scheme}:` is neither `stdout` nor `file:PATH`"))
            }
            None => self.wrong(setting, "neither `stdout` nor `file:PATH`".to_owned()),
        }
    }

    fn state(&mut self, setting: Option<&Setting>) -> Option<PathBuf> {
        let Some(setting) = setting else { return Some(PathBuf::from(DEFAULT_STATE)) };
        let text = self.text(setting)?;
        match text.strip_prefix("sqlite:") {
            Some(path) if !path.is_empty() => Some(PathBuf::from(path)),
            _ => self.wrong(setting, "not of the form `sqlite:PATH`".to_owned()),
        }
    }

    fn page_limit(&mut self, setting: &Setting) -> Option<u32> {
        let number = match &setting.value {
            Value::Integer(number) => Some(*number),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        };
        match number.and_then(|number| u32::try_from(number).ok()) {
            Some(limit @ 1..=1_000) => Some(limit),
            _ => self.wrong(setting, "a page has 1 to 1000 events".to_owned()),
        }
    }

    fn rate_share(&mut self, setting: &Setting) -> Option<f64> {
        let share = match setting.value {
            Value::Float(share) => share,
            Value::Integer(1) => 1.0,
            _ => 0.0,
        };
        if share > 0.0 && share <= 1.0 {
            return Some(share);
        }
        self.wrong(setting, "a share is a number above 0 and at most 1".to_owned())
    }

    fn duration(&mut self, setting: &Setting, low: Duration, high: Duration) -> Option<Duration> {
        let read = match &setting.value {
            Value::Text(text) => duration::parse(text),
            Value::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
            _ => None,
        };
        match read {
            Some(duration) if (low..=high).contains(&duration) => Some(duration),
            Some(_) => {
                let (low, high) = (low.as_secs(), high.as_secs());
                self.wrong(setting, format!("out of range: {low} s to {high} s"))
            }
            None => self.wrong(setting, "not a duration like `60s`, `5m` or `7d`".to_owned()),
        }
    }

    pub(super) fn text(&mut self, setting: &Setting) -> Option<String> {
        match &setting.value {
            Value::Text(text) => Some(text.clone()),
            other => self.wrong(setting, format!("must be text, not {}", other.kind())),
        }
    }

    pub(super) fn wrong<T>(&mut self, setting: &Setting, what: String) -> Option<T> {
        self.problems.push(Problem::new(&setting.place, what));
        None
    }
}

fn is_variable_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(fits) && !name.as_bytes().first().is_none_or(u8::is_ascii_digit)
}

/// How long Okta keeps events (facts 1.6).
const RETENTION: Duration = Duration::from_hours(90 * 24);

const DEFAULT_STATE: &str = "okta-connector.db";

const NAME_BYTES_MAX: usize = 64;
const DOMAIN_BYTES_MAX: usize = 255;
const TOKEN_BYTES_MAX: usize = 4 * 1024;
