//! The control plane as a whole: who is let in, and to which org.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{DefaultBodyLimit, Request};
use axum::response::{IntoResponse, Response};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use tower::ServiceExt;

use crate::service::{MockOkta, Process, strip};

use super::refusal::Refusal;
use super::routes::{of_org, of_process};

/// Everything below `/__admin`.
pub(crate) struct Plane {
    /// What an org has.
    org: Router<MockOkta>,
    /// What an org has, and what the process has.
    process: Router<MockOkta>,
}

impl Default for Plane {
    fn default() -> Self {
        let finish = |router: Router<MockOkta>| {
            router
                .fallback(unknown)
                .method_not_allowed_fallback(not_so)
                .layer(DefaultBodyLimit::max(Self::BODY_BYTES_MAX))
        };
        Self { org: finish(of_org()), process: finish(of_org().merge(of_process())) }
    }
}

impl Plane {
    /// How much may be put in at once.
    pub(crate) const BODY_BYTES_MAX: usize = 16 << 20;

    /// Answers a request for a path below `/__admin`, from which that is taken off, to somebody
    /// who asks about the org `mock`.
    pub(crate) async fn answer(&self, mock: MockOkta, request: Request) -> Response {
        if !admits(&mock.process, request.headers()) {
            let refusal =
                Refusal::new(StatusCode::UNAUTHORIZED, "the admin token is missing or wrong");
            let hint =
                "send it as `Authorization: Bearer …`; the ready line has it as `admin_token`";
            return refusal.hint(hint).into_response();
        }
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, Self::BODY_BYTES_MAX).await else {
            return too_large().into_response();
        };
        let mut request = Request::from_parts(parts, Body::from(body));
        let path = request.uri().path().to_owned();
        let (router, mock) = match tenant_in(&path) {
            None => (&self.process, mock),
            Some(name) => match mock.tenant(name) {
                Some(mock) => {
                    strip(&mut request, TENANTS.len() + name.len());
                    (&self.org, mock)
                }
                None => return Refusal::no_tenant(name).into_response(),
            },
        };
        let Ok(response) = router.clone().with_state(mock).oneshot(request).await;
        response
    }
}

/// Whether whoever sends `headers` is let in: with the token, or where there is none anybody.
pub(crate) fn admits(process: &Process, headers: &HeaderMap) -> bool {
    let shown = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    process.admin_token.as_ref().is_none_or(|wanted| shown == Some(wanted.0.as_str()))
}

/// The name of the org whose own plane `path` lies in.
fn tenant_in(path: &str) -> Option<&str> {
    path.strip_prefix(TENANTS)?.split_once('/').map(|(name, _)| name)
}

fn too_large() -> Refusal {
    let error = format!("the body is larger than {} MiB", Plane::BODY_BYTES_MAX >> 20);
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, error).hint("send it in parts")
}

async fn unknown() -> Refusal {
    Refusal::missing("nothing is here").hint("docs/CONTROL.md lists what the control plane has")
}

async fn not_so() -> Refusal {
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "not with this method")
        .hint("docs/CONTROL.md lists what the control plane has")
}

const TENANTS: &str = "/tenants/";
