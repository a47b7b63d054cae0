//! A sink and a store that survive the connector, as a disk would.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use clock::{Clock, Timestamp};
use connector::cursor::{
    Checkpoint, Gap, Instruction, Saved, StateStore, Status, StoreError, Uncommitted,
};
use connector::future::BoxFuture;
use connector::normalize::EventSpan;
use connector::publish::{Ack, Receipt, Sink, SinkError};
use tokio::sync::Notify;

use super::crash::Crashes;
use crate::case::{CrashPoint, SinkOutage};
use crate::oracle::Quarantined;

/// NDJSON in memory.
#[derive(Clone, Debug)]
pub struct MemorySink {
    held: Arc<Mutex<Held>>,
    clock: Clock,
    started: Timestamp,
    outages: Vec<SinkOutage>,
    crashes: Crashes,
}

#[derive(Debug, Default)]
struct Held {
    lines: Vec<u8>,
    arrivals: Vec<Timestamp>,
}

impl MemorySink {
    /// An empty sink; arrivals are taken from `clock`, and so are the times of its outages.
    pub fn new(clock: Clock, outages: &[SinkOutage], crashes: Crashes) -> Self {
        let started = clock.now();
        Self { held: Arc::default(), clock, started, outages: outages.to_vec(), crashes }
    }

    /// Every line, and when it arrived.
    pub fn take(&self) -> (Vec<u8>, Vec<Timestamp>) {
        let held = std::mem::take(&mut *self.held());
        (held.lines, held.arrivals)
    }

    /// Adds lines, as a connector does that knows no receipts.
    pub fn append(&self, lines: &[u8], events: usize) {
        let now = self.clock.now();
        let mut held = self.held();
        held.lines.extend_from_slice(lines);
        held.arrivals.extend(std::iter::repeat_n(now, events));
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sink for MemorySink {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        Box::pin(async move {
            self.crashes.pass(CrashPoint::HandedToSink).await;
            let since_start = self.clock.now().since(self.started);
            let is_out =
                |outage: &SinkOutage| (outage.from.0..outage.until.0).contains(&since_start);
            if self.outages.iter().any(is_out) {
                return Err(SinkError::Unavailable { what: "the sink is out".to_owned() });
            }
            self.append(lines, events.len());
            self.crashes.pass(CrashPoint::Acknowledged).await;
            Ok(Ack::all_events())
        })
    }
}

/// What one connection remembers, in memory.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    kept: Arc<Mutex<Kept>>,
    told: Arc<Notify>,
    crashes: Crashes,
}

#[derive(Debug)]
struct Kept {
    saved: Saved,
    quarantine: Vec<Quarantined>,
    gaps: u64,
    instructions: VecDeque<Instruction>,
}

impl MemoryStore {
    /// A store in which nothing is.
    pub fn new(crashes: Crashes) -> Self {
        let kept = Kept {
            saved: Saved::NEW,
            quarantine: Vec::new(),
            gaps: 0,
            instructions: VecDeque::new(),
        };
        Self { kept: Arc::new(Mutex::new(kept)), told: Arc::default(), crashes }
    }

    /// Tells the connection something, as a person would.
    pub fn instruct(&self, instruction: Instruction) {
        self.kept().instructions.push_back(instruction);
        self.told.notify_one();
    }

    /// What is in quarantine, and how many gaps there are.
    pub fn remains(&self) -> (Vec<Quarantined>, u64) {
        let kept = self.kept();
        (kept.quarantine.clone(), kept.gaps)
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Saved, StoreError>> {
        Box::pin(async { Ok(self.kept().saved.clone()) })
    }

    fn begin(
        &self,
        checkpoint: Checkpoint,
        gap: Option<Gap>,
        _at: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut kept = self.kept();
            kept.saved.checkpoint = Some(checkpoint);
            kept.gaps += u64::from(gap.is_some());
            Ok(())
        })
    }

    fn commit(&self, receipt: Receipt, _at: Timestamp) -> BoxFuture<'_, Result<(), Uncommitted>> {
        Box::pin(async move {
            {
                let mut kept = self.kept();
                let candidate = receipt.candidate();
                kept.saved.checkpoint = Some(candidate.checkpoint.clone());
                kept.gaps += u64::from(candidate.gap.is_some());
                kept.quarantine.extend(receipt.rejects().iter().map(|reject| Quarantined {
                    reason: reject.reason.name().to_owned(),
                    raw: reject.raw.clone(),
                }));
            }
            self.crashes.pass(CrashPoint::Committed).await;
            Ok(())
        })
    }

    fn save(&self, status: Status, _at: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.kept().saved.status = status;
            Ok(())
        })
    }

    fn instruction(&self) -> BoxFuture<'_, Instruction> {
        Box::pin(async move {
            loop {
                if let Some(instruction) = self.kept().instructions.pop_front() {
                    return instruction;
                }
                self.told.notified().await;
            }
        })
    }
}
