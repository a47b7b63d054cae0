//! The rules of the house, over `cargo metadata` and the tree: who may import whom, which
//! packages are really used, how large the graph may grow, where logic may not be.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// Who may import whom (architecture, section 1). Whoever is not named is not ours.
const IMPORTS: &[(&str, &[&str])] = &[
    ("benches", &["clock", "connector", "mock-okta", "scenarios"]),
    ("clock", &[]),
    ("connector", &["clock"]),
    ("mock-okta", &["clock"]),
    ("scenarios", &["clock", "connector", "mock-okta"]),
    ("snapshots", &["connector", "scenarios"]),
];

/// The packages that the design names; `jsonwebtoken` joins them with OAuth.
const DESIGN: [&str; 9] =
    ["axum", "criterion", "fake", "insta", "rand", "reqwest", "serde", "serde_json", "tokio"];

/// Packages behind the README's first command.
const GRAPH_MAX: usize = 260;

/// The README's first command runs this package.
const FIRST_COMMAND: &str = "scenarios";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn metadata(more: &[&str]) -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(more)
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The members of the workspace, with the names of their direct dependencies of every kind.
fn members() -> BTreeMap<String, (PathBuf, BTreeSet<String>)> {
    let metadata = metadata(&["--no-deps"]);
    let packages = metadata["packages"].as_array().unwrap();
    packages
        .iter()
        .map(|package| {
            let name = package["name"].as_str().unwrap().to_owned();
            let manifest = PathBuf::from(package["manifest_path"].as_str().unwrap());
            let dependencies = package["dependencies"].as_array().unwrap();
            let names = dependencies.iter().map(|one| one["name"].as_str().unwrap().to_owned());
            (name, (manifest.parent().unwrap().to_owned(), names.collect()))
        })
        .collect()
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let skipped = path.ends_with("target") || path.ends_with(".git");
            if path.is_dir() && !skipped {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn nobody_imports_whom_they_must_not_know() {
    let members = members();
    let known: Vec<_> = members.keys().map(String::as_str).collect();
    let planned: Vec<_> = IMPORTS.iter().map(|(member, _)| *member).collect();
    assert_eq!(known, planned, "the house has other members than planned");
    for (member, allowed) in IMPORTS {
        let (_, dependencies) = &members[*member];
        for dependency in dependencies.iter().filter(|name| members.contains_key(*name)) {
            assert!(allowed.contains(&dependency.as_str()), "{member} imports {dependency}");
        }
    }
}

#[test]
fn the_packages_of_the_design_are_really_used() {
    let members = members();
    for package in DESIGN {
        let mentions = [format!("{package}::"), format!("use {package}")];
        let used = members.values().any(|(folder, dependencies)| {
            dependencies.contains(package)
                && sources(folder).iter().any(|path| {
                    let text = std::fs::read_to_string(path).unwrap();
                    mentions.iter().any(|mention| text.contains(mention))
                })
        });
        assert!(used, "{package} is no direct dependency of a member that uses it");
    }
}

#[test]
fn no_member_declares_what_it_does_not_use() {
    for (member, (folder, dependencies)) in members() {
        let text: String =
            sources(&folder).iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        for dependency in dependencies {
            let name = dependency.replace('-', "_");
            let used = text.contains(&format!("{name}::")) || text.contains(&format!("use {name}"));
            assert!(used, "{member} declares {dependency} and does not use it");
        }
    }
}

#[test]
fn the_graph_behind_the_first_command_stays_small() {
    // What cargo would compile for it: `cargo metadata` also counts what other members switch on.
    let tree = ["tree", "--locked", "--offline", "--target", "x86_64-unknown-linux-gnu"];
    let output = Command::new(env!("CARGO"))
        .args(tree)
        .args(["-p", FIRST_COMMAND, "--edges", "normal,build", "--prefix", "none"])
        .args(["--format", "{p}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    // A package that was shown before is marked with `(*)`.
    let packages: BTreeSet<&str> =
        text.lines().map(|line| line.trim_end_matches(" (*)").trim_end()).collect();
    assert!(packages.len() > 50, "the graph was not found: {}", packages.len());
    assert!(packages.len() <= GRAPH_MAX, "{} packages", packages.len());
}

#[test]
fn a_module_file_holds_documentation_and_re_exports_only() {
    let modules = sources(&root()).into_iter().filter(|path| path.ends_with("mod.rs"));
    for path in modules.filter(|path| !path.ends_with("tests/mod.rs")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let logic = text.lines().filter(|line| {
            let line = line.trim_start();
            !line.starts_with("//")
                && (line.starts_with("impl ") || line.contains(" fn ") || line.starts_with("fn "))
        });
        assert!(logic.count() == 0, "{} holds logic", path.display());
    }
}

#[test]
fn nothing_is_left_for_later() {
    for path in sources(&root()).iter().filter(|path| !path.ends_with("house.rs")) {
        let text = std::fs::read_to_string(path).unwrap();
        for left in ["todo!", "unimplemented!", "FIXME", "#[ignore]", "#[allow("] {
            assert!(!text.contains(left), "{} has {left}", path.display());
        }
    }
}
