//! From where credentials may be used.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::world::Id;

/// A set of addresses with a name.
#[derive(Clone, Debug)]
pub(crate) struct Zone {
    pub(crate) id: Id,
    pub(crate) name: &'static str,
    /// Addresses, each with how many of its bits count.
    pub(crate) gateways: Vec<(IpAddr, u32)>,
}

/// A restriction to zones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Network {
    #[default]
    Anywhere,
    /// In one of these zones.
    Zones(Vec<Id>),
}

impl Zone {
    pub(crate) fn holds(&self, address: IpAddr) -> bool {
        let bits = |address: IpAddr| match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 4),
            IpAddr::V6(address) => (address.to_bits(), 6),
        };
        let (own, version) = bits(address);
        self.gateways.iter().any(|(gateway, length)| {
            let (gateway, gateway_version) = bits(*gateway);
            let differing = (own ^ gateway).leading_zeros();
            version == gateway_version && differing >= *length
        })
    }

    /// The gateways as Okta writes them.
    pub(crate) fn ranges(&self) -> Vec<String> {
        self.gateways.iter().map(|(address, length)| format!("{address}/{length}")).collect()
    }
}

impl Network {
    /// Whether somebody at `address` may use what is restricted so.
    pub(crate) fn permits(&self, address: IpAddr, zones: &[Zone]) -> bool {
        match self {
            Self::Anywhere => true,
            Self::Zones(allowed) => {
                let mut allowed = zones.iter().filter(|zone| allowed.contains(&zone.id));
                allowed.any(|zone| zone.holds(address))
            }
        }
    }

    /// As the API shows it.
    pub(crate) fn shown(&self) -> Value {
        match self {
            Self::Anywhere => json!({ "connection": "ANYWHERE" }),
            Self::Zones(zones) => {
                let zones: Vec<&str> = zones.iter().map(Id::as_str).collect();
                json!({ "connection": "ZONE", "include": zones })
            }
        }
    }

    /// Reads what the API was sent; nothing when it is no restriction to `zones`.
    pub(crate) fn read(sent: &Value, zones: &[Zone]) -> Option<Self> {
        match sent.get("connection")?.as_str()? {
            "ANYWHERE" => Some(Self::Anywhere),
            "ZONE" => {
                let include = sent.get("include")?.as_array()?;
                let known = |id: &Value| {
                    let zone = zones.iter().find(|zone| id == zone.id.as_str())?;
                    Some(zone.id)
                };
                include.iter().map(known).collect::<Option<Vec<_>>>().map(Self::Zones)
            }
            _ => None,
        }
    }
}
