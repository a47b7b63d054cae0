use std::sync::Arc;

use http::{StatusCode, Version};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::rustls::ClientConnection;
use tokio_rustls::rustls::pki_types::ServerName;

use super::{PATIENCE, exchange, serve, trusting};

#[tokio::test]
async fn a_client_behind_the_proxy_finds_the_org_at_okta() {
    let served = serve("").await;
    let client = served.proxied().build().unwrap();
    for host in ["acme.okta.com", "ACME-admin.okta.com", "dev-1.oktapreview.com", "a.b.okta.com"] {
        let url = format!("https://{host}/api/v1/logs?limit=1");
        let request = client.get(&url).header("authorization", served.authorization());
        let answer = request.send().await.unwrap();
        assert_eq!(
            (answer.status(), answer.version()),
            (StatusCode::OK, Version::HTTP_2),
            "{host}"
        );
        let own = answer.headers()["link"].to_str().unwrap();
        assert_eq!(own, format!("<{}>; rel=\"self\"", url.to_lowercase()));
    }
}

#[tokio::test]
async fn every_other_host_is_refused_with_a_reason() {
    let served = serve("").await;
    for host in [
        "example.com:443",
        "okta.com:443",
        ".okta.com:443",
        "evilokta.com:443",
        "acme.okta.com.example.com:443",
        "127.0.0.1:443",
        "[::1]:443",
    ] {
        let mut stream = TcpStream::connect(served.proxy).await.unwrap();
        let request =
            format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let (text, end) = exchange(&mut stream, &request).await;
        end.unwrap();
        assert!(text.starts_with("HTTP/1.1 403 Forbidden\r\n"), "{host}: {text}");
        let reason = "this proxy leads to *.okta.com and *.oktapreview.com only, and not to";
        assert!(text.contains(&format!("{reason} {host}")), "{text}");
    }
    let client = served.proxied().build().unwrap();
    assert!(client.get("https://example.com/").send().await.unwrap_err().is_connect());
}

#[tokio::test]
async fn what_is_no_tunnel_is_refused_with_a_hint() {
    let served = serve("").await;
    for target in ["http://acme.okta.com/api/v1/logs", "/__admin/health"] {
        let mut stream = TcpStream::connect(served.proxy).await.unwrap();
        let request = format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        let (text, end) = exchange(&mut stream, &request).await;
        end.unwrap();
        assert!(text.starts_with("HTTP/1.1 400 Bad Request\r\n"), "{text}");
        assert!(text.contains("call the org by https://"), "{text}");
    }
    assert_eq!(served.mock.ledger().count(crate::Endpoint::Logs), 0);
}

/// Some clients do not wait for the tunnel before they greet whoever is behind it.
#[tokio::test]
async fn what_comes_right_behind_the_request_belongs_into_the_tunnel() {
    let served = serve("").await;
    let name = ServerName::try_from("acme.okta.com").unwrap();
    let config = Arc::new(trusting(&served.authority.pem()));
    let mut greeting = b"CONNECT acme.okta.com:443 HTTP/1.1\r\nHost: a\r\n\r\n".to_vec();
    ClientConnection::new(config, name).unwrap().write_tls(&mut greeting).unwrap();
    let mut stream = TcpStream::connect(served.proxy).await.unwrap();
    stream.write_all(&greeting).await.unwrap();
    let mut answer = vec![0; HEAD.len() + 6];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(&answer[..HEAD.len()], HEAD.as_bytes());
    // A record of a handshake, in it a server hello (RFC 8446, sections 4 and 5.1).
    assert_eq!((answer[HEAD.len()], answer[HEAD.len() + 5]), (22, 2));
}

/// A tunnel by hand, for a client that names no host.
#[tokio::test]
async fn a_client_that_names_no_host_meant_the_one_of_its_tunnel() {
    let served = serve("").await;
    let mut stream = TcpStream::connect(served.proxy).await.unwrap();
    stream.write_all(b"CONNECT acme.okta.com:443 HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut head = vec![0; HEAD.len()];
    timeout(PATIENCE, stream.read_exact(&mut head)).await.unwrap().unwrap();
    assert_eq!(head, HEAD.as_bytes());
    let mut stream = served.nameless(stream).await;
    let request =
        format!("GET /api/v1/logs HTTP/1.0\r\nAuthorization: {}\r\n\r\n", served.authorization());
    let (text, end) = exchange(&mut stream, &request).await;
    end.unwrap();
    assert!(text.contains("link: <https://acme.okta.com:443/api/v1/logs>; rel=\"self\""), "{text}");
}

const HEAD: &str = "HTTP/1.1 200 OK\r\n\r\n";
