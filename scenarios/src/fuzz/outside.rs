//! Headers, times and secrets.

use connector::config::{self, Environment, Need};
use connector::fetch::{Credentials, LinkFault, Origin, next_link};
use connector::normalize::PublishedAt;
use http::{HeaderMap, HeaderValue};

use crate::reference::{Json, Outcome, Rules, Text, normalize};

/// `Link` headers, one a line. A link that is followed stands in them, between angle brackets,
/// and leads to the System Log of the org.
pub fn link(lines: &[u8]) {
    let mut headers = HeaderMap::new();
    for line in lines.split(|byte| *byte == b'\n').take(LINES_MAX) {
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(http::header::LINK, value);
        }
    }
    let Ok((origin, _)) = Origin::parse("https://acme.okta.com") else {
        unreachable!("a good origin")
    };
    match next_link(&headers, &origin) {
        Ok(target) => {
            assert!(target.starts_with("https://") && origin.permits(&target), "{target}");
            let path = target.split(['?', '#']).next().unwrap_or_default();
            assert!(path.ends_with("/api/v1/logs"), "{target}");
            let quoted = format!("<{target}>");
            let stands =
                |line: &HeaderValue| line.to_str().is_ok_and(|line| line.contains(&quoted));
            assert!(headers.get_all(http::header::LINK).iter().any(stands), "{target}");
        }
        Err(LinkFault::Absent | LinkFault::Unusable) => {}
    }
}

/// A `published`: the connector reads the instant that the reference reads, or none; and what it
/// writes it reads again.
pub fn timestamp(text: &[u8]) {
    let ours = PublishedAt::parse(text);
    let theirs = std::str::from_utf8(text).ok().and_then(reference_timestamp);
    assert_eq!(ours.map(|at| at.to_string()), theirs, "{}", text.escape_ascii());
    if let Some(at) = ours {
        assert_eq!(PublishedAt::parse(at.to_string().as_bytes()), Some(at));
    }
}

/// The reference reads times as parts of records only.
fn reference_timestamp(text: &str) -> Option<String> {
    let published = Text::from(text).to_json();
    let record =
        format!(r#"{{"eventType":"security.threat.detected","uuid":"u","published":{published}}}"#);
    match normalize(record.as_bytes(), &Rules::seed("d")) {
        Outcome::Published(output) => match output.member("timestamp") {
            Some(Json::String(timestamp)) => timestamp.to_utf8(),
            _ => None,
        },
        _ => None,
    }
}

/// An API token as it is set in the environment: it is a token that a header can carry, or it is
/// refused by one of few messages, none of which repeats it.
pub fn token(text: &[u8]) {
    let text = String::from_utf8_lossy(text);
    match resolve(&text) {
        Ok(token) => {
            assert!(text.contains(&token), "the token is what was typed");
            assert!(!token.is_empty() && token.len() <= TOKEN_BYTES_MAX);
            assert!(token.bytes().all(|byte| byte.is_ascii_graphic()));
            assert!(HeaderValue::try_from(format!("SSWS {token}")).is_ok());
            assert_eq!(resolve(&format!("SSWS {token}\r\n")), Ok(token), "the scheme may stand");
        }
        Err(report) => {
            let known = ["", " ", "\u{e9}"].map(resolve);
            assert!(known.contains(&Err(report.clone())), "{report}");
        }
    }
}

/// The token of a connection that is described by variables, or what is wrong with it.
fn resolve(token: &str) -> Result<String, String> {
    let environment: Environment = [
        ("OKTA_ORG_URL", "https://acme.okta.com"),
        ("OKTA_DOMAIN_ID", "d"),
        ("OKTA_API_TOKEN", token),
    ]
    .into_iter()
    .collect();
    let config = config::load(None, &environment, Need::Okta);
    let mut config = config.map_err(|report| report.to_string())?;
    match config.connections.pop().and_then(|connection| connection.credentials) {
        Some(Credentials::Ssws(token)) => Ok(token.expose().to_owned()),
        other => panic!("the credentials are {other:?}"),
    }
}

/// Lines of one response.
const LINES_MAX: usize = 64;

/// No token is longer.
const TOKEN_BYTES_MAX: usize = 4 * 1024;
