//! The parts of an event that say who asked, from where and with what (facts 7.1).

use crate::world::{Geo, Id, Laptop, Network};

use super::behaviors::Insight;
use super::event::Client;
use super::json::Json;

/// `client`: every member null for work in the background (facts 7.3).
pub(super) fn client(json: &mut Json<'_>, client: Option<&Client<'_>>) {
    let Some(client) = client else {
        json.raw(concat!(
            ",\"client\":{\"userAgent\":null,\"zone\":null,\"device\":null,\"id\":null,",
            "\"ipAddress\":null,\"geographicalContext\":null}"
        ));
        return;
    };
    json.raw(",\"client\":{\"userAgent\":{\"rawUserAgent\":\"");
    for (place, piece) in client.agent.raw.iter().enumerate() {
        if place > 0 {
            json.number(u32::from(client.version));
        }
        json.raw(piece);
    }
    json.raw("\",\"os\":").plain(client.agent.os);
    json.raw(",\"browser\":").plain(client.agent.browser);
    json.raw("},\"zone\":").plain(client.vantage.zone);
    json.raw(",\"device\":").plain(client.agent.device);
    json.raw(",\"id\":").nullable(client.id.map(Id::as_str));
    json.raw(",\"ipAddress\":\"").address(client.vantage.address.0);
    json.raw("\",\"geographicalContext\":");
    geo(json, client.vantage.geo);
    json.raw("}");
}

/// `device`: in snake case, unlike everything else.
pub(super) fn device(json: &mut Json<'_>, device: Option<&Laptop>) {
    let Some(device) = device else {
        json.raw(",\"device\":null");
        return;
    };
    json.raw(",\"device\":{\"id\":").ascii(device.id.as_bytes());
    json.raw(",\"name\":").text(device.name.into());
    json.raw(",\"os_platform\":").plain(device.platform);
    json.raw(",\"os_version\":").plain(device.os_version);
    json.raw(",\"managed\":").flag(device.managed);
    json.raw(",\"registered\":true,\"device_integrator\":null,\"disk_encryption_type\":");
    json.plain(device.disk).raw(",\"screen_lock_type\":").plain(device.lock);
    json.raw(",\"jailbreak\":null,\"secure_hardware_present\":").flag(device.secure_hardware);
    json.raw("}");
}

/// `securityContext`; for a sign-in with more about the address, and with what Okta concludes from
/// the behaviours.
pub(super) fn security(
    json: &mut Json<'_>,
    client: Option<&Client<'_>>,
    insight: Option<&Insight<'_>>,
) {
    let Some(client) = client else {
        json.raw(concat!(
            ",\"securityContext\":{\"asNumber\":null,\"asOrg\":null,\"isp\":null,",
            "\"domain\":null,\"isProxy\":null}"
        ));
        return;
    };
    let network = client.vantage.network;
    json.raw(",\"securityContext\":{");
    who_announces(json, network);
    json.raw(",\"domain\":").nullable(network.domain);
    json.raw(",\"isProxy\":");
    match network.is_proxy {
        Some(is_proxy) => json.flag(is_proxy),
        None => json.raw("null"),
    };
    if let Some(insight) = insight {
        json.raw(",\"ipDetails\":{");
        who_announces(json, network);
        json.raw(",\"domain\":").nullable(network.domain);
        json.raw(",\"ipServiceCategories\":");
        json.raw(network.veil.map_or("[]", |veil| veil.categories)).raw("}");
        insight.write(json);
    }
    json.raw("}");
}

/// `request`: where it came through, the client first.
pub(super) fn request(json: &mut Json<'_>, client: Option<&Client<'_>>, detailed: bool) {
    let Some(client) = client else {
        json.raw(",\"request\":{\"ipChain\":[]}");
        return;
    };
    json.raw(",\"request\":{\"ipChain\":[{\"ip\":\"").address(client.vantage.address.0);
    json.raw("\",\"geographicalContext\":");
    geo(json, client.vantage.geo);
    json.raw(",\"version\":").plain(client.vantage.address.version());
    json.raw(",\"source\":null");
    if detailed {
        json.raw(",\"ipDetails\":{");
        who_announces(json, client.vantage.network);
        json.raw("}");
    }
    json.raw("}]}");
}

fn who_announces(json: &mut Json<'_>, network: &Network) {
    json.raw("\"asNumber\":");
    match network.as_number {
        Some(number) => json.number(number),
        None => json.raw("null"),
    };
    json.raw(",\"asOrg\":").nullable(network.as_org);
    json.raw(",\"isp\":").nullable(network.isp);
}

fn geo(json: &mut Json<'_>, geo: &Geo) {
    json.raw("{\"city\":").nullable(geo.city);
    json.raw(",\"state\":").nullable(geo.state);
    json.raw(",\"country\":").plain(geo.country);
    json.raw(",\"postalCode\":").nullable(geo.postal_code);
    json.raw(",\"geolocation\":{\"lat\":").raw(geo.lat);
    json.raw(",\"lon\":").raw(geo.lon).raw("}}");
}
