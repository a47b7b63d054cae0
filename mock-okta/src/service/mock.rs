//! The mock, and how it is asked in process.

use std::fmt;
use std::sync::Arc;

use axum::Router;
use bytes::Bytes;
use clock::{Clock, Timestamp};
use http::{Request, Response};
use tower::ServiceExt;

use crate::attacks::{AttackSpec, Label};
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::log::{Log, Recorded, minute_of};
use crate::replay::published_in;
use crate::world::{Org, World};
use crate::{api, control};

use super::body::Body;
use super::builder::{BuildError, Builder};
use super::tenant::Tenant;

/// An Okta org. Cheap to clone; clones are the same org.
///
/// ```
/// # async fn example() {
/// use bytes::Bytes;
/// use http::Request;
/// use http_body_util::BodyExt;
/// use mock_okta::MockOkta;
///
/// let mock = MockOkta::builder().seed(7).users(50).start().unwrap();
/// let request = Request::get("https://acme.okta.com/api/v1/logs?limit=2")
///     .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()))
///     .body(Bytes::new())
///     .unwrap();
///
/// let response = mock.handle(request).await.unwrap();
/// assert_eq!(response.status(), 200);
/// assert_eq!(response.headers().get_all("link").iter().count(), 2);
/// let body = response.into_body().collect().await.unwrap().to_bytes();
/// assert_eq!(serde_json::from_slice::<Vec<serde_json::Value>>(&body).unwrap().len(), 2);
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(example());
/// ```
#[derive(Clone)]
pub struct MockOkta {
    pub(super) tenant: Arc<Tenant>,
    router: Router,
}

/// Which of its two faces a mock shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Surface {
    /// Only `/__admin`.
    Admin,
    /// Both.
    #[default]
    Both,
    /// Only what Okta has.
    Okta,
}

/// A connection that ends without an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// Nobody listened. Over a socket, the connection is closed in an orderly way.
    #[error("the connection was refused")]
    Refused,
    /// The peer broke the connection off.
    #[error("the connection was reset")]
    Reset,
}

/// The log has no room for more records that come into being while the org runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log has no room for more records")]
pub struct LogFull;

impl MockOkta {
    /// Begins to describe an org.
    pub fn builder() -> Builder {
        Builder::default()
    }

    pub(super) fn new(tenant: Tenant) -> Self {
        let tenant = Arc::new(tenant);
        Self { router: router(&tenant, Surface::Both), tenant }
    }

    /// The same org with only one of its faces, for a port of its own.
    #[must_use]
    pub fn surface(&self, surface: Surface) -> Self {
        Self { router: router(&self.tenant, surface), tenant: Arc::clone(&self.tenant) }
    }

    /// Answers one request, as the far end of a connection would.
    ///
    /// Links in the answer lead to the scheme and host of the request's URI, or to its `Host`
    /// header when the URI has none. Whatever time passes does so on [`MockOkta::clock`]; under
    /// a paused tokio clock and [`Clock::auto`] that is virtual time.
    ///
    /// # Errors
    /// When a fault ends the connection without an answer.
    pub async fn handle(&self, request: Request<Bytes>) -> Result<Response<Body>, Dropped> {
        let request = request.map(axum::body::Body::from);
        let Ok(mut response) = self.router.clone().oneshot(request).await;
        match response.extensions_mut().remove::<Dropped>() {
            Some(dropped) => Err(dropped),
            None => Ok(response.map(Body::from)),
        }
    }

    /// Everything that the org's log holds.
    pub fn log(&self) -> &Log {
        &self.tenant.log
    }

    /// Puts a record into the log, visible from now on. What it says of its own `published` is
    /// believed; the bytes are served as they are, whatever they are.
    ///
    /// # Errors
    /// When so many records have come into being that there is no room for more.
    pub fn inject(&self, raw: impl Into<Bytes>) -> Result<(), LogFull> {
        let bytes = raw.into();
        let commit = self.tenant.clock.now();
        let record = Recorded { commit, published: published_in(&bytes), bytes };
        if self.tenant.log.append(record) { Ok(()) } else { Err(LogFull) }
    }

    /// What the org lets through at the moment.
    pub fn limits(&self) -> Limits {
        self.tenant.limiter().limits().clone()
    }

    /// Changes what the org lets through from now on. Windows that are open stay open, with what
    /// was used of them.
    ///
    /// # Errors
    /// When a value is out of its range; every such value is named, and nothing is changed.
    pub fn set_limits(&self, limits: Limits) -> Result<(), BuildError> {
        let mistakes = limits.mistakes();
        if !mistakes.is_empty() {
            return Err(BuildError::new(mistakes));
        }
        self.tenant.limiter().set_limits(limits);
        Ok(())
    }

    /// Every request and its answer.
    pub fn ledger(&self) -> &Ledger {
        &self.tenant.ledger
    }

    /// Begins an attack. It begins when it says, but not before the next minute: what has happened
    /// stays as it is. Returns the name of this run, such as `impossible-travel-1`.
    pub fn begin_attack(&self, attack: &AttackSpec) -> String {
        let tenant = &self.tenant;
        let next_minute = (minute_of(tenant.clock.now()) + 1) * 60_000;
        let moment = attack.time.moment(tenant.start).max(Timestamp::from_millis(next_minute));
        tenant.director.begin(attack.kind, attack.parameters.clone(), moment).instance()
    }

    /// Ends an attack: what it would still do does not happen. Says whether there is one of that
    /// name.
    pub fn end_attack(&self, instance: &str) -> bool {
        self.tenant.director.end(instance, self.tenant.clock.now())
    }

    /// What the events of all attacks really are, run by run, those to come included.
    pub fn labels(&self) -> Vec<Label> {
        let campaigns = self.tenant.director.campaigns().all();
        campaigns.iter().flat_map(|campaign| campaign.labels().collect::<Vec<_>>()).collect()
    }

    /// What identifies the org, and its API token.
    pub fn org(&self) -> &Org {
        self.tenant.world.org()
    }

    /// Who works there.
    pub fn world(&self) -> &World {
        &self.tenant.world
    }

    /// The org's time.
    pub fn clock(&self) -> &Clock {
        &self.tenant.clock
    }

    /// Ends every [`MockOkta::serve`] of this org.
    pub fn stop(&self) {
        self.tenant.stop.send_replace(true);
    }

    /// Returns once somebody asked for an end: [`MockOkta::stop`] or `POST /__admin/shutdown`.
    pub async fn stop_requested(&self) {
        let mut stop = self.tenant.stop.subscribe();
        // The sender lives as long as the org, so this ends only with the wait.
        let _ = stop.wait_for(|stop| *stop).await;
    }
}

impl fmt::Debug for MockOkta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockOkta").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

fn router(tenant: &Arc<Tenant>, surface: Surface) -> Router {
    let mut router = Router::new();
    if surface != Surface::Admin {
        router = router.merge(api::routes());
    }
    if surface != Surface::Okta {
        router = router.nest("/__admin", control::routes(tenant));
    }
    router.fallback(api::no_such_path).with_state(Arc::clone(tenant))
}
