//! NDJSON on standard output.

use std::io::{self, Write};

use super::sink::{Ack, Refusal, Sink, SinkError};
use crate::fetch::Class;
use crate::future::BoxFuture;
use crate::normalize::EventSpan;

/// Acknowledges when the kernel took the bytes; what a reader had not read when it died is not
/// covered.
#[derive(Debug, Default)]
pub struct StdoutSink;

impl Sink for StdoutSink {
    fn publish<'a>(
        &'a self,
        lines: &'a [u8],
        _events: &'a [EventSpan],
    ) -> BoxFuture<'a, Result<Ack, SinkError>> {
        let lines = lines.to_vec();
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || {
                let mut stdout = io::stdout().lock();
                stdout.write_all(&lines).and_then(|()| stdout.flush())
            });
            match written.await {
                Ok(Ok(())) => Ok(Ack::all_events()),
                Ok(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                    Err(SinkError::Refused(Refusal {
                        class: Class::Sink,
                        what: "standard output is closed".to_owned(),
                    }))
                }
                Ok(Err(error)) => {
                    Err(SinkError::Unavailable { what: error.to_string(), may_have_landed: true })
                }
                Err(_) => Err(SinkError::Unavailable {
                    what: "the writer was stopped".to_owned(),
                    may_have_landed: true,
                }),
            }
        })
    }
}
