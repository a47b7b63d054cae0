//! NDJSON appended to a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
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
    /// Where a failed batch begins that could not be cut off yet.
    torn_at: Option<u64>,
}

impl FileSink {
    /// Opens `path` for appending, and makes it if it is not there.
    ///
    /// # Errors
    /// When another process has the file, or it cannot be written.
    pub fn open(path: &Path) -> Result<Self, FileSinkError> {
        let failed = |source| FileSinkError::Io { path: path.to_owned(), source };
        let existed = path.exists();
        // Appending, so that a log rotation that cuts the file leaves no hole in it.
        let mut file = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .mode(READABLE_BY_GROUP)
            .open(path)
            .map_err(failed)?;
        let lock = Lock::take(path)?;
        let (len, torn) = whole_lines(&mut file).map_err(failed)?;
        if !is_torn_event(&torn) {
            return Err(FileSinkError::Foreign { path: path.to_owned() });
        }
        file.set_len(len).and_then(|()| file.sync_all()).map_err(failed)?;
        if !existed {
            // The name has to survive a power cut as well as the bytes.
            sync_folder(path).map_err(failed)?;
        }
        Ok(Self { open: Arc::new(Mutex::new(Open { file, torn_at: None })), _lock: lock })
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
            Err(SinkError::Unavailable { what })
        })
    }
}

impl Open {
    fn append(&mut self, lines: &[u8]) -> io::Result<()> {
        self.cut()?;
        let begins = self.file.metadata()?.len();
        let written = self.file.write_all(lines).and_then(|()| self.file.sync_data());
        if let Err(error) = written {
            self.torn_at = Some(begins);
            // If cutting fails too, it is tried again before the next batch.
            let _ = self.cut();
            return Err(error);
        }
        Ok(())
    }

    /// Cuts off what a failed batch left, unless somebody else has cut more meanwhile.
    fn cut(&mut self) -> io::Result<()> {
        if let Some(begins) = self.torn_at {
            let len = self.file.metadata()?.len();
            self.file.set_len(begins.min(len))?;
            self.torn_at = None;
        }
        Ok(())
    }
}

/// The length of the file up to its last line end, and the beginning of what follows it.
fn whole_lines(file: &mut File) -> io::Result<(u64, Vec<u8>)> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut len = 0;
    let mut block = vec![0; BLOCK_BYTES];
    while end > 0 {
        let start = end.saturating_sub(BLOCK_BYTES as u64);
        let block = &mut block[..(end - start) as usize];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(block)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            len = start + at as u64 + 1;
            break;
        }
        end = start;
    }
    file.seek(SeekFrom::Start(len))?;
    let mut torn = Vec::new();
    file.take(EVENT_PREFIX.len() as u64).read_to_end(&mut torn)?;
    Ok((len, torn))
}

/// Whether a last line without an end is what a crash left of an event of ours.
fn is_torn_event(torn: &[u8]) -> bool {
    EVENT_PREFIX.starts_with(torn)
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
    /// It holds something else, which would be cut off.
    #[error("`{}` ends in the middle of a line that is no event: is it another file?", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
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

/// How every event begins.
const EVENT_PREFIX: &[u8] = b"{\"event_id\":\"";

/// Events hold personal data: they are not everybody's to read.
const READABLE_BY_GROUP: u32 = 0o640;
