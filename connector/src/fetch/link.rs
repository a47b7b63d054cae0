//! The `Link` header (RFC 8288), as far as `rel="next"` goes.

use http::HeaderMap;

use super::origin::Origin;

/// The `next` link of a response, verbatim.
///
/// Okta sends two header lines, a proxy may fold them into one (facts 1.3); a comma inside the
/// angle brackets separates nothing. Of several `next` links the first counts.
///
/// # Errors
/// [`LinkFault::Absent`] when there is none, [`LinkFault::Unusable`] when it leads anywhere
/// but to the System Log of `origin`, or is longer than 8 KiB.
///
/// ```
/// use connector::fetch::{Origin, next_link};
///
/// let (origin, _) = Origin::parse("https://acme.okta.com").unwrap();
/// let mut headers = http::HeaderMap::new();
/// headers.append("link", "<https://acme.okta.com/api/v1/logs>; rel=\"self\"".parse().unwrap());
/// headers.append("link", "<https://acme.okta.com/api/v1/logs?after=1_1>; rel=\"next\"".parse().unwrap());
/// assert_eq!(next_link(&headers, &origin).unwrap(), "https://acme.okta.com/api/v1/logs?after=1_1");
/// ```
pub fn next_link(headers: &HeaderMap, origin: &Origin) -> Result<String, LinkFault> {
    let lines = headers.get_all(http::header::LINK).iter().take(LINES_MAX);
    let target = lines
        .filter_map(|line| line.to_str().ok())
        .find_map(|line| next_target(line))
        .ok_or(LinkFault::Absent)?;
    if target.len() <= LINK_BYTES_MAX && origin.permits(target) {
        Ok(target.to_owned())
    } else {
        Err(LinkFault::Unusable)
    }
}

/// Why there is no link to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// No `rel="next"`.
    Absent,
    /// There is one, but it may not be followed.
    Unusable,
}

/// The target of the first link in `line` whose relation types include `next`.
fn next_target(line: &str) -> Option<&str> {
    let mut rest = line;
    loop {
        let (_, after_open) = rest.split_once('<')?;
        let (target, after_target) = after_open.split_once('>')?;
        let (parameters, after) = split_at(after_target, b',');
        if is_next(parameters) {
            return Some(target);
        }
        rest = after;
    }
}

/// What stands before the first `separator` and what follows it; in quotes it is text.
fn split_at(text: &str, separator: u8) -> (&str, &str) {
    let mut quoted = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            byte if byte == separator && !quoted => return (&text[..at], &text[at + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// Whether the parameters hold `rel=next`, quoted or not, among any relation types. Only the
/// first `rel` counts (RFC 8288, section 3.3).
fn is_next(parameters: &str) -> bool {
    let mut rest = parameters;
    while !rest.is_empty() {
        let (parameter, after) = split_at(rest, b';');
        rest = after;
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let types = value.trim().trim_matches('"');
            return types.split_ascii_whitespace().any(|kind| kind.eq_ignore_ascii_case("next"));
        }
    }
    false
}

/// A link that is longer is no cursor of Okta's: those in the wild have some 200 bytes.
const LINK_BYTES_MAX: usize = 8 * 1024;

/// Header lines that are looked at.
const LINES_MAX: usize = 16;
