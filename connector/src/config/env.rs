//! The environment: the whole configuration when there is no file.

use std::collections::BTreeMap;

use super::raw::{RawConfig, RawConnection, Setting, Value};
use super::report::{Problem, nearest};
use super::settings::SETTINGS;

/// The variables of the process, as they were when it started.
///
/// ```
/// use connector::config::Environment;
///
/// let environment = Environment::from_iter([("OKTA_ORG_URL", "https://acme.okta.com")]);
/// assert_eq!(environment.variable("OKTA_ORG_URL"), Some("https://acme.okta.com"));
/// ```
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The value of `name`; an empty one counts as none.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Every variable of ours that is set.
    pub(super) fn ours(&self) -> impl Iterator<Item = &str> {
        let names = self.0.iter().filter(|(_, value)| !value.is_empty());
        names
            .map(|(name, _)| name.as_str())
            .filter(|name| name.starts_with("OKTA_") && !name.starts_with("OKTA_CONNECTOR_"))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl std::fmt::Debug for Environment {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

/// The one connection that variables describe.
pub(super) fn read(environment: &Environment, problems: &mut Vec<Problem>) -> RawConfig {
    let mut connection =
        RawConnection { place: "the environment".into(), ..RawConnection::default() };
    let name = Setting { place: "name".into(), value: Value::Text("default".to_owned()) };
    connection.settings.insert("name", name);
    let mut known = vec!["OKTA_STATE", TOKEN_FILE];
    for info in SETTINGS {
        let Some(variable) = info.variable else { continue };
        known.push(variable);
        let Some(value) = environment.variable(variable) else { continue };
        let value = if info.key == "token" {
            Value::FromVariable(variable.to_owned())
        } else {
            Value::Text(value.to_owned())
        };
        connection.settings.insert(info.key, Setting { place: variable.into(), value });
    }
    if let Some(path) = environment.variable(TOKEN_FILE) {
        let value = Value::FromFile(path.to_owned());
        let setting = Setting { place: TOKEN_FILE.into(), value };
        if connection.settings.insert("token", setting).is_some() {
            let what = "set beside OKTA_API_TOKEN";
            problems.push(Problem::new(TOKEN_FILE, what).hint("set one of the two"));
        }
    }
    let mut notes = Vec::new();
    for name in environment.ours().filter(|name| !known.contains(name)) {
        // Other programs have OKTA_* variables too; one that is nearly ours is a mistake.
        match nearest(name, known.iter().copied()) {
            Some(meant) => {
                let problem = Problem::new(name, "unknown variable");
                problems.push(problem.hint(format!("did you mean `{meant}`?")));
            }
            None => notes.push(format!("`{name}` is not a variable of this program")),
        }
    }
    RawConfig {
        notes,
        origin: "the environment".to_owned(),
        state: environment.variable("OKTA_STATE").map(|path| Setting {
            place: "OKTA_STATE".into(),
            value: Value::Text(path.to_owned()),
        }),
        connections: vec![connection],
    }
}

const TOKEN_FILE: &str = "OKTA_API_TOKEN_FILE";
