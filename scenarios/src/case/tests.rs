use std::fs;

use super::{CaseError, DriverKind, find};

const GOOD: &str = r#"
title = "t"
why = "w"

[inproc]
duration = "1h30m"
org = { users = 10 }

[[inproc.fault]]
kind = "outage"
answer = "refuse"
from = "10m"
"#;

/// What loading `text` says.
fn mistake(text: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("area")).unwrap();
    fs::write(folder.path().join("area/slug.toml"), text).unwrap();
    match find(folder.path(), &[]) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_case_is_found_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    for area in ["a", "b"] {
        fs::create_dir(folder.path().join(area)).unwrap();
        fs::write(folder.path().join(area).join("slug.toml"), GOOD).unwrap();
    }
    let ids = |patterns: &[&str]| {
        let patterns: Vec<_> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
        find(folder.path(), &patterns)
            .map(|cases| cases.iter().map(|case| case.id.clone()).collect::<Vec<_>>())
    };
    assert_eq!(ids(&[]).unwrap(), ["a/slug", "b/slug"]);
    assert_eq!(ids(&["b/*"]).unwrap(), ["b/slug"]);
    assert_eq!(ids(&["c/*"]), Err(CaseError::NoMatch { pattern: "c/*".to_owned() }));
    let case = &find(folder.path(), &[]).unwrap()[0];
    assert!(case.setup(DriverKind::Exec).is_none());
    assert_eq!(case.setup(DriverKind::Inproc).unwrap().faults[0].value.kind.name(), "outage");
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    assert_eq!(mistake(GOOD), "");
    for (text, said) in [
        (GOOD.replace("why", "wyh"), "unknown field `wyh`"),
        (GOOD.replace("users", "user"), "unknown field `user`"),
        (GOOD.replace("1h30m", "soon"), "expected number"),
        (GOOD.replace("\"outage\"", "\"outrage\""), "unknown variant `outrage`"),
        (GOOD.replace("from", "form"), "unknown field `form`"),
        (format!("{GOOD}\n[expect]\nmust_observe = [\"rain\"]"), "unknown hazard `rain`"),
        (GOOD.replace("users = 10", "retry_after = \"maybe\""), "`maybe` is not never"),
        ("title = \"t\"\nwhy = \"w\"".to_owned(), "neither [inproc] nor [exec]"),
    ] {
        let mistake = mistake(&text);
        assert!(mistake.contains(said) && mistake.contains("slug.toml"), "{said}: {mistake}");
    }
}

#[test]
fn the_cases_of_the_project_load_and_explain_themselves() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/cases");
    let cases = find(folder.as_ref(), &[]).unwrap();
    for case in cases {
        assert!(case.why.trim().len() > 80, "{} does not say why", case.id);
        assert!(!case.expect.must_observe.is_empty(), "{} could pass by doing nothing", case.id);
    }
}
