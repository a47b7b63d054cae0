//! What could not be published, as a user meets it: listed, tried again, discarded.

use std::path::Path;

use clock::{Clock, Timestamp};
use connector::cursor::{Candidate, Checkpoint, Fingerprint, SqliteState, StateStore};
use connector::decode::Reason;
use connector::fetch::Origin;
use connector::lock::Lock;
use connector::normalize::{Normalized, Reject};
use connector::publish::{Batch, StdoutSink, deliver};

use crate::started::{exits, run, text};

const EVENT: &str = r#"{"eventType":"user.session.end","uuid":"u","published":"2026-01-01T00:00:00Z","actor":{"id":"00u1","type":"User"}}"#;

/// A configuration of two connections, and a quarantine of the first one.
fn folder(records: &[(Reason, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let connection = |name: &str| {
        format!(
            "[[connection]]\nname = \"{name}\"\norg_url = \"https://{name}.okta.com\"\n\
             domain_id = \"{name}\"\ntoken = {{ env = \"TOKEN\" }}\nsink = \"file:{name}.ndjson\"\n"
        )
    };
    let config = format!("{}{}", connection("acme"), connection("other"));
    std::fs::write(folder.path().join("okta-connector.toml"), config).unwrap();
    let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
    let checkpoint = Checkpoint {
        next: origin.url("/api/v1/logs?after=1_2"),
        fingerprint: Fingerprint::of(&origin, None),
        safe_time: Timestamp::EPOCH,
    };
    let mut normalized = Normalized::default();
    for (index, (reason, raw)) in records.iter().enumerate() {
        normalized.rejects.push(Reject { index, reason: *reason, raw: raw.to_vec() });
    }
    let source = origin.url("/api/v1/logs?after=1_1");
    let candidate = Candidate { checkpoint, gap: None };
    let batch = Batch { source, normalized, newest: None, candidate };
    let state = SqliteState::open(&folder.path().join("okta-connector.db")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let receipt = deliver(&StdoutSink::default(), batch).await.unwrap();
        let store = state.connection("acme", Clock::real());
        store.commit(receipt, Timestamp::from_seconds(1)).await.unwrap();
    });
    folder
}

fn quarantine(folder: &Path, args: &[&str]) -> std::process::Output {
    run(folder, &[], &[&["quarantine"], args].concat())
}

#[test]
fn list_shows_what_is_there_and_what_to_do() {
    let folder = folder(&[(Reason::Json, b"{\"a\":\x1b[31m"), (Reason::Uuid, EVENT.as_bytes())]);
    let output = quarantine(folder.path(), &["list", "acme"]);
    exits(&output, 0);
    let shown = text(&output.stdout);
    for part in [
        "acme: 2 records, ",
        "\n  json: 1 records, 10 bytes\n    what it is: an element of a page is no JSON value",
        "\n    what to do: ",
        "\n  #1  1970-01-01T00:00:01.000Z  json  element 0 of its page, 10 bytes\n",
        "\n      https://acme.okta.com/api/v1/logs?after=1_1\n      {\"a\":\\u{1b}[31m\n",
        "\n  #2  1970-01-01T00:00:01.000Z  uuid  element 1 of its page, ",
    ] {
        assert!(shown.contains(part), "{part}\n{shown}");
    }
    assert!(!shown.contains('\x1b'), "{shown}");
    let output = quarantine(folder.path(), &["list", "--all", "--limit", "1"]);
    assert!(text(&output.stdout).contains("  and 1 more: --limit 0 shows them\n"));
    assert!(text(&output.stdout).ends_with("other: nothing in quarantine\n"));
    let output = quarantine(folder.path(), &["list", "acme", "--reason", "uuid"]);
    assert!(text(&output.stdout).starts_with("acme: 1 records"));
    assert!(!text(&output.stdout).contains("json"));
}

#[test]
fn list_as_json_is_one_whole_record_a_line() {
    let folder = folder(&[(Reason::Json, b"\xff"), (Reason::Uuid, EVENT.as_bytes())]);
    let output = quarantine(folder.path(), &["list", "--all", "--json"]);
    exits(&output, 0);
    let lines: Vec<serde_json::Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["raw_base64"], &lines[0]["id"]), (&"/w==".into(), &1.into()));
    assert_eq!((&lines[1]["raw"], &lines[1]["ordinal"]), (&EVENT.into(), &1.into()));
}

#[test]
fn what_is_asked_for_has_to_exist() {
    let folder = folder(&[]);
    for (args, said) in [
        (vec!["list"], "Give a name or `--all`: acme, other"),
        (vec!["list", "nobody"], "there is no connection `nobody`"),
        (vec!["list", "--all", "--reason", "x"], "there are `json`, `not_an_object`"),
        (vec!["replay", "acme", "--rejects", "x"], "--discard-unpublishable"),
    ] {
        let output = quarantine(folder.path(), &args);
        exits(&output, 2);
        assert!(text(&output.stderr).contains(said), "{args:?}: {}", text(&output.stderr));
    }
    std::fs::remove_file(folder.path().join("okta-connector.db")).unwrap();
    for command in ["list", "replay"] {
        let output = quarantine(folder.path(), &[command, "acme"]);
        exits(&output, 2);
        assert!(text(&output.stderr).contains("nothing ran"));
    }
}

#[test]
fn replay_publishes_what_it_can_and_keeps_the_rest() {
    let page = format!("[{EVENT},{{bad}},{EVENT}]");
    let folder = folder(&[
        (Reason::Uuid, EVENT.as_bytes()),
        (Reason::NotAnObject, b"7"),
        (Reason::Page, page.as_bytes()),
    ]);
    let output = quarantine(folder.path(), &["replay", "--all"]);
    exits(&output, 0);
    let expected = r#"{"connection":"acme","tried":4,"published":3,"excluded":0,"stayed":2,"discarded":0}
{"connection":"other","tried":0,"published":0,"excluded":0,"stayed":0,"discarded":0}
"#;
    assert_eq!(text(&output.stderr), expected);
    let published = std::fs::read_to_string(folder.path().join("acme.ndjson")).unwrap();
    assert_eq!(published.lines().count(), 3);
    assert!(!folder.path().join("other.ndjson").exists(), "a sink without work is not opened");
    let output = run(folder.path(), &[], &["status"]);
    let shown = text(&output.stdout);
    assert!(shown.contains("quarantined 4 (2 kept, 2 replayed, 0 discarded)"), "{shown}");
    assert!(shown.contains("quarantine:  json 1, not_an_object 1\n"), "{shown}");
}

#[test]
fn what_stays_can_be_written_down_and_discarded() {
    let folder = folder(&[(Reason::NotAnObject, b"7"), (Reason::Json, b"\xff")]);
    let args = ["replay", "acme", "--reason", "json", "--discard-unpublishable"];
    let output = quarantine(folder.path(), &args);
    exits(&output, 0);
    assert!(text(&output.stdout).contains(r#""raw_base64":"/w==""#));
    // What a file holds already may be the last copy of others.
    std::fs::write(folder.path().join("kept.ndjson"), "before\n").unwrap();
    let args = ["replay", "acme", "--discard-unpublishable", "--rejects", "kept.ndjson"];
    let output = quarantine(folder.path(), &args);
    exits(&output, 0);
    assert!(
        text(&output.stderr)
            .contains(r#""tried":1,"published":0,"excluded":0,"stayed":0,"discarded":1"#)
    );
    let kept = std::fs::read_to_string(folder.path().join("kept.ndjson")).unwrap();
    assert!(kept.starts_with("before\n") && kept.contains(r#""raw":"7""#), "{kept}");
    let output = quarantine(folder.path(), &["list", "acme"]);
    assert_eq!(text(&output.stdout), "acme: nothing in quarantine\n");
}

#[test]
fn events_and_rejects_never_share_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let variables = [("OKTA_ORG_URL", "https://acme.okta.com"), ("OKTA_DOMAIN_ID", "acme")];
    let args = ["quarantine", "replay", "--discard-unpublishable"];
    let output = run(folder.path(), &variables, &args);
    exits(&output, 2);
    assert!(text(&output.stderr).contains("`--rejects FILE`"), "{}", text(&output.stderr));
}

#[test]
fn replay_is_refused_while_somebody_runs() {
    let folder = folder(&[(Reason::Uuid, EVENT.as_bytes())]);
    let state = folder.path().join("okta-connector.db");
    let lock = Lock::take(&state).unwrap();
    let output = quarantine(folder.path(), &["replay", "acme"]);
    exits(&output, 3);
    let holder = format!("process {}", std::process::id());
    assert!(text(&output.stderr).contains(&holder), "{}", text(&output.stderr));
    exits(&quarantine(folder.path(), &["list", "acme"]), 0);
    drop(lock);
    exits(&quarantine(folder.path(), &["replay", "acme"]), 0);
}
