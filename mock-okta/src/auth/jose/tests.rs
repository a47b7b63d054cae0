//! RFC 7515, 7517, 7518 and 7638; facts 5.2 and 5.5.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::compact::JwsError;
use super::jwk::KeyError;
use super::*;
use crate::auth::forge::Forge;

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn each_algorithm_verifies_what_its_key_signed_and_nothing_else() {
    for algorithm in Algorithm::ALL {
        let forge = Forge::new(algorithm);
        let key = PublicKey::from_jwk(&forge.jwk()).unwrap();
        let token = forge.sign(&json!({ "alg": algorithm.name() }), &json!({ "iss": "a" }));
        let jws = Jws::parse(&token).unwrap();
        assert_eq!(jws.algorithm(), Some(algorithm));
        assert!(jws.is_signed_by(&key, algorithm), "{algorithm:?}");
        for other in Algorithm::ALL {
            assert_eq!(jws.is_signed_by(&key, other), other == algorithm, "{other:?}");
        }
        let (signed, _) = token.rsplit_once('.').unwrap();
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 64]));
        assert!(!Jws::parse(&forged).unwrap().is_signed_by(&key, algorithm));
        let altered = token.replacen(
            &URL_SAFE_NO_PAD.encode(r#"{"iss":"a"}"#),
            &URL_SAFE_NO_PAD.encode(r#"{"iss":"b"}"#),
            1,
        );
        assert_ne!(altered, token);
        assert!(!Jws::parse(&altered).unwrap().is_signed_by(&key, algorithm));
    }
}

#[test]
fn a_text_that_is_no_jws_is_told_apart() {
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let long = format!("{}.e30.AA", "A".repeat(Jws::BYTES_MAX));
    for (text, error) in [
        ("", JwsError::NotThreeParts),
        ("e30.e30", JwsError::NotThreeParts),
        ("e30.e30.AA.AA", JwsError::NotThreeParts),
        ("e30=.e30.AA", JwsError::NotBase64),
        ("e30.e30.A+==", JwsError::NotBase64),
        (&format!("{}.e30.AA", part("[]")), JwsError::NotJson),
        (&format!("e30.{}.AA", part("1")), JwsError::NotJson),
        (&format!("{}.e30.AA", part("{\"alg\"")), JwsError::NotJson),
        (&format!("{}.e30.AA", part(r#"{"crit":["b64"]}"#)), JwsError::Critical),
        (&long, JwsError::TooLong),
    ] {
        assert_eq!(Jws::parse(text).unwrap_err(), error, "{text:.60}");
    }
}

#[test]
fn times_are_seconds_and_nothing_else() {
    for (time, seconds) in [
        (json!(1_700_000_000), Some(1_700_000_000)),
        (json!(1_700_000_000.9), Some(1_700_000_000)),
        (json!(0), Some(0)),
        (json!(1_700_000_000_000_i64), None),
        (json!(-1), None),
        (json!("1700000000"), None),
        (json!(null), None),
        (json!(1e300), None),
    ] {
        let claims = json!({ "exp": time });
        let text = format!("e30.{}.AA", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let jws = Jws::parse(&text).unwrap();
        assert_eq!(jws.claims().time("exp").map(clock::Timestamp::as_seconds), seconds, "{time}");
    }
}

#[test]
fn thumbprints_are_those_of_the_standards() {
    // RFC 7638, section 3.1, and RFC 9449, section 4.1 with its `jkt` of section 6.1.
    for (jwk, thumbprint) in [
        (
            json!({
                "kty": "RSA",
                "n": concat!(
                    "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSo",
                    "c_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGj",
                    "QR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bF",
                    "TWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
                ),
                "e": "AQAB",
                "alg": "RS256",
                "kid": "2011-04-29",
            }),
            "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs",
        ),
        (
            json!({
                "kty": "EC",
                "x": "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs",
                "y": "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA",
                "crv": "P-256",
            }),
            "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I",
        ),
    ] {
        assert_eq!(PublicKey::from_jwk(&object(&jwk)).unwrap().thumbprint(), thumbprint);
    }
}

#[test]
fn a_key_that_okta_would_not_take_is_refused() {
    let rsa = Value::from(Forge::new(Algorithm::Rs256).jwk());
    let ec = Value::from(Forge::new(Algorithm::Es256).jwk());
    let with = |jwk: &Value, name: &str, value: Value| {
        let mut jwk = object(jwk);
        jwk.insert(name.to_owned(), value);
        jwk
    };
    let without = |jwk: &Value, name: &str| {
        let mut jwk = object(jwk);
        jwk.remove(name);
        jwk
    };
    let bits = |count: usize| json!(URL_SAFE_NO_PAD.encode(vec![0xff; count / 8]));
    for (jwk, error) in [
        (without(&rsa, "kty"), KeyError::Missing("kty")),
        (without(&rsa, "n"), KeyError::Missing("n")),
        (without(&rsa, "e"), KeyError::Missing("e")),
        (without(&ec, "crv"), KeyError::Missing("crv")),
        (without(&ec, "y"), KeyError::Missing("y")),
        (with(&rsa, "kty", json!("oct")), KeyError::UnknownType),
        (with(&ec, "crv", json!("secp256k1")), KeyError::UnknownCurve),
        (with(&rsa, "n", json!(1)), KeyError::Missing("n")),
        (with(&rsa, "n", json!("no!")), KeyError::Malformed("n")),
        (with(&rsa, "n", json!("A".repeat(2_000))), KeyError::Malformed("n")),
        (with(&rsa, "n", json!("")), KeyError::TooShort),
        (with(&rsa, "n", bits(1_024)), KeyError::TooShort),
        (with(&rsa, "e", json!("AQ")), KeyError::Malformed("e")),
        (with(&rsa, "e", json!("Ag")), KeyError::Malformed("e")),
        (with(&ec, "x", json!("AQAB")), KeyError::OffCurve),
        (with(&ec, "x", json!("A".repeat(43))), KeyError::OffCurve),
        (with(&ec, "crv", json!("P-384")), KeyError::OffCurve),
    ] {
        assert_eq!(PublicKey::from_jwk(&jwk).unwrap_err(), error, "{jwk:?}");
    }
}

#[test]
fn a_leading_zero_makes_no_other_key() {
    let jwk = Forge::new(Algorithm::Rs256).jwk();
    let n = URL_SAFE_NO_PAD.decode(jwk["n"].as_str().unwrap()).unwrap();
    let mut padded = jwk.clone();
    padded.insert("n".to_owned(), URL_SAFE_NO_PAD.encode([&[0], &n[..]].concat()).into());
    let (one, other) = (PublicKey::from_jwk(&jwk), PublicKey::from_jwk(&padded));
    assert_eq!(one.unwrap().thumbprint(), other.unwrap().thumbprint());
}

#[test]
fn members_come_in_the_order_of_okta_and_without_the_private_ones() {
    let mut jwk = Forge::new(Algorithm::Es384).jwk();
    jwk.insert("d".to_owned(), "AQAB".into());
    assert!(PublicKey::is_private(&jwk));
    let names: Vec<_> =
        PublicKey::from_jwk(&jwk).unwrap().members().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["kty", "crv", "x", "y"]);
    let rsa = Forge::new(Algorithm::Rs512).jwk();
    assert!(!PublicKey::is_private(&rsa));
    let names: Vec<_> =
        PublicKey::from_jwk(&rsa).unwrap().members().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["kty", "n", "e"]);
}

/// Some JSON that looks like a key or a header now and then.
fn jsonish() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        Just("RSA".to_owned()),
        Just("EC".to_owned()),
        Just("P-256".to_owned()),
        Just("P-521".to_owned()),
        Just("AQAB".to_owned()),
        "[A-Za-z0-9_-]{0,90}",
        ".{0,20}",
    ];
    let value = prop_oneof![
        text.prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        Just(Value::Null),
        Just(json!([{}])),
    ];
    let name = prop_oneof![
        Just("kty"),
        Just("n"),
        Just("e"),
        Just("crv"),
        Just("x"),
        Just("y"),
        Just("alg"),
        Just("jwk"),
        Just("exp"),
        Just("aud"),
        Just("kid"),
    ];
    proptest::collection::btree_map(name, value, 0..8).prop_map(|members| json!(members))
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = Jws::parse(&text);
        let encoded = URL_SAFE_NO_PAD.encode(&bytes);
        let _ = Jws::parse(&format!("{encoded}.{encoded}.{encoded}"));
        if let Ok(jwk) = serde_json::from_slice(&bytes) {
            let _ = PublicKey::from_jwk(&jwk);
        }
    }

    #[test]
    fn no_json_makes_it_panic(header in jsonish(), claims in jsonish(), signature in ".{0,200}") {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signature = URL_SAFE_NO_PAD.encode(signature);
        let text = format!("{}.{}.{signature}", part(&header), part(&claims));
        let jws = Jws::parse(&text).unwrap();
        let _ = (jws.claims().time("exp"), jws.claims().names("aud", "a"), jws.text("kid"));
        if let Ok(key) = PublicKey::from_jwk(&object(&claims)) {
            prop_assert!(!jws.is_signed_by(&key, Algorithm::Rs256));
        }
    }
}
