//! The state store of production: one SQLite file.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::{Clock, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, named_params, params};

use super::checkpoint::{Checkpoint, Fingerprint, Gap};
use super::status::{Blocked, Instruction, Mode, Pause, Status};
use super::store::{Saved, StateStore, StoreError, Uncommitted};
use crate::fetch::Class;
use crate::future::BoxFuture;
use crate::publish::{Receipt, Tally};

/// A SQLite file with the state of any number of connections. WAL, and `synchronous = FULL`:
/// a commit that returned survives a power cut.
///
/// Several processes may open it; which of them may run connections is a lock's to say
/// ([`Lock`](crate::lock::Lock)).
#[derive(Clone, Debug)]
pub struct SqliteState {
    path: PathBuf,
    database: Arc<Mutex<Connection>>,
}

impl SqliteState {
    /// Opens `path`, and makes it, readable for its owner alone, if it is not there.
    ///
    /// # Errors
    /// When it cannot be written, is no database, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        restrict(path);
        let mut database = Connection::open(path)?;
        database.busy_timeout(BUSY_TIMEOUT)?;
        database.pragma_update(None, "journal_mode", "WAL")?;
        database.pragma_update(None, "synchronous", "FULL")?;
        // Two first starts at once: the second one finds what the first has made.
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = write.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > VERSION {
            return Err(StoreError::Version { found, known: VERSION });
        }
        if found < VERSION {
            write.execute_batch(SCHEMA)?;
            write.pragma_update(None, "user_version", VERSION)?;
        }
        write.commit()?;
        Ok(Self { path: path.to_owned(), database: Arc::new(Mutex::new(database)) })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The part that belongs to the connection `name`.
    pub fn connection(&self, name: &str, clock: Clock) -> ConnectionStore {
        ConnectionStore { state: self.clone(), name: Arc::from(name), clock, inbox: Arc::default() }
    }

    /// What is stored of the connection `name`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn saved(&self, name: &str) -> Result<Saved, StoreError> {
        Ok(self.overview(name)?.map_or(Saved::NEW, |overview| overview.saved))
    }

    /// Everything that `status` shows of the connection `name`, `None` if it never ran.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn overview(&self, name: &str) -> Result<Option<Overview>, StoreError> {
        let database = self.lock();
        let row = database
            .prepare_cached(
                "SELECT *, (SELECT count(*) FROM gap WHERE connection = name) AS gaps,
                    (SELECT group_concat(what, ', ') FROM instruction WHERE connection = name)
                        AS waiting
                 FROM connection WHERE name = ?1",
            )?
            .query_row([name], overview)
            .optional()?;
        Ok(row)
    }

    /// What is in the quarantine of the connection `name`, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quarantine(&self, name: &str) -> Result<Vec<Quarantined>, StoreError> {
        let database = self.lock();
        let mut query = database.prepare_cached(
            "SELECT at, reason, page, ordinal, raw FROM quarantine
             WHERE connection = ?1 ORDER BY id",
        )?;
        let rows = query.query_map([name], |row| {
            Ok(Quarantined {
                at: Timestamp::from_millis(row.get("at")?),
                reason: row.get("reason")?,
                page: row.get("page")?,
                ordinal: count(row, 3)?,
                raw: row.get("raw")?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Leaves an instruction for whoever runs the connection `name`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn instruct(
        &self,
        name: &str,
        instruction: Instruction,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.lock().execute(
            "INSERT INTO instruction (connection, what, at) VALUES (?1, ?2, ?3)",
            params![name, instruction.name(), at.as_millis()],
        )?;
        Ok(())
    }

    /// Puts another cursor in the place of the one of the connection `name`: after its org
    /// was renamed, or its filter changed.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn replace_cursor(&self, name: &str, checkpoint: &Checkpoint) -> Result<(), StoreError> {
        self.lock().execute(
            "UPDATE connection SET next = ?2, fingerprint = ?3, safe_time = ?4 WHERE name = ?1",
            params![
                name,
                checkpoint.next,
                checkpoint.fingerprint.as_str(),
                checkpoint.safe_time.as_millis()
            ],
        )?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

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
            store_checkpoint(&write, &this.name, &checkpoint, Tally::default(), at)?;
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
    fn store_receipt(&self, receipt: &Receipt, at: Timestamp) -> Result<(), StoreError> {
        let mut database = self.state.lock();
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let candidate = receipt.candidate();
        store_checkpoint(&write, &self.name, &candidate.checkpoint, receipt.tally(), at)?;
        store_gap(&write, &self.name, candidate.gap, at)?;
        let mut bytes = 0;
        for reject in receipt.rejects() {
            bytes += reject.raw.len() as u64;
            write
                .prepare_cached(
                    "INSERT INTO quarantine (connection, at, reason, page, ordinal, raw)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute(params![
                    self.name,
                    at.as_millis(),
                    reject.reason.name(),
                    receipt.source(),
                    reject.index as i64,
                    reject.raw
                ])?;
        }
        if !receipt.rejects().is_empty() {
            let (records, bytes) = write.query_row(
                "UPDATE connection SET quarantine_records = quarantine_records + ?2,
                        quarantine_bytes = quarantine_bytes + ?3
                 WHERE name = ?1 RETURNING quarantine_records, quarantine_bytes",
                params![self.name, receipt.rejects().len() as i64, bytes as i64],
                |row| Ok((count(row, 0)?, count(row, 1)?)),
            )?;
            if records > QUARANTINE_RECORDS_MAX || bytes > QUARANTINE_BYTES_MAX {
                return Err(StoreError::QuarantineFull { records, bytes });
            }
        }
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

/// What `status` shows of one connection.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Where it is, and whether it runs.
    pub saved: Saved,
    /// When its last page became durable.
    pub committed_at: Option<Timestamp>,
    /// What went through it since its first start.
    pub tally: Tally,
    /// Records in the quarantine now.
    pub quarantine_records: u64,
    /// Stretches of the log that are known to be missing.
    pub gaps: u64,
    /// Instructions that wait for a running process.
    pub waiting: Option<String>,
}

/// A record that could not be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// When it was put there.
    pub at: Timestamp,
    /// Why: the name of a [`Reason`](crate::decode::Reason).
    pub reason: String,
    /// The link of the page that brought it.
    pub page: String,
    /// Its place on that page, counted from 0.
    pub ordinal: u64,
    /// The record, byte for byte.
    pub raw: Vec<u8>,
}

fn overview(row: &Row<'_>) -> rusqlite::Result<Overview> {
    let time = |name: &str| {
        row.get::<_, Option<i64>>(name).map(|millis| millis.map(Timestamp::from_millis))
    };
    let next: Option<String> = row.get("next")?;
    let fingerprint: Option<String> = row.get("fingerprint")?;
    let checkpoint = match (next, fingerprint, time("safe_time")?) {
        (Some(next), Some(fingerprint), Some(safe_time)) => {
            Some(Checkpoint { next, fingerprint: Fingerprint::stored(fingerprint), safe_time })
        }
        _ => None,
    };
    let since = time("mode_since")?.unwrap_or(Timestamp::EPOCH);
    let mode = match row.get::<_, String>("mode")?.as_str() {
        "paused" => Mode::Paused(Pause {
            since,
            class: row
                .get::<_, Option<String>>("pause_class")?
                .and_then(|name| Class::from_name(&name)),
            what: row.get::<_, Option<String>>("pause_what")?.unwrap_or_default(),
            failures: row.get::<_, Option<u32>>("pause_failures")?.unwrap_or_default(),
        }),
        "disabled" => Mode::Disabled { since },
        _ => Mode::Running,
    };
    let number = |name: &str| row.get::<_, i64>(name).map(i64::cast_unsigned);
    Ok(Overview {
        saved: Saved {
            checkpoint,
            status: Status {
                mode,
                reachable_since: time("reachable_since")?,
                blocked: match (time("blocked_since")?, row.get("blocked_what")?) {
                    (Some(since), Some(what)) => Some(Blocked { since, what }),
                    _ => None,
                },
            },
            instructions: Vec::new(),
        },
        committed_at: time("committed_at")?,
        tally: Tally {
            published: number("published")?,
            excluded: number("excluded")?,
            quarantined: number("quarantined")?,
        },
        quarantine_records: number("quarantine_records")?,
        gaps: number("gaps")?,
        waiting: row.get("waiting")?,
    })
}

fn store_checkpoint(
    write: &Connection,
    name: &str,
    checkpoint: &Checkpoint,
    tally: Tally,
    at: Timestamp,
) -> Result<(), StoreError> {
    write
        .prepare_cached(
            "INSERT INTO connection (name, next, fingerprint, safe_time, committed_at, published,
                    excluded, quarantined)
             VALUES (:name, :next, :fingerprint, :safe, :at, :published, :excluded, :quarantined)
             ON CONFLICT (name) DO UPDATE SET next = :next, fingerprint = :fingerprint,
                    safe_time = :safe, committed_at = :at, published = published + :published,
                    excluded = excluded + :excluded, quarantined = quarantined + :quarantined",
        )?
        .execute(named_params! {
            ":name": name,
            ":next": checkpoint.next,
            ":fingerprint": checkpoint.fingerprint.as_str(),
            ":safe": checkpoint.safe_time.as_millis(),
            ":at": at.as_millis(),
            ":published": tally.published as i64,
            ":excluded": tally.excluded as i64,
            ":quarantined": tally.quarantined as i64,
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

fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(i64::cast_unsigned)
}

/// Runs `work` where blocking is allowed. Under a paused clock time stands still meanwhile.
fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> BoxFuture<'static, Result<T, StoreError>> {
    Box::pin(
        async move { tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Closed)) },
    )
}

/// Makes an absent file readable for its owner alone: quarantined records hold personal data.
/// What goes wrong here goes wrong again, with a message, when SQLite opens the file.
fn restrict(path: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let _ = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    }
}

/// How long a writer waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// How soon an instruction from another process is seen (architecture, section 2.4).
const INSTRUCTION_INTERVAL: Duration = Duration::from_secs(2);

/// Records in the quarantine of one connection.
const QUARANTINE_RECORDS_MAX: u64 = 100_000;

/// Bytes in the quarantine of one connection.
const QUARANTINE_BYTES_MAX: u64 = 1 << 30;

const VERSION: u32 = 1;

const SCHEMA: &str = include_str!("schema.sql");
