//! What a connection makes of events: catalogue, types, evidence, identities, unknown names.

use std::fs;
use std::path::Path;

use super::super::{Config, Environment, Need, Report, load};
use crate::normalize::UnknownNames;

const HEAD: &str = r#"[[connection]]
name = "acme"
org_url = "https://acme.okta.com"
domain_id = "d"
token = { env = "TOKEN" }
"#;

const KEY: &str = "0123456789abcdef0123";

fn load_in(folder: &Path, lines: &str, need: Need) -> Result<Config, Report> {
    let path = folder.join("c.toml");
    let lines = lines.replace("FOLDER", folder.to_str().unwrap());
    fs::write(&path, format!("{HEAD}{lines}\n")).unwrap();
    let environment: Environment = [("TOKEN", "00t"), ("KEY", KEY)].into_iter().collect();
    load(Some(&path), &environment, need)
}

fn loaded(lines: &str) -> Config {
    load_in(tempfile::tempdir().unwrap().path(), lines, Need::Okta).unwrap()
}

/// The mistakes in a configuration that ends with `lines`, without what stands before the key.
fn mistakes_in(folder: &Path, lines: &str) -> Vec<String> {
    let Report(problems) = load_in(folder, lines, Need::Okta).unwrap_err();
    let shown = problems.iter().map(|problem| {
        let shown = problem.to_string().replace("\n  hint: ", " => ");
        shown.replace(&format!("{}/", folder.display()), "").replace("connection `acme`: ", "")
    });
    shown.collect()
}

fn mistakes(lines: &str) -> Vec<String> {
    mistakes_in(tempfile::tempdir().unwrap().path(), lines)
}

#[test]
fn without_any_of_these_keys_the_schema_is_the_customers() {
    let config = loaded("");
    let connection = &config.connections[0];
    assert_eq!(connection.rules.catalogue.entries().len(), 35);
    assert!(!connection.rules.evidence);
    assert!(connection.rules.identities.is_none() && connection.identity_file.is_none());
    assert!(matches!(connection.rules.unknown_names, UnknownNames::Keep));
}

#[test]
fn a_catalogue_is_chosen_and_changed() {
    let config = loaded(
        r#"catalogue = "detection"
evidence = true
types = [
    { type = "system.org.rate_limit.warning", event_type = "ALERT", signal_type = "CORE_IAM" },
    { type = "policy.evaluate_sign_on", ingest = false },
]"#,
    );
    let rules = &config.connections[0].rules;
    assert!(rules.evidence);
    assert!(rules.catalogue.find(b"zone.update").is_some());
    assert!(rules.catalogue.find(b"system.org.rate_limit.warning").is_some());
    assert!(rules.catalogue.find(b"policy.evaluate_sign_on").is_none());
}

#[test]
fn every_mistake_in_types_is_named_with_its_line() {
    let types = r#"types = [
    { type = "a.b", event_type = "ADMIN", signal_type = "CORE_IAM", levl = 1 },
    { type = "user.account.lock", event_type = "AUTH", signal_type = "CORE_IAM" },
    { type = "user.account.lok", ingest = false },
    { type = "nobody.knows.this", ingest = false },
    { type = "a.b", event_type = "ADMIN", signal_type = "CORE_IAM" },
    { type = "a.c", event_type = "LOGIN", signal_type = "IAM" },
    { type = "a.d", event_type = "ADMIN" },
    { event_type = "ADMIN", signal_type = "CORE_IAM" },
    { type = "", ingest = false },
    { type = "a\u0007", event_type = "ADMIN", signal_type = "CORE_IAM" },
    { type = "user.session.end", event_type = "ADMIN", ingest = false },
    { type = "user.session.start", ingest = "no" },
    { typ = "a.e", event_type = "ADMIN", signal_type = "CORE_IAM" },
    7,
]"#;
    let shape = super::super::types::SHAPE;
    assert_eq!(
        mistakes(types),
        [
            "c.toml:7: types: unknown member `levl` => ".to_owned() + shape,
            "c.toml:8: types: `user.account.lock` is in the `seed` catalogue already => leave this entry out; what is built in keeps its classes".to_owned(),
            "c.toml:9: types: `user.account.lok` is not in the `seed` catalogue => did you mean `user.account.lock`?".to_owned(),
            "c.toml:10: types: `nobody.knows.this` is not in the `seed` catalogue => leave this entry out: such events are not ingested anyway".to_owned(),
            "c.toml:11: types: `a.b` has an entry in line 7 already => leave out one of the two".to_owned(),
            "c.toml:12: types: there is no event_type `LOGIN` => one of `AUTH`, `ADMIN`, `ALERT`".to_owned(),
            "c.toml:12: types: there is no signal_type `IAM` => one of `CORE_IAM`, `MFA_DEVICE_TRUST`".to_owned(),
            "c.toml:13: types: `signal_type` is missing => one of `CORE_IAM`, `MFA_DEVICE_TRUST`".to_owned(),
            "c.toml:14: types: `type` is missing => ".to_owned() + shape,
            "c.toml:15: types: an event type's name is not empty".to_owned(),
            "c.toml:16: types: an event type's name has no control characters, quotes or backslashes".to_owned(),
            "c.toml:17: types: `event_type` says nothing about a type that is left out => leave out `event_type`, or `ingest = false`".to_owned(),
            "c.toml:18: types: must be `true` or `false`".to_owned(),
            "c.toml:19: types: unknown member `typ` => did you mean `type`?".to_owned(),
            "c.toml:19: types: `type` is missing => ".to_owned() + shape,
            "c.toml:20: types: must be a table, not an integer => ".to_owned() + shape,
        ]
    );
}

#[test]
fn values_of_the_wrong_kind_are_named() {
    for (line, what) in [
        ("catalogue = \"full\"", "`full` is neither `seed` nor `detection`"),
        ("catalogue = true", "must be text, not a boolean"),
        ("evidence = \"true\"", "must be `true` or `false`"),
        ("types = { type = \"x\" }", "must be an array of tables, not a table"),
        ("types = \"x\"", "must be an array of tables, not text"),
        ("identities = [\"x\"]", "must be text, not an array"),
        ("unknown_names = \"drop\"", "`drop` is neither `keep` nor `hash`"),
    ] {
        let mistakes = mistakes(line);
        assert!(mistakes.len() == 1 && mistakes[0].contains(what), "{line}: {mistakes:?}");
    }
}

#[test]
fn names_are_hashed_with_a_key_that_never_shows() {
    let hashed = "unknown_names = \"hash\"\nunknown_names_key = { env = \"KEY\" }";
    let config = loaded(hashed);
    assert!(matches!(config.connections[0].rules.unknown_names, UnknownNames::Hash(_)));
    assert!(!format!("{config:?}").contains(KEY));

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key"), format!("{KEY}\n")).unwrap();
    fs::write(folder.path().join("short"), "15-bytes-s3cret\n").unwrap();
    let with = |key: &str| format!("unknown_names = \"hash\"\nunknown_names_key = {key}");
    load_in(folder.path(), &with("{ file = \"FOLDER/key\" }"), Need::Okta).unwrap();
    for (lines, what) in [
        (with("{ file = \"FOLDER/short\" }"), "the key has fewer than 16 bytes => `openssl rand"),
        (with("{ file = \"FOLDER/none\" }"), "`none` cannot be read"),
        (with("{ env = \"NO_KEY\" }"), "`NO_KEY` is not set"),
        (
            with("\"s3cret s3cret s3cret\""),
            "a secret does not belong in this file => write `unknown_names_key = {",
        ),
        ("unknown_names = \"hash\"".to_owned(), "`hash` needs a key => add `unknown_names_key"),
        ("unknown_names_key = { env = \"KEY\" }".to_owned(), "a key that nothing is hashed with"),
    ] {
        let mistakes = mistakes_in(folder.path(), &lines);
        assert!(mistakes.len() == 1 && mistakes[0].contains(what), "{lines}: {mistakes:?}");
        assert!(!mistakes[0].contains("s3cret"), "{mistakes:?}");
    }
}

#[test]
fn an_identity_file_is_read_when_events_are_made() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), "okta_id,tuid\n00u1,t-1\n").unwrap();
    let lines = "identities = \"FOLDER/people.csv\"";
    for (need, known) in [(Need::Okta, true), (Need::Events, true), (Need::State, false)] {
        let config = load_in(folder.path(), lines, need).unwrap();
        let connection = &config.connections[0];
        let found = connection.rules.identities.as_ref().map(|known| known.len());
        assert_eq!(found, known.then_some(1), "{need:?}");
        assert_eq!(connection.identity_file.is_some(), known);
    }
    // A bad file is a mistake beside the others.
    fs::write(folder.path().join("people.csv"), "okta_id,tuid\n00u1,\n,t-2\n").unwrap();
    let lines = format!("{lines}\nevidence = 1");
    assert_eq!(
        mistakes_in(folder.path(), &lines),
        [
            "c.toml:6: identities: people.csv:2: no `tuid` => fill it in, or leave the person out",
            "c.toml:6: identities: people.csv:3: neither `okta_id` nor `alternate_id` => fill in one of the two, or leave the person out",
            "c.toml:7: evidence: must be `true` or `false`",
        ]
    );
}

#[test]
fn defaults_are_shared_and_their_mistakes_reported_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.json"), "{\"00u1\": \"t-1\"}").unwrap();
    let with = |defaults: &str| {
        let second = HEAD.replace("\"acme\"", "\"zen\"").replace("acme.okta", "zen.okta");
        let lines = format!("evidence = false\n{second}[defaults]\n{defaults}");
        load_in(folder.path(), &lines, Need::Okta)
    };
    let good = "evidence = true\ncatalogue = \"detection\"\nidentities = \"FOLDER/people.json\"";
    let config = with(good).unwrap();
    let [acme, zen] = &config.connections[..] else { panic!("two connections") };
    assert!(!acme.rules.evidence && zen.rules.evidence);
    assert!(zen.rules.catalogue.find(b"zone.update").is_some());
    let map =
        |connection: &crate::config::ConnectionConfig| connection.rules.identities.clone().unwrap();
    assert!(std::sync::Arc::ptr_eq(&map(acme), &map(zen)), "read once");

    let Report(problems) = with("types = [{ type = \"\" }]\nevidence = 1").unwrap_err();
    let evidence = problems.iter().filter(|problem| problem.what.contains("`false`"));
    assert_eq!(evidence.count(), 1, "only `zen` takes it from the defaults");
    let empty = problems.iter().filter(|problem| problem.what.contains("not empty"));
    assert_eq!(empty.count(), 1, "both do, at one place");
}
