//! The Okta org that a connection belongs to, and what may be called there.

use std::fmt;

use url::{Host, Url};

/// Scheme, host and port of an org, checked: `https`, or `http` on a loopback address.
///
/// ```
/// use connector::fetch::Origin;
///
/// let (origin, notes) = Origin::parse("HTTPS://Acme.okta.com/").unwrap();
/// assert_eq!(origin.to_string(), "https://acme.okta.com");
/// assert_eq!(notes.len(), 1);
/// assert!(origin.permits("https://acme.okta.com/api/v1/logs?after=1_1"));
/// assert!(!origin.permits("https://acme.okta.com.evil.test/api/v1/logs?after=1_1"));
///
/// let error = Origin::parse("https://acme-admin.okta.com/admin/dashboard").unwrap_err();
/// assert!(error.to_string().contains("`https://acme.okta.com`"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(Url);

impl Origin {
    /// Reads what a person typed or pasted. A trailing slash and upper case are mended, and a
    /// note says so; anything that would have to be guessed at is an error that shows the URL
    /// to paste instead.
    ///
    /// # Errors
    /// When the text is no URL, names no host, is plain `http` to a host that is not loopback,
    /// is the host of the admin console, or has a path, a query, a fragment or credentials.
    pub fn parse(text: &str) -> Result<(Self, Vec<String>), OriginError> {
        let trimmed = text.trim();
        if !trimmed.contains("://") && !host_part(trimmed).is_empty() {
            // `acme.okta.com:443` would be read as a URL whose scheme is `acme.okta.com`.
            let instead = format!("https://{}", host_part(trimmed));
            return Err(OriginError::NoScheme { instead });
        }
        let url = Url::parse(trimmed).map_err(|_| OriginError::NotAUrl)?;
        let host = url.host().ok_or(OriginError::NotAUrl)?.to_owned();
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OriginError::Credentials);
        }
        let corrected = corrected(&url, &host);
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&host) => {}
            "http" => {
                return Err(OriginError::Plain {
                    instead: corrected
                        .as_str()
                        .replacen("http:", "https:", 1)
                        .trim_end_matches('/')
                        .to_owned(),
                });
            }
            _ => return Err(OriginError::NotAUrl),
        }
        let instead = corrected.as_str().trim_end_matches('/').to_owned();
        if corrected.host_str() != url.host_str() {
            return Err(OriginError::AdminHost { instead });
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(OriginError::Path { instead });
        }
        let origin = Self(url);
        let plain = origin.to_string();
        let notes =
            if plain == text { Vec::new() } else { vec![format!("read `{text}` as `{plain}`")] };
        Ok((origin, notes))
    }

    /// The URL of `path`, which starts with `/`, at this org.
    pub fn url(&self, path: &str) -> String {
        format!("{self}{path}")
    }

    /// Whether the connector may send its credentials to `link`: this scheme, host and port,
    /// no credentials in the URL, and the System Log's path, written so that it can be sent as
    /// it stands.
    pub fn permits(&self, link: &str) -> bool {
        link.parse::<http::Uri>().is_ok()
            && Url::parse(link).is_ok_and(|url| {
                url.origin() == self.0.origin()
                    && url.username().is_empty()
                    && url.password().is_none()
                    && url.path() == LOGS_PATH
                    && url.fragment().is_none()
            })
    }

    /// Whether the host is the machine itself.
    pub fn is_loopback(&self) -> bool {
        self.0.host().is_some_and(|host| is_loopback(&host.to_owned()))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Why a text is not the URL of an org.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not a URL with a scheme and a host.
    #[error("not the URL of an Okta org, which looks like `https://acme.okta.com`")]
    NotAUrl,
    /// A host without a scheme.
    #[error("the scheme is missing: use `{instead}`")]
    NoScheme {
        /// The URL to paste.
        instead: String,
    },
    /// Unencrypted, to another machine.
    #[error("`http` would send the token in clear: use `{instead}`")]
    Plain {
        /// The URL to paste.
        instead: String,
    },
    /// What the browser shows in the Admin Console.
    #[error("this is the host of the Admin Console: use `{instead}`")]
    AdminHost {
        /// The URL to paste.
        instead: String,
    },
    /// More than scheme, host and port.
    #[error("only scheme and host belong here: use `{instead}`")]
    Path {
        /// The URL to paste.
        instead: String,
    },
    /// A user name or password in the URL.
    #[error("credentials do not belong in the URL: use `token`")]
    Credentials,
}

/// The org's own URL: no path, and not the Admin Console's host.
fn corrected(url: &Url, host: &Host<String>) -> Url {
    let mut corrected = url.clone();
    corrected.set_path("");
    corrected.set_query(None);
    corrected.set_fragment(None);
    if let Host::Domain(name) = host
        && let Some((org, domain)) = name.split_once('.')
        && let Some(org) = org.strip_suffix("-admin")
        && OKTA_DOMAINS.contains(&domain)
    {
        // The new host is a shorter form of a valid one.
        let _ = corrected.set_host(Some(&format!("{org}.{domain}")));
    }
    corrected
}

fn is_loopback(host: &Host<String>) -> bool {
    match host {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

fn host_part(text: &str) -> &str {
    text.split(['/', '?', '#']).next().unwrap_or_default()
}

/// The path of the System Log (facts 1).
pub(crate) const LOGS_PATH: &str = "/api/v1/logs";

/// Where `{org}-admin` is the Admin Console and not an org of that name (facts 9.13).
const OKTA_DOMAINS: [&str; 5] =
    ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil"];
