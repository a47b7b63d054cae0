//! What a token request holds, before anybody believes it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CONTENT_TYPE};

use crate::auth::error::OAuthError;
use crate::auth::jose::Jws;
use crate::service::Call;

/// A form as the token endpoint takes it (RFC 6749, section 4.4.2).
#[derive(Clone, Debug)]
pub(crate) struct TokenForm {
    fields: BTreeMap<String, String>,
    repeated: bool,
    in_query: bool,
    authorization: Authorization,
}

/// What the `Authorization` header says.
#[derive(Clone, Debug)]
enum Authorization {
    Absent,
    /// The client id of a basic one.
    Basic(String),
    /// Nothing that could be read.
    Other,
}

/// How a client says who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Credentials {
    /// A JWT that it signed; with the client id that may stand beside it.
    Assertion { jwt: String, client_id: Option<String> },
    /// A secret, which the org server does not take.
    Secret { client_id: String },
}

impl TokenForm {
    /// Reads the form of `call`; nothing when it says that it is something else.
    pub(crate) fn read(call: &Call) -> Option<Self> {
        let content_type = call.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return None;
        }
        let mut fields = BTreeMap::new();
        let mut repeated = false;
        for (name, value) in form_urlencoded::parse(&call.body).take(FIELDS_MAX) {
            repeated |= fields.insert(name.into_owned(), value.into_owned()).is_some();
        }
        let in_query = ["client_secret", "client_assertion"]
            .iter()
            .any(|name| call.params.value(name).is_some());
        let authorization = Authorization::read(call);
        Some(Self { fields, repeated, in_query, authorization })
    }

    /// A field that is there and not empty.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// The client that this claims to come from, which nobody has checked.
    pub(crate) fn claimed_client(&self) -> Option<String> {
        if let Some(jwt) = self.field("client_assertion") {
            return Jws::parse(jwt).ok()?.claims().text("iss").map(str::to_owned);
        }
        match &self.authorization {
            Authorization::Basic(client_id) => Some(client_id.clone()),
            _ => self.field("client_id").map(str::to_owned),
        }
    }

    /// The one kind of credentials that this comes with.
    ///
    /// # Errors
    /// When there are none, several, or they are where they must not be.
    pub(crate) fn credentials(&self) -> Result<Credentials, OAuthError> {
        if self.in_query {
            return Err(OAuthError::CREDENTIALS_IN_QUERY);
        }
        if self.repeated {
            return Err(OAuthError::REPEATED_PARAMETER);
        }
        let jwt = self.field("client_assertion");
        let asserted = jwt.is_some() || self.field("client_assertion_type").is_some();
        let secret = self.field("client_secret");
        let header = !matches!(self.authorization, Authorization::Absent);
        let kinds = [asserted, secret.is_some(), header];
        if kinds.into_iter().filter(|kind| *kind).count() > 1 {
            return Err(OAuthError::MULTIPLE_CREDENTIALS);
        }
        if asserted {
            if self.field("client_assertion_type") != Some(ASSERTION_TYPE) {
                return Err(OAuthError::ASSERTION_TYPE);
            }
            let jwt = jwt.ok_or(OAuthError::ASSERTION_PARSING)?.to_owned();
            let client_id = self.field("client_id").map(str::to_owned);
            return Ok(Credentials::Assertion { jwt, client_id });
        }
        match &self.authorization {
            Authorization::Absent => {}
            Authorization::Basic(client_id) => {
                return Ok(Credentials::Secret { client_id: client_id.clone() });
            }
            Authorization::Other => return Err(OAuthError::BAD_AUTHORIZATION),
        }
        match (self.field("client_id"), secret) {
            (Some(client_id), Some(_)) => {
                Ok(Credentials::Secret { client_id: client_id.to_owned() })
            }
            (None, Some(_)) => Err(OAuthError::CLIENT_ID),
            (_, None) => Err(OAuthError::NO_CREDENTIALS),
        }
    }
}

impl Authorization {
    fn read(call: &Call) -> Self {
        let basic = || {
            let (scheme, encoded) = call.header(AUTHORIZATION.as_str())?.split_once(' ')?;
            let decoded = STANDARD.decode(encoded.trim()).ok()?;
            let (client_id, _) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
            scheme.eq_ignore_ascii_case("Basic").then(|| client_id.to_owned())
        };
        match basic() {
            Some(client_id) => Self::Basic(client_id),
            None if call.headers.contains_key(AUTHORIZATION) => Self::Other,
            None => Self::Absent,
        }
    }
}

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What comes after so many fields is not looked at.
const FIELDS_MAX: usize = 100;
