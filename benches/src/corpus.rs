//! Pages in the shapes that recorded events have.

use std::time::Duration;

use clock::{Clock, Draw, Seed, Timestamp};
use mock_okta::MockOkta;
use mock_okta::log::Position;
use serde_json::{Value, json};

/// A page of `events` events of ingested types, in the shape and the order of keys of Okta's
/// documented example (facts 7.5): about 2.4 kB each.
pub fn ingested(events: usize) -> Vec<u8> {
    page(events, "ingested", INGESTED)
}

/// A page of `events` events of types that are not ingested, of the same shape and size.
pub fn excluded(events: usize) -> Vec<u8> {
    page(events, "excluded", EXCLUDED)
}

/// A page of `events` events as an org of 5,000 people writes them on a Monday morning.
///
/// # Panics
/// When the org has fewer events than that in two hours.
pub fn traffic(events: usize) -> Vec<u8> {
    let now = Timestamp::from_seconds(1_773_655_200);
    let mock = MockOkta::builder()
        .seed(1)
        .users(5_000)
        .clock(Clock::stepped(now))
        .history(Duration::from_hours(2))
        .start()
        .expect("the values are in range");
    let mut page = vec![b'['];
    let mut count = 0;
    for record in mock.log().range(..=Position::after(now)).take(events) {
        if count > 0 {
            page.push(b',');
        }
        page.extend_from_slice(&record.raw);
        count += 1;
    }
    assert_eq!(count, events, "the org is too quiet");
    page.push(b']');
    page
}

fn page(events: usize, purpose: &str, types: &[&str]) -> Vec<u8> {
    let seed = Seed::new(1).child(purpose);
    let page: Vec<Value> =
        (0..events as u64).map(|nth| event(nth, types, &mut seed.draw_at(nth))).collect();
    Value::from(page).to_string().into_bytes()
}

fn event(nth: u64, types: &[&str], draw: &mut Draw) -> Value {
    let person = draw.below(PEOPLE);
    let (id, name) = (format!("00u{person:017}"), format!("Person Number{person}"));
    let alternate_id = format!("person.number{person}@customer.example");
    let ip = format!("198.51.{}.{}", draw.below(256), draw.below(256));
    let (city, state, country, lat, lon) = *draw.pick(PLACES);
    let (browser, os, agent) = *draw.pick(BROWSERS);
    let okta_type = *draw.pick(types);
    let provider =
        *draw.pick(&[None, Some("FACTOR_PROVIDER"), Some("OKTA_AUTHENTICATION_PROVIDER")]);
    let session = format!("102{:022x}", draw.next());
    let request = format!("{:016X}{:08x}", draw.next(), nth);
    let at = Timestamp::from_millis(1_773_655_200_000 + nth as i64 * 137);
    let place = json!({
        "city": city, "state": state, "country": country, "postalCode": "94107",
        "geolocation": {"lat": lat, "lon": lon},
    });
    json!({
        "actor": {"id": id, "type": "User", "alternateId": alternate_id, "displayName": name,
            "detailEntry": null},
        "client": {"userAgent": {"rawUserAgent": agent, "os": os, "browser": browser},
            "zone": "null", "device": "Computer", "id": null, "ipAddress": ip,
            "geographicalContext": place},
        "device": null,
        "authenticationContext": {"authenticationProvider": provider, "credentialProvider": null,
            "credentialType": provider.map(|_| "OTP"), "issuer": null, "interface": null,
            "authenticationStep": 0, "rootSessionId": session, "externalSessionId": session},
        "displayMessage": "Authentication of user via MFA",
        "eventType": okta_type,
        "outcome": {"result": draw.pick(&["SUCCESS", "FAILURE"]), "reason": null},
        "published": at.to_string(),
        "securityContext": {"asNumber": 394_089, "asOrg": "ASN 0000", "isp": "google",
            "domain": null, "isProxy": false},
        "severity": "INFO",
        "debugContext": {"debugData": {
            "requestId": request, "dtHash": format!("{:016x}{:016x}{:016x}", draw.next(), draw.next(), draw.next()),
            "requestUri": "/idp/idx/challenge/answer", "url": "/idp/idx/challenge/answer?",
            "threatSuspected": "false", "factor": "OKTA_VERIFY_PUSH",
            "deviceFingerprint": format!("{:016x}{:016x}", draw.next(), draw.next()),
            "behaviors": "{New Geo-Location=NEGATIVE, New Device=POSITIVE, New IP=NEGATIVE, New State=NEGATIVE, New Country=NEGATIVE, Velocity=NEGATIVE, New City=NEGATIVE}",
            "risk": "{reasons=New Device, level=MEDIUM}",
            "logOnlySecurityData": "{\"risk\":{\"reasons\":\"New Device\",\"level\":\"MEDIUM\"},\"behaviors\":{\"New Geo-Location\":\"NEGATIVE\",\"New Device\":\"POSITIVE\",\"New IP\":\"NEGATIVE\"}}",
        }},
        "legacyEventType": "core.user.factor.attempt_success",
        "transaction": {"type": "WEB", "id": request, "detail": {}},
        "uuid": format!("{:08x}-{:04x}-11f1-8d47-{:012x}", draw.next() as u32, draw.next() as u16, draw.next() >> 16),
        "version": "0",
        "request": {"ipChain": [{"ip": ip, "geographicalContext": place, "version": "V4",
            "source": null}]},
        "target": [
            {"id": id, "type": "User", "alternateId": alternate_id, "displayName": name,
                "detailEntry": null},
            {"id": format!("0oa{:017}", draw.below(80)), "type": "AppInstance",
                "alternateId": "Salesforce.com", "displayName": "Salesforce.com",
                "detailEntry": {"signOnModeType": "SAML_2_0"}},
            {"id": "pfd1rh1ewwtSHd9lP0g7", "type": "AuthenticatorEnrollment",
                "alternateId": "unknown", "displayName": "Okta Verify", "detailEntry": null},
        ],
    })
}

/// People of the org behind the templates.
const PEOPLE: u64 = 2_000;

const INGESTED: &[&str] = &[
    "user.session.start",
    "user.authentication.sso",
    "user.authentication.auth_via_mfa",
    "user.authentication.verify",
    "user.session.end",
    "application.user_membership.add",
    "group.user_membership.add",
];

const EXCLUDED: &[&str] = &[
    "policy.evaluate_sign_on",
    "system.org.rate_limit.warning",
    "app.oauth2.token.grant.access_token",
    "policy.rule.update",
    "user.authentication.auth_unconfigured_identifier",
];

const PLACES: &[(&str, &str, &str, f64, f64)] = &[
    ("San Francisco", "California", "United States", 37.7749, -122.4194),
    ("Dublin", "Leinster", "Ireland", 53.3498, -6.2603),
    ("Zürich", "Zurich", "Switzerland", 47.3769, 8.5417),
    ("東京", "Tokyo", "Japan", 35.6895, 139.6917),
];

const BROWSERS: &[(&str, &str, &str)] = &[
    (
        "CHROME",
        "Windows 10",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    ),
    (
        "SAFARI",
        "Mac OS 26.1 (Tahoe)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    ),
    ("FIREFOX", "Linux", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
];
