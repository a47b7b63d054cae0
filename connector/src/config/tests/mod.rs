mod rules;

use std::fs;
use std::time::Duration;

use super::{Config, Environment, Need, Report, SETTINGS, SinkConfig, load};
use crate::poller::Interval;

const GOOD: &str = r#"
[state]
url = "sqlite:/var/lib/total/state.db"

[defaults]
domain_id = "customer-domain-001"
poll_interval = "30s"

[[connection]]
name = "acme"
org_url = "https://acme.okta.com"
token = { env = "ACME_TOKEN" }
sink = "file:/var/lib/total/acme.ndjson"

[[connection]]
name = "zen"
org_url = "https://zen.oktapreview.com/"
token = { env = "ZEN_TOKEN" }
poll_interval = "auto"
page_limit = 100
rate_share = 0.5
history = 86400
filter = 'eventType sw "user."'
auto_resume_after = "1h30m"
"#;

fn environment() -> Environment {
    [("ACME_TOKEN", "00acme"), ("ZEN_TOKEN", "SSWS 00zen\n")].into_iter().collect()
}

fn file(text: &str, environment: &Environment) -> Result<Config, Report> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    fs::write(&path, text).unwrap();
    load(Some(&path), environment, Need::Okta).map_err(|Report(problems)| {
        let prefix = format!("{}/", folder.path().display());
        let problems = problems.into_iter().map(|mut problem| {
            problem.place.label = problem.place.label.replace(&prefix, "");
            problem
        });
        Report(problems.collect())
    })
}

/// The mistakes in `text`, a line each.
fn mistakes(text: &str) -> Vec<String> {
    let Report(problems) = file(text, &environment()).unwrap_err();
    problems.iter().map(|problem| problem.to_string().replace("\n  hint: ", " => ")).collect()
}

#[test]
fn a_file_gives_connections_with_defaults_filled_in() {
    let config = file(GOOD, &environment()).unwrap();
    assert_eq!(config.state.to_str(), Some("/var/lib/total/state.db"));
    let [acme, zen] = &config.connections[..] else { panic!("two connections") };
    assert_eq!(acme.policy.poll_interval, Interval::Every(Duration::from_secs(30)));
    assert_eq!(acme.sink, SinkConfig::File("/var/lib/total/acme.ndjson".into()));
    assert_eq!(acme.rules.domain_id(), "customer-domain-001");
    assert_eq!(acme.policy.page_limit, 1_000);
    assert_eq!(zen.policy.poll_interval, Interval::Auto);
    assert_eq!(zen.policy.history, Duration::from_hours(24));
    assert_eq!(zen.policy.auto_resume_after, Some(Duration::from_mins(90)));
    assert_eq!(zen.sink, SinkConfig::Stdout);
    assert_eq!(zen.origin.to_string(), "https://zen.oktapreview.com");
    assert!(
        config.notes.iter().any(|note| note.contains("zen.oktapreview.com/")),
        "{:?}",
        config.notes
    );
}

#[test]
fn secrets_never_print() {
    let config = file(GOOD, &environment()).unwrap();
    let printed = format!("{config:?} {:?}", environment());
    assert!(!printed.contains("00acme") && !printed.contains("00zen"), "{printed}");
}

#[test]
fn all_mistakes_are_reported_at_once_with_place_and_remedy() {
    let text = r#"
[state]
ulr = "x"

[[connection]]
name = "acme corp"
org_url = "https://acme-admin.okta.com/admin"
token = "00abc"
pol_interval = "1m"
page_limit = 5000
history = "soon"

[[conection]]
"#;
    assert_eq!(
        mistakes(text),
        [
            "c.toml:3: state: unknown key `ulr` => did you mean `url`?",
            "c.toml:5: connection `acme corp`: `domain_id` is missing => OKTA_DOMAIN_ID, the customer's domain in TOTAL; event ids are derived from it",
            "c.toml:6: connection `acme corp`: name: a name has 1 to 64 letters, digits, `_`, `-` or `.`",
            "c.toml:7: connection `acme corp`: org_url: this is the host of the Admin Console: use `https://acme.okta.com`",
            "c.toml:8: connection `acme corp`: token: a secret does not belong in this file => write `token = { env = \"NAME\" }` or `{ file = \"PATH\" }`",
            "c.toml:9: connection `acme corp`: unknown key `pol_interval` => did you mean `poll_interval`?",
            "c.toml:10: connection `acme corp`: page_limit: a page has 1 to 1000 events",
            "c.toml:11: connection `acme corp`: history: not a duration like `60s`, `5m` or `7d`",
            "c.toml:13: unknown key `conection` => did you mean `connection`?",
        ]
    );
}

#[test]
fn a_token_that_cannot_be_one_is_refused_without_being_shown() {
    let with = |value: &str| {
        let environment = [("ACME_TOKEN", value), ("ZEN_TOKEN", "00zen")].into_iter().collect();
        file(GOOD, &environment)
    };
    for (value, what) in [
        ("", "`ACME_TOKEN` is not set"),
        ("  \n", "the token is empty or far too long"),
        ("00ab\u{e9}cd", "the token has characters that no token has"),
        ("00ab\ncd", "the token has characters that no token has"),
    ] {
        let report = with(value).unwrap_err().to_string();
        assert!(report.contains(what), "{value:?}: {report}");
        assert!(!report.contains("00ab"), "{report}");
    }
}

#[test]
fn values_of_the_wrong_type_or_range_are_named() {
    let with = |line: &str| {
        let text = GOOD
            .replace("page_limit = 100\n", &format!("{line}\n"))
            .replace("rate_share = 0.5\n", "");
        mistakes(&text).remove(0)
    };
    for (line, what) in [
        ("rate_share = 0.0", "above 0 and at most 1"),
        ("rate_share = 1.5", "above 0 and at most 1"),
        ("rate_share = \"half\"", "above 0 and at most 1"),
        ("page_limit = 0", "1 to 1000 events"),
        ("page_limit = true", "1 to 1000 events"),
        ("sink = \"ftp://x\"", "neither `stdout` nor `file:PATH`"),
        ("sink = \"file:\"", "neither `stdout` nor `file:PATH`"),
        ("sink = 7", "must be text"),
        ("sink = \"https://u:pw@c/\"", "`https:` is neither `stdout` nor"),
        ("attribution = \"target\"", "neither `actor_or_target` nor `actor`"),
        ("proxy = \"proxy:3128\"", "not the URL of an HTTP proxy"),
        ("ca_file = \"/nowhere/ca.pem\"", "cannot be read"),
    ] {
        let mistake = with(line);
        assert!(mistake.contains(what), "{line}: {mistake}");
    }
}

#[test]
fn connections_must_differ_where_they_would_collide() {
    let same_name = GOOD.replace("\"zen\"", "\"acme\"");
    assert_eq!(mistakes(&same_name), ["c.toml: there are two connections called `acme`"]);
    let same_sink = GOOD.replace("page_limit = 100", "sink = \"file:/var/lib/total/acme.ndjson\"");
    assert!(mistakes(&same_sink)[0].contains("two connections write to"));
    assert!(mistakes("[state]\n")[0].contains("there is no connection"));
}

#[test]
fn a_text_that_is_no_toml_is_reported_with_its_line() {
    let mistake = &mistakes("[state]\nurl = \"x\n")[0];
    assert!(mistake.starts_with("c.toml:2: "), "{mistake}");
}

#[test]
fn without_a_file_the_environment_decides() {
    let folder = tempfile::tempdir().unwrap();
    let token = folder.path().join("token");
    fs::write(&token, "00file\n").unwrap();
    let token = token.to_str().unwrap().to_owned();
    let pairs = [
        ("OKTA_ORG_URL", "http://127.0.0.1:8080"),
        ("OKTA_API_TOKEN_FILE", &token),
        ("OKTA_DOMAIN_ID", "d"),
        ("OKTA_SINK", "file:out.ndjson"),
        ("OKTA_STATE", "sqlite:s.db"),
        ("OKTA_HISTORY", "7d"),
        ("OKTA_POLL_INTERVAL", "5"),
        ("OKTA_PAGE_LIMIT", "200"),
        ("OKTA_CLIENT_ORGURL", "for another program"),
        ("PATH", "/bin"),
    ];
    let config = load(None, &pairs.into_iter().collect(), Need::Okta).unwrap();
    let [connection] = &config.connections[..] else { panic!("one connection") };
    assert_eq!(connection.name, "default");
    assert_eq!(connection.policy.page_limit, 200);
    assert_eq!(connection.policy.poll_interval, Interval::Every(Duration::from_secs(5)));
    assert_eq!(connection.sink, SinkConfig::File("out.ndjson".into()));
    assert_eq!(config.state.to_str(), Some("s.db"));
    assert_eq!(config.notes, ["`OKTA_CLIENT_ORGURL` is not a variable of this program"]);

    let typo = [("OKTA_ORG_URLL", "https://acme.okta.com")].into_iter().collect();
    let report = load(None, &typo, Need::Okta).unwrap_err().to_string();
    assert!(report.contains("OKTA_ORG_URLL: unknown variable"), "{report}");
    assert!(report.contains("did you mean `OKTA_ORG_URL`?"), "{report}");
    let nothing = load(None, &Environment::default(), Need::Okta).unwrap_err().to_string();
    assert!(nothing.contains("`okta-connector init` writes one"), "{nothing}");
}

#[test]
fn no_mistake_repeats_a_secret() {
    let token = GOOD.replace("\"ACME_TOKEN\"", "\"00s3cret\"");
    let state = GOOD.replace("sqlite:/var/lib/total/state.db", "postgres://u:s3cret@db/x");
    let sink = GOOD.replace("page_limit = 100", "sink = \"https://u:s3cret@c/\"");
    for text in [token, state, sink] {
        let mistakes = mistakes(&text);
        assert!(!mistakes.is_empty());
        assert!(mistakes.iter().all(|mistake| !mistake.contains("s3cret")), "{mistakes:?}");
    }
}

#[test]
fn commands_that_do_not_talk_to_okta_need_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    fs::write(&path, GOOD).unwrap();
    let config = load(Some(&path), &Environment::default(), Need::State).unwrap();
    assert!(config.connections.iter().all(|connection| connection.credentials.is_none()));
}

#[test]
fn beside_a_file_variables_are_ignored_with_a_note() {
    let variables = [
        ("ACME_TOKEN", "00a"),
        ("ZEN_TOKEN", "00z"),
        ("OKTA_PAGE_LIMIT", "5"),
        ("OKTA_CONNECTOR_X", "1"),
    ];
    let config = file(GOOD, &variables.into_iter().collect()).unwrap();
    assert!(config.notes.iter().any(|note| note.ends_with("decides; ignored: OKTA_PAGE_LIMIT")));
}

#[test]
fn the_template_is_a_configuration_and_explains_every_key() {
    let template = include_str!("../../cli/template.toml");
    let environment = [("OKTA_API_TOKEN", "00abc")].into_iter().collect();
    let config = file(template, &environment).unwrap();
    assert_eq!(config.connections[0].name, "acme");
    for setting in SETTINGS {
        let key = format!("{} = ", setting.key);
        assert!(template.contains(&key), "{} is not explained", setting.key);
    }
    // What is commented out is what is valid: each line, taken in, still loads.
    for line in template.lines().filter_map(|line| line.strip_prefix("# ")) {
        let is_setting = SETTINGS.iter().any(|info| line.starts_with(&format!("{} = ", info.key)));
        let elsewhere = ["/etc/ssl", "/run/secrets", "people.csv", "unknown_names"];
        if is_setting && !elsewhere.iter().any(|part| line.contains(part)) {
            let key = line.split(" = ").next().unwrap();
            let others = template.lines().filter(|other| !other.starts_with(&format!("{key} = ")));
            let text = format!("{}\n{line}\n", others.collect::<Vec<_>>().join("\n"));
            file(&text, &environment).unwrap_or_else(|report| panic!("{line}: {report}"));
        }
    }
}
