//! The catalogue is what the code does, and the documents are what the catalogue says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;
use toml::{Table, Value};

use crate::faults::{FaultKind, FaultSpec, InjectSpec, Param, Stage, catalogue};

/// The names in backticks of what serde says that it knows instead of `wrong`.
fn known(error: &str, wrong: &str) -> BTreeSet<String> {
    let line = error.lines().find(|line| line.contains(&format!("`{wrong}`"))).unwrap();
    let (_, expected) = line.split_once("expected").unwrap_or_default();
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn parse(table: Table) -> Result<FaultSpec, toml::de::Error> {
    table.try_into()
}

#[test]
fn every_kind_is_in_the_catalogue_under_its_name() {
    let error = toml::from_str::<FaultSpec>("kind = \"no-kind\"").unwrap_err().to_string();
    let listed: BTreeSet<String> =
        catalogue().faults.iter().map(|fault| fault.name.to_owned()).collect();
    assert_eq!(listed, known(&error, "no-kind"));
    assert_eq!(listed.len(), catalogue().faults.len(), "no name is used twice");
    assert!(listed.len() > 40);
    assert!(FaultKind::SKETCHES.is_sorted_by_key(|sketch| sketch.name));
}

#[test]
fn every_example_is_its_kind_at_its_stage() {
    for fault in catalogue().faults {
        let spec: FaultSpec = toml::from_str(&fault.example).unwrap();
        assert_eq!(spec.kind.name(), fault.name);
        assert_eq!(spec.kind.stage(), fault.stage);
        assert!(fault.about.ends_with('.'), "{}: {}", fault.name, fault.about);
    }
}

#[test]
fn the_parameters_are_those_that_are_read_and_so_are_their_values_and_defaults() {
    let wrong = || ("no-key".to_owned(), Value::from(1));
    for fault in catalogue().faults {
        let name = fault.name;
        let mut least: Table = format!("kind = \"{name}\"").parse().unwrap();
        // What has no default is in the example.
        let example: Table = fault.example.parse().unwrap();
        for param in &fault.params {
            assert!(param.about.ends_with('.') || param.about.ends_with('…'), "{name}: {param:?}");
            if parse(least.clone()).is_err() {
                least.insert(param.name.to_owned(), example[param.name].clone());
            }
        }
        let plain = parse(least.clone()).unwrap();
        let error = parse(least.clone().into_iter().chain([wrong()]).collect()).unwrap_err();
        let read: BTreeSet<String> =
            fault.params.iter().map(|param| param.name.to_owned()).collect();
        assert_eq!(known(&error.to_string(), "no-key"), read, "{name}");
        for param in &fault.params {
            let with = |value: Value| {
                parse(least.clone().into_iter().chain([(param.name.to_owned(), value)]).collect())
            };
            if let Some(default) = &param.default {
                assert_eq!(with(default.clone()).unwrap(), plain, "{name}: {param:?}");
            }
            choices(name, param, |value| with(value.into()).map(|_| ()));
        }
    }
}

/// The choices of a parameter are the values that are read.
fn choices(name: &str, param: &Param, read: impl Fn(&str) -> Result<(), toml::de::Error>) {
    if param.choices.is_empty() {
        return;
    }
    let listed: BTreeSet<String> =
        param.choices.iter().map(|choice| choice.name.to_owned()).collect();
    for choice in &param.choices {
        read(choice.name).unwrap();
        assert!(choice.about.ends_with('.'), "{name}: {choice:?}");
    }
    let error = read("no-choice").unwrap_err().to_string();
    assert_eq!(known(&error, "no-choice"), listed, "{name}: {}", param.name);
}

#[test]
fn the_keys_of_addresses_and_injections_are_listed_too() {
    let catalogue = catalogue();
    let address = toml::from_str::<crate::faults::Address>("no-key = 1").unwrap_err().to_string();
    let listed = |params: &[Param]| params.iter().map(|param| param.name.to_owned()).collect();
    assert_eq!(known(&address, "no-key"), listed(&catalogue.address));
    let inject = toml::from_str::<InjectSpec>("no-key = 1").unwrap_err().to_string();
    assert_eq!(known(&inject, "no-key"), listed(&catalogue.inject));
    let with = |key: &str, value: &str, more: &str| {
        toml::from_str::<Table>(&format!("{key} = \"{value}\"\n{more}")).unwrap()
    };
    for param in &catalogue.address {
        choices("address", param, |value| {
            parse(with(param.name, value, "kind = \"outage\"")).map(|_| ())
        });
    }
    for param in &catalogue.inject {
        choices("inject", param, |value| {
            with(param.name, value, "at = 1").try_into::<InjectSpec>().map(|_| ())
        });
    }
}

#[test]
fn the_table_of_stages_has_every_fault_once() {
    let documentation = include_str!("../mod.rs");
    let rows = documentation.lines().filter_map(|line| line.strip_prefix("//! | "));
    let mut table = BTreeMap::new();
    for row in rows.skip(1).filter(|row| row.contains('`')) {
        let (stage, faults) = row.split_once('|').unwrap();
        let (stage, _) = stage.split_once([',', ':']).unwrap();
        let names: Vec<String> = faults.split('`').skip(1).step_by(2).map(str::to_owned).collect();
        assert!(names.is_sorted(), "{names:?}");
        table.insert(stage.to_owned(), names);
    }
    let mut expected: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for sketch in FaultKind::SKETCHES {
        let stage = json!(sketch.stage).as_str().unwrap().to_owned();
        expected.entry(stage).or_default().push(sketch.name.to_owned());
    }
    assert_eq!(table, expected);
    assert!(expected.contains_key(json!(Stage::Stamp).as_str().unwrap()));
}

#[test]
fn the_document_is_made_from_the_catalogue() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/FAULTS.md");
    let written = std::fs::read_to_string(path).unwrap();
    let command = "cargo run -p mock-okta -- faults --markdown > docs/FAULTS.md";
    assert!(written == catalogue().markdown(), "out of date: {command}");
    assert!(written.contains(command));
    assert!(written.lines().all(|line| !line.ends_with(' ')), "white space at the end of a line");
}
