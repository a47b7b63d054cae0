//! One event, several observers.

use std::sync::Arc;

use clock::Timestamp;

use super::event::{Event, Observer};

/// Passes every event on to each of its observers, in their order.
#[derive(Clone)]
pub struct FanOut(Arc<[Arc<dyn Observer>]>);

impl FanOut {
    /// Passes events on to `observers`.
    pub fn new(observers: Vec<Arc<dyn Observer>>) -> Self {
        Self(observers.into())
    }
}

impl Observer for FanOut {
    fn observe(&self, connection: &str, at: Timestamp, event: &Event) {
        for observer in self.0.iter() {
            observer.observe(connection, at, event);
        }
    }
}
