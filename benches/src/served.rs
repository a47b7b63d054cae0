//! `mock-okta serve` as a program, beside a server of pages that are ready, and a client that does
//! nothing but read.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use bytes::Bytes;
use serde_json::Value;

use crate::org;

/// The mock as a program of its own; killed when it is dropped.
pub struct Served {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// The value of `Authorization` that it wants.
    pub authorization: String,
}

impl Served {
    /// Starts the org of [`org`] and waits for the ready line. Nothing if the program has not been
    /// built beside this one.
    pub fn start() -> Option<Self> {
        let mut child = Command::new(program()?)
            .env_clear()
            .args(["serve", "--port", "0", "--seed", "1", "--clock", "stepped"])
            .args(["--users", &org::PEOPLE.to_string(), "--history", &format!("{}d", org::DAYS)])
            .args(["--epoch", org::NOW, "--limit", "1000000", "--token-share", "1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        let ready: Value = serde_json::from_str(&line).ok()?;
        let address = ready["url"].as_str()?.strip_prefix("http://")?.parse().ok()?;
        let authorization = format!("SSWS {}", ready["ssws_token"].as_str()?);
        Some(Self { child, address, authorization })
    }

    /// What of its memory is resident, in bytes.
    pub fn resident(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1_024)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection that pages are read from.
pub struct Reader {
    stream: BufReader<TcpStream>,
    authorization: String,
    body: Vec<u8>,
    /// The path and query that the last page leads to.
    pub next: String,
}

impl Reader {
    /// Connects to a server.
    ///
    /// # Errors
    /// When nobody listens.
    pub fn connect(address: SocketAddr, authorization: &str) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        let stream = BufReader::with_capacity(1 << 18, stream);
        let (body, next) = (Vec::new(), String::new());
        Ok(Self { stream, authorization: authorization.to_owned(), body, next })
    }

    /// Asks for a page and reads all of it; returns its length in bytes.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is no page.
    pub fn fetch(&mut self, path: &str) -> io::Result<usize> {
        let authorization = &self.authorization;
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {authorization}\r\n\r\n"
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut line, mut length) = (String::new(), 0);
        self.stream.read_line(&mut line)?;
        if !line.starts_with("HTTP/1.1 200") {
            return Err(io::Error::other(line));
        }
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let Some((name, value)) = line.split_once(':') else { break };
            let value = value.trim();
            if name.eq_ignore_ascii_case("content-length") {
                length = value.parse().map_err(io::Error::other)?;
            } else if let Some(link) = value.strip_suffix(">; rel=\"next\"") {
                link.split_once("/api/").map_or("", |(_, path)| path).clone_into(&mut self.next);
                self.next.insert_str(0, "/api/");
            }
        }
        self.body.clear();
        if length > 0 {
            self.take(length)?;
            return Ok(length);
        }
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end(), 16).map_err(io::Error::other)?;
            self.take(length)?;
            self.stream.read_exact(&mut [0; 2])?;
            if length == 0 {
                return Ok(self.body.len());
            }
        }
    }

    /// Reads so many bytes more of the page.
    fn take(&mut self, length: usize) -> io::Result<()> {
        let read = self.body.len();
        self.body.resize(read + length, 0);
        self.stream.read_exact(&mut self.body[read..])
    }
}

/// Serves `pages` over and over, whatever is asked for, from a thread that ends with the process.
///
/// # Errors
/// When there is no port.
pub fn of_ready_pages(pages: Vec<Vec<u8>>) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    std::thread::spawn(move || {
        let pages: Vec<Bytes> = pages.into_iter().map(Into::into).collect();
        let next = Arc::new((pages, AtomicUsize::new(0)));
        let page = async |State(ready): State<Arc<(Vec<Bytes>, AtomicUsize)>>| {
            let (pages, next) = &*ready;
            pages[next.fetch_add(1, Ordering::Relaxed) % pages.len()].clone()
        };
        let router = Router::new().fallback(page).with_state(next);
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        })
    });
    Ok(address)
}

/// `mock-okta`, built in the profile of this program.
fn program() -> Option<PathBuf> {
    // target/release/deps/serve-…
    let program = std::env::current_exe().ok()?;
    Some(program.ancestors().nth(2)?.join("mock-okta")).filter(|program| program.exists())
}
