//! Which apps attackers open.

use std::collections::BTreeMap;

use super::{Played, play};
use crate::attacks::Role;

/// How often somebody in `role` opens each app, by account; the dashboard is not meant.
fn opened(played: &[Played], role: Role) -> BTreeMap<String, BTreeMap<String, u32>> {
    let mut opened: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for Played { label, event } in played {
        let app = event["target"][0]["displayName"].as_str().unwrap_or_default();
        let is_app = event["eventType"] == "user.authentication.sso" && app != "Okta Dashboard";
        if is_app && label.role == role {
            let account = event["actor"]["alternateId"].to_string();
            *opened.entry(account).or_default().entry(app.to_owned()).or_default() += 1;
        }
    }
    opened
}

/// `apps=9` is nine apps and not one app nine times; an org of a thousand people has no more than 32.
#[test]
fn as_many_apps_are_opened_as_are_asked_for_and_none_twice() {
    for (attack, accounts) in [
        ("account-takeover", 2),
        ("cross-tenant", 4),
        ("dormant-reactivation", 1),
        ("impossible-travel", 1),
        ("mfa-fatigue", 1),
        ("reported-activity", 1),
        ("session-hijack", 1),
    ] {
        for (apps, expected) in [(1, 1), (9, 9), (40, 32)] {
            for seed in 1..4 {
                let line = format!("{attack},apps={apps}");
                let all = opened(&play(seed, &line), Role::Attacker);
                assert_eq!(all.len(), accounts, "{line}");
                for own in all.values() {
                    assert_eq!(own.len(), expected, "{line}, seed {seed}: {own:?}");
                    assert!(own.values().all(|times| *times == 1), "{line}: {own:?}");
                }
            }
        }
    }
}

/// What asks the thief for more is not what opened before.
#[test]
fn an_app_opens_or_asks_for_a_factor_and_never_both() {
    for seed in 1..8 {
        let played = play(seed, "session-hijack,apps=6,challenged=5");
        let opened = opened(&played, Role::Attacker);
        let opened = opened.values().next().unwrap();
        let asks: Vec<_> = played
            .iter()
            .filter(|it| it.label.role == Role::Attacker)
            .filter(|it| it.event["outcome"]["result"] == "CHALLENGE")
            .map(|it| it.event["target"][0]["displayName"].as_str().unwrap())
            .collect();
        assert_eq!((opened.len(), asks.len()), (6, 5));
        assert!(asks.iter().all(|app| !opened.contains_key(*app)), "{asks:?} of {opened:?}");
    }
}
