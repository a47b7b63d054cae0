//! The file: opening it, and what commands beside a running process write into it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use clock::{Clock, Timestamp};
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::connection::ConnectionStore;
use crate::cursor::checkpoint::Checkpoint;
use crate::cursor::status::Instruction;
use crate::cursor::store::StoreError;

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
        database.set_prepared_statement_cache_capacity(STATEMENTS_MAX);
        write_ahead(&database)?;
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
        ConnectionStore::new(self.clone(), name, clock)
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

    pub(super) fn lock(&self) -> MutexGuard<'_, Connection> {
        self.database.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The count in column `at`.
pub(super) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(i64::cast_unsigned)
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

/// Turns the write-ahead log on. While another process does the same to a new file, SQLite
/// refuses at once instead of waiting, since two that wait for each other would not end.
fn write_ahead(database: &Connection) -> rusqlite::Result<()> {
    let mut tries = WAL_TRIES;
    loop {
        tries -= 1;
        match database.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if tries > 0 && is_busy(&error) => std::thread::sleep(WAL_INTERVAL),
            done => return done,
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy)
}

/// How often the write-ahead log is tried for: as long as [`BUSY_TIMEOUT`].
const WAL_TRIES: u32 = 1_000;

const WAL_INTERVAL: Duration = Duration::from_millis(10);

/// How long a writer waits for another process.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

/// Statements that stay prepared.
const STATEMENTS_MAX: usize = 32;

const VERSION: u32 = 1;

const SCHEMA: &str = include_str!("schema.sql");
