//! `normalize`, with everything that can be asked of it.

use std::fmt::Write;

use crate::started::{exits, run, run_with, start, text};

/// A sign-out of person `number`.
fn event(number: usize) -> String {
    format!(
        r#"{{"eventType":"user.session.end","uuid":"u{number}","published":"2026-01-01T00:00:00Z","actor":{{"id":"00u{number}","type":"User","alternateId":"P{number}@acme.test"}},"outcome":{{"result":"SUCCESS"}}}}"#
    )
}

fn summary(stderr: &[u8]) -> String {
    text(stderr).lines().last().unwrap().to_owned()
}

#[test]
fn any_number_of_jobs_gives_the_same_bytes_in_the_order_of_the_input() {
    // Several batches for each worker, and rejects that know their lines.
    let folder = tempfile::tempdir().unwrap();
    let mut input = String::new();
    for number in 0..12_000 {
        let line = match number % 1_000 {
            7 => "{bad".to_owned(),
            8 => r#"{"eventType":"zone.update"}"#.to_owned(),
            _ => event(number),
        };
        writeln!(input, "{line}").unwrap();
    }
    std::fs::write(folder.path().join("in.ndjson"), input).unwrap();
    let with = |jobs: &str| {
        let args = ["normalize", "in.ndjson", "--domain-id", "acme", "--jobs", jobs];
        let output = run(folder.path(), &[], &args);
        exits(&output, 0);
        (text(&output.stdout), text(&output.stderr))
    };
    let (events, talk) = with("1");
    assert_eq!(events.lines().count(), 12_000 - 24);
    for (number, line) in talk.lines().take(12).enumerate() {
        let line_number = number * 1_000 + 8;
        assert!(
            line.starts_with(&format!("{{\"line\":{line_number},\"reason\":\"json\"")),
            "{line}"
        );
    }
    let ids: Vec<_> = events.lines().map(|line| line.find("\"platform_event_id\":\"u")).collect();
    assert!(ids.iter().all(Option::is_some));
    for jobs in ["2", "7"] {
        assert_eq!(with(jobs), (events.clone(), talk.clone()), "{jobs} jobs");
    }
    let args = ["normalize", "in.ndjson", "--domain-id", "acme", "--jobs", "0"];
    exits(&run(folder.path(), &[], &args), 2);
}

#[test]
fn catalogue_and_identities_are_those_that_were_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("people.csv"), "alternate_id,tuid\np1@acme.test,t-1\n")
        .unwrap();
    let reset = event(2).replace("user.session.end", "user.account.reset_password");
    let input = format!("{}\n{reset}\n", event(1));
    let with = |more: &[&str]| {
        let args = [&["normalize", "--domain-id", "acme"], more].concat();
        run_with(folder.path(), &[], &args, input.as_bytes())
    };
    let plain = with(&[]);
    assert!(summary(&plain.stderr).contains("\"published\":1,\"excluded\":1"));
    assert!(text(&plain.stdout).contains("\"tuid\":\"tuid-"));
    let output = with(&["--catalogue", "detection", "--identities", "people.csv"]);
    assert!(summary(&output.stderr).contains("\"published\":2,\"excluded\":0"));
    let events = text(&output.stdout);
    assert!(events.lines().next().unwrap().contains("\"tuid\":\"t-1\""), "{events}");
    let evidence = text(&with(&["--evidence"]).stdout);
    assert!(evidence.contains(",\"evidence\":{") && !text(&plain.stdout).contains("evidence"));

    exits(&with(&["--catalogue", "all"]), 2);
    std::fs::write(folder.path().join("people.csv"), "alternate_id,tuid\np1@acme.test,\n").unwrap();
    let output = with(&["--identities", "people.csv"]);
    exits(&output, 2);
    let said = "people.csv:2: no `tuid`\n  hint: fill it in";
    assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
}

#[test]
fn drift_is_one_line_before_the_summary() {
    let folder = tempfile::tempdir().unwrap();
    let drifted = [
        event(1),
        event(2).replace("SUCCESS", "SHRUGGED"),
        event(3).replace("\"00u3\"", "33"),
        event(4).replace("\"User\"", "\"Robot\""),
        r#"{"eventType":"zone.update"}"#.to_owned(),
        r#"{"eventType":"zone.update"}"#.to_owned(),
    ];
    let args = ["normalize", "--domain-id", "acme", "--drift"];
    let output = run_with(folder.path(), &[], &args, drifted.join("\n").as_bytes());
    exits(&output, 0);
    let stderr = text(&output.stderr);
    assert_eq!(
        stderr.lines().collect::<Vec<_>>(),
        [
            r#"{"drift":{"not_in_catalogue":{"zone.update":2},"not_attributable":{"user.session.end":1},"unknown_values":{"outcome.result":{"SHRUGGED":1}},"unexpected_types":{"actor.id":{"number":1}}}}"#,
            r#"{"read":6,"published":3,"excluded":3,"rejected":0}"#,
        ]
    );
}

#[test]
fn a_record_that_is_too_large_is_a_reject_that_says_what_is_missing() {
    // One line of 65 MiB between two events.
    let folder = tempfile::tempdir().unwrap();
    let large = "x".repeat(65 * 1024 * 1024);
    let input = format!("{}\n{{\"a\":\"{large}\"}}\n{}\n", event(1), event(2));
    let args = ["normalize", "--domain-id", "acme", "--jobs", "1", "--rejects", "rejects.ndjson"];
    let output = run_with(folder.path(), &[], &args, input.as_bytes());
    exits(&output, 0);
    assert!(summary(&output.stderr).contains("\"published\":2,\"excluded\":0,\"rejected\":1"));
    let rejects = std::fs::read_to_string(folder.path().join("rejects.ndjson")).unwrap();
    let reject: serde_json::Value = serde_json::from_str(&rejects).unwrap();
    let kept = reject["raw"].as_str().unwrap().len();
    assert_eq!((&reject["line"], &reject["reason"]), (&2.into(), &"json".into()));
    assert_eq!(reject["cut_bytes"], large.len() + r#"{"a":""}"#.len() - kept);
}

/// The array is one line: whoever looks for the line's end first has all of it in memory.
#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_depend_on_the_size_of_the_input() {
    use std::io::Write as _;

    let folder = tempfile::tempdir().unwrap();
    // Excluded, so that nobody has to read the output meanwhile.
    let record = format!("{{\"eventType\":\"zone.update\",\"pad\":\"{}\"}},", "x".repeat(1_000));
    let chunk = record.repeat(1_000);
    let mut child = start(folder.path(), &[], &["normalize", "--domain-id", "acme", "--jobs", "2"]);
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(b"[").unwrap();
    for _ in 0..64 {
        stdin.write_all(chunk.as_bytes()).unwrap();
    }
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    let peak_kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
    stdin.write_all(b"7]").unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    exits(&output, 0);
    assert!(summary(&output.stderr).contains("\"read\":64001,\"published\":0,\"excluded\":64000"));
    assert!(peak_kib < 40 * 1024, "{peak_kib} KiB for an input of 64 MiB");
}
