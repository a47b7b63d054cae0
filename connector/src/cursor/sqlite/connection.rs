//! The state of one connection, as `run` uses it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::{Clock, Timestamp};
use rusqlite::{Connection, TransactionBehavior, named_params, params};

use super::state::SqliteState;
use super::{counts, quarantine};
use crate::cursor::checkpoint::{Checkpoint, Gap};
use crate::cursor::counts::of_page;
use crate::cursor::status::{Instruction, Mode, Status};
use crate::cursor::store::{Saved, StateStore, StoreError, Uncommitted};
use crate::fetch::Class;
use crate::future::BoxFuture;
use crate::publish::Receipt;

/// The state of one connection in a [`SqliteState`].
#[derive(Clone, Debug)]
pub struct ConnectionStore {
    state: SqliteState,
    name: Arc<str>,
    clock: Clock,
    /// Instructions that were read and not handed out yet.
    inbox: Arc<Mutex<Inbox>>,
}

#[derive(Debug, Default)]
struct Inbox {
    unread: VecDeque<(i64, Instruction)>,
    /// The last one that was read from the table.
    read: i64,
    /// The last one that was handed out.
    handed_out: i64,
}

impl Inbox {
    fn hand_out(&mut self) -> Option<Instruction> {
        let (id, instruction) = self.unread.pop_front()?;
        self.handed_out = id;
        Some(instruction)
    }
}

impl StateStore for ConnectionStore {
    fn load(&self) -> BoxFuture<'_, Result<Saved, StoreError>> {
        let this = self.clone();
        blocking(move || {
            let mut saved = this.state.saved(&this.name)?;
            this.read_instructions()?;
            let mut inbox = this.inbox();
            saved.instructions.extend(std::iter::from_fn(|| inbox.hand_out()));
            Ok(saved)
        })
    }

    fn begin(
        &self,
        checkpoint: Checkpoint,
        gap: Option<Gap>,
        at: Timestamp,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        let this = self.clone();
        blocking(move || {
            let mut database = this.state.lock();
            let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
            store_checkpoint(&write, &this.name, &checkpoint, at)?;
            store_gap(&write, &this.name, gap, at)?;
            Ok(write.commit()?)
        })
    }

    fn commit(&self, receipt: Receipt, at: Timestamp) -> BoxFuture<'_, Result<(), Uncommitted>> {
        let this = self.clone();
        Box::pin(async move {
            let receipt = Arc::new(receipt);
            let shared = Arc::clone(&receipt);
            let done = blocking(move || this.store_receipt(&shared, at)).await;
            match (done, Arc::try_unwrap(receipt)) {
                (Ok(()), _) => Ok(()),
                (Err(error), Ok(receipt)) => Err(Uncommitted { receipt, error }),
                // The closure above has ended, and with it the only other reference.
                (Err(_), Err(_)) => unreachable!("the receipt has one owner again"),
            }
        })
    }

    fn save(&self, status: Status, at: Timestamp) -> BoxFuture<'_, Result<(), StoreError>> {
        let this = self.clone();
        blocking(move || this.store_status(&status, at))
    }

    fn instruction(&self) -> BoxFuture<'_, Instruction> {
        Box::pin(async move {
            loop {
                if let Some(instruction) = self.inbox().hand_out() {
                    return instruction;
                }
                let this = self.clone();
                // An unreadable store is noticed by the next commit; here it is asked again.
                let found = blocking(move || this.read_instructions()).await.unwrap_or_default();
                if !found {
                    self.clock.sleep(INSTRUCTION_INTERVAL).await;
                }
            }
        })
    }
}

impl ConnectionStore {
    pub(super) fn new(state: SqliteState, name: &str, clock: Clock) -> Self {
        Self { state, name: Arc::from(name), clock, inbox: Arc::default() }
    }

    fn store_receipt(&self, receipt: &Receipt, at: Timestamp) -> Result<(), StoreError> {
        let mut database = self.state.lock();
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let candidate = receipt.candidate();
        store_checkpoint(&write, &self.name, &candidate.checkpoint, at)?;
        store_gap(&write, &self.name, candidate.gap, at)?;
        store_tally(&write, &self.name, receipt)?;
        counts::store(&write, &self.name, of_page(receipt.excluded(), receipt.drift()))?;
        quarantine::store(&write, &self.name, receipt, at)?;
        Ok(write.commit()?)
    }

    fn store_status(&self, status: &Status, at: Timestamp) -> Result<(), StoreError> {
        let (mode, since, pause) = match &status.mode {
            Mode::Running => ("running", at, None),
            Mode::Paused(pause) => ("paused", pause.since, Some(pause)),
            Mode::Disabled { since } => ("disabled", *since, None),
        };
        let handed_out = self.inbox().handed_out;
        let mut database = self.state.lock();
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        write
            .prepare_cached(
                "INSERT INTO connection (name, mode, mode_since, pause_class, pause_what,
                        pause_failures, reachable_since, blocked_since, blocked_what)
                 VALUES (:name, :mode, :since, :class, :what, :failures, :reachable, :blocked,
                        :blocked_what)
                 ON CONFLICT (name) DO UPDATE SET mode = :mode, mode_since = :since,
                        pause_class = :class, pause_what = :what, pause_failures = :failures,
                        reachable_since = :reachable, blocked_since = :blocked,
                        blocked_what = :blocked_what",
            )?
            .execute(named_params! {
                ":name": self.name,
                ":mode": mode,
                ":since": since.as_millis(),
                ":class": pause.and_then(|pause| pause.class).map(Class::name),
                ":what": pause.map(|pause| &pause.what),
                ":failures": pause.map(|pause| pause.failures),
                ":reachable": status.reachable_since.map(Timestamp::as_millis),
                ":blocked": status.blocked.as_ref().map(|blocked| blocked.since.as_millis()),
                ":blocked_what": status.blocked.as_ref().map(|blocked| &blocked.what),
            })?;
        write.execute(
            "DELETE FROM instruction WHERE connection = ?1 AND id <= ?2",
            params![self.name, handed_out],
        )?;
        Ok(write.commit()?)
    }

    /// Moves new instructions into the inbox; they leave the table once they took effect.
    fn read_instructions(&self) -> Result<bool, StoreError> {
        let after = self.inbox().read;
        let rows = {
            let database = self.state.lock();
            let mut query = database.prepare_cached(
                "SELECT id, what FROM instruction WHERE connection = ?1 AND id > ?2 ORDER BY id",
            )?;
            let rows = query.query_map(params![self.name, after], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            })?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        let mut inbox = self.inbox();
        for (id, what) in rows {
            let known = Instruction::ALL.into_iter().find(|known| known.name() == what);
            if id > inbox.read {
                inbox.read = id;
                inbox.unread.extend(known.map(|known| (id, known)));
            }
        }
        Ok(!inbox.unread.is_empty())
    }

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn store_checkpoint(
    write: &Connection,
    name: &str,
    checkpoint: &Checkpoint,
    at: Timestamp,
) -> Result<(), StoreError> {
    write
        .prepare_cached(
            "INSERT INTO connection (name, next, fingerprint, safe_time, committed_at)
             VALUES (:name, :next, :fingerprint, :safe, :at)
             ON CONFLICT (name) DO UPDATE SET next = :next, fingerprint = :fingerprint,
                    safe_time = :safe, committed_at = :at",
        )?
        .execute(named_params! {
            ":name": name,
            ":next": checkpoint.next,
            ":fingerprint": checkpoint.fingerprint.as_str(),
            ":safe": checkpoint.safe_time.as_millis(),
            ":at": at.as_millis(),
        })?;
    Ok(())
}

/// Counts a page to the connection, whose row is there.
fn store_tally(write: &Connection, name: &str, receipt: &Receipt) -> Result<(), StoreError> {
    let tally = receipt.tally();
    write
        .prepare_cached(
            "UPDATE connection SET published = published + :published,
                    not_in_catalogue = not_in_catalogue + :not_in_catalogue,
                    not_attributable = not_attributable + :not_attributable,
                    newest = max(coalesce(newest, :newest), coalesce(:newest, newest))
             WHERE name = :name",
        )?
        .execute(named_params! {
            ":name": name,
            ":published": tally.published.cast_signed(),
            ":not_in_catalogue": tally.excluded.not_in_catalogue.cast_signed(),
            ":not_attributable": tally.excluded.not_attributable.cast_signed(),
            ":newest": receipt.newest().map(Timestamp::as_millis),
        })?;
    Ok(())
}

fn store_gap(
    write: &Connection,
    name: &str,
    gap: Option<Gap>,
    at: Timestamp,
) -> Result<(), StoreError> {
    let Some(gap) = gap else { return Ok(()) };
    write.execute(
        "INSERT INTO gap (connection, from_ms, to_ms, reason, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![name, gap.from.as_millis(), gap.to.as_millis(), gap.reason.name(), at.as_millis()],
    )?;
    Ok(())
}

/// Runs `work` where blocking is allowed. Under a paused clock time stands still meanwhile.
fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> BoxFuture<'static, Result<T, StoreError>> {
    Box::pin(
        async move { tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Closed)) },
    )
}

/// How soon an instruction from another process is seen (architecture, section 2.4).
const INSTRUCTION_INTERVAL: Duration = Duration::from_secs(2);
