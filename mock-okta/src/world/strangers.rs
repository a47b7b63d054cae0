//! Where people come from who have no business in the org, and some who have (scenario facts 1.7).
//!
//! Addresses of residential exits lie in a block that is reserved for the future (RFC 1112), so
//! that none of them is anybody's.

use std::net::{IpAddr, Ipv4Addr};

use super::ids::mix;
use super::networks::{Address, Network, Vantage, consumer, hosting, veiled};
use super::places::{Geo, OFFICES, Spot, geo};

/// What kind of network somebody comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NetworkClass {
    /// The org's own way out through somebody's cloud: often flagged as a proxy, shared by many.
    Corporate,
    /// A rented machine.
    Hosting,
    /// Somebody's home, lent or stolen: not flagged.
    Residential,
    /// An exit of the onion network.
    Tor,
    /// A VPN for consumers.
    Vpn,
}

impl NetworkClass {
    /// The class called `name` in parameters; residential for what is not known.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "corporate" => Self::Corporate,
            "hosting" => Self::Hosting,
            "tor" => Self::Tor,
            "vpn" => Self::Vpn,
            _ => Self::Residential,
        }
    }

    fn networks(self) -> &'static [Network] {
        match self {
            Self::Corporate => &CORPORATE,
            Self::Hosting => &HOSTING,
            Self::Residential => &RESIDENTIAL,
            Self::Tor => &TOR,
            Self::Vpn => &VPN,
        }
    }
}

impl Vantage {
    /// A place in another country than office number `office`, at least 1,500 km away, by a network
    /// of `class`.
    pub(crate) fn far_from(office: usize, class: NetworkClass, key: u64) -> Self {
        let here = &OFFICES[office].geo;
        let spot = Spot::of(here);
        let far =
            |geo: &&Geo| geo.country != here.country && spot.distance_km(Spot::of(geo)) > FAR_KM;
        let places: Vec<&'static Geo> = ATLAS.iter().filter(far).collect();
        let geo = places.get(mix(key) as usize % places.len().max(1)).copied();
        Self::at(geo.unwrap_or(&ATLAS[0]), class, key)
    }

    /// Anywhere, by a network of `class`.
    pub(crate) fn anywhere(class: NetworkClass, key: u64) -> Self {
        Self::at(&ATLAS[mix(key) as usize % ATLAS.len()], class, key)
    }

    /// The way out of somebody at office number `office` who has switched the company's tunnel on:
    /// the egress may be in another country.
    pub(crate) fn corporate_egress(office: usize, key: u64) -> Self {
        Self::far_from(office, NetworkClass::Corporate, key)
    }

    /// The nearest way out of the company's tunnel for people of office number `office`: in the same
    /// town, flagged as a proxy, and the same for everybody there.
    pub(crate) fn company_tunnel(office: usize) -> Self {
        Self::at(&OFFICES[office].geo, NetworkClass::Corporate, office as u64)
    }

    fn at(geo: &'static Geo, class: NetworkClass, key: u64) -> Self {
        let bits = mix(key ^ 0x57a6);
        let networks = class.networks();
        let address = Ipv4Addr::from(RESERVED | (bits as u32 & 0x07ff_ffff));
        Self {
            address: Address(IpAddr::V4(address)),
            geo,
            network: &networks[(bits >> 32) as usize % networks.len()],
            zone: "null",
        }
    }
}

const FAR_KM: f64 = 1_500.0;
/// 240.0.0.0/5.
const RESERVED: u32 = 0xf000_0000;

static CORPORATE: [Network; 2] = [
    veiled(
        &hosting(65_542, "cumulus sase", "cumulussase.example"),
        "service",
        [
            r#"[{"anonymous":false,"operator":"CUMULUS_SASE","type":"VPN"}]"#,
            r#"[{"type":"VPN","operator":"CUMULUS_SASE","isAnonymous":false}]"#,
        ],
    ),
    veiled(
        &hosting(65_543, "perimeter cloud", "perimeter.example"),
        "service",
        [
            r#"[{"anonymous":false,"operator":"PERIMETER_CLOUD","type":"VPN"}]"#,
            r#"[{"type":"VPN","operator":"PERIMETER_CLOUD","isAnonymous":false}]"#,
        ],
    ),
];
static HOSTING: [Network; 3] = [
    hosting(65_539, "bulletproof hosting", "bphost.example"),
    hosting(65_544, "cheap droplets", "droplets.example"),
    hosting(65_545, "m0nday servers", "m0nday.example"),
];
static RESIDENTIAL: [Network; 8] = [
    consumer(65_546, "lagos fibre", "lagosfibre.example"),
    consumer(65_547, "carpathia cable", "carpathia.example"),
    consumer(65_548, "mekong telecom", "mekong.example"),
    consumer(65_549, "rio da prata net", "."),
    consumer(65_550, "vistula online", "vistula.example"),
    consumer(65_551, "sunda broadband", "sunda.example"),
    consumer(65_536, "pacific mobile", "pacificmobile.example"),
    consumer(65_538, "orient mobile", "."),
];
static TOR: [Network; 1] = [veiled(
    &hosting(65_541, "onion exits", "."),
    "tor",
    [
        r#"[{"anonymous":true,"operator":"TOR","type":"TOR"}]"#,
        r#"[{"type":"Tor","operator":"TOR","isAnonymous":true}]"#,
    ],
)];
static VPN: [Network; 2] = [
    veiled(
        &hosting(65_540, "nightfall vpn", "nightfall.example"),
        "service",
        [
            r#"[{"anonymous":true,"operator":"NIGHTFALL_VPN","type":"VPN"}]"#,
            r#"[{"type":"VPN","operator":"NIGHTFALL_VPN","isAnonymous":true}]"#,
        ],
    ),
    veiled(
        &hosting(64_511, "packet harbour", "packetharbour.example"),
        "service",
        [
            r#"[{"anonymous":true,"operator":"PACKET_HARBOUR","type":"VPN"}]"#,
            r#"[{"type":"VPN","operator":"PACKET_HARBOUR","isAnonymous":true}]"#,
        ],
    ),
];

/// Places all over the world where the org has no office.
static ATLAS: [Geo; 20] = [
    geo("Lagos", "Lagos", "Nigeria", "100001", ["6.4541", "3.3947"]),
    geo("Bucharest", "București", "Romania", "010011", ["44.4323", "26.1063"]),
    geo("Hanoi", "Hanoi", "Vietnam", "100000", ["21.0245", "105.8412"]),
    geo("Buenos Aires", "Buenos Aires F.D.", "Argentina", "C1001", ["-34.6132", "-58.3772"]),
    geo("Warsaw", "Mazovia", "Poland", "00-001", ["52.2298", "21.0118"]),
    geo("Jakarta", "Jakarta", "Indonesia", "10110", ["-6.2146", "106.8451"]),
    geo("Johannesburg", "Gauteng", "South Africa", "2000", ["-26.2023", "28.0436"]),
    geo("Mexico City", "Mexico City", "Mexico", "06000", ["19.4285", "-99.1277"]),
    geo("Seoul", "Seoul", "South Korea", "03000", ["37.5660", "126.9784"]),
    geo("Singapore", "Central Singapore", "Singapore", "048616", ["1.2868", "103.8545"]),
    geo("Sydney", "New South Wales", "Australia", "2000", ["-33.8678", "151.2073"]),
    geo("Cairo", "Cairo Governorate", "Egypt", "11511", ["30.0626", "31.2497"]),
    geo("Kyiv", "Kyiv City", "Ukraine", "01001", ["50.4547", "30.5238"]),
    geo("Stockholm", "Stockholm County", "Sweden", "111 20", ["59.3293", "18.0686"]),
    geo("Madrid", "Madrid", "Spain", "28013", ["40.4165", "-3.7026"]),
    geo("Sofia", "Sofia-Capital", "Bulgaria", "1000", ["42.6975", "23.3241"]),
    geo("Almaty", "Almaty", "Kazakhstan", "050000", ["43.2500", "76.9167"]),
    geo("Lima", "Lima", "Peru", "15001", ["-12.0432", "-77.0282"]),
    geo("Manila", "Metro Manila", "Philippines", "1000", ["14.6042", "120.9822"]),
    geo("Nairobi", "Nairobi County", "Kenya", "00100", ["-1.2833", "36.8167"]),
];
