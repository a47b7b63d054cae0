//! Kills at a point of the connector's work.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::case::{CrashPoint, CrashSpec, Span};

/// Watches the seams of the connector and kills it where the case says.
///
/// A seam that is due never returns; whoever drives the connector is told, drops it, and starts
/// another one.
#[derive(Clone, Debug)]
pub struct Crashes(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    plan: Mutex<Plan>,
    struck: Notify,
}

#[derive(Debug)]
struct Plan {
    waiting: Vec<CrashSpec>,
    /// How often each point was passed.
    passed: [u64; POINTS],
    /// For how long the connector that was just killed stays down.
    down: Option<Span>,
}

impl Crashes {
    /// The kills of a case; those at random moments are the driver's.
    pub fn new(specs: &[CrashSpec]) -> Self {
        let waiting = specs.iter().filter(|spec| spec.at != CrashPoint::Random).cloned().collect();
        let plan = Mutex::new(Plan { waiting, passed: [0; POINTS], down: None });
        Self(Arc::new(Shared { plan, struck: Notify::new() }))
    }

    /// The connector passes `point`. Returns at once, or never.
    pub async fn pass(&self, point: CrashPoint) {
        if self.is_due(point) {
            self.0.struck.notify_one();
            std::future::pending::<()>().await;
        }
    }

    /// Returns when a connector has to be killed, with how long it stays down.
    pub async fn struck(&self) -> Span {
        loop {
            if let Some(down) = self.plan().down.take() {
                return down;
            }
            self.0.struck.notified().await;
        }
    }

    fn is_due(&self, point: CrashPoint) -> bool {
        let mut plan = self.plan();
        let passed = &mut plan.passed[point as usize];
        *passed += 1;
        let passed = *passed;
        let due = plan.waiting.iter().position(|spec| spec.at == point && spec.nth == passed);
        let Some(due) = due else { return false };
        let spec = plan.waiting.remove(due);
        plan.down = Some(spec.down);
        true
    }

    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.0.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const POINTS: usize = 5;
