use std::fs;
use std::net::IpAddr;
use std::time::Duration;

use clock::Timestamp;
use tokio_rustls::rustls::RootCertStore;
use tokio_rustls::rustls::client::WebPkiServerVerifier;
use tokio_rustls::rustls::client::danger::ServerCertVerifier;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};

use crate::net::authority::{HostName, TestAuthority};
use crate::net::ca_file::CaFile;
use crate::testing::now;

/// Whether a client that trusts `authority` believes, at `time`, that it has reached `name`.
fn believes(authority: &TestAuthority, host: &HostName, name: &str, time: Timestamp) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.pem().as_bytes()).unwrap()).unwrap();
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    let verifier =
        WebPkiServerVerifier::builder_with_provider(roots.into(), provider.into()).build().unwrap();
    let certified = authority.certify(host).unwrap();
    let name = ServerName::try_from(name).unwrap();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(time.as_seconds() as u64));
    verifier.verify_server_cert(&certified.cert[0], &[], &name, &[], time).is_ok()
}

#[test]
fn a_certificate_is_for_its_host_and_its_time() {
    let authority = TestAuthority::new(now()).unwrap();
    let dns = HostName::Dns("acme.okta.com".to_owned());
    let ip = HostName::Ip(IpAddr::from([127, 0, 0, 1]));
    // Inside a container.
    let inside = HostName::Ip(IpAddr::from([172, 17, 0, 2]));
    for (host, name, expected) in [
        (&dns, "acme.okta.com", true),
        (&dns, "other.okta.com", false),
        (&dns, "127.0.0.1", false),
        (&ip, "127.0.0.1", true),
        (&ip, "localhost", true),
        (&ip, "127.0.0.2", false),
        (&inside, "172.17.0.2", true),
        (&inside, "127.0.0.1", true),
        (&inside, "::1", true),
        (&inside, "172.17.0.3", false),
    ] {
        assert_eq!(believes(&authority, host, name, now()), expected, "{host:?} as {name}");
    }
    let day = Duration::from_hours(24);
    for (time, expected) in [
        (now() - day, true),
        (now() - day * 2, false),
        (now() + day * 364, true),
        (now() + day * 366, false),
    ] {
        assert_eq!(believes(&authority, &dns, "acme.okta.com", time), expected, "{time}");
    }
}

/// Chance is the machine's: whoever knows the seed knows nothing about the key.
#[test]
fn every_authority_is_another() {
    let (one, other) = (TestAuthority::new(now()).unwrap(), TestAuthority::new(now()).unwrap());
    assert_ne!(one.pem(), other.pem());
    assert_ne!(one.name(), other.name());
    assert!(format!("{one:?}").contains("mock-okta test CA"), "{one:?}");
}

#[test]
fn certificates_are_kept_in_bounds() {
    let authority = TestAuthority::new(now()).unwrap();
    let certify = |number: usize| {
        authority.certify(&HostName::Dns(format!("org-{number}.okta.com"))).unwrap().cert[0].clone()
    };
    let first = certify(0);
    assert_eq!(certify(0), first);
    for number in 1..=64 {
        certify(number);
    }
    assert_ne!(certify(0), first, "made again: there is no end of names");
    assert!(authority.certify(&HostName::Dns("ümlaut.okta.com".to_owned())).is_none());
}

#[test]
fn the_file_is_there_as_long_as_it_is_needed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ca.pem");
    fs::write(&path, "older").unwrap();
    let file = CaFile::create(path.clone(), "ours".to_owned()).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "ours");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    drop(file);
    assert!(!path.exists());

    // The same port, the next mock: what it wrote is not ours to remove.
    let file = CaFile::create(path.clone(), "ours".to_owned()).unwrap();
    let next = CaFile::create(path.clone(), "theirs".to_owned()).unwrap();
    drop(file);
    assert_eq!(fs::read_to_string(&path).unwrap(), "theirs");
    drop(next);
    assert!(!path.exists());

    let nowhere = CaFile::create(folder.path().join("no/ca.pem"), "ours".to_owned());
    assert_eq!(nowhere.unwrap_err().kind(), std::io::ErrorKind::NotFound);
}

/// A link that somebody laid where everybody may write is replaced, not followed.
#[cfg(unix)]
#[test]
fn a_link_is_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let (path, victim) = (folder.path().join("ca.pem"), folder.path().join("victim"));
    fs::write(&victim, "precious").unwrap();
    std::os::unix::fs::symlink(&victim, &path).unwrap();
    let file = CaFile::create(path.clone(), "ours".to_owned()).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "precious");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "ours");
}
