//! The main job on recorded events: `mock-okta serve --replay FILE`, the connector pointed at
//! it over a real socket, and every record of every file accounted for.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::SystemTime;

use connector::cursor::SqliteState;
use scenarios::drivers::DOMAIN_ID;
use scenarios::reference::{Json, OUTPUT_DEPTH_MAX, Outcome, Rules, normalize, same};

/// A child that does not outlive its test.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The folder in which cargo puts programs, with both of them fresh in it.
fn programs() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let folder = own.parent().unwrap().parent().unwrap().to_owned();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for (package, program) in [("connector", "okta-connector"), ("mock-okta", "mock-okta")] {
        let built = modified(&folder.join(program));
        let newest = newest_source(&root.join(package).join("src"));
        assert!(
            built.is_some_and(|built| built >= newest),
            "`{program}` is missing or older than its source: `cargo build --workspace`, or test \
             with `cargo test --workspace`"
        );
    }
    folder
}

fn modified(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).ok()?.modified().ok()
}

fn newest_source(folder: &Path) -> SystemTime {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    // What only tests are made of makes no program older.
    let is_for_tests = |path: &PathBuf| path.ends_with("tests") || path.ends_with("tests.rs");
    let times = entries
        .filter(|path| !is_for_tests(path))
        .map(|path| if path.is_dir() { newest_source(&path) } else { modified(&path).unwrap() });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Recorded events where they are at hand, else those that were written for this project.
fn files() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let recorded = root.join("../shared/corpus");
    let folder = if recorded.is_dir() { recorded } else { root.join("snapshots/events") };
    let mut files = Vec::new();
    for folder in [folder.clone(), folder.join("negative")] {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let paths = entries.map(|entry| entry.unwrap().path());
        files.extend(paths.filter(|path| path.extension().is_some_and(|end| end == "ndjson")));
    }
    files.sort();
    files
}

#[test]
fn every_record_of_every_file_is_accounted_for() {
    let programs = programs();
    let files = files();
    assert!(files.len() >= 7, "{files:?}");
    let mut read = 0;
    for file in files {
        read += account_for(&programs, &file);
    }
    assert!(read >= 46, "{read}");
}

/// Runs both programs over one file; returns how many records it has.
fn account_for(programs: &Path, file: &Path) -> usize {
    let records: Vec<Vec<u8>> = std::fs::read(file)
        .unwrap()
        .split(|byte| *byte == b'\n')
        .map(|line| line.trim_ascii().to_vec())
        .filter(|line| !line.is_empty())
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let (_mock, ready) = mock(programs, file);
    let output = Command::new(programs.join("okta-connector"))
        .args(["run", "--until-caught-up", "--since"])
        .arg((clock::Clock::real().now() - std::time::Duration::from_hours(1)).to_string())
        .current_dir(folder.path())
        .env_clear()
        .env("OKTA_ORG_URL", ready["url"].as_str().unwrap())
        .env("OKTA_API_TOKEN", ready["ssws_token"].as_str().unwrap())
        .env("OKTA_DOMAIN_ID", DOMAIN_ID)
        .env("OKTA_SINK", "file:events.ndjson")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", file.display());

    let rules = Rules::seed(DOMAIN_ID);
    let (mut events, mut excluded, mut rejects) = (Vec::new(), 0, Vec::new());
    for record in &records {
        // A line that is no JSON is served as a JSON string (architecture, section 5).
        match normalize(record, &rules) {
            Outcome::Published(event) => events.push(event),
            Outcome::Excluded { .. } => excluded += 1,
            Outcome::Rejected { reason: "json" } => rejects.push("not_an_object"),
            Outcome::Rejected { reason } => rejects.push(reason),
        }
    }
    let published = std::fs::read_to_string(folder.path().join("events.ndjson")).unwrap();
    assert_eq!(published.lines().count(), events.len(), "{}: {said}", file.display());
    for (line, event) in published.lines().zip(&events) {
        let line = Json::read(line.as_bytes(), OUTPUT_DEPTH_MAX).unwrap();
        same(&line, event).unwrap_or_else(|difference| panic!("{}: {difference}", file.display()));
    }
    let state = SqliteState::open(&folder.path().join("okta-connector.db")).unwrap();
    let kept: Vec<_> = state.quarantine("default").unwrap();
    let kept: Vec<_> = kept.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(kept, rejects, "{}", file.display());
    let tally = state.overview("default").unwrap().unwrap().tally;
    assert_eq!(tally.published, events.len() as u64, "{}", file.display());
    assert_eq!(tally.excluded.total(), excluded, "{}", file.display());
    assert_eq!(tally.quarantined, rejects.len() as u64, "{}", file.display());
    records.len()
}

fn mock(programs: &Path, file: &Path) -> (Killed, serde_json::Value) {
    let mut child = Command::new(programs.join("mock-okta"))
        .args(["serve", "--port", "0", "--seed", "1", "--replay"])
        .arg(file)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Killed(child), serde_json::from_str(&line).unwrap())
}
