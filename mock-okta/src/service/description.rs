//! What an org is made from, as it is told.

use serde_json::{Map, Value, json};

use crate::durations::written;

use super::builder::Builder;

impl Builder {
    /// What is described, by the keys of the configuration file and without secrets. Faults and
    /// records are counted; clock, switches and `Retry-After` are the org's to tell.
    pub(crate) fn described(&self) -> Map<String, Value> {
        let described = json!({
            "seed": self.seed,
            "users": self.people(),
            "engine": self.engine.to_string(),
            "events_per_day": self.events_per_day,
            "history": written(self.history),
            "epoch": self.epoch.map(|epoch| epoch.to_string()),
            "auth_clock": self.auth_clock.map(|clock| clock.to_string()),
            "require_dpop": self.require_dpop,
            "commit_lag": self.commit_lag.described(),
            "faults": self.faults.len(),
            "injects": self.injects.len(),
        });
        match described {
            Value::Object(described) => described,
            _ => Map::new(),
        }
    }
}
