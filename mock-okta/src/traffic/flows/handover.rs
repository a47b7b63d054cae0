//! Accounts that change hands: devices that are added to them, addresses that are changed
//! (scenario facts 1.6, B7 to B9, and 2.7).

use crate::traffic::event::{Client, Kind, Target};
use crate::traffic::json::Text;
use crate::traffic::scene::{Scene, person, target, thing};
use crate::world::{Hex, UserAgent, mix};

/// What happens to the account of `flow.actor`, or of `flow.subject` where somebody else does it.
/// The number is the device's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The device belongs to the person.
    DeviceAdded(u16),
    /// The device became known.
    DeviceEnrolled(u16),
    /// Mails about the account go elsewhere.
    PrimaryMailChanged,
    /// The sessions of the subject are gone.
    SessionsCleared,
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::DeviceAdded(device) => on_device(scene, &DEVICE_ADD, device, out),
            Self::DeviceEnrolled(device) => on_device(scene, &DEVICE_ENROL, device, out),
            Self::PrimaryMailChanged => {
                let targets = [target(person(&scene.actor))];
                let debug = scene.browser_debug("/api/internal/enduser/email/primary", &[]);
                scene.event(&PRIMARY_MAIL, &debug, &targets).write(out);
            }
            Self::SessionsCleared => sessions_cleared(scene, out),
        }
    }
}

/// A phone with the authenticator app on it, wherever the person's browser is.
struct Phone {
    name: &'static str,
    platform: &'static str,
    version: &'static str,
    agent: &'static UserAgent,
}

/// The client is the app itself, without a device token (scenario facts 1.6, B7).
fn on_device(scene: &Scene<'_>, kind: &'static Kind, device: u16, out: &mut Vec<u8>) {
    let key = mix(u64::from(device) ^ 0xdef1);
    let phone = &PHONES[key as usize % PHONES.len()];
    let id = scene.world.mint().id("guo", key | 1 << 63);
    let serial = Hex::of(key).to_string()[..12].to_ascii_uppercase();
    let detail = [
        ("deviceStatus", Text::Str("CREATED")),
        ("managed", Text::Str("false")),
        ("oktaDeviceId", Text::from(&id)),
        ("osPlatform", Text::Str(phone.platform)),
        ("osVersion", Text::Str(phone.version)),
        ("serialNumber", Text::from(&serial)),
        ("tpmPresent", Text::Str("true")),
    ];
    let targets = [
        Target { detail: &detail, ..thing("UDDevice", &id, phone.name.into()) },
        target(person(&scene.actor)),
    ];
    let debug = scene.plain_debug("/idp/authenticators", &[]);
    let mut event = scene.event(kind, &debug, &targets);
    let vantage = scene.guise.vantage;
    event.client = Some(Client { agent: phone.agent, version: 0, vantage, id: None });
    event.write(out);
}

/// In the request that reset the password (scenario facts 1.6, B9).
fn sessions_cleared(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let subject = scene.world.person(scene.flow.subject);
    let targets = [target(person(&subject))];
    let uri = format!("/api/v1/users/{}/lifecycle/reset_password", subject.id);
    let debug = scene.browser_debug(&uri, &[]);
    scene.event(&CLEAR, &debug, &targets).write(out);
}

/// None of them is called as the org calls its devices.
static PHONES: [Phone; 3] = [
    Phone { name: "iPhone", platform: "IOS", version: "17.6.1", agent: &IPHONE },
    Phone { name: "sdk_gphone64_x86_64", platform: "ANDROID", version: "14", agent: &EMULATOR },
    Phone { name: "Redmi Note 12", platform: "ANDROID", version: "13", agent: &ANDROID },
];
static IPHONE: UserAgent = UserAgent::fixed(
    &["com.okta.mobile/9.38.1 OktaVerify/9.38.1 iOS/17.6.1 Apple/iPhone12,8"],
    "iOS 17.6",
    "UNKNOWN",
    "Mobile",
);
static EMULATOR: UserAgent = UserAgent::fixed(
    &["com.okta.android.auth/8.20.0 OktaVerify/8.20.0 Android/14 Google/sdk_gphone64_x86_64"],
    "Android 14",
    "UNKNOWN",
    "Mobile",
);
static ANDROID: UserAgent = UserAgent::fixed(
    &["com.okta.android.auth/8.18.0 OktaVerify/8.18.0 Android/13 Xiaomi/23021RAAEG"],
    "Android 13",
    "UNKNOWN",
    "Mobile",
);

pub(super) static DEVICE_ADD: Kind = Kind {
    event_type: "device.user.add",
    display_message: Some("Add device to user"),
    legacy: None,
};
static DEVICE_ENROL: Kind = Kind {
    event_type: "device.enrollment.create",
    display_message: Some("Enroll new device"),
    legacy: None,
};
static PRIMARY_MAIL: Kind = Kind {
    event_type: "user.account.update_primary_email",
    display_message: Some("Update primary email for user"),
    legacy: Some("core.user.config.update_primary_email"),
};
static CLEAR: Kind = Kind {
    event_type: "user.session.clear",
    display_message: Some("Clear user session"),
    legacy: Some("core.user.sessions.cleared"),
};
