use std::collections::{BTreeMap, BTreeSet};

use clock::{Seed, Timestamp};
use proptest::prelude::*;

use super::ids::{Hex, Mint, Uuid};
use super::seating::{office_of, seated};
use super::{Engine, Factor, OFFICES, RequestId, World};

fn world(users: u32) -> World {
    World::new(&Seed::new(7), users)
}

#[test]
fn ids_have_the_forms_of_okta() {
    // Facts 7.3.
    let world = world(100);
    let org = world.org();
    let person = world.person(3);
    let laptop = person.resident.laptop(world.mint(), 20_531);
    for (id, prefix) in [
        (org.id, "00o"),
        (org.api_token_id, "00T"),
        (person.id, "00u"),
        (laptop.id, "guo"),
        (world.app(2).id, "0oa"),
        (world.group(4).id, "00g"),
    ] {
        assert!(id.as_str().starts_with(prefix), "{id}");
        assert_eq!(id.as_str().len(), 20);
        assert!(id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()), "{id}");
    }
    let token = org.ssws_token.expose();
    assert!(token.starts_with("00") && token.len() == 42, "{token}");
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(Hex::of(1).to_string().len(), 32);
}

#[test]
fn people_are_distinct_and_logins_are_addresses() {
    let world = world(20_000);
    let (mut ids, mut logins) = (BTreeSet::new(), BTreeSet::new());
    let mut factors: BTreeMap<Factor, u32> = BTreeMap::new();
    let mut foreign = 0;
    for number in (1..=20_000).step_by(7) {
        let person = world.person(number);
        assert!(person.login.is_ascii() && person.login.matches('@').count() == 1);
        assert!(person.login.ends_with(".example"), "{}", person.login);
        assert_eq!(person.habits, world.habits(number));
        assert!(!person.name.trim().is_empty());
        foreign += u32::from(!person.name.is_ascii());
        *factors.entry(person.habits.factor).or_default() += 1;
        assert!(ids.insert(person.id) && logins.insert(person.login));
    }
    assert!(foreign > 100, "{foreign} names that are not ASCII");
    assert_eq!(factors.len(), 7, "{factors:?}");
}

#[test]
fn a_larger_org_has_the_same_people_and_more() {
    let (small, large) = (world(100), world(1_000_000));
    for number in [1, 50, 100] {
        assert_eq!(small.person(number).login, large.person(number).login);
    }
    assert_eq!(large.users(), 1_000_000);
    assert_eq!(world(5_000_000).users(), World::USERS_MAX);
}

#[test]
fn admins_work_here_and_are_few() {
    for (users, admins) in [(1, 1), (2, 2), (100, 3), (100_000, 200)] {
        let world = world(users);
        assert_eq!(world.admins(), admins);
        let numbers: BTreeSet<u32> = (0..admins).map(|index| world.admin(index).number).collect();
        assert_eq!(numbers.len() as u32, admins);
        assert!(numbers.iter().all(|number| (1..=users).contains(number)));
    }
}

#[test]
fn popular_apps_are_used_more() {
    let world = world(1_000);
    let mut draw = Seed::new(1).draw();
    let mut counts = [0u32; 32];
    for _ in 0..20_000 {
        counts[world.popular_app(draw.next())] += 1;
    }
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
    // Zipf: the second is used half as often as the first.
    assert!(counts[0] > counts[1] * 17 / 10 && counts[0] < counts[1] * 23 / 10, "{counts:?}");
}

#[test]
fn uuids_are_of_both_kinds_and_keep_their_version() {
    let published = Timestamp::from_millis(1_715_000_000_000);
    let mut versions: BTreeMap<u8, u32> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for ordinal in 0..20_000 {
        let uuid = Uuid::of(7, 3, ordinal, published).to_string();
        assert_eq!(uuid.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        *versions.entry(uuid.as_bytes()[14]).or_default() += 1;
        assert!(b"89ab".contains(&uuid.as_bytes()[19].to_ascii_lowercase()), "{uuid}");
        assert!(seen.insert(uuid));
    }
    assert!(versions[&b'1'] > 5 * versions[&b'4'], "{versions:?}");
    assert_eq!(versions.len(), 2);
}

proptest! {
    #[test]
    fn seat_and_person_find_each_other(users in 1u32..100_000, share in 0.0f64..1.0) {
        let world = world(users);
        let total: u32 = (0..OFFICES.len()).map(|office| world.headcount(office)).sum();
        prop_assert_eq!(total, users);
        let number = 1 + (f64::from(users - 1) * share) as u32;
        let office = office_of(number);
        let seat = (0..world.headcount(office)).find(|seat| seated(office, *seat) == number);
        prop_assert!(seat.is_some(), "{} at {}", number, office);
    }

    #[test]
    fn an_id_belongs_to_one_number(seed: u64, one: u64, other: u64) {
        let mint = Mint::new(&Seed::new(seed));
        prop_assert_eq!(one == other, mint.id("00u", one) == mint.id("00u", other));
        prop_assert_ne!(mint.id("00u", one), mint.id("00g", one));
    }
}

/// One in sixteen ids was its own half twice.
#[test]
fn the_halves_of_a_classic_request_id_differ() {
    for key in 0..10_000 {
        let id = RequestId::of(Engine::Classic, key);
        let text = id.as_bytes();
        assert_ne!(text[1..11], text[12..22], "{id}");
        assert_ne!(text[1..11], text[11..21], "{id}");
    }
}
