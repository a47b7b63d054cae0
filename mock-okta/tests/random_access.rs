//! Any page of the log can be read at once, and is the same in every process: what one process
//! reads from one end to the other, another one reads in pieces, here and there.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use bytes::Bytes;
use clock::{Clock, Draw, Seed, Timestamp};
use http_body_util::BodyExt;
use mock_okta::MockOkta;
use mock_okta::log::Position;
use serde_json::Value;
use serde_json::value::RawValue;

/// A Thursday at five in the afternoon UTC.
const NOW: &str = "2026-03-19T17:00:00Z";
const SEED: u64 = 20_260_319;
const PEOPLE: u32 = 5_000;
const HISTORY_MINUTES: u64 = 8 * 60;
/// Of either order half of them.
const READS: u64 = 10_000;
/// Small enough for a minute to have several pages.
const PAGE: usize = 25;

/// A record of a walk: by what it is placed, which of its millisecond it is, and its bytes.
struct Placed {
    position: Position,
    raw: Bytes,
}

/// The log in one order, from one end to the other.
struct Walk(Vec<Placed>);

impl Walk {
    /// The records of `minute`, counted from the beginning, with the number of the first of them.
    fn minute(&self, minute: u64) -> (usize, &[Placed]) {
        let from = begin() + Duration::from_mins(minute);
        let place = |time| self.0.partition_point(|record| record.position.time < time);
        let (first, end) = (place(from), place(from + Duration::from_mins(1)));
        (first, &self.0[first..end])
    }
}

/// A page somewhere: how it is asked for, and what is on it.
struct Wanted {
    query: String,
    body: Vec<u8>,
}

fn begin() -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() - Duration::from_mins(HISTORY_MINUTES)
}

fn array<'a>(records: impl Iterator<Item = &'a Placed>) -> Vec<u8> {
    let records: Vec<&[u8]> = records.map(|record| record.raw.as_ref()).collect();
    [b"[", records.join(&b","[..]).as_slice(), b"]"].concat()
}

/// A page of a polling walk, which goes on beyond the minute.
fn polled(walk: &Walk, minute: u64, draw: &mut Draw) -> Wanted {
    let (first, of_minute) = walk.minute(minute);
    let skip = PAGE * draw.below(1 + (of_minute.len() / PAGE) as u64) as usize;
    let since = begin() + Duration::from_mins(minute);
    // With a cursor, `since` is where the walk began, wherever it is by now (facts 1.3).
    let after = (skip > 0).then(|| format!("&after={}", of_minute[skip - 1].position));
    let query = format!("since={since}&limit={PAGE}{}", after.unwrap_or_default());
    Wanted { query, body: array(walk.0[first + skip..].iter().take(PAGE)) }
}

/// A page of a walk by `published`, up or down, which ends with the minute.
fn bounded(walk: &Walk, minute: u64, draw: &mut Draw) -> Wanted {
    let (_, of_minute) = walk.minute(minute);
    let since = begin() + Duration::from_mins(minute);
    let bounds = format!("since={since}&until={}", since + Duration::from_mins(1));
    if draw.below(4) == 0 {
        let query = format!("{bounds}&limit={PAGE}&sortOrder=DESCENDING");
        return Wanted { query, body: array(of_minute.iter().rev().take(PAGE)) };
    }
    let skip = PAGE * draw.below(1 + (of_minute.len() / PAGE) as u64) as usize;
    let after = (skip > 0).then(|| format!("&after={}", of_minute[skip - 1].position));
    let query = format!("{bounds}&limit={PAGE}{}", after.unwrap_or_default());
    Wanted { query, body: array(of_minute[skip..].iter().take(PAGE)) }
}

/// In commit order, as the log itself has it.
fn walk_by_commit(mock: &MockOkta) -> Walk {
    let records = mock.log().range(..=Position::after(mock.clock().now()));
    Walk(records.map(|record| Placed { position: record.position, raw: record.raw }).collect())
}

/// In the order of `published`, page by page as a client walks.
async fn walk_by_published(mock: &MockOkta) -> Walk {
    let (mut all, mut before) = (Vec::new(), Position::before(begin()));
    let path = format!("/api/v1/logs?since={}&until={NOW}&limit=1000", begin());
    let mut next = Some(format!("https://acme.okta.com{path}"));
    while let Some(url) = next {
        let request = http::Request::get(url)
            .header("authorization", format!("SSWS {}", mock.org().ssws_token.expose()))
            .body(Bytes::new());
        let (head, body) = mock.handle(request.unwrap()).await.unwrap().into_parts();
        assert_eq!(head.status, 200);
        let mut links = head.headers.get_all("link").iter().map(|link| link.to_str().unwrap());
        let link = links.find_map(|link| link.strip_suffix(">; rel=\"next\""));
        next = link.map(|link| link.strip_prefix('<').unwrap().to_owned());
        let body = body.collect().await.unwrap().to_bytes();
        for raw in serde_json::from_slice::<Vec<&RawValue>>(&body).unwrap() {
            let event: Value = serde_json::from_str(raw.get()).unwrap();
            let time = event["published"].as_str().unwrap().parse().unwrap();
            let ordinal = if time == before.time { before.ordinal + 1 } else { 1 };
            before = Position { time, ordinal };
            all.push(Placed { position: before, raw: body.slice_ref(raw.get().as_bytes()) });
        }
    }
    Walk(all)
}

/// The other process, with the command that starts it.
fn other_process() -> (Child, Value, String) {
    let arguments = format!(
        "serve --port 0 --seed {SEED} --users {PEOPLE} --history {HISTORY_MINUTES}m --epoch {NOW} \
         --clock stepped --limit 1000000 --token-share 1"
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_mock-okta"));
    command.env_clear().args(arguments.split(' ')).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, serde_json::from_str(&line).unwrap(), format!("mock-okta {arguments}"))
}

/// Asks for every page of `wanted`, one after the other.
async fn read(ready: Value, command: String, wanted: Vec<Wanted>) {
    let token = format!("SSWS {}", ready["ssws_token"].as_str().unwrap());
    let client = reqwest::Client::builder().no_proxy().timeout(PATIENCE).build().unwrap();
    for Wanted { query, body } in wanted {
        let url = format!("{}/api/v1/logs?{query}", ready["url"].as_str().unwrap());
        let answer = client.get(&url).header("authorization", &token).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{url}");
        let read = answer.bytes().await.unwrap();
        if read != body {
            let same = read.iter().zip(&body).take_while(|(read, walked)| read == walked).count();
            panic!(
                "another page than in a walk from byte {same} on ({} of {} bytes); to see it:\n  \
                 {command}\n  curl -H 'Authorization: {token}' '$URL/api/v1/logs?{query}'",
                read.len(),
                body.len()
            );
        }
    }
}

/// G4: 10,000 random pages equal the same slices of a sequential walk, across two processes, in
/// both orders.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_read_anywhere_is_the_page_of_a_walk_in_another_process() {
    let mock = MockOkta::builder()
        .seed(SEED)
        .users(PEOPLE)
        .history(Duration::from_mins(HISTORY_MINUTES))
        .clock(Clock::stepped(NOW.parse().unwrap()))
        .limit(1_000_000)
        .start()
        .unwrap();
    let (by_commit, by_published) = (walk_by_commit(&mock), walk_by_published(&mock).await);
    assert!(by_commit.0.len() > 10_000, "{}", by_commit.0.len());
    assert_eq!(by_commit.0.len(), by_published.0.len(), "one log in two orders");
    let mut draw = Seed::new(SEED).child("reads").draw();
    let mut wanted = [Vec::new(), Vec::new()];
    for number in 0..READS {
        let minute = draw.below(HISTORY_MINUTES);
        wanted[(number % 2) as usize].push(if number / 2 % 2 == 0 {
            polled(&by_commit, minute, &mut draw)
        } else {
            bounded(&by_published, minute, &mut draw)
        });
    }
    assert!(wanted.iter().flatten().filter(|page| page.query.contains("after")).count() > 1_000);
    let (mut child, ready, command) = other_process();
    let readers = wanted.map(|wanted| tokio::spawn(read(ready.clone(), command.clone(), wanted)));
    let mut failed = None;
    for reader in readers {
        failed = reader.await.err().or(failed);
    }
    child.kill().unwrap();
    child.wait().unwrap();
    if let Some(failed) = failed {
        std::panic::resume_unwind(failed.into_panic());
    }
}

/// The longest that any exchange over a socket may take.
const PATIENCE: Duration = Duration::from_secs(20);
