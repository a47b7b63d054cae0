//! The keys of a connection, as data: what is known, what the template explains, and what the
//! README's table says.

/// One key of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SettingInfo {
    /// The key in the file.
    pub key: &'static str,
    /// The variable that sets it when there is no file.
    pub variable: Option<&'static str>,
    /// What it is without being set, in words.
    pub default: &'static str,
    /// What it does, in one line.
    pub about: &'static str,
}

/// Every key of a connection, in the order of the template.
pub const SETTINGS: &[SettingInfo] = &[
    SettingInfo {
        key: "name",
        variable: None,
        default: "required",
        about: "what logs, the state and `okta-connector resume NAME` call the connection",
    },
    SettingInfo {
        key: "org_url",
        variable: Some("OKTA_ORG_URL"),
        default: "required",
        about: "the org, `https://acme.okta.com`: scheme and host, nothing else",
    },
    SettingInfo {
        key: "domain_id",
        variable: Some("OKTA_DOMAIN_ID"),
        default: "required",
        about: "the customer's domain in TOTAL; event ids are derived from it",
    },
    SettingInfo {
        key: "token",
        variable: Some("OKTA_API_TOKEN"),
        default: "required",
        about: "the API token: `{ env = \"NAME\" }` or `{ file = \"PATH\" }`, never the token itself",
    },
    SettingInfo {
        key: "sink",
        variable: Some("OKTA_SINK"),
        default: "stdout",
        about: "where events go: `stdout` or `file:PATH`",
    },
    SettingInfo {
        key: "history",
        variable: Some("OKTA_HISTORY"),
        default: "0s",
        about: "how far back the first start reaches, at most 90d",
    },
    SettingInfo {
        key: "poll_interval",
        variable: Some("OKTA_POLL_INTERVAL"),
        default: "60s",
        about: "from one look at the end of the log to the next; `auto`: as often as the rate limit allows",
    },
    SettingInfo {
        key: "page_limit",
        variable: Some("OKTA_PAGE_LIMIT"),
        default: "1000",
        about: "events a page, 1 to 1000",
    },
    SettingInfo {
        key: "rate_share",
        variable: None,
        default: "1.0",
        about: "the share of the token's own rate limit to use, above 0 and at most 1",
    },
    SettingInfo {
        key: "filter",
        variable: None,
        default: "none",
        about: "a server-side filter; whatever it leaves out is never seen",
    },
    SettingInfo {
        key: "attribution",
        variable: None,
        default: "actor_or_target",
        about: "who may be the person of an event: `actor_or_target` or `actor`",
    },
    SettingInfo {
        key: "catalogue",
        variable: None,
        default: "seed",
        about: "which event types are ingested: `seed`, or `detection`, which adds those that detection rules need",
    },
    SettingInfo {
        key: "types",
        variable: None,
        default: "none",
        about: "types to add, `{ type, event_type, signal_type }`, or to leave out, `{ type, ingest = false }`",
    },
    SettingInfo {
        key: "evidence",
        variable: None,
        default: "false",
        about: "whether events end with `evidence`, what detections need beyond the schema",
    },
    SettingInfo {
        key: "identities",
        variable: None,
        default: "none",
        about: "a CSV or JSON file that maps Okta user ids and names to `tuid`; read again when it changes",
    },
    SettingInfo {
        key: "unknown_names",
        variable: None,
        default: "keep",
        about: "what is published of a typed name that does not exist (it can be a password): `keep` or `hash`",
    },
    SettingInfo {
        key: "unknown_names_key",
        variable: None,
        default: "required by `hash`",
        about: "the key of that hash, 16 bytes or more: `{ env = \"NAME\" }` or `{ file = \"PATH\" }`",
    },
    SettingInfo {
        key: "auto_resume_after",
        variable: None,
        default: "off",
        about: "how long a paused connection must have been reachable to go on by itself",
    },
    SettingInfo {
        key: "ca_file",
        variable: None,
        default: "the system's",
        about: "a PEM file with certificate authorities to trust besides the system's",
    },
    SettingInfo {
        key: "proxy",
        variable: None,
        default: "none",
        about: "an HTTP proxy to go through, `http://proxy.acme.test:3128`",
    },
];

/// The setting with this key.
pub(super) fn find(key: &str) -> Option<&'static SettingInfo> {
    SETTINGS.iter().find(|setting| setting.key == key)
}
