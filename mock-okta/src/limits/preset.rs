//! The numbers of the kinds of org that Okta sells.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::service::Endpoint;

/// A kind of org, by what it lets through in a minute (facts 3.2).
///
/// | kind | logs | token | clients | apps | at once | warns at |
/// |---|---|---|---|---|---|---|
/// | `free` | 20 | 300 | 25 | 20 | 35 | 60 % |
/// | `one-app` | 50 | 1,200 | 100 | 100 | 75 | 60 % |
/// | `enterprise` | 50 | 1,200 | 100 | 100 | 75 | 60 % |
/// | `workforce` | 120 | 2,000 | 100 | 100 | 75 | 90 % |
///
/// `custom` is any other set of numbers. Asked for by name, it begins as `workforce`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum LimitPreset {
    /// Numbers of one's own.
    Custom,
    /// Customer Identity.
    Enterprise,
    /// The Integrator Free plan.
    Free,
    /// Customer Identity with one app.
    OneApp,
    /// Workforce Identity.
    #[default]
    Workforce,
}

/// What tells one kind of org from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Numbers {
    pub(super) logs: u32,
    pub(super) token: u32,
    pub(super) clients: u32,
    /// Half of the 20 of a free org is what recordings of such an org show (facts 3.2).
    pub(super) apps: u32,
    pub(super) concurrency: u32,
    pub(super) warning_percent: u8,
}

impl LimitPreset {
    /// Each of them.
    pub const ALL: [Self; 5] =
        [Self::Custom, Self::Enterprise, Self::Free, Self::OneApp, Self::Workforce];

    /// The stable name: on the command line, in TOML, on the control plane.
    pub fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Enterprise => "enterprise",
            Self::Free => "free",
            Self::OneApp => "one-app",
            Self::Workforce => "workforce",
        }
    }

    pub(super) fn numbers(self) -> Numbers {
        let workforce = Numbers {
            logs: 120,
            token: 2_000,
            clients: 100,
            apps: 100,
            concurrency: 75,
            warning_percent: 90,
        };
        match self {
            Self::Custom | Self::Workforce => workforce,
            Self::Enterprise | Self::OneApp => {
                Numbers { logs: 50, token: 1_200, warning_percent: 60, ..workforce }
            }
            Self::Free => Numbers {
                logs: 20,
                token: 300,
                clients: 25,
                apps: 20,
                concurrency: 35,
                warning_percent: 60,
            },
        }
    }
}

impl Numbers {
    /// Requests of the whole org in one window.
    pub(super) fn requests(self) -> BTreeMap<Endpoint, u32> {
        BTreeMap::from([
            (Endpoint::Apps, self.apps),
            (Endpoint::Clients, self.clients),
            (Endpoint::Logs, self.logs),
            (Endpoint::Token, self.token),
        ])
    }
}

impl fmt::Display for LimitPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for LimitPreset {
    type Err = ParseLimitPresetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|preset| preset.name() == text).ok_or(ParseLimitPresetError)
    }
}

/// A text that names no kind of org.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected one of free, one-app, enterprise, workforce, custom")]
pub struct ParseLimitPresetError;
