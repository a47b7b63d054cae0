//! What people work with: one laptop and one phone each.

use super::ids::{Id, Mint, mix};

/// What a request says about the program that made it (facts 7.1).
#[derive(Debug)]
pub(crate) struct UserAgent {
    /// The raw user agent; where two pieces meet stands the version.
    pub(crate) raw: &'static [&'static str],
    /// Which version was current in [`FIRST_WAVE`].
    first: u16,
    pub(crate) os: &'static str,
    pub(crate) browser: &'static str,
    /// `Computer`, `Mobile` or `Unknown`.
    pub(crate) device: &'static str,
}

impl UserAgent {
    /// A browser of whoever `key` stands for.
    pub(crate) fn any_browser(key: u64) -> &'static Self {
        &BROWSERS[mix(key ^ 0xb205) as usize % BROWSERS.len()]
    }

    /// Chrome on a computer of another make than this browser's.
    pub(crate) fn on_another_system(&self) -> &'static Self {
        if self.os.starts_with("Windows") { &BROWSERS[3] } else { &BROWSERS[0] }
    }

    /// The browser on the phone of whoever `key` stands for.
    pub(crate) fn any_phone_browser(key: u64) -> &'static Self {
        &PHONE_BROWSERS[mix(key ^ 0x9b05) as usize % PHONE_BROWSERS.len()]
    }

    /// A program that somebody wrote to sign in without a browser.
    pub(crate) fn any_script(key: u64) -> &'static Self {
        &INTEGRATIONS[mix(key ^ 0x5c21) as usize % 2]
    }

    /// What the server of a web app calls itself.
    pub(crate) fn any_web_server(key: u64) -> &'static Self {
        &WEB_SERVERS[mix(key ^ 0x3eb5) as usize % WEB_SERVERS.len()]
    }

    /// Whether it is a browser, which runs Okta's sign-in page and what belongs to it.
    pub(crate) fn is_browser(&self) -> bool {
        !self.browser.eq_ignore_ascii_case("unknown")
    }

    /// A program whose versions do not matter.
    pub(crate) const fn fixed(
        raw: &'static [&'static str; 1],
        os: &'static str,
        browser: &'static str,
        device: &'static str,
    ) -> Self {
        Self { raw, first: 0, os, browser, device }
    }

    /// The version that is current after so many updates, one every four weeks.
    pub(crate) fn version_in(&self, wave: i64) -> u16 {
        (i64::from(self.first) + wave - FIRST_WAVE).clamp(1, 9_999) as u16
    }
}

/// The wave of 2 September 2025, with Chrome 140 and Firefox 142.
const FIRST_WAVE: i64 = 726;

/// A managed computer: the `device` object of an event.
#[derive(Clone, Debug)]
pub(crate) struct Laptop {
    pub(crate) id: Id,
    pub(crate) name: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) os_version: &'static str,
    pub(crate) managed: bool,
    /// What of the disk is encrypted.
    pub(crate) disk: &'static str,
    /// How the screen is unlocked.
    pub(crate) lock: &'static str,
    /// Whether keys are kept in hardware.
    pub(crate) secure_hardware: bool,
    pub(crate) agent: &'static UserAgent,
    /// What Okta Verify on it calls itself.
    pub(crate) authenticator: &'static UserAgent,
    /// Which version of its browser it runs.
    pub(crate) version: u16,
    /// The key of the browser's device token, for `dtHash` and `deviceFingerprint`.
    pub(crate) browser_key: u64,
}

impl Laptop {
    /// A laptop of person `number`, whose other attributes are drawn from `key`; `browser` is the
    /// key of its browser's token, `wave` how many updates that browser has had.
    pub(crate) fn of(mint: &Mint, number: u32, key: u64, browser: u64, wave: i64) -> Self {
        let key = mix(key ^ 0x1a97);
        let (name, platform, os_version, agent) = MODELS[weighted(key)];
        Self {
            id: mint.id("guo", u64::from(number) | (key << 32)),
            name,
            platform,
            os_version,
            managed: !(key >> 20).is_multiple_of(5),
            disk: DISKS[(key >> 24) as usize % DISKS.len()],
            lock: LOCKS[(key >> 28) as usize % LOCKS.len()],
            secure_hardware: platform != "LINUX",
            agent: &BROWSERS[agent],
            authenticator: &AUTHENTICATORS[match platform {
                "WINDOWS" => 0,
                "OSX" => 1,
                _ => 2,
            }],
            version: BROWSERS[agent].version_in(wave),
            browser_key: browser,
        }
    }
}

/// The authenticator app on the phone of whoever `key` stands for.
pub(crate) fn phone(key: u64) -> &'static UserAgent {
    &PHONES[mix(key ^ 0x9406) as usize % PHONES.len()]
}

/// A program that `key` stands for.
pub(crate) fn integration(key: u64) -> &'static UserAgent {
    &INTEGRATIONS[mix(key ^ 0x167) as usize % INTEGRATIONS.len()]
}

fn weighted(key: u64) -> usize {
    // Windows 62 %, macOS 34 %, Linux 4 %; Chrome 59 %, Edge 24 %, Safari 11 %, Firefox 6 %
    // (scenario facts 4.6; nobody signs in on a phone).
    match key % 100 {
        0..=35 => 0,
        36..=59 => 1,
        60..=61 => 2,
        62..=84 => 3,
        85..=95 => 4,
        _ => 5,
    }
}

/// Name, platform, version of the operating system, index of the browser.
static MODELS: [(&str, &str, &str, usize); 6] = [
    ("Latitude 7440", "WINDOWS", "10.0.22631.4317", 0),
    ("ThinkPad X1 Carbon", "WINDOWS", "10.0.22631.4317", 1),
    ("Latitude 5350", "WINDOWS", "10.0.19045.5011", 2),
    ("Mac15,6", "OSX", "14.6.1", 3),
    ("MacBookPro18,2", "OSX", "15.1.0", 4),
    ("XPS 13 9340", "LINUX", "6.8.0", 5),
];

static BROWSERS: [UserAgent; 6] = [
    UserAgent {
        raw: &[
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
            ".0.0.0 Safari/537.36",
        ],
        first: 140,
        os: "Windows 10",
        browser: "CHROME",
        device: "Computer",
    },
    UserAgent {
        raw: &[
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
            ".0.0.0 Safari/537.36 Edg/",
            ".0.0.0",
        ],
        first: 140,
        os: "Windows 10",
        browser: "EDGE",
        device: "Computer",
    },
    UserAgent {
        raw: &[
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:",
            ".0) Gecko/20100101 Firefox/",
            ".0",
        ],
        first: 142,
        os: "Windows 10",
        browser: "FIREFOX",
        device: "Computer",
    },
    UserAgent {
        raw: &[
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
            ".0.0.0 Safari/537.36",
        ],
        first: 140,
        os: "Mac OS X",
        browser: "CHROME",
        device: "Computer",
    },
    UserAgent::fixed(
        &[
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        ],
        "Mac OS 15.1 (Sequoia)",
        "SAFARI",
        "Computer",
    ),
    UserAgent {
        raw: &["Mozilla/5.0 (X11; Linux x86_64; rv:", ".0) Gecko/20100101 Firefox/", ".0"],
        first: 142,
        os: "Linux",
        browser: "FIREFOX",
        device: "Computer",
    },
];

/// Facts 7.2; every example has the first of them.
const DISKS: [&str; 4] = ["ALL_INTERNAL_VOLUMES", "ALL_INTERNAL_VOLUMES", "SYSTEM_VOLUME", "FULL"];
const LOCKS: [&str; 4] = ["BIOMETRIC", "BIOMETRIC", "BIOMETRIC", "PASSCODE"];

/// Okta Verify on computers: what answers for `FastPass` (scenario facts 1.3).
static AUTHENTICATORS: [UserAgent; 3] = [
    UserAgent::fixed(
        &["B7F62B65BN.com.okta.mobile/5.4.3 OktaDeviceSDK/5.4.3 Windows/10.0.22631 Dell/Latitude"],
        "Windows 10",
        "UNKNOWN",
        "Computer",
    ),
    UserAgent::fixed(
        &[
            "B7F62B65BN.com.okta.mobile/9.35.0 OktaDeviceSDK/0.0.1 macOS/15.1.0 Apple/MacBookPro18,2",
        ],
        "Mac OS X",
        "UNKNOWN",
        "Computer",
    ),
    UserAgent::fixed(
        &["com.okta.verify/1.2.0 OktaDeviceSDK/0.0.1 Linux/6.8.0"],
        "Linux",
        "UNKNOWN",
        "Computer",
    ),
];

static PHONES: [UserAgent; 3] = [
    UserAgent::fixed(
        &["com.okta.mobile/9.41.0 OktaVerify/9.41.0 iOS/18.1.1 Apple/iPhone15,2"],
        "iOS 18.1",
        "UNKNOWN",
        "Mobile",
    ),
    UserAgent::fixed(
        &["com.okta.android.auth/8.21.0 OktaVerify/8.21.0 Android/14 samsung/SM-S921B"],
        "Android 14",
        "UNKNOWN",
        "Mobile",
    ),
    UserAgent::fixed(
        &["com.okta.android.auth/8.21.0 OktaVerify/8.21.0 Android/15 Google/Pixel 8"],
        "Android 15",
        "UNKNOWN",
        "Mobile",
    ),
];

static PHONE_BROWSERS: [UserAgent; 2] = [
    UserAgent::fixed(
        &[
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        ],
        "iOS 18.1 (iPhone)",
        "SAFARI",
        "Mobile",
    ),
    UserAgent {
        raw: &[
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/",
            ".0.0.0 Mobile Safari/537.36",
        ],
        first: 140,
        os: "Android 1.x",
        browser: "CHROME",
        device: "Mobile",
    },
];

/// Programs without a person in front of them.
static INTEGRATIONS: [UserAgent; 4] = [
    program(&["Go-http-client/2.0"]),
    program(&["python-requests/2.32.3"]),
    program(&["Okta-Integrations"]),
    program(&["axios/1.7.7"]),
];

/// The HTTP libraries of what web apps are written in; none is one that people write scripts with.
static WEB_SERVERS: [UserAgent; 5] = [
    program(&["Apache-HttpClient/5.3.1 (Java/17.0.12)"]),
    program(&["Go-http-client/2.0"]),
    program(&["Java/21.0.4"]),
    program(&["node-fetch/1.0 (+https://github.com/bitinn/node-fetch)"]),
    program(&["Microsoft ASP.NET Core OpenIdConnect handler"]),
];

/// What a password sprayer calls itself.
pub(crate) static SCRIPT: UserAgent =
    UserAgent::fixed(&["unknown"], "unknown", "unknown", "Computer");

const fn program(raw: &'static [&'static str; 1]) -> UserAgent {
    UserAgent::fixed(raw, "Unknown", "UNKNOWN", "Unknown")
}
