//! Where a client seems to be, and how far that is from somewhere else.

use serde_json::Value;

use super::event::Word;
use super::value;

/// `client.geographicalContext`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// City.
    pub city: Option<Word>,
    /// State or province.
    pub state: Option<Word>,
    /// Country, by name.
    pub country: Option<Word>,
    /// Coordinates, when both are numbers that exist on a globe.
    pub point: Option<Point>,
}

impl Place {
    /// Of a raw record.
    pub(super) fn of(record: &Value) -> Self {
        let geo = value::at(record, "client.geographicalContext").unwrap_or(&Value::Null);
        Self {
            city: value::text_at(geo, "city"),
            state: value::text_at(geo, "state"),
            country: value::text_at(geo, "country"),
            point: Point::of(geo),
        }
    }
}

/// A point on the globe, in millionths of a degree (0.1 m), so that points can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    lat_micro: i32,
    lon_micro: i32,
}

impl Point {
    /// From degrees; nothing outside ±90 and ±180.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let exists = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        exists.then(|| Self {
            lat_micro: (lat * MICRO).round() as i32,
            lon_micro: (lon * MICRO).round() as i32,
        })
    }

    fn of(geo: &Value) -> Option<Self> {
        let degrees = |path| value::at(geo, path).and_then(Value::as_f64);
        Self::new(degrees("geolocation.lat")?, degrees("geolocation.lon")?)
    }

    /// Great-circle distance in kilometres (haversine).
    ///
    /// ```
    /// use scenarios::detections::Point;
    ///
    /// let new_york = Point::new(40.7128, -74.0060).unwrap();
    /// let london = Point::new(51.5074, -0.1278).unwrap();
    /// assert!((new_york.km_to(london) - 5_570.0).abs() < 5.0);
    /// ```
    pub fn km_to(self, other: Self) -> f64 {
        let radians = |micro: i32| (f64::from(micro) / MICRO).to_radians();
        let (lat, other_lat) = (radians(self.lat_micro), radians(other.lat_micro));
        let half_lat = (other_lat - lat) / 2.0;
        let half_lon = (radians(other.lon_micro) - radians(self.lon_micro)) / 2.0;
        let chord = half_lat.sin().powi(2) + lat.cos() * other_lat.cos() * half_lon.sin().powi(2);
        2.0 * EARTH_RADIUS_KM * chord.sqrt().min(1.0).asin()
    }
}

const MICRO: f64 = 1_000_000.0;

/// Mean radius of the earth.
const EARTH_RADIUS_KM: f64 = 6_371.0;
