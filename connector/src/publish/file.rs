//! NDJSON appended to a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::sink::{Ack, Sink, SinkError};
use crate::future::BoxFuture;
use crate::lock::{Lock, LockError};
use crate::normalize::EventSpan;

/// Acknowledges when the file system has the bytes on disk.
///
/// A batch is in the file as a whole or not at all: what a failed write left is cut off again,
/// and a last line that a crash tore is cut off when the file is opened. The file is locked
/// for the lifetime of the sink.
#[derive(Debug)]
pub struct FileSink {
    open: Arc<Mutex<Open>>,
    _lock: Lock,
}

#[derive(Debug)]
struct Open {
    file: File,
    /// Bytes that are acknowledged.
    len: u64,
    /// A failed batch could not be cut off yet.
    dirty: bool,
}

impl FileSink {
    /// Opens `path` for appending, and makes it if it is not there.
    ///
    /// # Errors
    /// When another process has the file, or it cannot be written.
    pub fn open(path: &Path) -> Result<Self, FileSinkError> {
        let failed = |source| FileSinkError::Io { path: path.to_owned(), source };
        let existed = path.exists();
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(failed)?;
        let lock = Lock::take(path)?;
        let len = whole_lines(&mut file).map_err(failed)?;
        file.set_len(len).and_then(|()| file.sync_all()).map_err(failed)?;
        if !existed {
            // The name has to survive a power cut as well as the bytes.
            sync_folder(path).map_err(failed)?;
        }
        file.seek(SeekFrom::Start(len)).map_err(failed)?;
        Ok(Self { open: Arc::new(Mutex::new(Open { file, len, dirty: false })), _lock: lock })
    }
}

impl Sink for FileSink {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        _events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        let open = Arc::clone(&self.open);
        let lines = lines.to_vec();
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || {
                open.lock().unwrap_or_else(PoisonError::into_inner).append(&lines)
            });
            let what = match written.await {
                Ok(Ok(())) => return Ok(Ack::all_events()),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "the writer was stopped".to_owned(),
            };
            Err(SinkError::Unavailable { what, may_have_landed: true })
        })
    }
}

impl Open {
    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.dirty {
            self.cut()?;
        }
        let written = self.file.write_all(lines).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.dirty = true;
            // If cutting fails too, it is tried again before the next batch.
            let _ = self.cut();
            return Err(error);
        }
        self.len += lines.len() as u64;
        Ok(())
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.len)?;
        self.file.seek(SeekFrom::Start(self.len))?;
        self.dirty = false;
        Ok(())
    }
}

/// The length of the file up to its last line end.
fn whole_lines(file: &mut File) -> io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut block = vec![0; BLOCK_BYTES];
    while end > 0 {
        let start = end.saturating_sub(BLOCK_BYTES as u64);
        let block = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Why a file cannot be a sink.
#[derive(Debug, thiserror::Error)]
pub enum FileSinkError {
    /// Another process has it.
    #[error("the sink is taken")]
    Lock(#[from] LockError),
    /// It cannot be written.
    #[error("`{}` cannot be written", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

const BLOCK_BYTES: usize = 64 * 1024;
