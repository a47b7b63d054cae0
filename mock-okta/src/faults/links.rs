//! Links that lead nowhere, round in circles, or to somebody else.

use serde::Deserialize;

use super::rule::{Occasion, Rule, Stage, Verdict};

/// `missing-next`: no `next` link, as if the log had ended.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MissingNext {}

impl Rule for MissingNext {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::alter(|reply| reply.links.next = None)
    }
}

/// `same-next`: the `next` link is the page itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SameNext {}

impl Rule for SameNext {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::alter(|reply| reply.links.next.clone_from(&reply.links.own))
    }
}

/// `foreign-next`: the `next` link leads to another host or scheme.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ForeignNext {
    /// The host, with a port if need be; the right one when absent.
    pub host: Option<String>,
    /// The scheme; the right one when absent.
    pub scheme: Option<String>,
}

impl Default for ForeignNext {
    fn default() -> Self {
        Self { host: Some("collector.attacker.example".to_owned()), scheme: None }
    }
}

impl Rule for ForeignNext {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        let Self { host, scheme } = self.clone();
        Verdict::alter(move |reply| {
            let parts = reply.links.next.as_deref().and_then(|url| {
                let (own_scheme, rest) = url.split_once("://")?;
                let (own_host, path) = rest.split_once('/')?;
                let scheme = scheme.as_deref().unwrap_or(own_scheme);
                let host = host.as_deref().unwrap_or(own_host);
                Some(format!("{scheme}://{host}/{path}"))
            });
            reply.links.next = parts;
        })
    }
}

/// `folded-link`: a proxy has joined the two `Link` lines into one (facts 1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FoldedLink {}

impl Rule for FoldedLink {
    fn stage(&self) -> Stage {
        Stage::Page
    }

    fn verdict(&self, _: &Occasion<'_>) -> Verdict {
        Verdict::alter(|reply| reply.links.folded = true)
    }
}
