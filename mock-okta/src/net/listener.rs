//! Accepting connections, in bounds and until told to stop.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

/// Hands each connection of `listener` to `treat` until `stop` returns; then what `treat` was
/// given turns true, and what is still open a moment later is closed.
///
/// # Errors
/// When the listener fails for good.
pub(super) async fn accept_each<T>(
    listener: TcpListener,
    stop: impl Future<Output = ()>,
    treat: impl Fn(TcpStream, watch::Receiver<bool>) -> T,
) -> io::Result<()>
where
    T: Future<Output = ()> + Send + 'static,
{
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let closing = watch::Sender::new(false);
    let mut connections = JoinSet::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            place = Arc::clone(&places).acquire_owned() => {
                // The semaphore is never closed.
                let Ok(place) = place else { break };
                let accepted = tokio::select! {
                    biased;
                    () = &mut stop => break,
                    accepted = listener.accept() => accepted,
                };
                match accepted {
                    Ok((stream, _)) => {
                        let treated = treat(stream, closing.subscribe());
                        connections.spawn(async move {
                            treated.await;
                            drop(place);
                        });
                    }
                    Err(error) if is_transient(&error) => tokio::task::yield_now().await,
                    Err(error) => return Err(error),
                }
            }
        }
    }
    drop(listener);
    closing.send_replace(true);
    // Answers that are being written get a moment; stalls and endless bodies do not end by
    // themselves.
    let drained = async { while connections.join_next().await.is_some() {} };
    let _ = tokio::time::timeout(DRAIN, drained).await;
    connections.shutdown().await;
    Ok(())
}

/// Whether accepting the next connection may work although this one did not.
fn is_transient(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// How many connections may be open at once; more wait in the listener's queue.
const CONNECTIONS_MAX: usize = 1_024;
/// How long answers that are being written may take when the mock stops.
const DRAIN: Duration = Duration::from_secs(1);
