//! Where to listen.

use std::fmt;
use std::str::FromStr;

/// `HOST:PORT`, or a port on the loopback address.
///
/// ```
/// use connector::console::ListenAddress;
///
/// let address: ListenAddress = "9464".parse().unwrap();
/// assert_eq!(address.to_string(), "127.0.0.1:9464");
/// assert!("localhost".parse::<ListenAddress>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListenAddress {
    host: String,
    port: u16,
}

impl FromStr for ListenAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (host, port) = text.rsplit_once(':').unwrap_or((LOOPBACK, text));
        let unfit = || "neither `HOST:PORT` nor `PORT`, which is `127.0.0.1:PORT`".to_owned();
        let port = port.parse().map_err(|_| unfit())?;
        // Whether `:9464` means this machine or every interface is anybody's guess.
        if host.is_empty() || host.contains(['/', '@']) {
            return Err(unfit());
        }
        Ok(Self { host: host.to_owned(), port })
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

const LOOPBACK: &str = "127.0.0.1";
