//! Whose request it is: by path, then by host.

use axum::Router;
use axum::extract::Request;
use http::header::HOST;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, Uri};

use crate::control::{Plane, Refusal, admits};

use super::call::Prefix;
use super::mock::{MockOkta, Surface};

/// Where a request leads.
pub(super) enum Way {
    /// To the control plane.
    Admin(Request),
    /// Nowhere in this process.
    Nowhere(Refusal),
    /// To an org.
    Okta(Router, Request),
}

impl MockOkta {
    /// Finds out where `request` leads, and takes off its path what only leads there.
    pub(super) fn way(&self, mut request: Request) -> Way {
        if self.has_admin(request.uri().path()) {
            strip(&mut request, ADMIN.len());
            return Way::Admin(request);
        }
        if self.surface == Surface::Admin {
            let lost = Refusal::missing("only the control plane is here");
            return Way::Nowhere(lost.hint("its paths begin with `/__admin`"));
        }
        if is_below(request.uri().path(), TENANTS) {
            let rest = request.uri().path().get(TENANTS.len() + 1..).unwrap_or_default();
            let name = rest.split('/').next().unwrap_or_default().to_owned();
            let Some(door) = self.process.door(&name) else {
                return Way::Nowhere(Refusal::no_tenant(&name));
            };
            let prefix = format!("{TENANTS}/{name}");
            strip(&mut request, prefix.len());
            request.extensions_mut().insert(Prefix(prefix));
            return Way::Okta(door.okta, request);
        }
        Way::Okta(self.router_for(&request), request)
    }

    /// How large the body of a request may be.
    pub(crate) fn body_bytes_max(&self, path: &str, headers: &HeaderMap) -> usize {
        let trusted = self.has_admin(path) && admits(&self.process, headers);
        if trusted { Plane::BODY_BYTES_MAX } else { BODY_BYTES_MAX }
    }

    /// Whether `path` leads to a control plane that this face has.
    fn has_admin(&self, path: &str) -> bool {
        self.surface != Surface::Okta && is_below(path, ADMIN)
    }

    fn router_for(&self, request: &Request) -> Router {
        let named = || request.headers().get(HOST)?.to_str().ok()?.parse::<Authority>().ok();
        let authority = request.uri().authority().cloned().or_else(named);
        let door = authority.and_then(|authority| self.process.door_at(authority.host()));
        door.map_or_else(|| self.door.okta.clone(), |door| door.okta)
    }
}

/// Whether `path` is `top` or below it.
fn is_below(path: &str, top: &str) -> bool {
    path.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Takes the first `count` bytes off the path.
pub(crate) fn strip(request: &mut Request, count: usize) {
    let target = request.uri().path_and_query().map_or("/", PathAndQuery::as_str);
    let rest = target.get(count..).unwrap_or_default();
    let rest = if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") };
    let mut parts = request.uri().clone().into_parts();
    // What is left of a path is one.
    parts.path_and_query = rest.parse().ok();
    if let Ok(uri) = Uri::from_parts(parts) {
        *request.uri_mut() = uri;
    }
}

/// More than any request of Okta's API needs.
const BODY_BYTES_MAX: usize = 64 << 10;
/// What the control plane's paths begin with.
const ADMIN: &str = "/__admin";
/// What leads to an org by path, followed by its name.
const TENANTS: &str = "/__tenants";
