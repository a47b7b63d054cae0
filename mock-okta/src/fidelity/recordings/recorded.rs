//! The recordings.

use std::collections::BTreeMap;

use serde::Deserialize;

/// One exchange, as `exchanges.toml` describes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exchange {
    pub(super) name: String,
    pub(super) source: String,
    /// Why there is nothing to ask.
    pub(super) absent: Option<String>,
    /// Method and path; `{app}` is the id of the org's app.
    pub(super) request: Option<String>,
    #[serde(default)]
    pub(super) body: Option<String>,
    #[serde(default)]
    pub(super) credentials: Credentials,
    /// Whether the client takes compressed bodies.
    #[serde(default)]
    pub(super) accept_gzip: bool,
    /// Whether the bucket is empty when it is asked.
    #[serde(default)]
    pub(super) exhausted: bool,
    #[serde(default)]
    pub(super) switches: String,
    pub(super) status: Option<u16>,
    /// Each header as often as it came; nothing when the recording shows an excerpt.
    #[serde(default)]
    pub(super) headers: Vec<String>,
    /// Headers that are known not to have come.
    #[serde(default)]
    pub(super) without: Vec<String>,
    #[serde(default)]
    pub(super) values: BTreeMap<String, String>,
    pub(super) records: Option<usize>,
    #[serde(default)]
    pub(super) keys: Vec<String>,
    pub(super) code: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) cause: Option<String>,
    /// In what the mock is not like the recording, and why.
    #[serde(default)]
    pub(super) differs: BTreeMap<String, String>,
}

/// How whoever was recorded proved who they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(super) enum Credentials {
    #[default]
    #[serde(rename = "token")]
    Token,
    #[serde(rename = "wrong token")]
    WrongToken,
    #[serde(rename = "assertion")]
    Assertion,
    #[serde(rename = "assertion and proof")]
    AssertionAndProof,
    #[serde(rename = "assertion and proof with nonce")]
    AssertionAndProofWithNonce,
}

pub(super) fn exchanges() -> Vec<Exchange> {
    #[derive(Deserialize)]
    struct File {
        exchange: Vec<Exchange>,
    }
    toml::from_str::<File>(include_str!("exchanges.toml")).unwrap().exchange
}
