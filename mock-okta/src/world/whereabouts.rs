//! Where people are and what they sit at, day by day: a pure function of person and day.
//!
//! Nobody's places are drawn afresh for every event. A person has an office, a home whose address
//! changes when the provider renews it, a carrier, now and then a trip of a few days, a laptop
//! that is replaced after some years and a browser that loses its cookies now and then. What a
//! sign-in has that is new (scenario facts 1.4) follows from these.

use super::devices::Laptop;
use super::ids::{Mint, mix};
use super::networks::Vantage;
use super::places::{OFFICES, Spot};

/// Who is asked about, and how large their office is: all that whereabouts depend on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resident {
    /// The person's number.
    pub(crate) number: u32,
    /// What the person's attributes are drawn from.
    pub(crate) key: u64,
    pub(crate) office: usize,
    /// How many people share the office.
    pub(crate) colleagues: u32,
}

/// A stay elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Trip {
    /// The office that is visited.
    pub(crate) to: usize,
    /// What chance on this trip depends on.
    key: u64,
}

impl Trip {
    /// Half of the trips are spent in the office there, half in a hotel of the same town.
    fn vantage(self) -> Vantage {
        if self.key & (1 << 50) == 0 {
            // A guest is given whichever way out is there.
            Vantage::office(self.to, self.key)
        } else {
            Vantage::hotel(self.to, self.key)
        }
    }
}

impl Resident {
    /// Where this person works from on `day`, counted from 1970-01-01 at the person's office:
    /// 60 % at the office, 33 % at home, some of them by the company's tunnel, 7 % on the road, and
    /// 1 to 2 % on a trip instead (scenario facts 4.6).
    pub(crate) fn vantage(&self, day: i64) -> Vantage {
        if let Some(trip) = self.trip(day) {
            return trip.vantage();
        }
        match mix(self.on(day) ^ PLACE) % 1_000 {
            0..600 => self.at_office(),
            600..TUNNEL_END => Vantage::company_tunnel(self.office),
            TUNNEL_END..930 => self.home(day),
            _ => Vantage::mobile(self.office, self.on(day)),
        }
    }

    /// At the office, where most days are spent.
    pub(crate) fn at_office(&self) -> Vantage {
        Vantage::office(self.office, self.nat())
    }

    /// Where this person's phone answers from on `day`: on Wi-Fi at the same place, or by a
    /// carrier of the same country.
    pub(crate) fn phone_vantage(&self, day: i64) -> Vantage {
        if !mix(self.on(day) ^ PHONE).is_multiple_of(3) {
            return self.vantage(day);
        }
        let office = self.trip(day).map_or(self.office, |trip| trip.to);
        Vantage::mobile(office, self.on(day))
    }

    /// At home, by the address that the provider has given out for this while.
    pub(crate) fn home(&self, day: i64) -> Vantage {
        let lease_days = 7 + (mix(self.key ^ LEASE) % 39) as i64;
        let lease = (day + (mix(self.key ^ LEASE) >> 32) as i64 % lease_days) / lease_days;
        Vantage::home(self.office, self.key, mix(self.key ^ mix(lease as u64)))
    }

    /// The laptop that this person has on `day`, with the browser's present token.
    pub(crate) fn laptop(&self, mint: &Mint, day: i64) -> Laptop {
        let (laptop, browser) = self.device_keys(day);
        Laptop::of(mint, self.number, laptop, browser, self.update_wave(day))
    }

    /// The key of the browser's token, for `dtHash`: a new one with every laptop, and whenever
    /// cookies are cleared, which together makes 0.2 to 0.4 % of sign-ins (scenario facts 4.6).
    pub(crate) fn browser_key(&self, day: i64) -> u64 {
        self.device_keys(day).1
    }

    fn device_keys(&self, day: i64) -> (u64, u64) {
        let shift = (mix(self.key ^ DEVICE) % 1_000) as i64;
        let laptop = mix(self.key ^ mix(((day + shift) / LAPTOP_DAYS) as u64));
        let cookie_days = 200 + (mix(self.key ^ COOKIE) % 280) as i64;
        let browser = mix(laptop ^ mix(((day + shift) / cookie_days) as u64));
        (laptop, browser)
    }

    /// How many updates of the browser have reached this person: one every four weeks, rolled
    /// out over ten days (scenario facts 4.6).
    fn update_wave(&self, day: i64) -> i64 {
        (day - (mix(self.key ^ WAVE) % 10) as i64).div_euclid(28)
    }

    /// The trip that this person is on, if any: two to four days, at most once in sixty.
    pub(crate) fn trip(&self, day: i64) -> Option<Trip> {
        let shifted = day + (mix(self.key ^ TRIP) % TRIP_BLOCK_DAYS as u64) as i64;
        let block = mix(self.key ^ mix(shifted.div_euclid(TRIP_BLOCK_DAYS) as u64) ^ TRIP);
        let travels = block % 1_000 < TRIPS_PER_MILLE;
        let begin = (block >> 10) as i64 % (TRIP_BLOCK_DAYS - 8) + 2;
        let length = 2 + (block >> 20) as i64 % 3;
        let within = (begin..begin + length).contains(&shifted.rem_euclid(TRIP_BLOCK_DAYS));
        if !(travels && within) {
            return None;
        }
        let abroad = (block >> 30) % 1_000 < ABROAD_PER_MILLE;
        let here = Spot::of(&OFFICES[self.office].geo);
        let reachable = |office: &usize| {
            let there = &OFFICES[*office].geo;
            let km = here.distance_km(Spot::of(there));
            let foreign = there.country != OFFICES[self.office].geo.country;
            *office != self.office && if abroad { foreign && km < FAR_KM } else { km < NEAR_KM }
        };
        let candidates: Vec<usize> = (0..OFFICES.len()).filter(reachable).collect();
        let to = *candidates.get((block >> 40) as usize % candidates.len().max(1))?;
        Some(Trip { to, key: block })
    }

    /// Which of the office's addresses this person is behind: one for 300 to 2,000 people
    /// (scenario facts 4.6).
    fn nat(&self) -> u64 {
        self.key % u64::from((self.colleagues / PEOPLE_PER_ADDRESS).clamp(1, Vantage::NATS_MAX))
    }

    /// What chance for this person on `day` depends on.
    fn on(&self, day: i64) -> u64 {
        mix(self.key ^ mix(day as u64))
    }
}

const PLACE: u64 = 0x76a7;
const PHONE: u64 = 0x9407;
const LEASE: u64 = 0x1ea5;
const DEVICE: u64 = 0xde71;
const COOKIE: u64 = 0xc007;
const WAVE: u64 = 0x3a7e;
const TRIP: u64 = 0x7219;

/// 31 of a thousand sessions begin behind a proxy, and it is the company's own (scenario facts
/// 1.7).
const TUNNEL_END: u64 = 632;
const LAPTOP_DAYS: i64 = 1_100;
const TRIP_BLOCK_DAYS: i64 = 60;
const TRIPS_PER_MILLE: u64 = 350;
/// 0.3 % of days are spent abroad (scenario facts 4.6).
const ABROAD_PER_MILLE: u64 = 180;
/// As far as somebody gets between an evening and a morning, with time to spare.
const FAR_KM: f64 = 8_000.0;
/// What is a business trip within the region.
const NEAR_KM: f64 = 4_500.0;
const PEOPLE_PER_ADDRESS: u32 = 1_500;
