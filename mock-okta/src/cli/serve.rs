//! `mock-okta serve`.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use clock::Clock;
use tokio::net::TcpListener;

use crate::net::CaFile;
use crate::{AuthorityError, BuildError, MockOkta, Surface, TestAuthority};

use super::ready::ReadyLine;
use super::settings::Settings;

/// Serves the org until `shutdown` returns or the control plane stops it. The ready line goes to
/// `out`, what is for people to `talk`. `admin_token` is what the control plane asks for when it
/// listens anywhere but on a loopback address.
///
/// # Errors
/// When a port cannot be had, or the ready line cannot be written.
pub async fn serve(
    settings: Settings,
    admin_token: String,
    out: &mut (dyn Write + Send),
    talk: Option<&mut (dyn Write + Send)>,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let okta = listen(&settings.host, settings.port).await?;
    let admin = listen_if(&settings.host, settings.admin_port).await?;
    let proxy = listen_if(&settings.host, settings.proxy_port).await?;
    let address = okta.local_addr().map_err(ServeError::Broken)?;
    let admin_address = address_of(admin.as_ref())?.unwrap_or(address);
    let proxy_url = address_of(proxy.as_ref())?.map(|address| format!("http://{address}"));
    let guarded = !admin_address.ip().is_loopback();
    let builder =
        if guarded { settings.builder.admin_token(admin_token.as_str()) } else { settings.builder };
    let mock = builder.start()?;
    let trust = if settings.tls || proxy.is_some() {
        Some(Trust::establish(settings.ca_file, address.port())?)
    } else {
        None
    };
    let scheme = if settings.tls { "https" } else { "http" };
    let ca_file = trust.as_ref().map(|trust| trust.file.path().display().to_string());
    let (client_id, private_key_jwk) = (mock.client_id(), mock.private_key_jwk());
    let ready = ReadyLine {
        ready: true,
        url: &format!("{scheme}://{address}"),
        admin_url: &format!("{scheme}://{admin_address}/__admin"),
        org_id: mock.org().id.as_str(),
        ssws_token: mock.org().ssws_token.expose(),
        client_id: client_id.as_str(),
        private_key_jwk: &private_key_jwk,
        seed: settings.seed,
        ca_file: ca_file.as_deref(),
        proxy_url: proxy_url.as_deref(),
        admin_token: guarded.then_some(admin_token.as_str()),
    };
    announce(&ready, &mock.org().host, out, talk).map_err(ServeError::Silent)?;
    let surface = if admin.is_some() { Surface::Okta } else { Surface::Both };
    let (okta_side, admin_side) = (mock.surface(surface), mock.surface(Surface::Admin));
    let authority = trust.as_ref().map(|trust| &trust.authority);
    let certified = authority.filter(|_| settings.tls);
    let serving = async {
        tokio::try_join!(
            serve_on(&okta_side, Some(okta), certified),
            serve_on(&admin_side, admin, certified),
            async {
                match (proxy, authority) {
                    (Some(proxy), Some(authority)) => {
                        okta_side.serve_proxy(proxy, authority, std::future::pending()).await
                    }
                    _ => Ok(()),
                }
            }
        )
    };
    let stopping = async {
        shutdown.await;
        mock.stop();
        // The servers end themselves.
        std::future::pending::<()>().await;
    };
    tokio::select! {
        biased;
        served = serving => served.map(|_| ()).map_err(ServeError::Broken),
        () = stopping => Ok(()),
    }
}

/// Serves `mock`, if there is a listener, and with TLS, if somebody certifies it.
async fn serve_on(
    mock: &MockOkta,
    listener: Option<TcpListener>,
    authority: Option<&TestAuthority>,
) -> io::Result<()> {
    match (listener, authority) {
        (None, _) => Ok(()),
        (Some(listener), None) => mock.serve(listener, std::future::pending()).await,
        (Some(listener), Some(authority)) => {
            mock.serve_tls(listener, authority, std::future::pending()).await
        }
    }
}

/// Who certifies the org, and where clients learn about it.
struct Trust {
    authority: TestAuthority,
    file: CaFile,
}

impl Trust {
    /// Makes an authority, and its file: at `path`, or else where the `port` alone decides.
    fn establish(path: Option<PathBuf>, port: u16) -> Result<Self, ServeError> {
        // Clients judge certificates by the machine's time, whatever the org's is.
        let authority = TestAuthority::new(Clock::real().now())?;
        let path =
            path.unwrap_or_else(|| std::env::temp_dir().join(format!("mock-okta-{port}-ca.pem")));
        let file = CaFile::create(path.clone(), authority.pem())
            .map_err(|source| ServeError::Certificate { path, source })?;
        Ok(Self { authority, file })
    }
}

fn address_of(listener: Option<&TcpListener>) -> Result<Option<SocketAddr>, ServeError> {
    listener.map(TcpListener::local_addr).transpose().map_err(ServeError::Broken)
}

async fn listen_if(host: &str, port: Option<u16>) -> Result<Option<TcpListener>, ServeError> {
    match port {
        Some(port) => listen(host, port).await.map(Some),
        None => Ok(None),
    }
}

async fn listen(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    TcpListener::bind((host, port))
        .await
        .map_err(|source| ServeError::Listen { address: format!("{host}:{port}"), source })
}

fn announce(
    ready: &ReadyLine<'_>,
    host: &str,
    out: &mut (dyn Write + Send),
    talk: Option<&mut (dyn Write + Send)>,
) -> io::Result<()> {
    let line = serde_json::to_string(ready)?;
    writeln!(out, "{line}")?;
    out.flush()?;
    if let Some(talk) = talk {
        write!(talk, "{}", ready.paste(host))?;
    }
    Ok(())
}

/// Returns when the process is told to end: by Ctrl-C, or by SIGTERM.
///
/// # Errors
/// When the system does not let signals be waited for.
pub async fn interrupted() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            biased;
            interrupt = tokio::signal::ctrl_c() => interrupt,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        tokio::signal::ctrl_c().await
    }
}

/// Why serving did not work out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// There is nobody to certify the org.
    #[error("there is no TLS")]
    Authority(#[from] AuthorityError),
    /// The listener failed while serving.
    #[error("the listener failed")]
    Broken(#[source] io::Error),
    /// The settings describe no org.
    #[error("the settings describe no org")]
    Build(#[from] BuildError),
    /// Clients cannot be told whom to trust.
    #[error("cannot write the certificate to {}; choose another place with --ca-file", path.display())]
    Certificate {
        /// Where it was meant to be.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The port cannot be had.
    #[error("cannot listen on {address}; choose another with --host and --port, or --port 0")]
    Listen {
        /// Host and port.
        address: String,
        /// What the system says.
        source: io::Error,
    },
    /// Nobody takes the ready line.
    #[error("the ready line cannot be written")]
    Silent(#[source] io::Error),
}
