//! Where clients find whom to trust.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file with the authority's certificate. It is there as long as this value.
#[derive(Debug)]
pub(crate) struct CaFile {
    path: PathBuf,
    pem: String,
}

impl CaFile {
    /// Writes `pem` to `path`, in whose place a reader finds either the whole of it or what was
    /// there before.
    ///
    /// # Errors
    /// When the folder cannot be written to.
    pub(crate) fn create(path: PathBuf, pem: String) -> io::Result<Self> {
        let draft = draft(&path);
        // Left by a process that was killed; whoever made it, it is not followed.
        let _ = fs::remove_file(&draft);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&draft)?;
        let written = file.write_all(pem.as_bytes()).and_then(|()| fs::rename(&draft, &path));
        if written.is_err() {
            let _ = fs::remove_file(&draft);
        }
        written.map(|()| Self { path, pem })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for CaFile {
    /// Removes the file, unless somebody else's certificate is in it by now.
    fn drop(&mut self) {
        if fs::read(&self.path).is_ok_and(|found| found == self.pem.as_bytes()) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn draft(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}", std::process::id()));
    PathBuf::from(name)
}
