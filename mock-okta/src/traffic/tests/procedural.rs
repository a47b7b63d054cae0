use std::collections::{BTreeMap, BTreeSet};

use clock::{Seed, Timestamp};
use proptest::prelude::*;

use super::{THURSDAY, bytes, entries, event, traffic};
use crate::log::Order;
use crate::traffic::lag::CommitLag;
use crate::traffic::plan::Planner;
use crate::traffic::procedural::Busyness;
use crate::traffic::roster::{Roster, permute};
use crate::traffic::shape::{ALL_DAY, ARRIVALS, MINUTES_PER_DAY, OFFICE_HOURS};
use crate::traffic::timeline::SharedHistory;
use crate::traffic::timetable::EVENTS_PER_MILLION_PEOPLE;
use crate::traffic::volume::Volume;
use crate::world::World;

#[test]
fn any_minute_is_the_same_however_it_is_reached_and_by_whom() {
    // Two instances; one walks, the other jumps about backwards.
    let (walker, jumper) = (traffic(7, 900, Busyness::Usual), traffic(7, 900, Busyness::Usual));
    let walked: Vec<Vec<u8>> = entries(&walker, Order::Commit, THURSDAY..THURSDAY + 120)
        .iter()
        .map(|entry| bytes(&walker, entry))
        .collect();
    let mut jumped: Vec<Vec<Vec<u8>>> = (THURSDAY..THURSDAY + 120)
        .rev()
        .map(|minute| {
            let entries = entries(&jumper, Order::Commit, minute..minute + 1);
            entries.iter().map(|entry| bytes(&jumper, entry)).collect()
        })
        .collect();
    jumped.reverse();
    assert!(walked.len() > 200);
    assert!(walked == jumped.concat());
}

#[test]
fn another_seed_is_another_org() {
    let [one, other] = [7, 8].map(|seed| {
        let traffic = traffic(seed, 900, Busyness::Usual);
        let entries = entries(&traffic, Order::Commit, THURSDAY..THURSDAY + 10);
        entries.iter().map(|entry| bytes(&traffic, entry)).collect::<BTreeSet<_>>()
    });
    assert!(one.is_disjoint(&other));
}

#[test]
fn events_have_the_skeleton_of_okta_in_its_order() {
    // Facts 7.4.
    let keys = [
        "actor",
        "client",
        "device",
        "authenticationContext",
        "displayMessage",
        "eventType",
        "outcome",
        "published",
        "securityContext",
        "severity",
        "debugContext",
        "legacyEventType",
        "transaction",
        "uuid",
        "version",
        "request",
        "target",
    ];
    let traffic = traffic(7, 5_000, Busyness::Usual);
    for entry in entries(&traffic, Order::Commit, THURSDAY + 900..THURSDAY + 1_100) {
        let bytes = bytes(&traffic, &entry);
        let event = event(&traffic, &entry);
        assert!(event.as_object().unwrap().keys().eq(keys), "{event}");
        assert!((1_000..6_500).contains(&bytes.len()), "{} bytes: {event}", bytes.len());
        let published: Timestamp = event["published"].as_str().unwrap().parse().unwrap();
        assert_eq!(Some(published.as_millis()), entry.published);
    }
}

#[test]
fn a_week_has_every_kind_of_event_that_consumers_are_told_about() {
    let traffic = traffic(11, 5_000, Busyness::Usual);
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    let mut quirks: BTreeMap<&str, u32> = BTreeMap::new();
    for entry in entries(&traffic, Order::Commit, THURSDAY..THURSDAY + 3 * MINUTES_PER_DAY) {
        let event = event(&traffic, &entry);
        *counts.entry(event["eventType"].as_str().unwrap().to_owned()).or_default() += 1;
        for (quirk, holds) in [
            ("zone is the string null", event["client"]["zone"] == "null"),
            ("zone is null", event["client"]["zone"].is_null()),
            ("no client", event["client"]["userAgent"].is_null()),
            ("target is null", event["target"].is_null()),
            ("unknown actor", event["actor"]["id"] == "unknown"),
            ("address as actor", event["actor"]["type"] == "IP address"),
            ("system actor", event["actor"]["type"] == "SystemPrincipal"),
            ("app as actor", event["actor"]["type"] == "PublicClientApp"),
            ("IPv6", event["request"]["ipChain"][0]["version"] == "V6"),
            ("not ASCII", !event.to_string().is_ascii()),
            (
                "no city",
                event["client"]["ipAddress"].is_string()
                    && event["client"]["geographicalContext"]["city"].is_null(),
            ),
            ("token", event["transaction"]["detail"]["requestApiTokenId"].is_string()),
            ("change", event["target"][0]["changeDetails"].is_object()),
            ("rate limited", event["outcome"]["result"] == "RATE_LIMIT"),
            ("upper-case uuid", event["uuid"].as_str().unwrap().contains(['A', 'B', 'C'])),
            ("random uuid", event["uuid"].as_str().unwrap().as_bytes()[14] == b'4'),
            ("time-based uuid", event["uuid"].as_str().unwrap().as_bytes()[14] == b'1'),
        ] {
            *quirks.entry(quirk).or_default() += u32::from(holds);
        }
    }
    for event_type in [
        "analytics.reports.export.request",
        "app.generic.unauth_app_access_attempt",
        "app.oauth2.authorize.code",
        "app.oauth2.token.grant.access_token",
        "application.lifecycle.update",
        "application.provision.user.push",
        "application.user_membership.add",
        "application.user_membership.remove",
        "application.user_membership.show_password",
        "device.user.add",
        "group.user_membership.add",
        "group.user_membership.remove",
        "policy.evaluate_sign_on",
        "policy.rule.update",
        "security.request.blocked",
        "security.threat.detected",
        "system.api_token.create",
        "system.email.new_device_notification.sent_message",
        "system.import.complete",
        "system.org.rate_limit.warning",
        "system.push.send_factor_verify_push",
        "user.account.lock",
        "user.account.privilege.grant",
        "user.account.privilege.revoke",
        "user.account.unlock",
        "user.account.unlock_token",
        "user.authentication.auth_via_IDP",
        "user.authentication.auth_via_mfa",
        "user.authentication.sso",
        "user.authentication.verify",
        "user.lifecycle.activate",
        "user.lifecycle.create",
        "user.lifecycle.deactivate",
        "user.lifecycle.delete.initiated",
        "user.lifecycle.suspend",
        "user.lifecycle.unsuspend",
        "user.mfa.factor.activate",
        "user.mfa.factor.reset_all",
        "user.session.access_admin_app",
        "user.session.clear",
        "user.session.end",
        "user.session.start",
    ] {
        assert!(counts.contains_key(event_type), "no {event_type} in {counts:#?}");
    }
    for (quirk, count) in quirks {
        assert!(count > 0, "{quirk}");
    }
}

#[test]
fn volume_is_what_was_asked_for() {
    // Scenario facts 4.1; a working day of which the weekday factor is 1.
    let natural = 5_000 * EVENTS_PER_MILLION_PEOPLE / 1_000_000;
    for (busyness, users, expected) in [
        (Busyness::Usual, 5_000, natural),
        (Busyness::EventsPerDay(20_000), 5_000, 20_000),
        (Busyness::EventsPerDay(100_000), 900, 100_000),
    ] {
        let traffic = traffic(3, users, busyness);
        let day = entries(&traffic, Order::Published, THURSDAY..THURSDAY + MINUTES_PER_DAY);
        let ratio = day.len() as f64 / expected as f64;
        assert!((0.9..1.1).contains(&ratio), "{busyness:?}: {} events", day.len());
    }
}

#[test]
fn days_and_weeks_have_a_shape() {
    let traffic = traffic(5, 2_000, Busyness::Usual);
    let count = |from: i64, minutes: i64| {
        let from = THURSDAY + from;
        entries(&traffic, Order::Published, from..from + minutes).len()
    };
    let hours: Vec<usize> = (0..24).map(|hour| count(hour * 60, 60)).collect();
    let (quiet, busy) = (hours.iter().min().unwrap(), hours.iter().max().unwrap());
    assert!(busy > &(2 * quiet), "{hours:?}");
    let (thursday, sunday) =
        (hours.iter().sum::<usize>(), count(3 * MINUTES_PER_DAY, MINUTES_PER_DAY));
    assert!(thursday > 4 * sunday, "{thursday} on Thursday, {sunday} on Sunday");
}

#[test]
fn nothing_is_late_beyond_its_bound_and_much_is_out_of_order() {
    let traffic = traffic(5, 5_000, Busyness::Usual);
    let mut day = entries(&traffic, Order::Commit, THURSDAY..THURSDAY + MINUTES_PER_DAY);
    day.sort_by_key(|entry| entry.commit);
    let lags: Vec<i64> = day.iter().map(|entry| entry.commit - entry.published.unwrap()).collect();
    assert!(lags.iter().all(|lag| (0..=600_000).contains(lag)));
    assert!(lags.iter().filter(|lag| **lag <= 2_000).count() > day.len() * 99 / 100);
    assert!(lags.iter().any(|lag| *lag > 60_000));
    let pairs = || day.iter().zip(&day[1..]);
    assert!(pairs().filter(|(a, b)| a.published > b.published).count() > day.len() / 20);
    assert!(pairs().filter(|(a, b)| a.commit == b.commit).count() > day.len() / 100);
}

#[test]
fn a_uuid_is_used_once() {
    let traffic = traffic(5, 3_000, Busyness::EventsPerDay(400_000));
    let mut seen = BTreeSet::new();
    let hour = entries(&traffic, Order::Commit, THURSDAY + 900..THURSDAY + 960);
    for entry in &hour {
        assert!(seen.insert(event(&traffic, entry)["uuid"].to_string()));
    }
    assert!(seen.len() > 10_000);
}

#[test]
fn people_start_at_their_usual_time() {
    let world = World::new(&Seed::new(5), 20_000);
    let place_of = |day: i64| -> BTreeMap<u32, u64> {
        let roster = Roster::new(&world, 0, day, 0);
        let line = roster.arriving(0).start..roster.arriving(1_439).end;
        line.map(|place| (roster.workday(place).person, place)).collect()
    };
    let (thursday, friday) = (place_of(20_531), place_of(20_532));
    let present = thursday.len() as u64;
    // 70 % of the 4,000 at the headquarters, each once.
    assert_eq!(present, 2_800);
    let both = thursday.iter().filter_map(|(who, place)| Some((*place, *friday.get(who)?)));
    let (mut shifts, mut count) = (0, 0);
    for (one, other) in both {
        // Friday has fewer people on the same line.
        shifts += one.abs_diff(other * present / friday.len() as u64);
        count += 1;
    }
    assert!(count > 1_000);
    assert!(shifts / count < present / 16, "mean shift of {} of {present}", shifts / count);
}

#[test]
fn shapes_add_up() {
    for shape in [&ALL_DAY, &ARRIVALS, &OFFICE_HOURS] {
        assert_eq!(shape.before(0, 777), 0);
        assert_eq!(shape.before(MINUTES_PER_DAY, 777), 777);
        assert!((0..MINUTES_PER_DAY).all(|m| shape.before(m, 777) <= shape.before(m + 1, 777)));
    }
}

#[test]
fn a_plan_belongs_to_its_minute() {
    let seed = Seed::new(1);
    let world = World::new(&seed, 5_000);
    let planner =
        Planner::new(&seed, CommitLag::default(), Volume::default(), SharedHistory::default());
    for minute in THURSDAY..THURSDAY + 60 {
        let plan = planner.plan(&world, minute);
        for flow in &plan.flows {
            assert_eq!(flow.start.div_euclid(60_000), minute);
        }
        for planned in &plan.steps {
            let late = planned.step.published - plan.flows[planned.flow as usize].start;
            assert!((0..=crate::traffic::flow::SPAN_MS_MAX).contains(&late));
        }
    }
}

proptest! {
    #[test]
    fn permutations_permute(key: u64, size in 1u64..2_000) {
        let images: BTreeSet<u64> = (0..size).map(|value| permute(key, size, value)).collect();
        prop_assert_eq!(images.len() as u64, size);
        prop_assert!(images.iter().all(|image| *image < size));
    }

    #[test]
    fn lags_stay_within_what_was_asked_for(
        typical in 0u64..1_000_000,
        late_max in 0u64..2_000_000,
        late: u32,
        seed: u64,
    ) {
        let lag = CommitLag::default()
            .with_typical(std::time::Duration::from_millis(typical))
            .with_late_per_million(late)
            .with_late_max(std::time::Duration::from_millis(late_max));
        let bound = typical.max(late_max).min(900_000) as i64;
        let mut draw = Seed::new(seed).draw();
        for _ in 0..50 {
            prop_assert!((0..=bound).contains(&(lag.commit(1_000, &mut draw) - 1_000)));
        }
    }
}
