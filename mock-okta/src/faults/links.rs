//! Links that lead nowhere, round in circles, or to somebody else.

use crate::service::Endpoint;

use super::entry::fault;
use super::rule::{Occasion, Rule, Verdict};

fault! {
    /// No `next` link, as if the log had ended.
    MissingNext, "missing-next", Link, Link, Some(Endpoint::Logs), example "from = \"20m\"\ntimes = 3" {}
}

impl Rule for MissingNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(_) = next(occasion) else { return Verdict::Pass };
        Verdict::alter(|reply| reply.links.next = None)
    }
}

fault! {
    /// No `Link` header at all, as behind a proxy that strips what it does not know.
    MissingLinks, "missing-links", Link, Link, Some(Endpoint::Logs), example "pages = \"5..=7\"" {}
}

impl Rule for MissingLinks {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(_) = next(occasion) else { return Verdict::Pass };
        Verdict::alter(|reply| (reply.links.own, reply.links.next) = (None, None))
    }
}

fault! {
    /// The `next` link is the page itself.
    SameNext, "same-next", Link, Link, Some(Endpoint::Logs), example "times = 3" {}
}

impl Rule for SameNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(_) = next(occasion) else { return Verdict::Pass };
        Verdict::alter(|reply| reply.links.next.clone_from(&reply.links.own))
    }
}

fault! {
    /// The `next` link leads to another host or scheme.
    ForeignNext, "foreign-next", Link, Link, Some(Endpoint::Logs), example "host = \"evil.example:8443\"" {
        /// The host, with a port if need be; in Rust, the right one when there is none.
        host: Option<String> = Some(ATTACKER.to_owned()),
        /// The scheme; the right one when absent.
        scheme: Option<String> = None,
    }
}

impl Rule for ForeignNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let scheme = self.scheme.as_deref().unwrap_or(parts.scheme);
        let host = self.host.as_deref().unwrap_or(parts.host);
        lead(format!("{scheme}://{host}/{}", parts.target))
    }
}

fault! {
    /// The `next` link leads to the same host by `http`, without TLS.
    InsecureNext, "insecure-next", Link, Link, Some(Endpoint::Logs), example "every = 10" {}
}

impl Rule for InsecureNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        lead(format!("http://{}/{}", parts.host, parts.target))
    }
}

fault! {
    /// The `next` link leads to another host, in front of which the right one stands as the name
    /// of a user: `https://acme.okta.com@attacker/`.
    UserinfoNext, "userinfo-next", Link, Link, Some(Endpoint::Logs), example "host = \"evil.example\"" {
        /// The host that it really leads to.
        host: String = ATTACKER.to_owned(),
    }
}

impl Rule for UserinfoNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        lead(format!("{}://{}@{}/{}", parts.scheme, parts.host, self.host, parts.target))
    }
}

fault! {
    /// The `next` link leads to the right host and out of the System Log.
    OutsideNext, "outside-next", Link, Link, Some(Endpoint::Logs), example "path = \"/api/v1/logs/../users\"" {
        /// To which path; the query stays.
        path: String = "/api/v1/users".to_owned(),
    }
}

impl Rule for OutsideNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        let query = parts.target.split_once('?').map_or("", |(_, query)| query);
        lead(format!("{}://{}{}?{query}", parts.scheme, parts.host, self.path))
    }
}

fault! {
    /// The `next` link has neither scheme nor host, which is allowed (RFC 8288, section 3.1).
    RelativeNext, "relative-next", Link, Link, Some(Endpoint::Logs), example "pages = 2" {}
}

impl Rule for RelativeNext {
    fn verdict(&self, occasion: &Occasion<'_>) -> Verdict {
        let Some(parts) = next(occasion) else { return Verdict::Pass };
        lead(format!("/{}", parts.target))
    }
}

/// A URL in its parts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parts<'a> {
    pub(super) scheme: &'a str,
    pub(super) host: &'a str,
    /// Path and query without the first slash.
    pub(super) target: &'a str,
}

/// Where the page leads; nothing when it leads nowhere.
pub(super) fn next<'a>(occasion: &Occasion<'a>) -> Option<Parts<'a>> {
    let url = occasion.sheet?.reply.links.next.as_deref()?;
    let (scheme, rest) = url.split_once("://")?;
    let (host, target) = rest.split_once('/')?;
    Some(Parts { scheme, host, target })
}

/// The page leads to `url` instead.
pub(super) fn lead(url: String) -> Verdict {
    Verdict::alter(move |reply| reply.links.next = Some(url))
}

pub(super) const ATTACKER: &str = "collector.attacker.example";
