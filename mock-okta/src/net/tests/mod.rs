//! Over real sockets on loopback, in real time: what every suite needs.

mod authority;
mod connection;
mod faults;
mod http;
mod proxy;

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use clock::Clock;
use reqwest::{Certificate, ClientBuilder, Proxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_rustls::{TlsConnector, rustls};

use super::TestAuthority;
use crate::MockOkta;
use crate::testing::NOW;

/// The longest that any exchange over a socket may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// One org behind three listeners.
struct Served {
    mock: MockOkta,
    authority: TestAuthority,
    plain: SocketAddr,
    tls: SocketAddr,
    proxy: SocketAddr,
    servers: [JoinHandle<io::Result<()>>; 3],
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// An org with one fault, if `fault` is not empty.
async fn serve(fault: &str) -> Served {
    let fault = Some(fault).filter(|fault| !fault.is_empty());
    serve_with(fault.as_slice()).await
}

async fn serve_with(faults: &[&str]) -> Served {
    let builder = MockOkta::builder().seed(7).users(50).history(Duration::from_hours(12));
    let faults = faults.iter().map(|fault| toml::from_str(fault).unwrap());
    let mock = builder.faults(faults).epoch(NOW.parse().unwrap()).start().unwrap();
    let authority = TestAuthority::new(Clock::real().now()).unwrap();
    let [(plain_at, plain), (tls_at, tls), (proxy_at, proxy)] =
        [listener().await, listener().await, listener().await];
    let (one, two, three) = (mock.clone(), mock.clone(), mock.clone());
    let (second, third) = (authority.clone(), authority.clone());
    let servers = [
        tokio::spawn(async move { one.serve(plain_at, std::future::pending()).await }),
        tokio::spawn(async move { two.serve_tls(tls_at, &second, std::future::pending()).await }),
        tokio::spawn(
            async move { three.serve_proxy(proxy_at, &third, std::future::pending()).await },
        ),
    ];
    Served { mock, authority, plain, tls, proxy, servers }
}

impl Served {
    fn authorization(&self) -> String {
        format!("SSWS {}", self.mock.org().ssws_token.expose())
    }

    /// A client that trusts the authority and nobody else, and asks nobody where hosts are.
    fn client(&self) -> ClientBuilder {
        let mut builder = reqwest::Client::builder()
            .no_proxy()
            .timeout(PATIENCE)
            .retry(reqwest::retry::never())
            .tls_certs_only([Certificate::from_pem(self.authority.pem().as_bytes()).unwrap()]);
        for host in HOSTS {
            builder = builder.resolve(host, self.tls);
        }
        builder
    }

    /// The same behind the proxy.
    fn proxied(&self) -> ClientBuilder {
        self.client().proxy(Proxy::https(format!("http://{}", self.proxy)).unwrap())
    }

    /// Asks for `path` of `host` by TLS.
    async fn ask(&self, client: &reqwest::Client, host: &str, path: &str) -> Answered {
        let url = format!("https://{host}:{}{path}", self.tls.port());
        client.get(url).header("authorization", self.authorization()).send().await
    }

    /// The head of a request for the log by HTTP/1.1.
    fn request(&self, method: &str, more: &str) -> String {
        format!(
            "{method} /api/v1/logs?limit=10 HTTP/1.1\r\nHost: acme.okta.com\r\nAuthorization: \
             {}\r\n{more}\r\n",
            self.authorization()
        )
    }

    /// A handshake that offers `protocols`, and none if there are none.
    async fn shake_hands(&self, stream: TcpStream, protocols: &[&[u8]]) -> TlsStream<TcpStream> {
        let mut config = trusting(&self.authority.pem());
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let name = ServerName::try_from("acme.okta.com").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        timeout(PATIENCE, connector.connect(name, stream)).await.unwrap().unwrap()
    }

    /// The same without the name of a host: clients that call an address send none.
    async fn nameless(&self, stream: TcpStream) -> TlsStream<TcpStream> {
        let mut config = trusting(&self.authority.pem());
        config.enable_sni = false;
        let name = ServerName::try_from("acme.okta.com").unwrap();
        let connector = TlsConnector::from(Arc::new(config));
        timeout(PATIENCE, connector.connect(name, stream)).await.unwrap().unwrap()
    }

    async fn tls(&self, protocols: &[&[u8]]) -> TlsStream<TcpStream> {
        self.shake_hands(TcpStream::connect(self.tls).await.unwrap(), protocols).await
    }
}

type Answered = Result<reqwest::Response, reqwest::Error>;

fn trusting(pem: &str) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(rustls::ALL_VERSIONS)
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Sends `request` and returns everything that comes back, and how it ended.
async fn exchange<S>(stream: &mut S, request: &str) -> (String, io::Result<()>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await;
    let end = end.unwrap_or(Err(io::ErrorKind::TimedOut.into())).map(|_| ());
    (String::from_utf8_lossy(&bytes).into_owned(), end)
}

/// What the system says at the bottom of an error.
fn io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut cause = Some(error);
    let mut kind = None;
    while let Some(error) = cause {
        kind = error.downcast_ref::<io::Error>().map(io::Error::kind).or(kind);
        cause = error.source();
    }
    kind
}

/// The names that [`Served::client`] knows.
const HOSTS: [&str; 5] = [
    "acme.okta.com",
    "acme-admin.okta.com",
    "dev-1.oktapreview.com",
    "login.example.org",
    "localhost",
];
