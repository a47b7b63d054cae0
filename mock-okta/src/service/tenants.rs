//! Many orgs in one process.

use super::build_error::BuildError;
use super::builder::Builder;
use super::mock::MockOkta;
use super::process::{Door, Process};

impl MockOkta {
    /// Adds an org to this process that has nothing in common with the others but the servers,
    /// the control plane and, unless it has a clock of its own, the time.
    ///
    /// Requests reach it by their host ([`Builder::host`], or what its seed makes of
    /// `{subdomain}.okta.com`), or below the path `/__tenants/{name}`, which every link that it
    /// answers with then carries. Its control plane is `/__admin/tenants/{name}`. What is
    /// returned is the same process seen from this org: requests for hosts that lead nowhere
    /// else are its.
    ///
    /// ```
    /// # async fn example() {
    /// use bytes::Bytes;
    /// use http::Request;
    /// use mock_okta::{Endpoint, MockOkta};
    ///
    /// let mock = MockOkta::builder().seed(7).users(50).start().unwrap();
    /// let blue = MockOkta::builder().seed(8).users(20).host("blue.okta.com");
    /// let blue = mock.add_tenant("blue", blue).unwrap();
    ///
    /// for url in ["https://blue.okta.com/api/v1/logs", "http://localhost/__tenants/blue/api/v1/logs"] {
    ///     let request = Request::get(url)
    ///         .header("authorization", format!("SSWS {}", blue.org().ssws_token.expose()))
    ///         .body(Bytes::new())
    ///         .unwrap();
    ///     let response = mock.handle(request).await.unwrap();
    ///     assert_eq!(response.status(), 200);
    ///     let link = response.headers()["link"].to_str().unwrap();
    ///     assert_eq!(link, format!("<{url}>; rel=\"self\""));
    /// }
    /// assert_eq!(blue.ledger().count(Endpoint::Logs), 2);
    /// assert_eq!(mock.ledger().count(Endpoint::Logs), 0);
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example());
    /// ```
    ///
    /// # Errors
    /// When the name or the host is no good or taken, there are too many orgs, or none can be
    /// made from `builder`.
    pub fn add_tenant(&self, name: &str, builder: Builder) -> Result<Self, TenantError> {
        if !is_name(name) {
            return Err(TenantError::BadName { name: name.to_owned() });
        }
        let builder = builder.clock_unless_given(self.clock());
        let door = Door::new(builder.tenant()?);
        if door.host == self.door.host {
            return Err(TenantError::HostTaken { host: door.host });
        }
        self.process.add(name, door.clone())?;
        Ok(Self { door, ..self.clone() })
    }

    /// The org that [`MockOkta::add_tenant`] has added under this name.
    pub fn tenant(&self, name: &str) -> Option<Self> {
        Some(Self { door: self.process.door(name)?, ..self.clone() })
    }

    /// The names of all that were added, in order.
    pub fn tenants(&self) -> Vec<String> {
        self.process.all().into_iter().map(|(name, _)| name).collect()
    }

    /// Removes an org, and says whether there was one of this name. What is on its way to it is
    /// still answered.
    pub fn remove_tenant(&self, name: &str) -> bool {
        self.process.remove(name)
    }
}

/// Whether `name` can be part of a path as it is.
fn is_name(name: &str) -> bool {
    (1..=NAME_MAX).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// Why an org cannot be added.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TenantError {
    /// The name cannot be used.
    #[error("`{name}` is no name: up to {NAME_MAX} lower-case letters, digits and hyphens")]
    BadName {
        /// What was to be the name.
        name: String,
    },
    /// The description is out of range.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The host leads to another org.
    #[error("another org has the host `{host}`; give it another `seed`, or a `host`")]
    HostTaken {
        /// The host.
        host: String,
    },
    /// The name is another org's.
    #[error("another org is called `{name}`")]
    NameTaken {
        /// The name.
        name: String,
    },
    /// There is no room.
    #[error("there are {} orgs beside the first already", Process::TENANTS_MAX)]
    TooMany,
}

/// As long as a label of a host name (RFC 1035, section 2.3.4).
const NAME_MAX: usize = 63;
