//! "This wasn't me": what the owner of an account reports from a mail (scenario facts 2.11).

use crate::traffic::event::Kind;
use crate::traffic::json::Text;
use crate::traffic::scene::{Precedent, Scene, person, target};
use crate::world::RequestId;

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// The event that the scene is about.
    Reported,
}

impl Act {
    /// Appends the event.
    pub(crate) fn write(self, scene: &Scene<'_>, out: &mut Vec<u8>) {
        match self {
            Self::Reported => reported(scene, out),
        }
    }
}

/// Where it comes from is the reporter's place; the place in question is in `debugData`.
fn reported(scene: &Scene<'_>, out: &mut Vec<u8>) {
    let Some(precedent) = scene.precedent else { return };
    let Precedent { event_type, published, request, guise, .. } = precedent;
    let (uuid, transaction) = (precedent.uuid(), RequestId::of(scene.world.engine(), *request));
    let (agent, geo) = (guise.agent, guise.vantage.geo);
    let mut debug = scene.browser_debug(
        "/api/internal/users/me/report-suspicious-activity",
        &[("suspiciousActivityBrowser", Text::Str(agent.browser))],
    );
    let place = [
        ("suspiciousActivityEventCity", geo.city),
        ("suspiciousActivityEventCountry", Some(geo.country)),
        ("suspiciousActivityEventLatitude", Some(geo.lat)),
        ("suspiciousActivityEventLongitude", Some(geo.lon)),
        ("suspiciousActivityEventState", geo.state),
    ];
    debug.extend(place.into_iter().filter_map(|(key, value)| Some((key, Text::Str(value?)))));
    debug.extend([
        ("suspiciousActivityEventId", Text::Shown(&uuid)),
        ("suspiciousActivityEventIp", Text::Shown(&guise.vantage.address.0)),
        ("suspiciousActivityEventTransactionId", Text::Shown(&transaction)),
        ("suspiciousActivityEventType", Text::Str(event_type)),
        ("suspiciousActivityOs", Text::Str(agent.os)),
        ("suspiciousActivityTimestamp", Text::Shown(published)),
    ]);
    let session = format!("trs{}", &scene.session[3..]);
    let targets = [target(person(&scene.actor))];
    let mut event = scene.event(&REPORTED, &debug, &targets);
    // From the link in a mail, without signing in.
    event.authentication.session = Some(Text::Str(&session));
    event.severity = "WARN";
    event.write(out);
}

static REPORTED: Kind = Kind {
    event_type: "user.account.report_suspicious_activity_by_enduser",
    display_message: Some("User report suspicious activity"),
    legacy: Some("core.user.account.report_suspicious_activity_by_enduser"),
};
