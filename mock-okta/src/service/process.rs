//! What the orgs of one process share: their names, and how they end.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use axum::Router;
use tokio::sync::watch;

use crate::api;
use crate::control::Plane;

use super::tenant::{AdminToken, Tenant};
use super::tenants::TenantError;

/// The orgs of a process beside its first one, and what belongs to none of them.
pub(crate) struct Process {
    doors: RwLock<BTreeMap<String, Door>>,
    /// What the control plane asks for; nothing when it is open.
    pub(crate) admin_token: Option<AdminToken>,
    pub(crate) plane: Plane,
    /// Becomes true when somebody asks for an end.
    stop: watch::Sender<bool>,
    /// How many servers run.
    servers: watch::Sender<usize>,
}

/// An org, and what leads to it.
#[derive(Clone)]
pub(crate) struct Door {
    pub(crate) tenant: Arc<Tenant>,
    /// The host that it is reached by, in lower case.
    pub(crate) host: String,
    /// What Okta has.
    pub(super) okta: Router,
}

impl Door {
    pub(super) fn new(tenant: Tenant) -> Self {
        let tenant = Arc::new(tenant);
        let okta = api::routes().fallback(api::no_such_path).with_state(Arc::clone(&tenant));
        let host = tenant.builder.host.as_ref().unwrap_or(&tenant.world.org().host);
        Self { host: host.to_ascii_lowercase(), okta, tenant }
    }
}

impl Process {
    /// How many orgs there may be beside the first one.
    pub(crate) const TENANTS_MAX: usize = 100;

    pub(super) fn new(admin_token: Option<AdminToken>) -> Self {
        Self {
            doors: RwLock::default(),
            plane: Plane::default(),
            stop: watch::Sender::new(false),
            servers: watch::Sender::new(0),
            admin_token,
        }
    }

    /// The org of this name.
    pub(crate) fn door(&self, name: &str) -> Option<Door> {
        self.doors().get(name).cloned()
    }

    /// The org that `host` leads to. Of `acme.okta.com` the console `acme-admin.okta.com` is the
    /// same org (facts 1.3).
    pub(crate) fn door_at(&self, host: &str) -> Option<Door> {
        let doors = self.doors();
        if doors.is_empty() {
            return None;
        }
        let host = host.to_ascii_lowercase();
        let plain = host
            .split_once('.')
            .and_then(|(label, rest)| Some(format!("{}.{rest}", label.strip_suffix("-admin")?)));
        doors.values().find(|door| door.host == host || Some(&door.host) == plain.as_ref()).cloned()
    }

    /// Every org beside the first one, by name.
    pub(crate) fn all(&self) -> Vec<(String, Door)> {
        self.doors().iter().map(|(name, door)| (name.clone(), door.clone())).collect()
    }

    /// Adds an org.
    pub(super) fn add(&self, name: &str, door: Door) -> Result<(), TenantError> {
        let mut doors = self.doors.write().unwrap_or_else(PoisonError::into_inner);
        if doors.contains_key(name) {
            return Err(TenantError::NameTaken { name: name.to_owned() });
        }
        if doors.values().any(|other| other.host == door.host) {
            return Err(TenantError::HostTaken { host: door.host });
        }
        if doors.len() >= Self::TENANTS_MAX {
            return Err(TenantError::TooMany);
        }
        doors.insert(name.to_owned(), door);
        Ok(())
    }

    /// Forgets the org of this name, and says whether there was one.
    pub(crate) fn remove(&self, name: &str) -> bool {
        self.doors.write().unwrap_or_else(PoisonError::into_inner).remove(name).is_some()
    }

    /// Ends every server.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Returns once somebody asked for an end.
    pub(super) async fn stop_requested(&self) {
        // The sender lives as long as the process, so this ends only with the wait.
        let _ = self.stop.subscribe().wait_for(|stop| *stop).await;
    }

    /// Counts a server for as long as what this returns is held.
    pub(crate) fn serving(self: &Arc<Self>) -> Serving {
        self.servers.send_modify(|servers| *servers += 1);
        Serving(Arc::clone(self))
    }

    /// Returns once no server runs.
    pub(super) async fn servers_ended(&self) {
        let _ = self.servers.subscribe().wait_for(|servers| *servers == 0).await;
    }

    fn doors(&self) -> RwLockReadGuard<'_, BTreeMap<String, Door>> {
        self.doors.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Process").field("tenants", &self.doors().keys()).finish_non_exhaustive()
    }
}

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Serving(Arc<Process>);

impl Drop for Serving {
    fn drop(&mut self) {
        self.0.servers.send_modify(|servers| *servers -= 1);
    }
}
