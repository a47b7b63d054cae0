//! The ratio against values computed with Python 3.11: `SequenceMatcher(None, a, b).ratio()`.

use proptest::prelude::*;

use super::super::ratio;
use super::super::similarity::{AUTOJUNK_FROM, CHARS_MAX};

/// The same arithmetic gives the same bits, so values are compared exactly.
fn check(a: &str, b: &str, expected: f64) {
    assert_eq!(ratio(a, b).to_bits(), expected.to_bits(), "{a:?} {b:?}: {}", ratio(a, b));
}

const CHROME_131: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, \
                          like Gecko) Chrome/131.0.0.0 Safari/537.36";
const SAFARI: &str = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 \
                      (KHTML, like Gecko) Version/17.1 Safari/605.1.15";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";

#[test]
fn short_texts() {
    for (a, b, expected) in [
        ("", "", 1.0),
        ("", "a", 0.0),
        ("tide", "diet", 0.25),
        ("diet", "tide", 0.5),
        ("abcd", "bcde", 0.75),
        ("ab", "ba", 0.5),
        ("aaaa", "aa", 0.666_666_666_666_666_6),
        ("abxcd", "abcd", 0.888_888_888_888_888_8),
        ("qabxcd", "abycdf", 0.666_666_666_666_666_6),
        ("WIKIMEDIA", "WIKIMANIA", 0.777_777_777_777_777_8),
        ("naïve café", "naive cafe", 0.8),
        ("日本語", "日本", 0.8),
        (
            "private Thread currentThread;",
            "private volatile Thread currentThread;",
            0.865_671_641_791_044_7,
        ),
    ] {
        check(a, b, expected);
    }
}

#[test]
fn user_agents() {
    // A browser that was updated stays above O37's 0.95, one that is stale does not.
    let chrome_132 = CHROME_131.replace("131", "132");
    let chrome_99 = CHROME_131.replace("131.0.0.0", "99.0.4844.84");
    let edge = format!("{CHROME_131} Edg/131.0.0.0");
    for (a, b, expected) in [
        (CHROME_131, chrome_132.as_str(), 0.990_990_990_990_991),
        (CHROME_131, &chrome_99, 0.942_222_222_222_222_2),
        (CHROME_131, &edge, 0.940_677_966_101_695),
        (CHROME_131, SAFARI, 0.640_350_877_192_982_5),
        (SAFARI, CHROME_131, 0.614_035_087_719_298_3),
        (CHROME_131, FIREFOX, 0.386_740_331_491_712_7),
        (FIREFOX, CHROME_131, 0.408_839_779_005_524_9),
        ("python-requests/2.31.0", CHROME_131, 0.150_375_939_849_624_06),
        (CHROME_131, "python-requests/2.31.0", 0.105_263_157_894_736_84),
        ("python-requests/2.31.0", "ua_not_found", 0.176_470_588_235_294_13),
    ] {
        check(a, b, expected);
    }
}

#[test]
fn popular_characters_of_a_long_second_text_start_no_block() {
    let alternating = |length: usize| "ab".repeat(length)[..length].to_owned();
    for (length, forward, backward) in [
        (198, 0.997_481_108_312_342_6, 0.997_481_108_312_342_6),
        // With the `x` before it the other text has 200 characters.
        (199, 0.997_493_734_335_839_5, 0.0),
        (200, 0.0, 0.0),
        (201, 0.0, 0.0),
        (300, 0.0, 0.0),
    ] {
        let (a, b) = (format!("x{}", alternating(length)), alternating(length));
        check(&a, &b, forward);
        check(&b, &a, backward);
    }
    // Of 200 characters 3 of a kind are not popular, 4 are.
    let rare = |count: u32| (0..count).filter_map(|it| char::from_u32(0x200 + it));
    for (popular, expected) in [(3, 0.029_411_764_705_882_353), (4, 0.0)] {
        let b: String = rare(200 - popular).chain("zzzz".chars().take(popular as usize)).collect();
        check("zzzz", &b, expected);
    }
    // But popular characters extend a block that others have started.
    let long = format!("{CHROME_131} {SAFARI}");
    assert!(long.len() >= AUTOJUNK_FROM);
    check(CHROME_131, &long, 0.652_941_176_470_588_2);
    check(&long, CHROME_131, 0.652_941_176_470_588_2);
    check(&long, &long.replace("131", "132"), 0.995_633_187_772_925_8);
    check(&format!("{SAFARI} {CHROME_131}"), &long, 0.510_917_030_567_685_6);
}

#[test]
fn texts_are_cut() {
    let long = "x".repeat(CHARS_MAX);
    check(&format!("{long}a"), &format!("{long}b"), ratio(&long, &long));
}

proptest! {
    #[test]
    fn a_ratio_is_between_nothing_and_everything(a in "[ab/. ]{0,80}", b in "[ab/. ]{0,80}") {
        let ratio = ratio(&a, &b);
        prop_assert!((0.0..=1.0).contains(&ratio));
        prop_assert!(ratio < 1.0 || a == b);
    }

    #[test]
    fn a_text_is_like_itself(a in "\\PC{0,150}") {
        prop_assert!((ratio(&a, &a) - 1.0).abs() < f64::EPSILON);
    }
}
