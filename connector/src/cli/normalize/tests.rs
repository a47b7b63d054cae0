use std::io::BufReader;

use proptest::prelude::*;

use super::batch::RECORD_BYTES_MAX;
use super::records::Records;

/// Every record of `input` as `line:text`, read through a buffer of `size` bytes.
fn records(input: &[u8], size: usize) -> Vec<String> {
    records_up_to(RECORD_BYTES_MAX, input, size)
}

fn records_up_to(limit: usize, input: &[u8], size: usize) -> Vec<String> {
    let mut records = Records::new(BufReader::with_capacity(size, input), limit);
    let mut found = Vec::new();
    while let Some(raw) = records.next().unwrap() {
        let cut = if raw.cut == 0 { String::new() } else { format!(" +{}", raw.cut) };
        found.push(format!("{}:{}{cut}", raw.line, String::from_utf8_lossy(raw.bytes)));
    }
    found
}

#[test]
fn the_form_of_the_input_is_found_out() {
    for (input, expected) in [
        // One record a line; blank lines are skipped and counted.
        ("{\"a\":1}\n\n{\"b\":2}\n", vec!["1:{\"a\":1}", "3:{\"b\":2}"]),
        ("{\"a\":1}\r\n{bad\r\n  7", vec!["1:{\"a\":1}", "2:{bad", "3:7"]),
        ("\u{feff}{\"a\":1}\n", vec!["1:{\"a\":1}"]),
        ("\n\n{\"a\":1}", vec!["3:{\"a\":1}"]),
        // One array; elements are counted.
        ("[{\"a\":\"x,]\"} , 7,\n{\"b\":[1]}]", vec!["1:{\"a\":\"x,]\"}", "2:7", "3:{\"b\":[1]}"]),
        ("\u{feff} [ ]\n", vec![]),
        ("[]garbage", vec!["1:garbage"]),
        ("[1] [2]", vec!["1:1", "2:[2]"]),
        ("[1,{\"a\":", vec!["1:1", "2:{\"a\":"]),
        ("[1,,2,]", vec!["1:1", "2:", "3:2", "4:"]),
        // Values one after another, over lines; the line where each begins.
        (
            "{\n \"a\": 1\n}\n{\n \"b\": \"}\"\n}",
            vec!["1:{\n \"a\": 1\n}", "4:{\n \"b\": \"}\"\n}"],
        ),
        ("\n{\n}{}", vec!["2:{\n}", "3:{}"]),
        ("{\n}{}\n 7 8\n\"x y\"", vec!["1:{\n}", "2:{}", "3:7", "3:8", "4:\"x y\""]),
        ("{bad}\n{\"a\":1}\n", vec!["1:{bad}", "2:{\"a\":1}"]),
        ("", vec![]),
        ("\n \n", vec![]),
    ] {
        for size in [1, 2, 7, 1024] {
            assert_eq!(records(input.as_bytes(), size), expected, "{input:?} by {size}");
        }
    }
}

#[test]
fn bytes_that_are_not_utf8_are_records_like_others() {
    assert_eq!(records(b"{\"a\":1}\n\xff\xfe\n", 16), ["1:{\"a\":1}", "2:\u{fffd}\u{fffd}"]);
}

#[test]
fn what_is_too_large_is_cut_off_and_counted_and_harms_no_neighbour() {
    let large = format!("{{\"a\":\"{}\"}}", "x".repeat(92)); // 100 bytes
    assert_eq!(records_up_to(10, b"7\n\"01234567\"\n8", 3), ["1:7", "2:\"01234567\"", "3:8"]);
    for (input, expected) in [
        (format!("7\n{large}\n8\n"), vec!["1:7", "2:{\"a\":\"xxxx +90", "3:8"]),
        (format!("[7,{large},8]"), vec!["1:7", "2:{\"a\":\"xxxx +90", "3:8"]),
        (format!("{{\n}} {large} 8"), vec!["1:{\n}", "2:{\"a\":\"xxxx +90", "2:8"]),
        (format!("[7]{large}"), vec!["1:7", "2:{\"a\":\"xxxx +90"]),
        // The first line alone is too long to say what it is.
        (format!("{large} 8\n9"), vec!["1:{\"a\":\"xxxx +90", "1:8", "2:9"]),
    ] {
        for size in [1, 7, 1024] {
            assert_eq!(records_up_to(10, input.as_bytes(), size), expected, "{input} by {size}");
        }
    }
    // The limit goes through a character.
    assert_eq!(records_up_to(4, "7\n\"aäöü\"\n".as_bytes(), 7), ["1:7", "2:\"aä +5"]);
    assert_eq!(records_up_to(5, "7\n\"aäöü\"\n".as_bytes(), 7), ["1:7", "2:\"aä +5"]);
}

proptest! {
    /// However the input comes in pieces, it is the same records.
    #[test]
    fn pieces_do_not_matter(input in "[\\[{}\\],\"\\\\ \n7a]{0,60}", limit in 4_usize..20) {
        let whole = records_up_to(limit, input.as_bytes(), 1_024);
        for size in [1, 3] {
            prop_assert_eq!(&records_up_to(limit, input.as_bytes(), size), &whole);
        }
    }
}
