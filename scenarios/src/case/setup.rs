//! The org and the connector of a case.

use mock_okta::attacks::{AttackSpec, AttackSpecError};
use mock_okta::faults::{FaultSpec, InjectSpec};
use mock_okta::{Builder, CommitLag, Engine, RetryAfter};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use toml::Table;

use super::file::{CrashSpec, PersonSpec, SinkOutage};
use super::span::{Offset, Span};

/// What differs between one driver and another: the size of the org, when faults strike, how
/// long all of it takes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// How long the log is written and faults strike.
    pub duration: Span,
    /// How long the connector has to catch up afterwards.
    #[serde(default = "half_an_hour")]
    pub drain: Span,
    /// The org.
    #[serde(default)]
    pub org: OrgSetup,
    /// The connector.
    #[serde(default)]
    pub connector: ConnectorSetup,
    /// What goes wrong at the org; times count from its start.
    #[serde(default, rename = "fault")]
    pub faults: Vec<Written<FaultSpec>>,
    /// Malformed records in its log.
    #[serde(default, rename = "inject")]
    pub injects: Vec<Written<InjectSpec>>,
    /// What is done to its people, as `KIND@TIME,parameter=value`; times count from its start.
    #[serde(default, rename = "attack")]
    pub attacks: Vec<WrittenAttack>,
    /// When the sink takes nothing; in virtual time only.
    #[serde(default, rename = "sink_outage")]
    pub sink_outages: Vec<SinkOutage>,
    /// Copies beyond the first, instead of what the case says for every driver.
    #[serde(default)]
    pub duplicates_max: Option<u64>,
    /// When the connector is killed.
    #[serde(default, rename = "crash")]
    pub crashes: Vec<CrashSpec>,
    /// What people do.
    #[serde(default, rename = "person")]
    pub people: Vec<PersonSpec>,
}

/// A value, and the table that it was read from: one driver hands over the value, the other
/// writes the table into the configuration of a program.
#[derive(Clone, Debug)]
pub struct Written<T> {
    /// What it means.
    pub value: T,
    /// What it says.
    pub table: Table,
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let table = Table::deserialize(deserializer)?;
        let value = T::deserialize(table.clone()).map_err(D::Error::custom)?;
        Ok(Self { value, table })
    }
}

/// An attack, and the text that it was read from.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct WrittenAttack {
    /// What it means.
    pub value: AttackSpec,
    /// What it says.
    pub text: String,
}

impl TryFrom<String> for WrittenAttack {
    type Error = AttackSpecError;

    fn try_from(text: String) -> Result<Self, AttackSpecError> {
        Ok(Self { value: text.parse()?, text })
    }
}

/// The org.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OrgSetup {
    /// People who work there.
    pub users: u32,
    /// Which engine it runs on: `oie` or `classic`.
    pub engine: String,
    /// Events on an ordinary working day; what so many people usually cause, if not given.
    pub events_per_day: Option<u64>,
    /// For how long it has existed when the connector starts.
    pub history: Span,
    /// Requests for the log in one window, org-wide.
    pub limit: u32,
    /// What share of them one token may use.
    pub token_share: f64,
    /// How long a window is.
    pub rate_window: Span,
    /// Whether a 429 says when to come back: `never`, `seconds`, `date` or `mixed`.
    pub retry_after: String,
    /// How late events become visible.
    pub commit_lag: LagSetup,
}

impl Default for OrgSetup {
    fn default() -> Self {
        Self {
            users: 1_000,
            engine: "oie".to_owned(),
            events_per_day: None,
            history: Span::hours(2),
            limit: Builder::LIMIT,
            token_share: Builder::TOKEN_SHARE,
            rate_window: Span(Builder::RATE_WINDOW),
            retry_after: "mixed".to_owned(),
            commit_lag: LagSetup::default(),
        }
    }
}

impl OrgSetup {
    /// The engine.
    ///
    /// # Errors
    /// When it is none of the known ones.
    pub fn engine(&self) -> Result<Engine, String> {
        let unknown = |_| format!("engine: `{}` is not oie or classic", self.engine);
        self.engine.parse().map_err(unknown)
    }

    /// The mode of `Retry-After`.
    ///
    /// # Errors
    /// When it is none of the known ones.
    pub fn retry_after(&self) -> Result<RetryAfter, String> {
        self.retry_after.parse().map_err(|_| {
            format!("retry_after: `{}` is not never, seconds, date or mixed", self.retry_after)
        })
    }
}

/// How late events become visible.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LagSetup {
    /// What most events stay below.
    pub typical: Option<Span>,
    /// How many in a million come late.
    pub late_per_million: Option<u32>,
    /// The most that a late one is late.
    pub late_max: Option<Span>,
}

impl LagSetup {
    /// The distribution.
    pub fn commit_lag(&self) -> CommitLag {
        let mut lag = CommitLag::default();
        if let Some(typical) = self.typical {
            lag = lag.with_typical(typical.0);
        }
        if let Some(late) = self.late_per_million {
            lag = lag.with_late_per_million(late);
        }
        if let Some(late_max) = self.late_max {
            lag = lag.with_late_max(late_max.0);
        }
        lag
    }
}

/// The connector.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConnectorSetup {
    /// Events a page.
    pub page_limit: u32,
    /// From one look at the end of the log to the next.
    pub poll_interval: Span,
    /// How far back the first start reaches.
    pub history: Span,
    /// How wrong its clock is.
    pub clock_offset: Offset,
}

impl Default for ConnectorSetup {
    fn default() -> Self {
        Self {
            page_limit: 1_000,
            poll_interval: Span::seconds(60),
            history: Span::default(),
            clock_offset: Offset::default(),
        }
    }
}

fn half_an_hour() -> Span {
    Span::seconds(1_800)
}
