//! Addresses and who announces them.
//!
//! Every address lies in a block that is reserved for documentation, benchmarks or carrier NAT,
//! so that no event can be read as a statement about somebody's real address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::ids::mix;
use super::places::{ELSEWHERE, Geo, OFFICES};

/// What `securityContext` says about an address (facts 7.1); nothing of it about an address that
/// is not listed.
#[derive(Debug)]
pub(crate) struct Network {
    pub(crate) as_number: Option<u32>,
    pub(crate) as_org: Option<&'static str>,
    pub(crate) isp: Option<&'static str>,
    pub(crate) domain: Option<&'static str>,
    pub(crate) is_proxy: Option<bool>,
    /// What else is said about it, where it is known to hide who is behind it.
    pub(crate) veil: Option<Veil>,
}

/// How a network hides people (scenario facts 1.3).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Veil {
    /// `debugData.proxyType`.
    pub(crate) proxy_type: &'static str,
    /// `debugData.tunnels`, which is JSON.
    pub(crate) tunnels: &'static str,
    /// `ipDetails.ipServiceCategories`, which is JSON (facts 7.1).
    pub(crate) categories: &'static str,
}

/// An address with `version` as Okta writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(pub(crate) IpAddr);

impl Address {
    /// `V4` or `V6`.
    pub(crate) fn version(self) -> &'static str {
        match self.0 {
            IpAddr::V4(_) => "V4",
            IpAddr::V6(_) => "V6",
        }
    }
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vantage {
    pub(crate) address: Address,
    pub(crate) geo: &'static Geo,
    pub(crate) network: &'static Network,
    /// `client.zone`: nearly always the string `null` (facts 7.3).
    pub(crate) zone: &'static str,
}

impl Vantage {
    /// How many addresses an office can have.
    pub(crate) const NATS_MAX: u32 = 20;

    /// Behind the NAT of office number `office`, by its address number `nat`.
    pub(crate) fn office(office: usize, nat: u64) -> Self {
        let nat = (nat % u64::from(Self::NATS_MAX)) as u8;
        let host = 10 + (office as u8) * Self::NATS_MAX as u8 + nat;
        Self {
            address: Address(IpAddr::V4(Ipv4Addr::new(203, 0, 113, host))),
            geo: &OFFICES[office].geo,
            network: &OFFICE_NETWORK,
            zone: if nat.is_multiple_of(4) { "LegacyIpZone" } else { "null" },
        }
    }

    /// In a hotel of the town that has office number `office`.
    pub(crate) fn hotel(office: usize, key: u64) -> Self {
        let host = mix(key) as u32 & 0x1_ffff;
        Self {
            address: Address(IpAddr::V4(Ipv4Addr::from(HOMES | host))),
            geo: &OFFICES[office].geo,
            network: &BROADBAND[OFFICES[office].broadband],
            zone: "null",
        }
    }

    /// At the home that `key` stands for, in one of the two towns around the office, by the
    /// address that `lease` stands for; one home in sixteen has IPv6.
    pub(crate) fn home(office: usize, key: u64, lease: u64) -> Self {
        let place = &OFFICES[office];
        let town = mix(key);
        let bits = mix(lease);
        let address = if town.is_multiple_of(16) {
            let [a, b, c, d] = [(bits >> 48) as u16, (bits >> 32) as u16, (bits >> 16) as u16, 1];
            IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, a, b, 0, 0, c, d))
        } else {
            IpAddr::V4(Ipv4Addr::from(HOMES | ((bits >> 40) as u32 & 0x1_ffff)))
        };
        Self {
            address: Address(address),
            geo: &place.homes[(town >> 8) as usize % place.homes.len()],
            network: if town.is_multiple_of(48) { &UNLISTED } else { &BROADBAND[place.broadband] },
            zone: if town.is_multiple_of(23) { "OFF_NETWORK" } else { "null" },
        }
    }

    /// On a phone, behind a carrier's NAT.
    pub(crate) fn mobile(office: usize, key: u64) -> Self {
        Self {
            address: Address(IpAddr::V4(Ipv4Addr::from(CARRIER | (mix(key) as u32 & 0x3f_ffff)))),
            geo: &OFFICES[office].geo,
            network: &CARRIERS[office % CARRIERS.len()],
            zone: "null",
        }
    }

    /// A machine in a data centre: the org's own integrations.
    pub(crate) fn data_centre(key: u64) -> Self {
        Self {
            address: Address(IpAddr::V4(Ipv4Addr::new(198, 51, 100, 1 + (key % 250) as u8))),
            geo: &ELSEWHERE[3],
            network: &CLOUD,
            zone: "null",
        }
    }

    /// Somebody who has no business here.
    pub(crate) fn stranger(key: u64) -> Self {
        let bits = mix(key);
        Self {
            address: Address(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1 + (bits % 254) as u8))),
            geo: &ELSEWHERE[(bits >> 8) as usize % ELSEWHERE.len()],
            network: &HOSTING[(bits >> 16) as usize % HOSTING.len()],
            zone: "null",
        }
    }
}

/// 198.18.0.0/15, benchmarks (RFC 2544): room for 131,072 homes.
const HOMES: u32 = 0xc612_0000;
/// 100.64.0.0/10, carrier NAT (RFC 6598).
const CARRIER: u32 = 0x6440_0000;

static OFFICE_NETWORK: Network =
    Network { domain: None, ..consumer(64_496, "corporate access", "") };

static CLOUD: Network = consumer(64_497, "public cloud", "compute.example");

/// A young block of addresses: a place is known, and nothing else (corpus of real events).
static UNLISTED: Network =
    Network { as_number: None, as_org: None, isp: None, domain: None, is_proxy: None, veil: None };

pub(super) const fn consumer(as_number: u32, isp: &'static str, domain: &'static str) -> Network {
    Network {
        as_number: Some(as_number),
        as_org: Some(isp),
        isp: Some(isp),
        domain: Some(domain),
        is_proxy: Some(false),
        veil: None,
    }
}

pub(super) const fn hosting(as_number: u32, isp: &'static str, domain: &'static str) -> Network {
    Network { is_proxy: Some(true), ..consumer(as_number, isp, domain) }
}

pub(super) const fn veiled(
    network: &Network,
    proxy_type: &'static str,
    [tunnels, categories]: [&'static str; 2],
) -> Network {
    Network { veil: Some(Veil { proxy_type, tunnels, categories }), ..*network }
}

/// Invented providers: their numbers are reserved for documentation (RFC 5398).
static BROADBAND: [Network; 9] = [
    consumer(64_498, "bay cable", "baycable.example"),
    consumer(64_499, "hudson fiber", "hudsonfiber.example"),
    consumer(64_500, "albion broadband", "."),
    consumer(64_501, "alpennetz gmbh", "alpennetz.example"),
    consumer(64_502, "deccan telecom", "deccan.example"),
    consumer(64_503, "laurentide", "laurentide.example"),
    consumer(64_504, "paulista net", "paulista.example"),
    consumer(64_505, "kanto hikari", "."),
    consumer(64_506, "europa kabel", "europakabel.example"),
];

static CARRIERS: [Network; 3] = [
    consumer(65_536, "pacific mobile", "pacificmobile.example"),
    consumer(65_537, "continental mobile", "continental.example"),
    consumer(65_538, "orient mobile", "."),
];

static HOSTING: [Network; 3] = [
    hosting(65_539, "bulletproof hosting", "bphost.example"),
    hosting(65_540, "nightfall vpn", "nightfall.example"),
    hosting(65_541, "onion exits", "."),
];
