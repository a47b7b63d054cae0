//! The `WWW-Authenticate` header (facts 4.2).

use std::fmt;

use crate::auth::error::OAuthError;
use crate::auth::jose::Algorithm;

/// A refusal that is said in a header, with an empty body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Challenge {
    pub(crate) scheme: Scheme,
    pub(crate) error: OAuthError,
    /// The scope that was needed.
    pub(crate) scope: &'static str,
}

/// How an access token is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    Bearer,
    DPoP,
}

impl Challenge {
    /// The header as Okta sends it from `authority` about `resource`, with `http:` URLs as
    /// observed.
    pub(crate) fn long(&self, authority: &str, resource: &str) -> String {
        let Self { scheme, error, scope } = self;
        let algorithms = match scheme {
            Scheme::Bearer => String::new(),
            Scheme::DPoP => {
                format!("algs=\"{}\", ", Algorithm::NAMES.join(" "))
            }
        };
        format!(
            "{scheme} {algorithms}authorization_uri=\"http://{authority}/oauth2/v1/authorize\", \
             realm=\"http://{authority}\", scope=\"{scope}\", error=\"{}\", \
             error_description=\"{}\", resource=\"{resource}\"",
            error.code, error.description
        )
    }

    /// The short form of the documentation.
    pub(crate) fn short(&self) -> String {
        let Self { scheme, error, .. } = self;
        format!("{scheme} error=\"{}\", error_description=\"{}\"", error.code, error.description)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bearer => "Bearer",
            Self::DPoP => "DPoP",
        })
    }
}
