//! Keys, replays, revocations and zones, without an org around them.

use clock::{Seed, Timestamp};
use serde_json::Value;

use crate::auth::AccessToken;
use crate::auth::directory::replays::Replays;
use crate::auth::directory::revocations::Revocations;
use crate::auth::directory::{AppKey, Fate, Network, Zone};
use crate::auth::forge::Forge;
use crate::auth::keyring::{Keyring, client_key};
use crate::testing::now;
use crate::world::World;

#[test]
fn every_key_that_comes_with_the_program_can_be_used() {
    for seed in 0..40 {
        let seed = Seed::new(seed);
        let keyring = Keyring::new(&seed);
        let [current, next] = keyring.all();
        assert_ne!(current.kid(), next.kid());
        for key in [current, next] {
            assert_eq!(key.public().unwrap().thumbprint(), key.kid());
            assert!(key.sign(b"message").is_some());
        }
        let client = client_key(&seed);
        assert!(AppKey::read(&client, World::new(&seed, 1).org().id, now()).is_ok());
        let forge = Forge::of(&client.clone().into());
        assert_eq!(Value::from(forge.jwk())["n"], client["n"], "the two halves belong together");
    }
}

#[test]
fn what_was_used_is_remembered_for_as_long_as_it_matters() {
    let at = Timestamp::from_seconds;
    let mut replays = Replays::default();
    assert!(replays.first_use(["a", "1"], at(0), at(10)));
    assert!(!replays.first_use(["a", "1"], at(9), at(19)));
    assert!(replays.first_use(["b", "1"], at(9), at(10)), "names are each client's own");
    assert!(replays.first_use(["a1", ""], at(9), at(10)), "and do not run into each other");
    assert!(replays.first_use(["a", "1"], at(10), at(20)));
    let mut full = Replays::default();
    for number in 0..=Replays::MARKS_MAX {
        let until = at(1_000_000 + number as i64);
        assert!(full.first_use(["a", &number.to_string()], at(0), until));
    }
    assert!(full.first_use(["a", "0"], at(0), at(2_000_000)), "the first to expire made room");
    assert!(!full.first_use(["a", "100000"], at(0), at(2_000_000)));
}

#[test]
fn tokens_are_revoked_one_by_one_or_a_client_s_at_once() {
    let at = Timestamp::from_seconds;
    let mint = |number| World::new(&Seed::new(number), 1).org().id;
    let (one, other) = (mint(1), mint(2));
    let token = |jti: &str, issued| AccessToken {
        jti: jti.to_owned(),
        issuer: String::new(),
        client_id: String::new(),
        scopes: Vec::new(),
        bound_to: None,
        issued: at(issued),
    };
    let mut revocations = Revocations::default();
    for (jti, client) in [("a", one), ("b", one), ("c", other)] {
        revocations.issued(&token(jti, 0), client, at(0));
    }
    assert!(revocations.revoke("a") && !revocations.revoke("a") && !revocations.revoke("z"));
    assert_eq!(revocations.revoke_client(one), 1);
    let fates = ["a", "b", "c", "z"].map(|jti| revocations.fate(jti));
    assert_eq!(fates, [Fate::Revoked, Fate::Revoked, Fate::Good, Fate::Good]);
    assert!(revocations.end("c", Fate::Expired).is_some());
    assert!(revocations.end("z", Fate::Expired).is_none());
    assert_eq!(revocations.fate("c"), Fate::Expired);
    revocations.issued(&token("d", 3_600), one, at(3_600));
    assert_eq!(revocations.fate("a"), Fate::Good, "past its time anyway, and forgotten");
    for number in 0..=Revocations::TOKENS_MAX as i64 {
        revocations.issued(&token(&number.to_string(), 3_601 + number), one, at(3_601));
    }
    assert!(!revocations.revoke("d"), "the first to expire made room");
    assert!(revocations.revoke("100000"));
}

#[test]
fn zones_hold_what_their_ranges_say() {
    let id = World::new(&Seed::new(1), 1).org().id;
    let zone = Zone {
        id,
        name: "test",
        gateways: vec![
            ("203.0.113.0".parse().unwrap(), 24),
            ("198.51.100.7".parse().unwrap(), 32),
            ("2001:db8::".parse().unwrap(), 32),
        ],
    };
    for (address, inside) in [
        ("203.0.113.255", true),
        ("203.0.114.0", false),
        ("198.51.100.7", true),
        ("198.51.100.8", false),
        ("2001:db8:1::1", true),
        ("2001:db9::1", false),
        // The same leading bits as the first range, in the other family.
        ("cb00:7100::", false),
    ] {
        assert_eq!(zone.holds(address.parse().unwrap()), inside, "{address}");
    }
    let network = Network::Zones(vec![id]);
    assert_eq!(Network::read(&network.shown(), std::slice::from_ref(&zone)), Some(network.clone()));
    assert_eq!(Network::read(&network.shown(), &[]), None);
    assert!(!network.permits("203.0.113.1".parse().unwrap(), &[]), "a zone that is gone");
}
