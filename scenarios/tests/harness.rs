//! The harness as a user runs it.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::process::{Command, Output};

fn scenarios(args: &[&str]) -> (Output, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_scenarios")).args(args).output().unwrap();
    let stdout = String::from_utf8(output.stdout.clone()).unwrap();
    (output, stdout)
}

#[test]
fn every_mutant_is_caught_by_name() {
    let (output, stdout) = scenarios(&["selftest"]);
    assert!(output.status.success(), "{stdout}");
    assert_eq!(stdout.lines().count(), 8);
    assert!(stdout.lines().all(|line| line.ends_with(" caught")), "{stdout}");
}

#[test]
fn one_seed_is_one_run_in_two_processes() {
    let (output, stdout) = scenarios(&["meta", "crash/*", "log/late-events"]);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("identical"), "{stdout}");
}

#[test]
fn generated_events_have_one_meaning_and_a_number() {
    // The same events, whether they are asked for in one go or in two.
    let (output, whole) = scenarios(&["agree", "--events", "2000", "--seed", "9"]);
    assert!(output.status.success(), "{whole}");
    assert!(whole.starts_with("seed 9: 2000 events, 50 pages: both agree"), "{whole}");
    let published = |text: &str| -> u64 {
        let (_, after) = text.split_once("published ").unwrap();
        after.split(',').next().unwrap().parse().unwrap()
    };
    let (_, one) = scenarios(&["agree", "--events", "1000", "--seed", "9"]);
    let (_, other) = scenarios(&["agree", "--events", "1000", "--seed", "9", "--from", "1000"]);
    assert_eq!(published(&one) + published(&other), published(&whole));
}

#[test]
fn a_run_says_what_was_lost_and_writes_junit() {
    let folder = tempfile::tempdir().unwrap();
    let junit = folder.path().join("junit.xml");
    let (output, stdout) =
        scenarios(&["run", "log/malformed-event", "-v", "--junit", junit.to_str().unwrap()]);
    assert!(output.status.success(), "{stdout}");
    assert!(stdout.contains("PASS quarantine/kept"), "{stdout}");
    assert!(stdout.trim_end().ends_with("lost 0, duplicates 0"), "{stdout}");
    let xml = std::fs::read_to_string(junit).unwrap();
    assert!(xml.contains("name=\"log/malformed-event (inproc)\""), "{xml}");
    assert!(xml.contains("name=\"delivery/lost\""), "{xml}");
}

#[test]
fn a_case_that_does_not_hold_fails_and_says_how_to_see_it_again() {
    // Nothing goes wrong at this org, although the case waits for a malformed record.
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("wrong")).unwrap();
    let case = "title = \"t\"\nwhy = \"w\"\n[expect]\nquarantined = 1\nmust_observe = [\"outage\"]\n\
                [inproc]\nduration = \"10m\"\norg = { users = 500 }\n";
    std::fs::write(folder.path().join("wrong/case.toml"), case).unwrap();
    let cases = folder.path().to_str().unwrap();
    let (output, stdout) = scenarios(&["--cases", cases, "run"]);
    assert_eq!(output.status.code(), Some(1), "{stdout}");
    assert!(stdout.contains("FAIL quarantine/count: 0, expected 1"), "{stdout}");
    assert!(stdout.contains("again: scenarios run --driver inproc 'wrong/case' -v"), "{stdout}");
    std::fs::write(folder.path().join("wrong/case.toml"), case.replace("quarantined = 1\n", ""))
        .unwrap();
    let (output, stdout) = scenarios(&["--cases", cases, "run"]);
    assert_eq!(output.status.code(), Some(3), "{stdout}");
    assert!(stdout.contains("INCONCLUSIVE hazards/observed: never happened: outage"), "{stdout}");
}

#[test]
fn what_does_not_exist_is_a_mistake_of_usage() {
    for args in [
        &["run", "no/such"][..],
        &["--cases", "/nowhere", "run"],
        &["run", "day/quiet", "--driver", "exec"],
        &["explain", "no/such"],
    ] {
        let (output, _) = scenarios(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
    let (output, stdout) = scenarios(&["list"]);
    assert!(output.status.success() && stdout.contains("day/quiet"));
    let (output, stdout) = scenarios(&["explain", "log/late-events"]);
    assert!(output.status.success() && stdout.contains("evidence:"));
}
