//! One command after another.

use connector::lock::Lock;

use crate::started::{exits, run, run_with, text};

const TOKEN: (&str, &str) = ("OKTA_API_TOKEN", "00secret");
const ORG: (&str, &str) = ("OKTA_ORG_URL", "http://127.0.0.1:1");
const DOMAIN: (&str, &str) = ("OKTA_DOMAIN_ID", "acme");

#[test]
fn init_writes_a_file_that_check_takes_and_that_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    exits(&run(folder.path(), &[], &["init"]), 0);
    let template = std::fs::read_to_string(folder.path().join("okta-connector.toml")).unwrap();
    assert!(
        template.trim_end().ends_with("okta-connector check"),
        "it ends with what to type next"
    );
    let again = run(folder.path(), &[], &["init"]);
    exits(&again, 2);
    assert!(text(&again.stderr).contains("--force"));
    exits(&run(folder.path(), &[], &["init", "--force"]), 0);

    let output = run(folder.path(), &[TOKEN], &["check"]);
    exits(&output, 0);
    assert!(text(&output.stdout).contains("https://acme.okta.com"));
    assert!(!text(&output.stdout).contains("00secret"));
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 1, "checking leaves nothing behind");

    let output = run(folder.path(), &[], &["check"]);
    exits(&output, 2);
    assert!(text(&output.stderr).contains("`OKTA_API_TOKEN` is not set"));
}

#[test]
fn check_says_what_is_made_of_events_and_refuses_a_bad_identity_file() {
    let folder = tempfile::tempdir().unwrap();
    exits(&run(folder.path(), &[], &["init"]), 0);
    let path = folder.path().join("okta-connector.toml");
    let template = std::fs::read_to_string(&path).unwrap();
    let more = "catalogue = \"detection\"\nevidence = true\nidentities = \"people.csv\"\n\
                unknown_names = \"hash\"\nunknown_names_key = { env = \"KEY\" }\n";
    std::fs::write(&path, format!("{template}\n{more}")).unwrap();
    let people = folder.path().join("people.csv");
    std::fs::write(&people, "okta_id,tuid\n00u1,t-1\n00u2,t-2\n").unwrap();
    let key = ("KEY", "k3y-k3y-k3y-k3y-k3y");
    let output = run(folder.path(), &[TOKEN, key], &["check"]);
    exits(&output, 0);
    let stdout = text(&output.stdout);
    let line = stdout.lines().find(|line| line.starts_with("  events:")).unwrap();
    assert!(line.ends_with("types, with evidence, 2 known ids and names, unknown names hashed"));
    assert!(!stdout.contains("k3y"));

    std::fs::write(&people, "okta_id,tuid\n00u1,t-1\n00u1,t-2\n").unwrap();
    for command in ["check", "run"] {
        let output = run(folder.path(), &[TOKEN], &[command]);
        exits(&output, 2);
        let stderr = text(&output.stderr);
        assert!(stderr.contains("2 mistakes in the configuration"), "{stderr}");
        assert!(stderr.contains("people.csv:3: this `okta_id` stands for another"), "{stderr}");
        assert!(stderr.contains("`KEY` is not set"), "{stderr}");
    }
    // The state can be looked at all the same.
    exits(&run(folder.path(), &[], &["pause"]), 0);
}

#[test]
fn without_any_configuration_the_next_step_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &[], &["run"]);
    exits(&output, 2);
    assert!(text(&output.stderr).contains("`okta-connector init` writes one"));
}

#[test]
fn what_can_be_told_before_the_first_request_exits_with_2() {
    let folder = tempfile::tempdir().unwrap();
    let all = |extra: &[(&'static str, &'static str)]| {
        let mut variables = vec![TOKEN, ORG, DOMAIN];
        variables.retain(|(name, _)| !extra.iter().any(|(other, _)| other == name));
        variables.extend_from_slice(extra);
        variables
    };
    for (extra, command, said) in [
        (vec![("OKTA_ORG_URL", "http://acme.okta.com")], "run", "use `https://acme.okta.com`"),
        (vec![("OKTA_API_TOKEN", "")], "run", "`token` is missing"),
        (
            vec![("OKTA_SINK", "file:/nowhere/x.ndjson")],
            "run",
            "`/nowhere/x.ndjson` cannot be written",
        ),
        (vec![("OKTA_SINK", "file:/nowhere/x.ndjson")], "check", "cannot be written"),
        (vec![("OKTA_STATE", "sqlite:/nowhere/state.db")], "run", "the state `/nowhere/state.db`"),
        (vec![("OKTA_STATE", "sqlite:/nowhere/state.db")], "check", "cannot be written"),
        (vec![("OKTA_STATE", "sqlite:/nowhere/state.db")], "status", "nothing ran"),
    ] {
        let output = run(folder.path(), &all(&extra), &[command]);
        exits(&output, 2);
        let stderr = text(&output.stderr);
        assert!(stderr.contains(said), "{command} {extra:?}: {stderr}");
        assert!(!stderr.contains("00secret"));
    }
}

#[test]
fn a_second_run_on_the_same_state_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("okta-connector.db");
    std::fs::write(&state, "").unwrap();
    let _lock = Lock::take(&state).unwrap();
    let output = run(folder.path(), &[TOKEN, ORG, DOMAIN], &["run"]);
    exits(&output, 3);
    let holder = format!("process {}", std::process::id());
    assert!(text(&output.stderr).contains(&holder), "{}", text(&output.stderr));
}

#[test]
fn a_state_of_another_org_is_refused_with_the_choices() {
    use clock::{Clock, Timestamp};
    use connector::cursor::{Checkpoint, Fingerprint, SqliteState, StateStore};
    use connector::fetch::Origin;

    let folder = tempfile::tempdir().unwrap();
    let state = SqliteState::open(&folder.path().join("okta-connector.db")).unwrap();
    let (other, _) = Origin::parse("https://other.okta.com").unwrap();
    let checkpoint = Checkpoint {
        next: other.url("/api/v1/logs?after=1_1"),
        fingerprint: Fingerprint::of(&other, None),
        safe_time: Timestamp::EPOCH,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let store = state.connection("default", Clock::real());
    runtime.block_on(store.begin(checkpoint, None, Timestamp::EPOCH)).unwrap();
    for command in ["run", "check"] {
        let output = run(folder.path(), &[TOKEN, ORG, DOMAIN], &[command]);
        exits(&output, 2);
        let stderr = text(&output.stderr);
        assert!(stderr.contains("the state belongs to https://other.okta.com"), "{stderr}");
        assert!(stderr.contains("--resume-from cursor"), "{stderr}");
    }
}

#[test]
fn instructions_name_a_connection_that_exists() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [ORG, DOMAIN];
    exits(&run(folder.path(), &variables, &["resume", "nobody"]), 2);
    exits(&run(folder.path(), &variables, &["resume"]), 0);
    let output = run(folder.path(), &variables, &["status"]);
    exits(&output, 0);
    assert!(text(&output.stdout).contains("run by: none"));
    assert!(text(&output.stdout).contains("default: never ran"));
    exits(&run(folder.path(), &variables, &["disable", "--all"]), 0);
}

#[test]
fn normalize_reads_a_stream_and_sums_up() {
    let folder = tempfile::tempdir().unwrap();
    let event = r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z","actor":{"id":"00u1","type":"User"}}"#;
    let input = format!("{event}\n\n{{\"eventType\":\"x\"}}\n{{bad\n");
    let args = ["normalize", "--domain-id", "acme"];
    let output = run_with(folder.path(), &[], &args, input.as_bytes());
    exits(&output, 0);
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let stderr = text(&output.stderr);
    let lines: Vec<_> = stderr.lines().collect();
    assert_eq!(
        lines,
        [
            r#"{"line":4,"reason":"json","raw":"{bad"}"#,
            r#"{"read":3,"published":1,"excluded":1,"rejected":1}"#
        ]
    );
    let args = ["normalize", "--domain-id", "acme", "--rejects", "rejects.ndjson", "-"];
    let mut input = input.into_bytes();
    input.extend_from_slice(b"\xff\n");
    let output = run_with(folder.path(), &[], &args, &input);
    exits(&output, 0);
    assert_eq!(text(&output.stderr).lines().count(), 1);
    let rejects = std::fs::read_to_string(folder.path().join("rejects.ndjson")).unwrap();
    assert!(rejects.contains(r#"{"line":5,"reason":"json","raw_base64":"/w=="}"#), "{rejects}");
    exits(&run(folder.path(), &[], &["normalize", "none.ndjson", "--domain-id", "acme"]), 3);
    let output = run_with(folder.path(), &[], &["normalize", "--domain-id", "acme"], b"[{},");
    exits(&output, 0);
    assert!(text(&output.stderr).contains("is the file complete?"));
    exits(&run(folder.path(), &[], &["normalize", "--domain-id", ""]), 2);
    exits(&run(folder.path(), &[], &["normalize"]), 2);
}
