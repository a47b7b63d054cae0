use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use clap::{CommandFactory, Parser};
use clock::{Clock, Pace};
use serde_json::Value;

use super::{Cli, Command, ServeArgs, Settings, serve};
use crate::{Endpoint, Engine, LimitPreset, RetryAfter};

fn args(flags: &[&str]) -> ServeArgs {
    let words = ["mock-okta", "serve"].iter().chain(flags);
    let Command::Serve(args) = Cli::try_parse_from(words).unwrap().command else {
        panic!("not to serve: {flags:?}")
    };
    *args
}

fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn resolve(flags: &[&str], text: &str) -> Result<Settings, Vec<String>> {
    let file = file(text);
    let mut args = args(flags);
    args.config = Some(file.path().to_owned());
    let name = file.path().display().to_string();
    Settings::resolve(args, 99).map_err(|wrong| {
        wrong.mistakes().iter().map(|wrong| wrong.replace(&name, "FILE")).collect()
    })
}

#[test]
fn the_command_line_is_consistent() {
    Cli::command().debug_assert();
}

#[test]
fn a_flag_beats_the_file_which_beats_the_default() {
    let settings = resolve(&["--port", "1"], "port = 2\nseed = 7\nusers = 40").unwrap();
    assert_eq!((settings.port, settings.seed), (1, 7));
    assert_eq!(settings.host, "127.0.0.1");
    assert_eq!(settings.builder.start().unwrap().world().users(), 40);
    let picked = resolve(&[], "").unwrap();
    assert_eq!((picked.port, picked.seed, picked.admin_port), (8_080, 99, None));
}

#[test]
fn everything_that_a_flag_can_say_a_file_can_say() {
    let replay = file("{\"replayed\":true}\n");
    let text = format!(
        r#"
        host = "localhost"
        port = 0
        admin_port = 0
        seed = 3
        users = 50
        engine = "classic"
        events_per_day = 2_000
        history = "1d"
        epoch = 2026-03-19T14:00:00Z
        clock = "stepped"
        auth_clock = "wall"
        require_dpop = true
        limit_preset = "free"
        limit = 10
        concurrency = 7
        neighbours = 0.25
        token_share = 0.25
        rate_window = "2s"
        retry_after = "date"
        replay = ["{}"]
        replay_rate = 5
        tls = true
        proxy_port = 0
        ca_file = "/tmp/ca.pem"

        [commit_lag]
        typical = "500ms"
        late_per_million = 0
        late_max = "1m"

        [[fault]]
        kind = "outage"
        from = "1h"

        [[inject]]
        kind = "missing-uuid"
        at = "-1m"
        "#,
        replay.path().display()
    );
    let settings = resolve(&[], &text).unwrap();
    assert_eq!((settings.tls, settings.proxy_port), (true, Some(0)));
    assert_eq!(settings.ca_file, Some(PathBuf::from("/tmp/ca.pem")));
    assert!(!resolve(&["--tls=false"], &text).unwrap().tls);
    let mock = settings.builder.start().unwrap();
    assert_eq!(mock.clock().now().to_string(), "2026-03-19T14:00:00.000Z");
    assert_eq!(mock.log().begin().to_string(), "2026-03-18T14:00:00.000Z");
    mock.clock().advance(Duration::from_secs(1)).unwrap();
    assert!(mock.tenant_itself().auth_now() > mock.clock().now());
    assert_eq!(mock.world().engine(), Engine::Classic);
    let app = mock.tenant_itself().directory().apps()[0].clone();
    assert!(app.dpop);
    let limits = mock.limits();
    assert_eq!(
        (limits.preset(), limits.concurrency, limits.neighbours),
        (LimitPreset::Custom, 7, 0.25)
    );
    assert_eq!((limits.requests[&Endpoint::Logs], limits.requests[&Endpoint::Token]), (10, 300));
}

#[test]
fn assertions_are_judged_by_a_time_that_their_clients_have() {
    for (flags, wall) in [
        (&[][..], true),
        (&["--epoch", "2026-03-19T14:00:00Z"], true),
        (&["--clock", "scaled:60", "--epoch", "2026-03-19T14:00:00Z"], true),
        (&["--clock", "stepped", "--epoch", "2026-03-19T14:00:00Z"], false),
        (&["--clock", "stepped", "--epoch", "2026-03-19T14:00:00Z", "--auth-clock", "wall"], true),
        (&["--epoch", "2026-03-19T14:00:00Z", "--auth-clock", "org", "--require-dpop"], false),
    ] {
        let mock = Settings::resolve(args(flags), 1).unwrap().builder.start().unwrap();
        let (judged, now) = (mock.tenant_itself().auth_now(), Clock::real().now());
        assert_eq!(now.since(judged) < Duration::from_mins(1), wall, "{flags:?}: {judged}");
    }
}

#[test]
fn every_mistake_of_a_file_is_named_at_once() {
    let mistakes = resolve(
        &[],
        r#"
        prot = 80
        port = "eighty"
        users = 0
        clock = "fast"
        history = "long"
        replay = "/nowhere/events.ndjson"
        tls = "yes"

        [[fault]]
        kind = "outage"
        [[fault]]
        kind = "outage"
        answer = "418"

        [commit_lag]
        typicall = "1s"
        "#,
    )
    .unwrap_err();
    let starts = [
        "FILE: `port`: invalid digit",
        "FILE: `tls`: expected true or false",
        "FILE: `history`: `long` is no duration",
        "FILE: `clock`: expected real, scaled:N",
        "FILE: `fault number 2`: unknown variant `418`",
        "FILE: `commit_lag number 1`: unknown field `typicall`",
        "FILE: `prot`: no such key; there are host, port",
        "replay file /nowhere/events.ndjson cannot be read: No such file",
        "users: between 1 and 1000000",
    ];
    assert_eq!(mistakes.len(), starts.len(), "{mistakes:#?}");
    for (mistake, start) in mistakes.iter().zip(starts) {
        assert!(mistake.starts_with(start), "{mistake}");
    }
    assert_eq!(resolve(&[], "port = ").unwrap_err().len(), 1);
    let missing = ServeArgs { config: Some(PathBuf::from("/nowhere.toml")), ..args(&[]) };
    let mistakes = Settings::resolve(missing, 1).unwrap_err().to_string();
    assert!(mistakes.starts_with("/nowhere.toml: cannot be read: No such file"), "{mistakes}");
    let nothing = resolve(&["--replay-rate", "3"], "").unwrap_err();
    assert_eq!(nothing, ["replay_rate: there is nothing to replay; add --replay FILE"]);
    let untrusted = resolve(&["--ca-file", "ca.pem"], "").unwrap_err();
    assert_eq!(untrusted, ["ca_file: there is nothing to certify; add --tls or --proxy-port"]);
}

#[test]
fn what_is_typed_wrong_is_refused_before_anything_runs() {
    for flags in [
        &["--users", "many"][..],
        &["--clock", "scaled:0"],
        &["--clock", "scaled"],
        &["--retry-after", "soon"],
        &["--limit-preset", "huge"],
        &["--history", "long"],
        &["--epoch", "yesterday"],
        &["--profile", "hostile"],
    ] {
        let words = ["mock-okta", "serve"].iter().chain(flags);
        assert_eq!(Cli::try_parse_from(words).unwrap_err().exit_code(), 2, "{flags:?}");
    }
    let typed = args(&["--clock", "scaled:60", "--retry-after", "never", "--rate-window", "2s"]);
    assert_eq!(typed.clock, Some(Pace::Scaled(60)));
    assert_eq!(typed.retry_after, Some(RetryAfter::Never));
    assert_eq!(typed.rate_window, Some(Duration::from_secs(2)));
}

/// Serves until the port is known, and returns what was announced.
async fn announced(flags: &[&str]) -> (Value, String) {
    let settings = Settings::resolve(args(flags), 5).unwrap();
    let (mut out, mut talk) = (Vec::new(), Vec::new());
    let token = "admin-token".to_owned();
    serve(settings, token, &mut out, Some(&mut talk), std::future::ready(())).await.unwrap();
    let line = String::from_utf8(out).unwrap();
    assert_eq!(line.lines().count(), 1);
    (serde_json::from_str(&line).unwrap(), String::from_utf8(talk).unwrap())
}

#[tokio::test]
async fn the_ready_line_tells_everything_that_a_client_needs() {
    let (ready, talk) = announced(&["--port", "0", "--seed", "7", "--users", "10"]).await;
    let keys: Vec<&String> = ready.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        [
            "ready",
            "url",
            "admin_url",
            "org_id",
            "ssws_token",
            "client_id",
            "private_key_jwk",
            "seed",
            "ca_file",
            "proxy_url"
        ]
    );
    let url = ready["url"].as_str().unwrap();
    assert!(url.starts_with("http://127.0.0.1:") && !url.ends_with('/'));
    assert_eq!(ready["admin_url"], format!("{url}/__admin"));
    assert_eq!((&ready["ready"], &ready["seed"]), (&true.into(), &7.into()));
    assert!(ready["ca_file"].is_null() && ready["proxy_url"].is_null());
    assert!(ready["client_id"].as_str().unwrap().starts_with("0oa"));
    for member in ["kid", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
        assert!(ready["private_key_jwk"][member].is_string(), "{member}");
    }
    assert_eq!(talk.lines().count(), 3);
    assert!(talk.contains(&format!("OKTA_ORG_URL={url} OKTA_API_TOKEN=00")));
    assert!(talk.contains("OKTA_DOMAIN_ID="));
}

/// What is pasted works as it is: whom to trust and which way to go are in it.
#[tokio::test]
async fn with_tls_or_a_proxy_the_lines_to_paste_say_whom_to_trust() {
    let (ready, talk) = announced(&["--port", "0", "--users", "10", "--tls"]).await;
    let (url, file) = (ready["url"].as_str().unwrap(), ready["ca_file"].as_str().unwrap());
    assert!(url.starts_with("https://127.0.0.1:"));
    assert_eq!(ready["admin_url"], format!("{url}/__admin"));
    let port = url.rsplit_once(':').unwrap().1;
    assert!(file.ends_with(&format!("mock-okta-{port}-ca.pem")), "{file}");
    assert!(talk.contains(&format!("curl --cacert {file} -H")), "{talk}");
    assert!(talk.contains(&format!("\nSSL_CERT_FILE={file} OKTA_ORG_URL={url} ")), "{talk}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    let file = path.to_str().unwrap();
    let flags = ["--port", "0", "--users", "10", "--seed", "7", "--proxy-port", "0"];
    let (ready, talk) = announced(&[&flags[..], &["--ca-file", file]].concat()).await;
    assert!(ready["url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(ready["ca_file"], file);
    let proxy = ready["proxy_url"].as_str().unwrap();
    let both = format!("\nHTTPS_PROXY={proxy} SSL_CERT_FILE={file} OKTA_ORG_URL=https://");
    assert!(talk.contains(&both), "{talk}");
    assert_eq!(talk.lines().count(), 3);
    assert!(!path.exists(), "removed at the end");
}

#[tokio::test]
async fn a_certificate_that_cannot_be_written_is_named() {
    let flags = ["--port", "0", "--users", "10", "--tls", "--ca-file", "/nowhere/ca.pem"];
    let settings = Settings::resolve(args(&flags), 5).unwrap();
    let ready = std::future::ready(());
    let refused = serve(settings, String::new(), &mut Vec::new(), None, ready).await.unwrap_err();
    assert!(refused.to_string().contains("/nowhere/ca.pem; choose another place"), "{refused}");
}

#[tokio::test]
async fn a_port_of_its_own_has_the_control_plane_alone() {
    let (ready, _) = announced(&["--port", "0", "--admin-port", "0", "--users", "10"]).await;
    let (url, admin) = (ready["url"].as_str().unwrap(), ready["admin_url"].as_str().unwrap());
    assert!(!admin.starts_with(url), "{ready}");
}

#[tokio::test]
async fn beyond_loopback_the_control_plane_has_a_token() {
    let (ready, _) = announced(&["--port", "0", "--host", "0.0.0.0", "--users", "10"]).await;
    assert_eq!(ready["admin_token"], "admin-token");
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let taken = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let settings = Settings::resolve(args(&["--port", &port]), 5).unwrap();
    let ready = std::future::ready(());
    let refused = serve(settings, String::new(), &mut Vec::new(), None, ready).await.unwrap_err();
    assert!(refused.to_string().contains(&format!("cannot listen on 127.0.0.1:{port}")));
}
