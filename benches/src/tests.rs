use connector::normalize::{Normalized, Normalizer, Rules};
use serde_json::Value;

use crate::straight::{Mapper, through_value, with_serde_json, with_simd_json, with_sonic};
use crate::{corpus, typed};

const DOMAIN_ID: &str = "customer-domain-001";

fn lines(out: &[u8]) -> Vec<Value> {
    let lines = out.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| without_spelling(serde_json::from_slice(line).unwrap())).collect()
}

/// The connector copies numbers as they are written; for the others 47.3890 is 47.389.
fn without_spelling(mut event: Value) -> Value {
    for key in ["geo_lat", "geo_lon"] {
        let number = &mut event["raw_metadata"][key];
        *number = number.as_f64().map_or(Value::Null, |degrees| degrees.to_string().into());
    }
    event
}

/// A peer that did less, or something else, would be no measure.
#[test]
fn every_pipeline_writes_the_same() {
    let mapper = Mapper::new(DOMAIN_ID);
    let pages = [corpus::ingested(300), corpus::excluded(50), corpus::traffic(300)];
    for (body, all) in pages.iter().zip([Some(300), Some(0), None]) {
        let mut ours = Normalized::default();
        assert!(Normalizer::new(Rules::new(DOMAIN_ID)).page(body, &mut ours));
        assert!(ours.rejects.is_empty() && ours.drift.is_empty(), "{:?}", ours.drift);
        assert!(all.is_none_or(|all| ours.events.len() == all));
        let ours = lines(&ours.bytes);
        let check = |name: &str, pipeline: &dyn Fn(&mut Vec<u8>)| {
            let mut out = Vec::new();
            pipeline(&mut out);
            let theirs = lines(&out);
            assert_eq!(ours.len(), theirs.len(), "{name}");
            for (ours, theirs) in ours.iter().zip(&theirs) {
                assert_eq!(ours, theirs, "{name}");
            }
        };
        check("sonic-rs", &|out| with_sonic(body, &mapper, out));
        check("serde_json", &|out| with_serde_json(body, &mapper, out));
        check("simd-json", &|out| with_simd_json(body, &mut Vec::new(), &mapper, out));
        check("Value", &|out| through_value(body, &mapper, out));
    }
}

/// The targets are about events of this size (about 2.4 kB in, 1.5 kB out).
#[test]
fn the_templates_have_the_size_of_recorded_events() {
    for body in [corpus::ingested(1_000), corpus::excluded(1_000)] {
        let each = body.len() / 1_000;
        assert!((2_200..2_700).contains(&each), "{each}");
    }
}

/// A serializer that is given other events, or less of them, would be no measure either.
#[test]
fn typed_events_are_serialized_as_they_were() {
    let page = corpus::traffic(1_000);
    let typed = serde_json::to_vec(&typed::events(&page).unwrap()).unwrap();
    let [ours, theirs] = [page, typed].map(|page| {
        let mut page: Value = serde_json::from_slice(&page).unwrap();
        page.as_array_mut().unwrap().iter_mut().for_each(without_zeros);
        page.to_string()
    });
    let same = ours.bytes().zip(theirs.bytes()).take_while(|(ours, theirs)| ours == theirs).count();
    assert!(ours == theirs, "{}\n{}", &ours[same..same + 200], &theirs[same..same + 200]);
}

/// For whoever has numbers 47.3890 is 47.389.
fn without_zeros(value: &mut Value) {
    match value {
        Value::Number(number) if number.to_string().contains('.') => {
            *value = number.as_f64().map_or(Value::Null, |degrees| degrees.to_string().into());
        }
        Value::Array(values) => values.iter_mut().for_each(without_zeros),
        Value::Object(members) => members.values_mut().for_each(without_zeros),
        _ => {}
    }
}
