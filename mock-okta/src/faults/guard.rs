//! A fault that goes when nobody holds it any more.

use std::fmt;
use std::sync::Arc;

use crate::service::Tenant;

use super::armed::{Added, FaultId};

/// A fault that was added to an org that runs; dropping this removes it.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use mock_okta::MockOkta;
///
/// let mock = MockOkta::builder().users(10).start()?;
/// let outage = mock.add_fault(toml::from_str("kind = \"outage\"")?)?;
/// assert_eq!(outage.id().to_string(), "f1");
/// assert_eq!(mock.faults().len(), 1);
///
/// drop(outage);
/// assert!(mock.faults().is_empty());
/// # Ok(())
/// # }
/// # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap()
/// #     .block_on(example()).unwrap();
/// ```
#[must_use = "the fault is removed when the guard is dropped"]
pub struct FaultGuard {
    tenant: Arc<Tenant>,
    added: Added,
    kept: bool,
}

impl FaultGuard {
    pub(crate) fn new(tenant: Arc<Tenant>, added: Added) -> Self {
        Self { tenant, added, kept: false }
    }

    /// Which fault it is.
    pub fn id(&self) -> FaultId {
        self.added.id
    }

    /// Lets the fault stay until somebody removes it by its id.
    pub fn keep(mut self) -> FaultId {
        self.kept = true;
        self.added.id
    }
}

impl Drop for FaultGuard {
    fn drop(&mut self) {
        if !self.kept {
            self.tenant.faults.undo(self.added);
        }
    }
}

impl fmt::Debug for FaultGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FaultGuard({})", self.added.id)
    }
}
