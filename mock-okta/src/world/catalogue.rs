//! Apps and groups.

use super::engine::Engine;
use super::ids::{Id, Mint, mix};

/// An app that people sign in to.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: Id,
    /// The instance's label.
    pub(crate) label: String,
    /// The integration's name in URLs.
    pub(crate) slug: String,
    pub(crate) mode: SignOnMode,
    pub(crate) provisioned: bool,
    /// Where it wants people sent back to, if it is an `OpenID` Connect app.
    pub(crate) redirect_uri: String,
    /// What it asks `/oauth2/v1/authorize` for, up to what differs from time to time.
    pub(crate) authorize: String,
}

impl App {
    /// An app of an org whose mail goes to `domain`.
    pub(crate) fn new(id: Id, label: String, slug: String, mode: SignOnMode, domain: &str) -> Self {
        let host = format!("{slug}.{domain}");
        Self::at(id, (label, slug, mode), (&host, "callback"))
    }

    /// An app on `host` that wants people sent back to `path` there.
    pub(super) fn at(
        id: Id,
        (label, slug, mode): (String, String, SignOnMode),
        (host, path): (&str, &str),
    ) -> Self {
        let redirect_uri = format!("https://{host}/{path}");
        let escaped = path.replace('/', "%2F");
        let authorize = format!(
            "client_id={id}&code_challenge_method=S256&redirect_uri=https%3A%2F%2F{host}%2F\
             {escaped}&response_mode=query&response_type=code&scope=openid%20profile%20email"
        );
        Self { id, label, slug, mode, provisioned: false, redirect_uri, authorize }
    }
}

/// How an app trusts Okta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SignOnMode {
    OpenIdConnect,
    Password,
    Saml,
}

impl SignOnMode {
    /// The value of `detailEntry.signOnModeType`.
    pub(crate) fn detail(self) -> &'static str {
        match self {
            Self::OpenIdConnect => "OPENID_CONNECT",
            Self::Password => "BROWSER_PLUGIN",
            Self::Saml => "SAML_2_0",
        }
    }

    /// The value of `debugData.signOnMode`.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::OpenIdConnect => "OpenID Connect",
            Self::Password => "Secure Web Authentication",
            Self::Saml => "SAML 2.0",
        }
    }
}

/// A group of people.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) id: Id,
    pub(crate) name: String,
}

/// The org's apps, the most used first.
///
/// An org has about a hundred, a large one more than two hundred (scenario facts 4.6). `domain` is
/// where its mail goes; an org on the older engine is older, and so are its apps.
pub(crate) fn apps(mint: &Mint, users: u32, (domain, engine): (&str, Engine)) -> Vec<App> {
    let count = (12 + users / 50).min(APPS_MAX);
    (0..u64::from(count)).map(|number| app(mint, number, domain, engine)).collect()
}

fn app(mint: &Mint, number: u64, domain: &str, engine: Engine) -> App {
    let named = APPS.get(number as usize);
    let mode = named.map_or(
        match mix(number) % 20 {
            15 if engine == Engine::Classic => SignOnMode::Saml,
            0..15 => SignOnMode::Saml,
            15..18 => SignOnMode::OpenIdConnect,
            _ => SignOnMode::Password,
        },
        |(_, mode)| match engine {
            Engine::Classic if number < UNIVERSAL => SignOnMode::Saml,
            _ => *mode,
        },
    );
    let label = named.map_or_else(
        || {
            let bits = mix(number ^ 0xa99);
            let team = TEAMS[bits as usize % TEAMS.len()];
            let tool = TOOLS[(bits >> 16) as usize % TOOLS.len()];
            format!("{team} {tool} {number}")
        },
        |(label, _)| (*label).to_owned(),
    );
    let slug = label
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    App {
        provisioned: !mix(number ^ 7).is_multiple_of(3),
        ..App::new(mint.id("0oa", number), label, slug, mode, domain)
    }
}

/// Group `number`, counted from 0.
pub(crate) fn group(mint: &Mint, number: u32) -> Group {
    let bits = mix(u64::from(number) ^ 0x9709);
    let team = TEAMS[bits as usize % TEAMS.len()];
    let place = PLACES[(bits >> 16) as usize % PLACES.len()];
    let name = if number == 0 { "Everyone".to_owned() } else { format!("{team} {place} {number}") };
    Group { id: mint.id("00g", u64::from(number)), name }
}

/// Cumulative weights of `count` items that are used as Zipf's law has it, with exponent 1.
pub(crate) fn popularity(count: usize) -> Vec<u64> {
    (1..=count as u64)
        .scan(0, |sum, rank| {
            *sum += ZIPF_SCALE / rank;
            Some(*sum)
        })
        .collect()
}

const APPS_MAX: u32 = 240;
const ZIPF_SCALE: u64 = 1_000_000;

/// How many apps everybody uses.
const UNIVERSAL: u64 = 3;

/// The three universal apps first, then what companies of any kind have. All invented.
const APPS: &[(&str, SignOnMode)] = &[
    ("Mailroom", SignOnMode::OpenIdConnect),
    ("Parley Chat", SignOnMode::OpenIdConnect),
    ("PeopleBook HR", SignOnMode::Saml),
    ("Ledgerline CRM", SignOnMode::Saml),
    ("Drawer Files", SignOnMode::Saml),
    ("Tickety Service Desk", SignOnMode::Saml),
    ("Forge Code", SignOnMode::Saml),
    ("Kiln Builds", SignOnMode::OpenIdConnect),
    ("Expensa", SignOnMode::Saml),
    ("Waypoint Travel", SignOnMode::Saml),
    ("Pagoda Wiki", SignOnMode::OpenIdConnect),
    ("Old Intranet", SignOnMode::Password),
];
const TEAMS: &[&str] = &[
    "Finance",
    "Sales",
    "Field",
    "Legal",
    "Research",
    "Support",
    "Data",
    "Security",
    "Marketing",
    "Facilities",
    "Payroll",
    "Design",
];
const TOOLS: &[&str] = &["Portal", "Reports", "Console", "Planner", "Archive", "Dashboard"];
const PLACES: &[&str] = &["Americas", "EMEA", "APAC", "Contractors", "Managers", "All"];
