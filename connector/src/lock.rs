//! One process at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// An operating-system lock on a path, held until dropped and gone with the process whatever
/// kills it. A file beside the path, `PATH.lock`, carries it and names the holder.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Who holds the lock for `path`, `None` when nobody does.
    pub fn holder(path: &Path) -> Option<String> {
        let mut file = File::open(beside(path)).ok()?;
        if file.try_lock_shared().is_ok() {
            return None;
        }
        let mut holder = String::new();
        // An unreadable name is still somebody's.
        let _ = (&mut file).take(HOLDER_BYTES_MAX).read_to_string(&mut holder);
        Some(holder.trim().to_owned())
    }

    /// Takes the lock for `path`, whose folder must exist.
    ///
    /// # Errors
    /// [`LockError::Held`] when another process has it.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        let beside = beside(path);
        let failed = |source| LockError::Io { path: beside.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&beside)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Only for the message: an unreadable name is left out.
                let _ = (&mut file).take(HOLDER_BYTES_MAX).read_to_string(&mut holder);
                return Err(LockError::Held {
                    path: path.to_owned(),
                    holder: holder.trim().to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        file.set_len(0).and_then(|()| file.rewind()).map_err(failed)?;
        writeln!(file, "process {}", std::process::id()).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// `PATH.lock`, links in the path resolved, so that two names of one file are one lock.
fn beside(path: &Path) -> PathBuf {
    let path = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.into_os_string();
    name.push(".lock");
    name.into()
}

/// Why a lock was not taken.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Another process has it.
    #[error("{} is in use by {}", path.display(), if holder.is_empty() { "another process" } else { holder })]
    Held {
        /// What is locked.
        path: PathBuf,
        /// Who holds it.
        holder: String,
    },
    /// The lock file cannot be used.
    #[error("{} cannot be locked", path.display())]
    Io {
        /// The lock file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

const HOLDER_BYTES_MAX: u64 = 100;
