//! NDJSON on standard output.

use std::fs::File;
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::sink::{Ack, Refusal, Sink, SinkError};
use crate::fetch::Class;
use crate::future::BoxFuture;
use crate::normalize::EventSpan;

/// Acknowledges when the kernel took the bytes; what a reader had not read when it died is not
/// covered.
///
/// Nothing is buffered in between, and a batch that was written in part is not continued: the
/// next one begins on a line of its own, so that whatever is acknowledged is a whole line.
#[derive(Debug, Default)]
pub struct StdoutSink {
    /// The last line may lack its end.
    torn: Arc<AtomicBool>,
}

impl Sink for StdoutSink {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        _events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        let lines = lines.to_vec();
        let torn = Arc::clone(&self.torn);
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || write(&lines, &torn));
            match written.await {
                Ok(Ok(())) => Ok(Ack::all_events()),
                Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                    Err(SinkError::Refused(Refusal {
                        class: Class::Sink,
                        what: "standard output is closed".to_owned(),
                    }))
                }
                Ok(Err(error)) => Err(SinkError::Unavailable { what: error.to_string() }),
                Err(_) => Err(SinkError::Unavailable { what: "the writer was stopped".to_owned() }),
            }
        })
    }
}

fn write(lines: &[u8], torn: &AtomicBool) -> io::Result<()> {
    // The descriptor itself: `std::io::stdout` would keep back a part of what failed.
    let mut stdout = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    if torn.swap(true, Ordering::SeqCst) {
        stdout.write_all(b"\n")?;
    }
    stdout.write_all(lines)?;
    torn.store(false, Ordering::SeqCst);
    Ok(())
}
