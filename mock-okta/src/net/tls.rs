//! The front that speaks TLS.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert, ResolvesServerCertUsingSni};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::version::{TLS12, TLS13};
use tokio_rustls::server::TlsStream;

use super::authority::{HostName, TestAuthority};
use super::wire::{Carrier, Wire};

/// TLS 1.2 and 1.3 with certificates of a [`TestAuthority`]. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Tls {
    authority: TestAuthority,
    config: ServerConfig,
}

impl Tls {
    /// # Errors
    /// When the cryptography has none of the suites that the protocol asks for.
    pub(super) fn new(authority: TestAuthority) -> io::Result<Self> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(&[&TLS13, &TLS12])
            .map_err(io::Error::other)?
            .with_no_client_auth()
            // Every connection has its own.
            .with_cert_resolver(Arc::new(ResolvesServerCertUsingSni::new()));
        config.alpn_protocols = vec![H2.to_vec(), HTTP_1_1.to_vec()];
        Ok(Self { authority, config })
    }

    /// Shakes hands. A client that names no host gets the certificate of `host`, or of the
    /// address that it called.
    ///
    /// # Errors
    /// When the client goes, takes too long, or does not trust the authority.
    pub(super) async fn accept(
        &self,
        wire: Wire,
        host: Option<HostName>,
    ) -> io::Result<TlsStream<Wire>> {
        let nameless = match host {
            Some(host) => host,
            None => HostName::Ip(wire.tcp().local_addr()?.ip().to_canonical()),
        };
        // Tickets and sessions are shared with the other connections.
        let mut config = self.config.clone();
        let authority = self.authority.clone();
        config.cert_resolver = Arc::new(Certificates { authority, nameless });
        let handshake = TlsAcceptor::from(Arc::new(config)).accept(wire);
        tokio::time::timeout(HANDSHAKE_TIMEOUT, handshake).await?
    }
}

/// Which protocol was agreed on.
pub(super) fn speaks_h2(stream: &TlsStream<Wire>) -> bool {
    stream.get_ref().1.alpn_protocol() == Some(H2)
}

/// The host that the client named.
pub(super) fn host_named(stream: &TlsStream<Wire>) -> Option<&str> {
    stream.get_ref().1.server_name()
}

/// Chooses the certificate by what the client says that it wants to talk to.
#[derive(Debug)]
struct Certificates {
    authority: TestAuthority,
    nameless: HostName,
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        match hello.server_name() {
            Some(name) => self.authority.certify(&HostName::Dns(name.to_ascii_lowercase())),
            None => self.authority.certify(&self.nameless),
        }
    }
}

const H2: &[u8] = b"h2";
const HTTP_1_1: &[u8] = b"http/1.1";
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
