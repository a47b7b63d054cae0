//! Records that could not be published: in, out, and the caps.

use clock::Timestamp;
use rusqlite::{Connection, Row, TransactionBehavior, params};

use super::state::{SqliteState, count};
use crate::cursor::store::StoreError;
use crate::normalize::Reject;
use crate::publish::{Receipt, Release};

/// The number of a record in the quarantine; numbers grow, and none comes twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(i64);

impl RecordId {
    /// Before any record.
    pub const NONE: Self = Self(0);

    /// The number.
    pub const fn number(self) -> i64 {
        self.0
    }
}

/// A record that could not be published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quarantined {
    /// Which.
    pub id: RecordId,
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

/// How much of a quarantine is there for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuarantinedBy {
    /// The name of a [`Reason`](crate::decode::Reason).
    pub reason: String,
    /// Records.
    pub records: u64,
    /// Their bytes.
    pub bytes: u64,
}

impl SqliteState {
    /// Everything in the quarantine of the connection `name`, oldest first: up to its caps.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quarantine(&self, name: &str) -> Result<Vec<Quarantined>, StoreError> {
        let mut all = Vec::new();
        let mut after = RecordId::NONE;
        loop {
            let batch = self.quarantine_after(name, None, after)?;
            let Some(last) = batch.last() else { return Ok(all) };
            after = last.id;
            all.extend(batch);
        }
    }

    /// The next records behind `after` in the quarantine of the connection `name`, oldest
    /// first, those kept for `reason` if one is given. At most 500, and no more once they
    /// have 16 MiB.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quarantine_after(
        &self,
        name: &str,
        reason: Option<&str>,
        after: RecordId,
    ) -> Result<Vec<Quarantined>, StoreError> {
        let database = self.lock();
        let mut query = database.prepare_cached(
            "SELECT id, at, reason, page, ordinal, raw FROM quarantine
             WHERE connection = ?1 AND id > ?2 AND (?3 IS NULL OR reason = ?3) ORDER BY id",
        )?;
        let mut rows = query.query(params![name, after.0, reason])?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        while batch.len() < BATCH_RECORDS_MAX
            && bytes < BATCH_BYTES_MAX
            && let Some(row) = rows.next()?
        {
            let record = quarantined(row)?;
            bytes += record.raw.len();
            batch.push(record);
        }
        Ok(batch)
    }

    /// How much is in the quarantine of the connection `name`, by reason.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quarantine_by_reason(&self, name: &str) -> Result<Vec<QuarantinedBy>, StoreError> {
        let database = self.lock();
        let mut query = database.prepare_cached(
            "SELECT reason, count(*), sum(length(raw)) FROM quarantine
             WHERE connection = ?1 GROUP BY reason ORDER BY reason",
        )?;
        let rows = query.query_map([name], |row| {
            Ok(QuarantinedBy {
                reason: row.get(0)?,
                records: count(row, 1)?,
                bytes: count(row, 2)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Takes out of the quarantine of the connection `name` what a sink has taken, and puts
    /// in what remains of the pages among it. All or nothing.
    ///
    /// # Errors
    /// When the file cannot be written, or what remains has no room.
    pub fn release(&self, name: &str, release: Release, at: Timestamp) -> Result<(), StoreError> {
        let mut database = self.lock();
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let revival = release.into_revival();
        take_out(&write, name, &revival.settled, "replayed")?;
        for remains in &revival.remains {
            put_in(&write, name, &remains.page, at, &remains.rejects, Twice::Skip)?;
        }
        Ok(write.commit()?)
    }

    /// Takes records out of the quarantine of the connection `name` for good. Whoever asks for
    /// it has them elsewhere.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn discard(&self, name: &str, records: &[RecordId]) -> Result<(), StoreError> {
        let mut database = self.lock();
        let write = database.transaction_with_behavior(TransactionBehavior::Immediate)?;
        take_out(&write, name, records, "discarded")?;
        Ok(write.commit()?)
    }
}

/// Puts in what a page brought that cannot be published.
pub(super) fn store(
    write: &Connection,
    name: &str,
    receipt: &Receipt,
    at: Timestamp,
) -> Result<(), StoreError> {
    put_in(write, name, receipt.source(), at, receipt.rejects(), Twice::Keep)
}

/// What becomes of an element of a page that is there already.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Twice {
    Keep,
    Skip,
}

fn put_in(
    write: &Connection,
    name: &str,
    page: &str,
    at: Timestamp,
    rejects: &[Reject],
    twice: Twice,
) -> Result<(), StoreError> {
    let (mut records, mut bytes) = (0, 0);
    let mut is_there = write.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM quarantine
             WHERE connection = ?1 AND page = ?2 AND ordinal = ?3 AND raw = ?4)",
    )?;
    let mut insert = write.prepare_cached(
        "INSERT INTO quarantine (connection, at, reason, page, ordinal, raw)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for reject in rejects {
        let ordinal = reject.index as i64;
        if twice == Twice::Skip
            && is_there.query_row(params![name, page, ordinal, reject.raw], |row| row.get(0))?
        {
            continue;
        }
        records += 1;
        bytes += reject.raw.len() as i64;
        let (at, reason) = (at.as_millis(), reject.reason.name());
        insert.execute(params![name, at, reason, page, ordinal, reject.raw])?;
    }
    if records == 0 {
        return Ok(());
    }
    let (records, bytes) = write.query_row(
        "UPDATE connection SET quarantined = quarantined + ?2,
                quarantine_records = quarantine_records + ?2,
                quarantine_bytes = quarantine_bytes + ?3
         WHERE name = ?1 RETURNING quarantine_records, quarantine_bytes",
        params![name, records, bytes],
        |row| Ok((count(row, 0)?, count(row, 1)?)),
    )?;
    if records > QUARANTINE_RECORDS_MAX || bytes > QUARANTINE_BYTES_MAX {
        return Err(StoreError::QuarantineFull { records, bytes });
    }
    Ok(())
}

/// Takes out records and counts them in `column`.
fn take_out(
    write: &Connection,
    name: &str,
    ids: &[RecordId],
    column: &'static str,
) -> Result<(), StoreError> {
    let (mut records, mut bytes) = (0, 0);
    let mut delete = write.prepare_cached(
        "DELETE FROM quarantine WHERE id = ?1 AND connection = ?2 RETURNING length(raw)",
    )?;
    for id in ids {
        let mut deleted = delete.query(params![id.0, name])?;
        while let Some(row) = deleted.next()? {
            records += 1;
            bytes += row.get::<_, i64>(0)?;
        }
    }
    write.execute(
        &format!(
            "UPDATE connection SET {column} = {column} + ?2,
                    quarantine_records = quarantine_records - ?2,
                    quarantine_bytes = quarantine_bytes - ?3
             WHERE name = ?1"
        ),
        params![name, records, bytes],
    )?;
    Ok(())
}

fn quarantined(row: &Row<'_>) -> rusqlite::Result<Quarantined> {
    Ok(Quarantined {
        id: RecordId(row.get("id")?),
        at: Timestamp::from_millis(row.get("at")?),
        reason: row.get("reason")?,
        page: row.get("page")?,
        ordinal: count(row, 4)?,
        raw: row.get("raw")?,
    })
}

/// Records in the quarantine of one connection.
pub const QUARANTINE_RECORDS_MAX: u64 = 100_000;

/// Bytes in the quarantine of one connection.
pub const QUARANTINE_BYTES_MAX: u64 = 1 << 30;

/// Records that are read at once.
const BATCH_RECORDS_MAX: usize = 500;

/// Bytes after which no more are read at once.
const BATCH_BYTES_MAX: usize = 16 * 1024 * 1024;
