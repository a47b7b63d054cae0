//! An identity file and the state in which it was read.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::read::{Format, Mistake, read};
use crate::normalize::Identities;

/// An identity file that was read, and how it was then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdentityFile {
    path: PathBuf,
    /// `None` when it could not be looked at.
    pub(super) seen: Option<Stamp>,
}

impl IdentityFile {
    /// Reads the file at `path`.
    ///
    /// # Errors
    /// What is wrong with it, the first ten mistakes.
    pub fn load(path: PathBuf) -> Result<(Self, Arc<Identities>), Vec<Mistake>> {
        let mut file = Self { path, seen: None };
        file.seen = file.stamp();
        let identities = file.read()?;
        Ok((file, Arc::new(identities)))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How the file is now.
    pub(super) fn stamp(&self) -> Option<Stamp> {
        std::fs::metadata(&self.path).ok().map(|metadata| Stamp::of(&metadata))
    }

    /// Whether it can be read without waiting for somebody who writes; a file that is not there
    /// can, and is told by reading it.
    pub(super) fn is_regular(&self) -> bool {
        std::fs::metadata(&self.path).map_or(true, |metadata| metadata.is_file())
    }

    pub(super) fn not_regular(&self) -> Vec<Mistake> {
        vec![Mistake {
            place: self.path.display().to_string(),
            what: "no regular file".to_owned(),
            remedy: "rename a finished file over it".to_owned(),
        }]
    }

    /// What stands in it now.
    pub(super) fn read(&self) -> Result<Identities, Vec<Mistake>> {
        let name = self.path.display().to_string();
        let wrong = |what: String, remedy: &str| {
            vec![Mistake { place: name.clone(), what, remedy: remedy.to_owned() }]
        };
        let bytes = self
            .bytes()
            .map_err(|error| wrong(format!("cannot be read: {error}"), "name a file that can"))?;
        let Some(bytes) = bytes else {
            let what = format!("larger than {} MiB", FILE_BYTES_MAX >> 20);
            return Err(wrong(what, "leave out people who have no events"));
        };
        read(&name, Format::of(&self.path, &bytes), &bytes)
    }

    /// Everything in it; `None` if that is too much.
    fn bytes(&self) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = Vec::new();
        File::open(&self.path)?.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok((bytes.len() as u64 <= FILE_BYTES_MAX).then_some(bytes))
    }
}

/// What tells two states of a file apart without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: (i64, i64),
    length: u64,
    /// A file that was renamed over another may be as old and as long.
    inode: u64,
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        Self {
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            length: metadata.len(),
            inode: metadata.ino(),
        }
    }
}

/// About three million people. While it is read, text, old map and new map are in memory.
const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;
