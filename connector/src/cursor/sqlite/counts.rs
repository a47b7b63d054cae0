//! Counts by name, in the file.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use super::state::{SqliteState, count};
use crate::cursor::counts::{Counter, Frequent, Name};
use crate::cursor::store::StoreError;

impl SqliteState {
    /// What the connection `name` counted by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn counts(&self, name: &str) -> Result<BTreeMap<Counter, Frequent<Name>>, StoreError> {
        let database = self.lock();
        Counter::ALL
            .iter()
            .map(|counter| Ok((*counter, read(&database, name, *counter)?)))
            .collect()
    }
}

/// Adds what a page counted. Reads and writes at most the names that are kept and those of
/// the page.
pub(super) fn store(
    write: &Connection,
    connection: &str,
    page: BTreeMap<Counter, BTreeMap<Name, u64>>,
) -> Result<(), StoreError> {
    for (counter, page) in page {
        let before = read(write, connection, counter)?;
        let mut after = before.clone();
        after.absorb(page);
        update(write, connection, counter, &before, &after)?;
    }
    Ok(())
}

fn read(
    database: &Connection,
    connection: &str,
    counter: Counter,
) -> Result<Frequent<Name>, StoreError> {
    let mut query = database.prepare_cached(
        "SELECT subject, seen, count FROM name_count WHERE connection = ?1 AND counter = ?2",
    )?;
    let rows = query.query_map(params![connection, counter.name()], |row| {
        Ok((Name { subject: row.get(0)?, seen: row.get(1)? }, count(row, 2)?))
    })?;
    let counts = rows.collect::<Result<_, _>>()?;
    let other = database
        .prepare_cached("SELECT count FROM name_other WHERE connection = ?1 AND counter = ?2")?
        .query_row(params![connection, counter.name()], |row| count(row, 0))
        .optional()?;
    Ok(Frequent::stored(counter.names_max(), counts, other.unwrap_or_default()))
}

/// Writes what differs.
fn update(
    write: &Connection,
    connection: &str,
    counter: Counter,
    before: &Frequent<Name>,
    after: &Frequent<Name>,
) -> Result<(), StoreError> {
    let mut delete = write.prepare_cached(
        "DELETE FROM name_count
         WHERE connection = ?1 AND counter = ?2 AND subject = ?3 AND seen = ?4",
    )?;
    for name in before.counts().keys().filter(|name| !after.counts().contains_key(*name)) {
        delete.execute(params![connection, counter.name(), name.subject, name.seen])?;
    }
    let mut set = write.prepare_cached(
        "INSERT INTO name_count (connection, counter, subject, seen, count)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (connection, counter, subject, seen) DO UPDATE SET count = ?5",
    )?;
    for (name, count) in after.counts() {
        if before.counts().get(name) != Some(count) {
            let count = count.cast_signed();
            set.execute(params![connection, counter.name(), name.subject, name.seen, count])?;
        }
    }
    if before.other() != after.other() {
        write.execute(
            "INSERT INTO name_other (connection, counter, count) VALUES (?1, ?2, ?3)
             ON CONFLICT (connection, counter) DO UPDATE SET count = ?3",
            params![connection, counter.name(), after.other().cast_signed()],
        )?;
    }
    Ok(())
}
