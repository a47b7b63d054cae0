//! Which attributes filters may use: those of an event (facts 7.1), less what the System Log
//! takes out.

use std::fmt;

/// The names that lead from the top of an event to an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(Vec<String>);

/// What an attribute holds.
enum Node {
    /// Something that is not further named.
    Leaf,
    /// These.
    Members(&'static [(&'static str, Node)]),
    /// An object, or an array of objects, whose keys are nobody's contract.
    Open,
}

impl Path {
    /// Reads dotted names. The first may be an alias.
    pub(super) fn new(text: &str) -> Self {
        let mut names: Vec<String> = text.split('.').map(str::to_owned).collect();
        let aliased = EVENT.iter().find(|(name, _)| snake_case(name) == names[0]);
        if let Some((name, _)) = aliased {
            (*name).clone_into(&mut names[0]);
        }
        Self(names)
    }

    /// The names, one at least.
    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// Whether filters may use it.
    pub(super) fn is_known(&self) -> bool {
        let mut node = &Node::Members(EVENT);
        for name in &self.0 {
            node = match node {
                Node::Leaf => return false,
                Node::Members(members) => match members.iter().find(|(known, _)| known == name) {
                    Some((_, member)) => member,
                    None => return false,
                },
                Node::Open if name.is_empty() => return false,
                Node::Open => node,
            };
        }
        true
    }

    /// Whether it is one of the two that cannot be searched for a part (facts 2.1).
    pub(super) fn is_url(&self) -> bool {
        matches!(&self.0[..], [context, data, url]
            if context == "debugContext" && data == "debugData"
                && (url == "url" || url == "requestUri"))
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

/// `eventType` as `event_type`.
fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

use Node::{Leaf, Members, Open};

/// An event, in Okta's order of keys. Without `published`, which would conflict with `since`
/// and `until` (facts 2.1).
const EVENT: &[(&str, Node)] = &[
    ("actor", Members(PARTY)),
    (
        "client",
        Members(&[
            ("userAgent", Members(&[("rawUserAgent", Leaf), ("os", Leaf), ("browser", Leaf)])),
            ("zone", Leaf),
            ("device", Leaf),
            ("id", Leaf),
            ("ipAddress", Leaf),
            ("geographicalContext", GEO),
        ]),
    ),
    (
        "device",
        Members(&[
            ("id", Leaf),
            ("name", Leaf),
            ("os_platform", Leaf),
            ("os_version", Leaf),
            ("managed", Leaf),
            ("registered", Leaf),
            ("device_integrator", Leaf),
            ("disk_encryption_type", Leaf),
            ("screen_lock_type", Leaf),
            ("jailbreak", Leaf),
            ("secure_hardware_present", Leaf),
        ]),
    ),
    (
        "authenticationContext",
        Members(&[
            ("authenticationProvider", Leaf),
            ("credentialProvider", Leaf),
            ("credentialType", Leaf),
            ("issuer", Members(&[("id", Leaf), ("type", Leaf)])),
            ("interface", Leaf),
            ("authenticationStep", Leaf),
            ("rootSessionId", Leaf),
            ("externalSessionId", Leaf),
        ]),
    ),
    ("displayMessage", Leaf),
    ("eventType", Leaf),
    ("outcome", Members(&[("result", Leaf), ("reason", Leaf)])),
    (
        "securityContext",
        Members(&[
            ("asNumber", Leaf),
            ("asOrg", Leaf),
            ("isp", Leaf),
            ("domain", Leaf),
            ("isProxy", Leaf),
            ("ipDetails", IP_DETAILS),
            (
                "risk",
                Members(&[
                    ("level", Leaf),
                    ("previousLevel", Leaf),
                    ("reasons", Leaf),
                    ("detectionName", Leaf),
                    ("issuer", Leaf),
                ]),
            ),
            ("userBehaviors", Members(&[("id", Leaf), ("name", Leaf), ("result", Leaf)])),
            ("botProtection", Members(&[("level", Leaf)])),
        ]),
    ),
    ("severity", Leaf),
    ("debugContext", Members(&[("debugData", Open)])),
    ("legacyEventType", Leaf),
    ("transaction", Members(&[("type", Leaf), ("id", Leaf), ("detail", Open)])),
    ("uuid", Leaf),
    ("version", Leaf),
    (
        "request",
        Members(&[(
            "ipChain",
            Members(&[
                ("ip", Leaf),
                ("geographicalContext", GEO),
                ("version", Leaf),
                ("source", Leaf),
                ("ipDetails", IP_DETAILS),
            ]),
        )]),
    ),
    // Without `changeDetails` (facts 2.1).
    ("target", Members(PARTY)),
];

const PARTY: &[(&str, Node)] = &[
    ("id", Leaf),
    ("type", Leaf),
    ("alternateId", Leaf),
    ("displayName", Leaf),
    ("detailEntry", Open),
];

const GEO: Node = Members(&[
    ("city", Leaf),
    ("state", Leaf),
    ("country", Leaf),
    ("postalCode", Leaf),
    ("geolocation", Members(&[("lat", Leaf), ("lon", Leaf)])),
]);

const IP_DETAILS: Node = Members(&[
    ("asNumber", Leaf),
    ("asOrg", Leaf),
    ("isp", Leaf),
    ("domain", Leaf),
    ("ipServiceCategories", Members(&[("type", Leaf), ("operator", Leaf), ("isAnonymous", Leaf)])),
]);
