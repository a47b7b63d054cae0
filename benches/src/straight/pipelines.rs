//! The three typed pipelines.

use super::output::Mapper;
use super::source::LogEvent;

/// `sonic-rs` on both sides.
///
/// # Panics
/// When the page is not as expected.
pub fn with_sonic(body: &[u8], mapper: &Mapper, out: &mut Vec<u8>) {
    let events: Vec<LogEvent<'_>> = sonic_rs::from_slice(body).expect("a page");
    for event in &events {
        if let Some(output) = mapper.map(event) {
            sonic_rs::to_writer(&mut *out, &output).expect("memory");
            out.push(b'\n');
        }
    }
}

/// `serde_json` on both sides.
///
/// # Panics
/// When the page is not as expected.
pub fn with_serde_json(body: &[u8], mapper: &Mapper, out: &mut Vec<u8>) {
    // From text: it is checked as UTF-8 once, not string by string.
    let body = std::str::from_utf8(body).expect("UTF-8");
    let events: Vec<LogEvent<'_>> = serde_json::from_str(body).expect("a page");
    for event in &events {
        if let Some(output) = mapper.map(event) {
            serde_json::to_writer(&mut *out, &output).expect("memory");
            out.push(b'\n');
        }
    }
}

/// `simd-json` in, `serde_json` out. The parser works in place: it gets a copy of the page, in
/// memory that is kept.
///
/// # Panics
/// When the page is not as expected.
pub fn with_simd_json(body: &[u8], copy: &mut Vec<u8>, mapper: &Mapper, out: &mut Vec<u8>) {
    copy.clear();
    copy.extend_from_slice(body);
    let events: Vec<LogEvent<'_>> = simd_json::from_slice(copy).expect("a page");
    for event in &events {
        if let Some(output) = mapper.map(event) {
            serde_json::to_writer(&mut *out, &output).expect("memory");
            out.push(b'\n');
        }
    }
}
