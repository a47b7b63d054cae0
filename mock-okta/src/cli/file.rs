//! The configuration file.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::de::DeserializeOwned;
use toml::{Table, Value};

use crate::durations::duration;
use crate::faults::{FaultSpec, InjectSpec};
use crate::switches::Switches;
use crate::traffic::CommitLag;

use super::args::ServeArgs;

/// What a configuration file says.
#[derive(Debug, Default)]
pub(super) struct File {
    /// The values that flags have too.
    pub(super) args: ServeArgs,
    pub(super) faults: Vec<FaultSpec>,
    pub(super) injects: Vec<InjectSpec>,
    pub(super) commit_lag: CommitLag,
}

impl File {
    /// Reads `text`, the contents of the file at `path`. Every mistake is added to `mistakes`,
    /// with file, key and what is expected; what is wrong is as if it were absent.
    pub(super) fn read(path: &Path, text: &str, mistakes: &mut Vec<String>) -> Self {
        let table = match text.parse::<Table>() {
            Ok(table) => table,
            Err(mistake) => {
                mistakes.push(format!("{}: not TOML: {mistake}", path.display()));
                return Self::default();
            }
        };
        Self::of_table(&format!("{}: ", path.display()), table, mistakes)
    }

    /// Reads `table`, in whose mistakes `place` comes first.
    pub(super) fn of_table(place: &str, table: Table, mistakes: &mut Vec<String>) -> Self {
        let mut reader = Reader { place, table, mistakes };
        let file = Self {
            args: ServeArgs {
                host: reader.scalar("host"),
                port: reader.scalar("port"),
                admin_port: reader.scalar("admin_port"),
                tls: reader.flag("tls"),
                proxy_port: reader.scalar("proxy_port"),
                ca_file: reader.scalar("ca_file"),
                seed: reader.scalar("seed"),
                users: reader.scalar("users"),
                engine: reader.scalar("engine"),
                events_per_day: reader.scalar("events_per_day"),
                history: reader.text("history", duration),
                epoch: reader.scalar("epoch"),
                clock: reader.scalar("clock"),
                auth_clock: reader.scalar("auth_clock"),
                require_dpop: reader.flag("require_dpop"),
                limit_preset: reader.scalar("limit_preset"),
                limit: reader.scalar("limit"),
                concurrency: reader.scalar("concurrency"),
                neighbours: reader.scalar("neighbours"),
                token_share: reader.scalar("token_share"),
                rate_window: reader.text("rate_window", duration),
                retry_after: reader.scalar("retry_after"),
                switches: reader.switches(),
                attacks: reader.list("attack"),
                replay: reader.list::<PathBuf>("replay"),
                replay_rate: reader.scalar("replay_rate"),
                config: None,
            },
            faults: reader.list("fault"),
            injects: reader.list("inject"),
            commit_lag: reader.list("commit_lag").pop().unwrap_or_default(),
        };
        reader.finish();
        file
    }
}

struct Reader<'a> {
    place: &'a str,
    table: Table,
    mistakes: &'a mut Vec<String>,
}

impl Reader<'_> {
    /// A value that is written as a text or a number.
    fn scalar<T: FromStr<Err: Display>>(&mut self, key: &str) -> Option<T> {
        self.text(key, |text| text.parse::<T>().map_err(|mistake| mistake.to_string()))
    }

    fn text<T>(&mut self, key: &str, read: impl Fn(&str) -> Result<T, String>) -> Option<T> {
        let read = match self.table.remove(key)? {
            Value::String(text) => read(&text),
            Value::Integer(number) => read(&number.to_string()),
            Value::Float(number) => read(&number.to_string()),
            Value::Datetime(time) => read(&time.to_string()),
            Value::Boolean(_) | Value::Array(_) | Value::Table(_) => {
                Err("expected a text or a number".to_owned())
            }
        };
        read.map_err(|mistake| self.mistake(key, &mistake)).ok()
    }

    /// A table, or a text as on the command line.
    fn switches(&mut self) -> Option<Switches> {
        if let Some(Value::Table(table)) = self.table.get("switches") {
            let settings = table.iter().map(|(name, value)| {
                format!(
                    "{name}={}",
                    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
                )
            });
            let text = settings.collect::<Vec<_>>().join(",");
            self.table.insert("switches".to_owned(), Value::String(text));
        }
        self.scalar("switches")
    }

    fn flag(&mut self, key: &str) -> Option<bool> {
        let value = self.table.remove(key)?;
        let flag = value.as_bool();
        if flag.is_none() {
            self.mistake(key, "expected true or false");
        }
        flag
    }

    /// Several values, or one.
    fn list<T: DeserializeOwned>(&mut self, key: &str) -> Vec<T> {
        let values = match self.table.remove(key) {
            None => return Vec::new(),
            Some(Value::Array(values)) => values,
            Some(value) => vec![value],
        };
        let mut list = Vec::with_capacity(values.len());
        for (place, value) in (1..).zip(values) {
            match value.try_into() {
                Ok(value) => list.push(value),
                Err(mistake) => {
                    self.mistake(&format!("{key} number {place}"), mistake.message());
                }
            }
        }
        list
    }

    /// Whatever is left was meant to be something else.
    fn finish(mut self) {
        let unknown: Vec<String> = self.table.keys().cloned().collect();
        for key in unknown {
            self.mistake(&key, &format!("no such key; there are {}", KEYS.join(", ")));
        }
    }

    fn mistake(&mut self, key: &str, mistake: &str) {
        self.mistakes.push(format!("{}`{key}`: {}", self.place, mistake.trim()));
    }
}

const KEYS: [&str; 29] = [
    "host",
    "port",
    "admin_port",
    "tls",
    "proxy_port",
    "ca_file",
    "seed",
    "users",
    "engine",
    "events_per_day",
    "history",
    "epoch",
    "clock",
    "auth_clock",
    "require_dpop",
    "limit_preset",
    "limit",
    "concurrency",
    "neighbours",
    "token_share",
    "rate_window",
    "retry_after",
    "switches",
    "attack",
    "replay",
    "replay_rate",
    "fault",
    "inject",
    "commit_lag",
];
