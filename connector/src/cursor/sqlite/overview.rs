//! What `status` shows of one connection.

use clock::Timestamp;
use rusqlite::{OptionalExtension, Row};

use super::state::SqliteState;
use crate::cursor::checkpoint::{Checkpoint, Fingerprint};
use crate::cursor::status::{Blocked, Mode, Pause, Status};
use crate::cursor::store::{Saved, StoreError};
use crate::fetch::Class;
use crate::normalize::Excluded;
use crate::publish::Tally;

/// What `status` shows of one connection.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Where it is, and whether it runs.
    pub saved: Saved,
    /// What pages brought since its first start.
    pub tally: Tally,
    /// Records that left the quarantine, published or left out after all.
    pub replayed: u64,
    /// Records that a person took out of the quarantine.
    pub discarded: u64,
    /// Records in the quarantine now.
    pub quarantine_records: u64,
    /// Their bytes.
    pub quarantine_bytes: u64,
    /// Stretches of the log that are known to be missing.
    pub gaps: u64,
    /// Instructions that wait for a running process.
    pub waiting: Option<String>,
}

impl SqliteState {
    /// What is stored of the connection `name`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn saved(&self, name: &str) -> Result<Saved, StoreError> {
        Ok(self.overview(name)?.map_or(Saved::NEW, |overview| overview.saved))
    }

    /// Everything that `status` shows of the connection `name`, counts by name apart; `None`
    /// if it never ran.
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
}

fn overview(row: &Row<'_>) -> rusqlite::Result<Overview> {
    let number = |name: &str| row.get::<_, i64>(name).map(i64::cast_unsigned);
    Ok(Overview {
        saved: saved(row)?,
        tally: Tally {
            published: number("published")?,
            excluded: Excluded {
                not_in_catalogue: number("not_in_catalogue")?,
                not_attributable: number("not_attributable")?,
            },
            quarantined: number("quarantined")?,
        },
        replayed: number("replayed")?,
        discarded: number("discarded")?,
        quarantine_records: number("quarantine_records")?,
        quarantine_bytes: number("quarantine_bytes")?,
        gaps: number("gaps")?,
        waiting: row.get("waiting")?,
    })
}

fn saved(row: &Row<'_>) -> rusqlite::Result<Saved> {
    let next: Option<String> = row.get("next")?;
    let fingerprint: Option<String> = row.get("fingerprint")?;
    let checkpoint = match (next, fingerprint, time(row, "safe_time")?) {
        (Some(next), Some(fingerprint), Some(safe_time)) => {
            Some(Checkpoint { next, fingerprint: Fingerprint::stored(fingerprint), safe_time })
        }
        _ => None,
    };
    let since = time(row, "mode_since")?.unwrap_or(Timestamp::EPOCH);
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
    let blocked = match (time(row, "blocked_since")?, row.get("blocked_what")?) {
        (Some(since), Some(what)) => Some(Blocked { since, what }),
        _ => None,
    };
    Ok(Saved {
        checkpoint,
        status: Status { mode, reachable_since: time(row, "reachable_since")?, blocked },
        committed_at: time(row, "committed_at")?,
        newest: time(row, "newest")?,
        instructions: Vec::new(),
    })
}

fn time(row: &Row<'_>, name: &str) -> rusqlite::Result<Option<Timestamp>> {
    row.get::<_, Option<i64>>(name).map(|millis| millis.map(Timestamp::from_millis))
}
