//! `mock-okta serve`.

use std::io::{self, Write};

use tokio::net::TcpListener;

use crate::{BuildError, Surface};

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
    let admin = match settings.admin_port {
        Some(port) => Some(listen(&settings.host, port).await?),
        None => None,
    };
    let address = okta.local_addr().map_err(ServeError::Broken)?;
    let admin_address = match &admin {
        Some(admin) => admin.local_addr().map_err(ServeError::Broken)?,
        None => address,
    };
    let guarded = !admin_address.ip().is_loopback();
    let builder =
        if guarded { settings.builder.admin_token(admin_token.as_str()) } else { settings.builder };
    let mock = builder.start()?;
    let url = format!("http://{address}");
    let ready = ReadyLine {
        ready: true,
        url: &url,
        admin_url: &format!("http://{admin_address}/__admin"),
        org_id: mock.org().id.as_str(),
        ssws_token: mock.org().ssws_token.expose(),
        client_id: None,
        private_key_jwk: None,
        seed: settings.seed,
        ca_file: None,
        admin_token: guarded.then_some(admin_token.as_str()),
    };
    announce(&ready, out, talk).map_err(ServeError::Silent)?;
    let surface = if admin.is_some() { Surface::Okta } else { Surface::Both };
    let (okta_side, admin_side) = (mock.surface(surface), mock.surface(Surface::Admin));
    let serving = async {
        tokio::try_join!(okta_side.serve(okta, std::future::pending()), async {
            match admin {
                Some(admin) => admin_side.serve(admin, std::future::pending()).await,
                None => Ok(()),
            }
        })
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

async fn listen(host: &str, port: u16) -> Result<TcpListener, ServeError> {
    TcpListener::bind((host, port))
        .await
        .map_err(|source| ServeError::Listen { address: format!("{host}:{port}"), source })
}

fn announce(
    ready: &ReadyLine<'_>,
    out: &mut (dyn Write + Send),
    talk: Option<&mut (dyn Write + Send)>,
) -> io::Result<()> {
    let line = serde_json::to_string(ready)?;
    writeln!(out, "{line}")?;
    out.flush()?;
    if let Some(talk) = talk {
        write!(talk, "{}", ready.paste())?;
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
    /// The listener failed while serving.
    #[error("the listener failed")]
    Broken(#[source] io::Error),
    /// The settings describe no org.
    #[error("the settings describe no org")]
    Build(#[from] BuildError),
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
