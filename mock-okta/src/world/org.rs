//! What identifies the org as a whole.

use std::fmt;

use clock::Seed;

use super::ids::{Id, Mint};

/// The org's own identifiers and its API token.
#[derive(Clone, Debug)]
pub struct Org {
    /// `00o…`.
    pub id: Id,
    /// The name before `.okta.com`.
    pub subdomain: String,
    /// `{subdomain}.okta.com`, the host that a real org of this name would have.
    pub host: String,
    /// What follows the `@` in logins; a reserved name that no mail reaches (RFC 2606).
    pub mail_domain: String,
    /// The token that `/api/v1/logs` accepts.
    pub ssws_token: SswsToken,
    /// `00T…`, the id of that token.
    pub api_token_id: Id,
}

impl Org {
    /// Derives the org that belongs to `seed`.
    pub(crate) fn new(seed: &Seed, mint: &Mint) -> Self {
        let mut draw = seed.child("org").draw();
        let subdomain =
            format!("{}{}-{}", draw.pick(FIRST), draw.pick(SECOND), draw.between(1_000, 9_999));
        Self {
            id: mint.id("00o", 0),
            host: format!("{subdomain}.okta.com"),
            mail_domain: format!("{subdomain}.example"),
            subdomain,
            ssws_token: SswsToken(format!("00{}", mint.text(TOKEN, draw.next(), 40))),
            api_token_id: mint.id("00T", 0),
        }
    }
}

/// An API token, `00` and 40 url-safe characters (facts 4.2). Never printed by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct SswsToken(String);

impl SswsToken {
    pub(crate) fn new(token: String) -> Self {
        Self(token)
    }

    /// The token itself, for an `Authorization: SSWS …` header.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SswsToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SswsToken(…)")
    }
}

const TOKEN: u64 = 0x5357_5353;
const FIRST: &[&str] = &["north", "blue", "iron", "cedar", "bright", "lake", "stone", "silver"];
const SECOND: &[&str] = &["wind", "field", "works", "bridge", "harbor", "logic", "ridge", "mill"];
