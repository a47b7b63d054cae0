//! A client that records what comes and judges nothing.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use clock::Clock;
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// What came back.
#[derive(Clone)]
pub(super) struct Answer {
    /// Nothing when there was no status line.
    pub(super) status: Option<u16>,
    pub(super) headers: HeaderMap,
    /// Everything behind the headers, chunks and all; everything when there were none.
    pub(super) rest: Vec<u8>,
    /// How it ended.
    pub(super) end: End,
    /// When the headers were complete.
    pub(super) head_ms: u64,
    /// When it ended.
    pub(super) total_ms: u64,
}

/// How a connection ends, as a client sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// In an orderly way.
    Closed,
    /// By a reset.
    Reset,
    /// The client has no more patience.
    Silent,
}

/// Sends `request` and records what comes back until the end, or until all of `patience` is
/// used up.
pub(super) async fn ask(address: SocketAddr, request: &str, patience: Duration) -> Answer {
    let clock = Clock::real();
    let start = clock.now();
    let elapsed = || clock.now().since(start).as_millis() as u64;
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut bytes, mut head_ms) = (Vec::new(), None);
    let end = loop {
        // A page is read as long as anything comes, headers that drip for longer than that.
        let left = (patience * 4).saturating_sub(Duration::from_millis(elapsed()));
        match timeout(left.min(patience), stream.read_buf(&mut bytes)).await {
            Err(_) => break End::Silent,
            Ok(Ok(0)) => break End::Closed,
            Ok(Ok(_)) if head_ms.is_none() && head_end(&bytes).is_some() => {
                head_ms = Some(elapsed());
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionReset => break End::Reset,
            Ok(Err(error)) => panic!("{error}"),
        }
    };
    let (status, headers, rest) = parse(bytes);
    let total_ms = elapsed();
    Answer { status, headers, rest, end, head_ms: head_ms.unwrap_or(total_ms), total_ms }
}

impl Answer {
    /// Whether not a byte came.
    pub(super) fn is_nothing(&self) -> bool {
        self.status.is_none() && self.rest.is_empty()
    }

    /// The body without chunks, as far as it came.
    pub(super) fn body(&self) -> Vec<u8> {
        if !self.headers.contains_key("transfer-encoding") {
            return self.rest.clone();
        }
        let (mut body, mut rest) = (Vec::new(), &self.rest[..]);
        while let Some(line) = rest.windows(2).position(|window| window == b"\r\n") {
            let length = std::str::from_utf8(&rest[..line]).unwrap();
            let Ok(length) = usize::from_str_radix(length, 16) else { break };
            rest = &rest[line + 2..];
            body.extend_from_slice(&rest[..length.min(rest.len())]);
            rest = rest.get(length + 2..).unwrap_or_default();
        }
        body
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rest = String::from_utf8_lossy(&self.rest[..self.rest.len().min(200)]).into_owned();
        f.debug_struct("Answer")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("bytes", &self.rest.len())
            .field("rest", &rest)
            .field("end", &self.end)
            .field("head_ms", &self.head_ms)
            .field("total_ms", &self.total_ms)
            .finish()
    }
}

fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|place| place + 4)
}

fn parse(bytes: Vec<u8>) -> (Option<u16>, HeaderMap, Vec<u8>) {
    let mut headers = HeaderMap::new();
    let Some(end) = head_end(&bytes).filter(|_| bytes.starts_with(b"HTTP/1.1 ")) else {
        return (None, headers, bytes);
    };
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok());
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_str(value).unwrap());
    }
    (status, headers, bytes[end..].to_vec())
}
