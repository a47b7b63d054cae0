//! Histories that everybody can make, and that are the same everywhere.

use clock::Timestamp;
use serde::Deserialize;

use crate::attacks::AttackSpec;

/// A history that has a name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What everything random comes from.
    pub seed: u64,
    /// How many people work there.
    pub users: u32,
    /// From when on.
    #[serde(deserialize_with = "time")]
    pub from: Timestamp,
    /// Before when.
    #[serde(deserialize_with = "time")]
    pub until: Timestamp,
    /// What is done to it.
    #[serde(rename = "attack")]
    pub attacks: Vec<AttackSpec>,
}

impl Preset {
    /// What they are called.
    pub const NAMES: [&str; 1] = ["bench-v1"];

    /// The one called `name`.
    ///
    /// # Errors
    /// When there is none.
    pub fn named(name: &str) -> Result<Self, String> {
        if name != "bench-v1" {
            let names = Self::NAMES.join(", ");
            return Err(format!("no preset is called `{name}`; there are {names}"));
        }
        let text = include_str!("presets/bench-v1.toml");
        toml::from_str(text).map_err(|mistake| format!("preset {name}: {}", mistake.message()))
    }
}

fn time<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Timestamp, D::Error> {
    String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
}
