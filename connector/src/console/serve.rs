//! The socket.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use clock::Clock;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Answers on `listener` until `shutdown`. A connection gets one answer and ten seconds, and
/// 32 of them are open at once: whoever asks slowly, or not at all, keeps nobody out for long.
///
/// Never fails: what is shown must not end what is done.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    clock: Clock,
    shutdown: CancellationToken,
) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => return,
            accepted = accept(&listener, &places) => accepted,
        };
        let Ok((stream, place)) = accepted else {
            // No descriptors left, most likely: they come back.
            tokio::select! {
                biased;
                () = shutdown.cancelled() => return,
                () = clock.sleep(ACCEPT_BACKOFF) => continue,
            }
        };
        let (routes, clock, shutdown) = (routes.clone(), clock.clone(), shutdown.clone());
        tokio::spawn(async move {
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {}
                () = answer(stream, routes) => {}
                () = clock.sleep(CONNECTION_DEADLINE) => {}
            }
            drop(place);
        });
    }
}

/// The next connection, once there is a place for it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, tokio::sync::OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, place))
}

/// One request. Whoever breaks it off is not there to be told.
async fn answer(stream: TcpStream, routes: Router) {
    let service = TowerToHyperService::new(routes);
    let _ = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Connections that are open at once; more wait in the listener's queue.
const CONNECTIONS_MAX: usize = 32;

/// From accepting a connection to its end.
const CONNECTION_DEADLINE: Duration = Duration::from_secs(10);

/// After a connection could not be accepted.
const ACCEPT_BACKOFF: Duration = Duration::from_secs(1);
