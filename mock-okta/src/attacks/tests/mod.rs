//! What the tests of attacks share: one that is played without a log around it.

mod apps;
mod classic;
mod framework;
mod labels;
mod later;

use std::sync::Arc;

use clock::Seed;
use serde_json::Value;

use super::parameters::Form;
use super::{AttackSpec, Director, Kind, Label};
use crate::testing::now;
use crate::traffic::{CommitLag, Volume};
use crate::world::{Engine, World};

/// An event of an attack, with what it really is.
struct Played {
    label: Label,
    event: Value,
}

impl Played {
    /// Its type.
    fn kind(&self) -> &str {
        self.event["eventType"].as_str().unwrap()
    }

    /// A value of `debugData`; empty when there is none.
    fn debug(&self, key: &str) -> &str {
        self.event["debugContext"]["debugData"][key].as_str().unwrap_or_default()
    }

    /// The session that it belongs to.
    fn session(&self) -> &str {
        self.event["authenticationContext"]["externalSessionId"].as_str().unwrap_or_default()
    }

    /// Where it comes from.
    fn address(&self) -> &str {
        self.event["client"]["ipAddress"].as_str().unwrap_or_default()
    }
}

fn spec(text: &str) -> AttackSpec {
    text.parse().unwrap_or_else(|error| panic!("{error}"))
}

/// Plays what `text` asks for in an org of 1,000 people; its events in order of `published`.
fn play(seed: u64, text: &str) -> Vec<Played> {
    play_on(Engine::Oie, seed, text)
}

/// The same in an org that runs on `engine`.
fn play_on(engine: Engine, seed: u64, text: &str) -> Vec<Played> {
    let seed = Seed::new(seed);
    let world = Arc::new(World::with_engine(&seed, 1_000, engine));
    let at_once = (CommitLag::NONE, Volume::default());
    let director = Director::new(Arc::clone(&world), &seed, at_once);
    let AttackSpec { kind, time, parameters } = spec(text);
    director.give(kind, parameters, time.moment(now()));
    let campaign = director.campaigns().all().remove(0);
    let events = campaign.deeds.iter().map(|deed| {
        let mut out = Vec::new();
        campaign.write(&world, deed, &mut out);
        serde_json::from_slice(&out)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&out)))
    });
    campaign.labels().zip(events).map(|(label, event)| Played { label, event }).collect()
}

/// `kind` with its defaults, and with each word that it knows.
fn variants(kind: &Kind) -> Vec<String> {
    let mut lines = vec![kind.name.to_owned()];
    for parameter in kind.parameters {
        if let Form::Choice(choices) = parameter.form {
            let said = |choice: &&str| format!("{},{}={choice}", kind.name, parameter.name);
            lines.extend(choices.iter().map(said));
        }
    }
    lines
}

/// The types of events, in order.
fn types(played: &[Played]) -> Vec<&str> {
    played.iter().map(Played::kind).collect()
}
