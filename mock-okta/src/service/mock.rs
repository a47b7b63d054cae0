//! The mock, and how it is asked in process.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::response::IntoResponse;
use bytes::Bytes;
use clock::Clock;
use http::{Request, Response};
use tower::ServiceExt;

use crate::attacks::{AttackRefused, AttackRun, AttackSpec, Label};
use crate::auth::client_key;
use crate::faults::{FaultGuard, FaultId, FaultSpec, FaultStatus, FaultsFull};
use crate::ledger::Ledger;
use crate::limits::Limits;
use crate::log::{Log, Position, Recorded};
use crate::replay::published_in;
use crate::world::{Id, Org, World};

use super::body::Body;
use super::build_error::BuildError;
use super::builder::Builder;
use super::process::{Door, Process};
use super::tenant::{AdminToken, Tenant};
use super::way::Way;
use super::wire::{Unanswered, Wire};

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
    pub(super) door: Door,
    pub(crate) process: Arc<Process>,
    pub(super) surface: Surface,
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

    pub(super) fn new(tenant: Tenant, admin_token: Option<AdminToken>) -> Self {
        let process = Arc::new(Process::new(admin_token));
        Self { door: Door::new(tenant), process, surface: Surface::Both }
    }

    /// The same org with only one of its faces, for a port of its own.
    #[must_use]
    pub fn surface(&self, surface: Surface) -> Self {
        Self { surface, ..self.clone() }
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
        let mut response = self.respond(request).await?;
        let wire = response.extensions_mut().remove::<Wire>().unwrap_or_default();
        Ok(wire.in_process(response, self.clock()).await)
    }

    /// The same for whoever writes the answer to a connection: what HTTP has no words for is a
    /// [`Wire`] among the extensions.
    pub(crate) async fn respond(
        &self,
        request: Request<Bytes>,
    ) -> Result<Response<Body>, Unanswered> {
        let request = request.map(axum::body::Body::from);
        let mut response = match self.way(request) {
            Way::Admin(request) => self.process.plane.answer(self.clone(), request).await,
            Way::Okta(router, request) => {
                let Ok(response) = router.oneshot(request).await;
                response
            }
            Way::Nowhere(refusal) => refusal.into_response(),
        };
        match response.extensions_mut().remove::<Unanswered>() {
            Some(unanswered) => Err(unanswered),
            None => Ok(response.map(Body::from)),
        }
    }

    pub(crate) fn tenant_itself(&self) -> &Arc<Tenant> {
        &self.door.tenant
    }

    /// Everything that the org's log holds.
    pub fn log(&self) -> &Log {
        &self.door.tenant.log
    }

    /// Puts a record into the log, visible from now on; says where. What it says of its own `published` is
    /// believed; the bytes are served as they are, whatever they are.
    ///
    /// # Errors
    /// When so many records have come into being that there is no room for more.
    pub fn inject(&self, raw: impl Into<Bytes>) -> Result<Position, LogFull> {
        let (tenant, bytes) = (&self.door.tenant, raw.into());
        let places = tenant.log.extend(|_, read_until| {
            let commit = tenant.clock.now().max(read_until);
            vec![Recorded { commit, published: published_in(&bytes), bytes }]
        });
        places.and_then(|places| places.first().copied()).ok_or(LogFull)
    }

    /// What the org lets through at the moment.
    pub fn limits(&self) -> Limits {
        self.door.tenant.limiter().limits().clone()
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
        self.door.tenant.limiter().set_limits(limits);
        Ok(())
    }

    /// Adds a fault, behind those that are there. The offsets of its address count from now,
    /// its ordinals from the start of the org.
    ///
    /// # Errors
    /// When the org has a thousand faults already.
    pub fn add_fault(&self, fault: FaultSpec) -> Result<FaultGuard, FaultsFull> {
        let tenant = self.tenant_itself();
        let added = tenant.faults.add(fault, tenant.clock.now(), None)?;
        Ok(FaultGuard::new(Arc::clone(tenant), added))
    }

    /// Adds a fault that goes by itself after `lifetime`, or when it is removed.
    ///
    /// # Errors
    /// When the org has a thousand faults already.
    pub fn add_fault_for(
        &self,
        fault: FaultSpec,
        lifetime: Duration,
    ) -> Result<FaultId, FaultsFull> {
        let added = self.tenant_itself().faults.add(fault, self.clock().now(), Some(lifetime))?;
        Ok(added.id)
    }

    /// Removes a fault, whoever added it; says whether it was there.
    pub fn remove_fault(&self, id: FaultId) -> bool {
        self.tenant_itself().faults.remove(id)
    }

    /// The faults at work, in the order in which they are asked.
    pub fn faults(&self) -> Vec<FaultStatus> {
        self.tenant_itself().faults.list(self.clock().now())
    }

    /// Every request and its answer.
    pub fn ledger(&self) -> &Ledger {
        &self.door.tenant.ledger
    }

    /// Begins an attack; an offset counts from now. It begins when it says, but not before the
    /// next minute: what has happened stays as it is.
    ///
    /// ```
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use mock_okta::MockOkta;
    ///
    /// let mock = MockOkta::builder().seed(7).users(100).start()?;
    /// let run = mock.begin_attack(&"impossible-travel@+2h,gap=20m".parse()?)?;
    /// assert_eq!(run.instance, "impossible-travel-1");
    /// assert_eq!(mock.labels().len(), run.events);
    ///
    /// assert!(mock.end_attack(&run.instance));
    /// assert!(mock.labels().is_empty(), "it had not begun yet");
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
    /// #     .block_on(example()).unwrap();
    /// ```
    ///
    /// # Errors
    /// When its time has passed, when nobody works in the org, or when it has no room for more.
    pub fn begin_attack(&self, attack: &AttackSpec) -> Result<AttackRun, AttackRefused> {
        let (tenant, now) = (&self.door.tenant, self.clock().now());
        let moment = attack.time.moment(now);
        if moment < now {
            return Err(AttackRefused::Passed(moment));
        }
        let place = (&tenant.log, &tenant.clock);
        let campaign = tenant.director.begin(attack.kind, &attack.parameters, moment, place)?;
        Ok(AttackRun::of(&campaign, self.clock().now()))
    }

    /// Ends an attack: what it would do from the next minute on does not happen. Says whether there
    /// is one of that name.
    pub fn end_attack(&self, instance: &str) -> bool {
        let tenant = &self.door.tenant;
        tenant.director.end(instance, (&tenant.log, &tenant.clock))
    }

    /// The attacks on the org, those that are over and those to come included, in the order in
    /// which they were put on stage.
    pub fn attacks(&self) -> Vec<AttackRun> {
        let (campaigns, now) = (self.door.tenant.director.campaigns().all(), self.clock().now());
        campaigns.iter().map(|campaign| AttackRun::of(campaign, now)).collect()
    }

    /// What the events of all attacks really are, run by run, those to come included.
    pub fn labels(&self) -> Vec<Label> {
        let campaigns = self.door.tenant.director.campaigns().all();
        campaigns.iter().flat_map(|campaign| campaign.labels().collect::<Vec<_>>()).collect()
    }

    /// What identifies the org, and its API token.
    pub fn org(&self) -> &Org {
        self.door.tenant.world.org()
    }

    /// The id of the service app that the org begins with: it may read the log, and has the key
    /// that [`MockOkta::private_key_jwk`] is the private half of.
    pub fn client_id(&self) -> Id {
        self.door.tenant.directory().first_client()
    }

    /// The private key of that app, as a JWK with its `kid`. It comes with the program and is
    /// public knowledge.
    pub fn private_key_jwk(&self) -> serde_json::Value {
        client_key(&self.door.tenant.seed).into()
    }

    /// Who works there.
    pub fn world(&self) -> &World {
        &self.door.tenant.world
    }

    /// The org's time.
    pub fn clock(&self) -> &Clock {
        &self.door.tenant.clock
    }

    /// Ends every server of this process, such as [`MockOkta::serve`].
    pub fn stop(&self) {
        self.process.stop();
    }

    /// Returns once somebody asked for an end: [`MockOkta::stop`] or `POST /__admin/shutdown`.
    pub async fn stop_requested(&self) {
        self.process.stop_requested().await;
    }
}

impl fmt::Debug for MockOkta {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockOkta").field("tenant", &self.door.tenant).finish_non_exhaustive()
    }
}
