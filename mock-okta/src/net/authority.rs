//! A certificate authority that nobody should trust for long.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use clock::Timestamp;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose, PublicKeyData, SanType, date_time_ymd,
};
use tokio_rustls::rustls::crypto::aws_lc_rs::sign::any_ecdsa_type;
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::log::Lru;

/// The certificate authority of one run of the mock. Cheap to clone; clones are the same.
///
/// Its key comes from the machine's chance, never from the seed, and is never written anywhere:
/// a CA that can be made again would be a CA that anybody can make. Its name says that it is for
/// tests. Certificates of hosts are made when a client first names the host.
///
/// ```
/// use clock::Clock;
/// use mock_okta::TestAuthority;
///
/// let authority = TestAuthority::new(Clock::real().now()).unwrap();
/// assert!(authority.pem().starts_with("-----BEGIN CERTIFICATE-----\n"));
/// assert!(authority.name().starts_with("mock-okta test CA "));
/// ```
#[derive(Clone)]
pub struct TestAuthority(Arc<Inner>);

struct Inner {
    issuer: CertifiedIssuer<'static, KeyPair>,
    name: String,
    now: Timestamp,
    hosts: Lru<HostName, Option<Arc<CertifiedKey>>>,
}

/// What a certificate is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum HostName {
    /// A name, in lower case.
    Dns(String),
    /// An address, for clients that name no host.
    Ip(IpAddr),
}

impl TestAuthority {
    /// Makes an authority whose certificates are valid from a day before `now` for a year.
    ///
    /// `now` is the machine's time, which is what clients judge certificates by, and not the
    /// org's.
    ///
    /// # Errors
    /// When the machine gives no chance for a key.
    pub fn new(now: Timestamp) -> Result<Self, AuthorityError> {
        let key = KeyPair::generate()?;
        // Four bytes of the key's point: every run has a name of its own, because some clients
        // keep issuers apart by nothing else.
        let mark = key.der_bytes().iter().skip(1).take(4);
        let mark = mark.fold(0_u32, |mark, byte| mark << 8 | u32::from(*byte));
        let name = format!("mock-okta test CA {mark:08x}");
        let mut params = params(now);
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name.as_str());
        params.distinguished_name.push(DnType::OrganizationName, "for tests only, do not trust");
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let issuer = CertifiedIssuer::self_signed(params, key)?;
        Ok(Self(Arc::new(Inner { issuer, name, now, hosts: Lru::new(HOSTS_MAX) })))
    }

    /// The authority's certificate, which clients have to trust, as PEM.
    pub fn pem(&self) -> String {
        self.0.issuer.pem()
    }

    /// The authority's name: `mock-okta test CA` and eight digits that differ from run to run.
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The certificate for `host` and its key; nothing when no certificate can name it.
    pub(super) fn certify(&self, host: &HostName) -> Option<Arc<CertifiedKey>> {
        self.0.hosts.fetch(host.clone(), || self.0.issue(host).ok().map(Arc::new))
    }
}

impl Inner {
    fn issue(&self, host: &HostName) -> Result<CertifiedKey, AuthorityError> {
        let mut params = params(self.now);
        params.distinguished_name = DistinguishedName::new();
        // The names that count are the alternative ones (RFC 9525, section 2).
        params.distinguished_name.push(DnType::CommonName, "mock-okta");
        params.subject_alt_names = match host {
            HostName::Dns(name) => vec![SanType::DnsName(name.as_str().try_into()?)],
            HostName::Ip(address) => {
                let addresses = HERE.into_iter().filter(|here| here != address);
                let addresses = std::iter::once(*address).chain(addresses);
                let mut names: Vec<_> = addresses.map(SanType::IpAddress).collect();
                names.push(SanType::DnsName("localhost".try_into()?));
                names
            }
        };
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        // A key for each host, from which its serial number follows.
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.issuer)?;
        let key = any_ecdsa_type(&PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .map_err(|_| AuthorityError(rcgen::Error::KeyGenerationUnavailable))?;
        Ok(CertifiedKey::new(vec![certificate.into()], key))
    }
}

impl fmt::Debug for TestAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TestAuthority").field(&self.0.name).finish()
    }
}

/// What all certificates have in common.
fn params(now: Timestamp) -> CertificateParams {
    let now = Duration::from_secs(u64::try_from(now.as_seconds()).unwrap_or_default());
    let mut params = CertificateParams::default();
    // rcgen counts in a type of a library of its own, to which this is the way.
    params.not_before = date_time_ymd(1970, 1, 1) + now.saturating_sub(BEFORE);
    params.not_after = date_time_ymd(1970, 1, 1) + now + AFTER;
    params
}

/// Why there is no certificate authority.
#[derive(Debug, thiserror::Error)]
#[error("the certificate authority cannot be made")]
pub struct AuthorityError(#[from] rcgen::Error);

/// Addresses by which this machine may have been called, whatever was made of them on the way:
/// a port that is published by a container is called by another address than the one inside.
const HERE: [IpAddr; 3] = [
    IpAddr::V4(Ipv4Addr::LOCALHOST),
    IpAddr::V6(Ipv6Addr::LOCALHOST),
    IpAddr::V4(Ipv4Addr::UNSPECIFIED),
];
/// For how many hosts certificates are kept; others are made again.
const HOSTS_MAX: usize = 64;
/// Clients' clocks may be behind.
const BEFORE: Duration = Duration::from_hours(24);
/// Some clients refuse certificates that are valid for more than 398 days.
const AFTER: Duration = Duration::from_hours(365 * 24);
