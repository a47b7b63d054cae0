use std::path::{Path, PathBuf};

use super::row::{TABLE, read};
use super::{Confidence, markdown, rows};
use crate::switches::SWITCHES;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The file that a test is in, and its name.
fn place(test: &str) -> Option<(PathBuf, &str)> {
    let (module, name) = test.rsplit_once("::")?;
    let inside = module.replace("::", "/");
    let candidates = [
        format!("src/{inside}.rs"),
        format!("src/{inside}/mod.rs"),
        format!("tests/{inside}.rs"),
        format!("tests/{inside}/main.rs"),
    ];
    let file = candidates.into_iter().map(|path| root().join(path)).find(|path| path.exists())?;
    Some((file, name))
}

fn holds(file: &Path, name: &str) -> bool {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().any(|line| {
        let line = line.trim_start().trim_start_matches("async ");
        line.strip_prefix("fn ").is_some_and(|rest| rest.starts_with(&format!("{name}(")))
    })
}

#[test]
fn every_line_of_the_table_is_a_row() {
    for line in TABLE.lines().skip(1) {
        assert!(read(line).is_some(), "not a row: {line}");
    }
}

#[test]
fn rows_are_sorted_and_no_two_are_called_the_same() {
    let rows = rows();
    for pair in rows.windows(2) {
        assert!(pair[0].id < pair[1].id, "{} before {}", pair[0].id, pair[1].id);
    }
    assert!(rows.len() >= 150, "{} rows", rows.len());
}

#[test]
fn every_row_has_a_source_and_a_test_that_exists() {
    for row in rows() {
        let section = row.facts.split('.').next().unwrap().parse::<u32>();
        assert!(section.is_ok_and(|section| section <= 10), "{}: facts {}", row.id, row.facts);
        let Some((file, name)) = place(row.test) else {
            panic!("{}: no file has {}", row.id, row.test)
        };
        assert!(holds(&file, name), "{}: {} has no test {name}", row.id, file.display());
        assert!(row.statement.ends_with('.'), "{}: a statement is a sentence", row.id);
    }
}

#[test]
fn switches_and_rows_know_each_other() {
    for row in rows() {
        let Some(name) = row.switch else { continue };
        assert!(SWITCHES.iter().any(|switch| switch.name == name), "{}: {name}", row.id);
    }
    for switch in SWITCHES {
        let named = rows().iter().any(|row| row.switch == Some(switch.name));
        assert!(named, "no row says what `{}` decides", switch.name);
    }
}

#[test]
fn what_nobody_knows_is_not_called_known() {
    // Facts 10 is a list of guesses.
    for row in rows().iter().filter(|row| row.facts == "10") {
        assert_eq!(row.confidence, Confidence::Uncertain, "{}", row.id);
    }
}

#[test]
fn the_document_is_the_table() {
    let path = root().join("../docs/FIDELITY.md");
    let document = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        document == markdown(),
        "docs/FIDELITY.md is out of date; make it again with\n  \
         cargo run -p mock-okta -- fidelity --markdown > docs/FIDELITY.md"
    );
}
