//! Every kind of fault, with its parameters.

use serde::Serialize;
use toml::Value;

use crate::service::Endpoint;

use super::address::Address;
use super::entry::{ParamSketch, Sketch, Theme};
use super::inject::InjectSpec;
use super::rule::Stage;
use super::spec::FaultKind;

/// Everything that can be made to go wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Catalogue {
    /// The kinds of faults, by theme and name.
    pub faults: Vec<Entry>,
    /// The keys of an [`Address`], which every fault has.
    pub address: Vec<Param>,
    /// The keys of an [`InjectSpec`]: records of the log itself.
    pub inject: Vec<Param>,
}

/// One kind of fault.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// Its name.
    pub name: &'static str,
    /// What it is about.
    pub theme: Theme,
    /// Where in the course of a request it acts.
    pub stage: Stage,
    /// Which part of the API it strikes unless its address says otherwise; nothing for all of it.
    pub endpoint: Option<Endpoint>,
    /// What it does.
    pub about: String,
    /// Its parameters.
    pub params: Vec<Param>,
    /// How it is written in a configuration.
    pub example: String,
}

/// One key.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// What it says.
    pub about: String,
    /// What it can be, in words.
    pub takes: &'static str,
    /// What it can be, where there are only so many values.
    pub choices: Vec<Choice>,
    /// What it is when it is not given; nothing where that is no value.
    pub default: Option<Value>,
}

/// One of the values that a key can have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// Its name.
    pub name: &'static str,
    /// What it means.
    pub about: String,
}

/// Everything that can be made to go wrong, as the code has it.
///
/// ```
/// let catalogue = mock_okta::faults::catalogue();
/// let latency = catalogue.faults.iter().find(|fault| fault.name == "latency").unwrap();
/// assert_eq!(latency.params[0].name, "delay");
/// assert!(latency.example.starts_with("kind = \"latency\"\n"));
/// ```
pub fn catalogue() -> Catalogue {
    let mut faults: Vec<Entry> = FaultKind::SKETCHES.iter().map(|sketch| entry(sketch)).collect();
    faults.sort_by_key(|entry| (entry.theme, entry.name));
    let plain = |keys: &[ParamSketch]| keys.iter().map(|key| param(key, None)).collect();
    let mut inject: Vec<Param> = plain(InjectSpec::KEYS);
    for key in &mut inject {
        if key.name == "at_ms" {
            (key.name, key.takes) = ("at", "a duration, which may be negative");
        }
    }
    Catalogue { faults, address: plain(Address::KEYS), inject }
}

fn entry(sketch: &Sketch) -> Entry {
    let defaults = (sketch.defaults)();
    let params = sketch.params.iter().map(|key| param(key, defaults.get(key.name).cloned()));
    let rest = if sketch.example.is_empty() { "" } else { "\n" };
    Entry {
        name: sketch.name,
        theme: sketch.theme,
        stage: sketch.stage,
        endpoint: sketch.endpoint,
        about: text(sketch.about),
        params: params.collect(),
        example: format!("kind = \"{}\"{rest}{}", sketch.name, sketch.example),
    }
}

fn param(key: &ParamSketch, default: Option<Value>) -> Param {
    let choices = key.choices.iter();
    Param {
        name: key.name,
        about: text(key.about),
        takes: key.takes,
        choices: choices.map(|(name, about)| Choice { name, about: text(about) }).collect(),
        default,
    }
}

/// The lines of a documentation comment as paragraphs.
fn text(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines {
        let line = line.trim();
        match (line.is_empty(), text.is_empty() || text.ends_with('\n')) {
            (true, _) => text.push_str("\n\n"),
            (false, true) => text.push_str(line),
            (false, false) => {
                text.push(' ');
                text.push_str(line);
            }
        }
    }
    text
}
