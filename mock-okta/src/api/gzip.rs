//! Compression of answers (facts 1.4).

use async_compression::Level;
use async_compression::tokio::bufread::GzipEncoder;
use http::HeaderMap;
use http::header::ACCEPT_ENCODING;
use tokio::io::AsyncReadExt;

use crate::service::Manner;

use super::reply::{Origin, Reply};

/// The same answer with its body in gzip, if whoever `asked` takes that and it is worth it.
///
/// What a fault does to the delivery happens to the compressed bytes: a body that was to stop
/// half way still does. Only an endless body stays as it is, because nothing can follow the end
/// of compressed data.
pub(super) async fn compress(mut reply: Reply, asked: &HeaderMap) -> Reply {
    let plain = reply.body.len();
    let endless = matches!(reply.manner, Manner::Endless(_));
    let eligible = reply.origin == Origin::Application && plain >= BYTES_MIN && !endless;
    if !eligible || !accepts_gzip(asked) {
        return reply;
    }
    let mut packed = Vec::with_capacity(plain / RATIO_TYPICAL);
    let mut encoder = GzipEncoder::with_quality(&*reply.body, Level::Fastest);
    // From memory to memory nothing fails; and if it did, the plain body is right too.
    if encoder.read_to_end(&mut packed).await.is_err() {
        return reply;
    }
    // A body that fits is cut where it would have been; a shorter one is cut at its half.
    let cut = |count: usize| match packed.len() {
        length if count < length => count,
        length if count < plain => length / 2,
        length => length,
    };
    reply.manner = match reply.manner {
        Manner::Severed(count) => Manner::Severed(cut(count)),
        Manner::Stalled(count) => Manner::Stalled(cut(count)),
        manner @ (Manner::Endless(_) | Manner::Slow(_) | Manner::Whole) => manner,
    };
    // By how much the length is wrong stays the same.
    reply.content_length =
        reply.content_length.map(|length| (length + packed.len()).saturating_sub(plain));
    reply.content_encoding = Some("gzip");
    reply.body = packed.into();
    reply
}

/// Whether gzip is acceptable (RFC 9110, section 12.5.3): by its own weight, or else by that of
/// `*`. Without the header nothing is.
fn accepts_gzip(headers: &HeaderMap) -> bool {
    let values = headers.get_all(ACCEPT_ENCODING).iter();
    let listed = values.filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(','));
    let (mut own, mut any) = (None, None);
    for (coding, weight) in listed.filter_map(weighted) {
        match coding {
            coding if coding.eq_ignore_ascii_case("gzip") => own = own.max(Some(weight)),
            // An old name of the same (RFC 9110, section 8.4.1.3).
            coding if coding.eq_ignore_ascii_case("x-gzip") => own = own.max(Some(weight)),
            "*" => any = any.max(Some(weight)),
            _ => {}
        }
    }
    own.or(any).is_some_and(|weight| weight > 0)
}

/// A coding and its weight in thousandths (RFC 9110, section 12.4.2); nothing for what is
/// neither.
fn weighted(element: &str) -> Option<(&str, u32)> {
    let (coding, weight) = match element.split_once(';') {
        None => (element, 1_000),
        Some((coding, parameter)) => {
            let (name, value) = parameter.split_once('=')?;
            if !name.trim().eq_ignore_ascii_case("q") {
                return None;
            }
            (coding, thousandths(value.trim())?)
        }
    };
    Some((coding.trim(), weight))
}

/// `0.25` as 250: at most three digits behind the point, at most 1.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    if rest.len() > 3 || !rest.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // No digits are zero, and missing ones are zeros.
    let rest: u32 = format!("{rest:0<3}").parse().ok()?;
    match whole {
        "0" => Some(rest),
        "1" if rest == 0 => Some(1_000),
        _ => None,
    }
}

/// Facts 1.4 say that tiny bodies are not compressed, and not what is tiny: what fits into one
/// packet with the headers in front of it.
const BYTES_MIN: usize = 860;
/// Records repeat themselves.
const RATIO_TYPICAL: usize = 8;
