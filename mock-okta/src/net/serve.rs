//! The ways to an org that lead over sockets.

use std::io;

use http::uri::{Authority, Scheme};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::service::MockOkta;

use super::authority::{HostName, TestAuthority};
use super::conversation::{Terms, converse};
use super::listener::accept_each;
use super::proxy::tunnel;
use super::tls::{Tls, host_named, speaks_h2};
use super::wire::Wire;

impl MockOkta {
    /// Serves HTTP/1.1 and HTTP/2 without TLS on `listener` until `shutdown` returns or
    /// `/__admin/shutdown` is asked for, then closes what is still open.
    ///
    /// # Errors
    /// When the listener fails for good.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let _serving = self.process.serving();
        accept_each(listener, self.end(shutdown), |stream, closing| {
            let mock = self.clone();
            async move {
                let terms = Terms { http2: None, scheme: Scheme::HTTP, host: None };
                let wire = Wire::new(bytes::Bytes::new(), stream);
                converse(&mock, wire, terms, closing).await;
            }
        })
        .await
    }

    /// The same with TLS, under whatever name a client calls the org.
    ///
    /// ```
    /// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
    /// use clock::Clock;
    /// use mock_okta::{MockOkta, TestAuthority};
    /// use tokio::net::TcpListener;
    ///
    /// let mock = MockOkta::builder().users(10).start()?;
    /// let authority = TestAuthority::new(Clock::real().now())?;
    /// let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    /// let address = listener.local_addr()?;
    /// let (serving, trusted) = (mock.clone(), authority.pem());
    /// let server = tokio::spawn(async move {
    ///     serving.serve_tls(listener, &authority, std::future::pending()).await
    /// });
    ///
    /// let client = reqwest::Client::builder()
    ///     .no_proxy()
    ///     .tls_certs_only([reqwest::Certificate::from_pem(trusted.as_bytes())?])
    ///     .resolve("acme.okta.com", address)
    ///     .build()?;
    /// let url = format!("https://acme.okta.com:{}/.well-known/okta-organization", address.port());
    /// let answer = client.get(url).send().await?;
    /// assert_eq!((answer.status(), answer.version()), (http::StatusCode::OK, http::Version::HTTP_2));
    ///
    /// mock.stop();
    /// server.await??;
    /// # Ok(())
    /// # }
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
    /// #     .block_on(example()).unwrap();
    /// ```
    ///
    /// # Errors
    /// When the listener fails for good, or the cryptography does not have what TLS asks for.
    pub async fn serve_tls(
        &self,
        listener: TcpListener,
        authority: &TestAuthority,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let tls = Tls::new(authority.clone())?;
        let _serving = self.process.serving();
        accept_each(listener, self.end(shutdown), |stream, closing| {
            let (mock, tls) = (self.clone(), tls.clone());
            async move {
                let wire = Wire::new(bytes::Bytes::new(), stream);
                converse_in_tls(&mock, &tls, wire, None, closing).await;
            }
        })
        .await
    }

    /// Serves an HTTP proxy that answers for `*.okta.com` and `*.oktapreview.com` itself, with
    /// TLS: `CONNECT` leads to this org, whatever its name, and to no other host.
    ///
    /// # Errors
    /// When the listener fails for good, or the cryptography does not have what TLS asks for.
    pub async fn serve_proxy(
        &self,
        listener: TcpListener,
        authority: &TestAuthority,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let tls = Tls::new(authority.clone())?;
        let _serving = self.process.serving();
        accept_each(listener, self.end(shutdown), |stream, closing| {
            let (mock, tls) = (self.clone(), tls.clone());
            async move { converse_by_proxy(&mock, &tls, stream, closing).await }
        })
        .await
    }

    /// Returns when whoever serves, or the control plane, wants an end.
    async fn end(&self, shutdown: impl Future<Output = ()>) {
        tokio::select! {
            biased;
            () = shutdown => {}
            () = self.stop_requested() => {}
        }
    }
}

async fn converse_by_proxy(
    mock: &MockOkta,
    tls: &Tls,
    stream: TcpStream,
    mut closing: watch::Receiver<bool>,
) {
    let tunnel = tokio::select! {
        biased;
        tunnel = tunnel(stream) => tunnel,
        // Nothing that a proxy has begun without a tunnel is worth waiting for.
        _ = closing.wait_for(|closing| *closing) => None,
    };
    if let Some(tunnel) = tunnel {
        converse_in_tls(mock, tls, tunnel.wire, Some(tunnel.host), closing).await;
    }
}

async fn converse_in_tls(
    mock: &MockOkta,
    tls: &Tls,
    wire: Wire,
    host: Option<Authority>,
    closing: watch::Receiver<bool>,
) {
    let certified = host.as_ref().map(|host| HostName::Dns(host.host().to_ascii_lowercase()));
    // A client that does not trust the authority has said so to its user.
    let Ok(stream) = tls.accept(wire, certified).await else { return };
    let named = || host_named(&stream)?.parse::<Authority>().ok();
    let terms = Terms {
        http2: Some(speaks_h2(&stream)),
        scheme: Scheme::HTTPS,
        host: host.clone().or_else(named),
    };
    converse(mock, stream, terms, closing).await;
}
