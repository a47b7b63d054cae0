//! The mock over sockets.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;

use super::body::Body;
use super::mock::{Dropped, MockOkta};

impl MockOkta {
    /// Serves HTTP/1.1 on `listener` until `shutdown` returns or `/__admin/shutdown` is asked
    /// for, then closes what is still open.
    ///
    /// # Errors
    /// When the listener fails for good.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
        let mut connections = JoinSet::new();
        let mut shutdown = pin!(shutdown);
        let mut stop = pin!(self.stop_requested());
        loop {
            tokio::select! {
                biased;
                () = &mut shutdown => break,
                () = &mut stop => break,
                Some(_) = connections.join_next(), if !connections.is_empty() => {}
                place = Arc::clone(&places).acquire_owned() => {
                    // The semaphore is never closed.
                    let Ok(place) = place else { break };
                    let accepted = tokio::select! {
                        biased;
                        () = &mut shutdown => break,
                        () = &mut stop => break,
                        accepted = listener.accept() => accepted,
                    };
                    match accepted {
                        Ok((stream, _)) => {
                            let mock = self.clone();
                            connections.spawn(async move {
                                mock.converse(stream).await;
                                drop(place);
                            });
                        }
                        Err(error) if is_transient(&error) => tokio::task::yield_now().await,
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        // Answers that are being written get a moment; stalls and endless bodies do not end by
        // themselves.
        let drained = async { while connections.join_next().await.is_some() {} };
        let _ = tokio::time::timeout(DRAIN, drained).await;
        connections.shutdown().await;
        Ok(())
    }

    /// One connection, from the first request to the last.
    async fn converse(&self, stream: TcpStream) {
        let (reset, mut was_reset) = oneshot::channel();
        let reset = Arc::new(std::sync::Mutex::new(Some(reset)));
        let service = service_fn(|request: Request<Incoming>| {
            let reset = Arc::clone(&reset);
            // Boxed, because asking for the stream afterwards needs a future that can move.
            Box::pin(async move {
                let answer = self.answer(request).await;
                if let Err(Dropped::Reset) = answer
                    && let Ok(mut reset) = reset.lock()
                    && let Some(reset) = reset.take()
                {
                    let _ = reset.send(());
                }
                answer
            })
        });
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_READ_TIMEOUT)
            .serve_connection(TokioIo::new(stream), service);
        // A fault that breaks a body off, and a client that goes away, both end up here; there
        // is nobody to tell.
        let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
        let stream = connection.into_parts().io.into_inner();
        if was_reset.try_recv().is_ok() {
            // Closing with nothing to linger for sends RST instead of FIN.
            let _ = stream.set_zero_linger();
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Dropped> {
        let (parts, body) = request.into_parts();
        match Limited::new(body, REQUEST_BYTES_MAX).collect().await {
            Ok(body) => self.handle(Request::from_parts(parts, body.to_bytes())).await,
            Err(_) => Ok(too_large()),
        }
    }
}

fn too_large() -> Response<Body> {
    let body: Bytes = "{\"error\":\"the request is too large\"}".into();
    let body = http_body_util::Full::new(body).map_err(|never: Infallible| match never {});
    let mut response = Response::new(Body::from(axum::body::Body::new(body)));
    *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
    response
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
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(30);
const REQUEST_BYTES_MAX: usize = 64 << 10;
/// How long answers that are being written may take when the mock stops.
const DRAIN: Duration = Duration::from_secs(1);
