//! A small atlas: the towns where the org has offices, and those where its people live.

/// What a geo-IP lookup says about an address (facts 7.1); the parts it cannot say are null.
#[derive(Debug)]
pub(crate) struct Geo {
    pub(crate) city: Option<&'static str>,
    pub(crate) state: Option<&'static str>,
    pub(crate) country: &'static str,
    pub(crate) postal_code: Option<&'static str>,
    /// As JSON numbers, so that no float is ever formatted.
    pub(crate) lat: &'static str,
    pub(crate) lon: &'static str,
}

/// An office, and the towns that its people commute from.
#[derive(Debug)]
pub(crate) struct Office {
    pub(crate) geo: Geo,
    pub(crate) homes: [Geo; 2],
    /// Local time minus UTC. The mock keeps no daylight saving time.
    pub(crate) utc_offset_minutes: i64,
    pub(crate) names: Names,
    /// What telephone numbers of the country begin with.
    pub(crate) calling_code: u16,
    /// The index of its broadband provider in [`super::networks::BROADBAND`].
    pub(crate) broadband: usize,
}

/// Which pool names are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    Brazilian,
    Dutch,
    English,
    French,
    German,
    Italian,
    Japanese,
    Turkish,
}

/// A point on the globe.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spot {
    lat: f64,
    lon: f64,
}

impl Spot {
    /// Where `geo` is.
    pub(crate) fn of(geo: &Geo) -> Self {
        // The atlas is full of numbers; a test reads every one.
        let radians = |degrees: &str| degrees.parse::<f64>().unwrap_or_default().to_radians();
        Self { lat: radians(geo.lat), lon: radians(geo.lon) }
    }

    /// The great-circle distance. The functions are a library's and not the machine's, so that it
    /// is the same on every machine.
    pub(crate) fn distance_km(self, other: Self) -> f64 {
        let half = |difference: f64| {
            let sine = libm::sin(difference / 2.0);
            sine * sine
        };
        let haversine = half(other.lat - self.lat)
            + libm::cos(self.lat) * libm::cos(other.lat) * half(other.lon - self.lon);
        2.0 * EARTH_RADIUS_KM * libm::asin(libm::sqrt(haversine.clamp(0.0, 1.0)))
    }
}

const EARTH_RADIUS_KM: f64 = 6_371.0;

pub(super) const fn geo(
    city: &'static str,
    state: &'static str,
    country: &'static str,
    postal_code: &'static str,
    [lat, lon]: [&'static str; 2],
) -> Geo {
    Geo { city: Some(city), state: Some(state), country, postal_code: Some(postal_code), lat, lon }
}

/// A place of which the lookup knows no city.
const fn region(country: &'static str, [lat, lon]: [&'static str; 2]) -> Geo {
    Geo { city: None, state: None, country, postal_code: None, lat, lon }
}

/// In the order in which an org grows: the first is the headquarters.
pub(crate) static OFFICES: [Office; 12] = [
    Office {
        geo: geo("San Francisco", "California", "United States", "94105", ["37.7874", "-122.3964"]),
        homes: [
            geo("Oakland", "California", "United States", "94607", ["37.8066", "-122.2927"]),
            geo("San José", "California", "United States", "95113", ["37.3336", "-121.8907"]),
        ],
        utc_offset_minutes: -480,
        names: Names::English,
        calling_code: 1,
        broadband: 0,
    },
    Office {
        geo: geo("New York", "New York", "United States", "10001", ["40.7506", "-73.9972"]),
        homes: [
            geo("Hoboken", "New Jersey", "United States", "07030", ["40.7439", "-74.0324"]),
            geo("Yonkers", "New York", "United States", "10701", ["40.9461", "-73.8669"]),
        ],
        utc_offset_minutes: -300,
        names: Names::English,
        calling_code: 1,
        broadband: 1,
    },
    Office {
        geo: geo("London", "England", "United Kingdom", "EC2A", ["51.5225", "-0.0823"]),
        homes: [
            geo("Croydon", "England", "United Kingdom", "CR0", ["51.3727", "-0.0999"]),
            region("United Kingdom", ["51.4964", "-0.1224"]),
        ],
        utc_offset_minutes: 0,
        names: Names::English,
        calling_code: 44,
        broadband: 2,
    },
    Office {
        geo: geo("München", "Bayern", "Germany", "80331", ["48.1374", "11.5755"]),
        homes: [
            geo("Fürstenfeldbruck", "Bayern", "Germany", "82256", ["48.1779", "11.2547"]),
            geo("Augsburg", "Bayern", "Germany", "86150", ["48.3715", "10.8985"]),
        ],
        utc_offset_minutes: 60,
        names: Names::German,
        calling_code: 49,
        broadband: 3,
    },
    Office {
        geo: geo("Bengaluru", "Karnataka", "India", "560001", ["12.9719", "77.5937"]),
        homes: [
            geo("Whitefield", "Karnataka", "India", "560066", ["12.9698", "77.7500"]),
            region("India", ["21.9974", "79.0011"]),
        ],
        utc_offset_minutes: 330,
        names: Names::English,
        calling_code: 91,
        broadband: 4,
    },
    Office {
        geo: geo("Montréal", "Quebec", "Canada", "H3B", ["45.5005", "-73.5684"]),
        homes: [
            geo("Trois-Rivières", "Quebec", "Canada", "G9A", ["46.3432", "-72.5432"]),
            geo("Laval", "Quebec", "Canada", "H7N", ["45.5569", "-73.6884"]),
        ],
        utc_offset_minutes: -300,
        names: Names::French,
        calling_code: 1,
        broadband: 5,
    },
    Office {
        geo: geo("São Paulo", "São Paulo", "Brazil", "01310", ["-23.5631", "-46.6544"]),
        homes: [
            geo("Santo André", "São Paulo", "Brazil", "09010", ["-23.6639", "-46.5383"]),
            geo("Campinas", "São Paulo", "Brazil", "13010", ["-22.9056", "-47.0608"]),
        ],
        utc_offset_minutes: -180,
        names: Names::Brazilian,
        calling_code: 55,
        broadband: 6,
    },
    Office {
        geo: geo("Tokyo", "Tokyo", "Japan", "151-0053", ["35.6760", "139.6983"]),
        homes: [
            geo("Yokohama", "Kanagawa", "Japan", "220-0012", ["35.4576", "139.6320"]),
            region("Japan", ["35.6897", "139.6895"]),
        ],
        utc_offset_minutes: 540,
        names: Names::Japanese,
        calling_code: 81,
        broadband: 7,
    },
    Office {
        geo: geo("Zürich", "Zurich", "Switzerland", "8005", ["47.3890", "8.5190"]),
        homes: [
            geo("Winterthur", "Zurich", "Switzerland", "8400", ["47.4988", "8.7237"]),
            geo("Bülach", "Zurich", "Switzerland", "8180", ["47.5197", "8.5406"]),
        ],
        utc_offset_minutes: 60,
        names: Names::German,
        calling_code: 41,
        broadband: 3,
    },
    Office {
        geo: geo("Amsterdam", "North Holland", "The Netherlands", "1012", ["52.3740", "4.8897"]),
        homes: [
            geo("Haarlem", "North Holland", "The Netherlands", "2011", ["52.3792", "4.6368"]),
            geo("Almere", "Flevoland", "The Netherlands", "1315", ["52.3703", "5.2141"]),
        ],
        utc_offset_minutes: 60,
        names: Names::Dutch,
        calling_code: 31,
        broadband: 8,
    },
    Office {
        geo: geo("Milano", "Lombardy", "Italy", "20121", ["45.4722", "9.1922"]),
        homes: [
            geo("Monza", "Lombardy", "Italy", "20900", ["45.5845", "9.2744"]),
            geo("Como", "Lombardy", "Italy", "22100", ["45.8081", "9.0852"]),
        ],
        utc_offset_minutes: 60,
        names: Names::Italian,
        calling_code: 39,
        broadband: 8,
    },
    Office {
        geo: geo("İstanbul", "İstanbul", "Türkiye", "34367", ["41.0484", "28.9847"]),
        homes: [
            geo("Üsküdar", "İstanbul", "Türkiye", "34672", ["41.0225", "29.0161"]),
            region("Türkiye", ["41.0214", "28.9948"]),
        ],
        utc_offset_minutes: 180,
        names: Names::Turkish,
        calling_code: 90,
        broadband: 8,
    },
];

/// Where requests come from that nobody of the org has made.
pub(crate) static ELSEWHERE: [Geo; 4] = [
    geo("Frankfurt am Main", "Hesse", "Germany", "60313", ["50.1153", "8.6823"]),
    geo("Kharkiv", "Kharkiv", "Ukraine", "61000", ["49.9808", "36.2527"]),
    region("Seychelles", ["-4.5833", "55.6667"]),
    geo("Ashburn", "Virginia", "United States", "20149", ["39.0469", "-77.4903"]),
];
