//! How faults are written down.

use std::time::Duration;

use crate::MockOkta;
use crate::durations::{duration, offset, shown};
use crate::faults::{FaultSpec, InjectSpec, catalogue};

#[test]
fn specifications_are_refused_with_the_key_that_is_wrong() {
    for (spec, mistake) in [
        ("kind = \"outrage\"", "unknown variant `outrage`, expected one of `auth-refused`"),
        ("answer = \"503-json\"", "missing field `kind`"),
        ("kind = \"outage\"\nanswer = \"404\"", "unknown variant `404`"),
        ("kind = \"outage\"\nbytes = 3", "unknown field `bytes`, expected `answer`"),
        ("kind = \"missing-next\"\nbytes = 3", "unknown field `bytes`"),
        ("kind = \"latency\"", "missing field `delay`"),
        ("kind = \"latency\"\ndelay = \"soon\"", "`soon` is no duration"),
        ("kind = \"outage\"\nfrom = \"-3s\"", "`-3s` is negative"),
        ("kind = \"outage\"\nrequests = \"0\"", "`0` names no ordinals"),
        ("kind = \"outage\"\nrequests = \"8..5\"", "`8..5` names no ordinals"),
        ("kind = \"outage\"\nfrom = 5\nuntil = 5", "`until` is not after `from`"),
        ("kind = \"outage\"\nramp = true", "`ramp` needs an `until`"),
        ("kind = \"outage\"\non = \"3s\"", "`on` and `off` go together"),
        ("kind = \"outage\"\non = \"3s\"\noff = 0", "`on` and `off` go together"),
        ("kind = \"outage\"\nevery = 0", "`every` is at least 1"),
        ("kind = \"outage\"\nper_million = 1_000_001", "`per_million` is at most 1000000"),
    ] {
        let error = toml::from_str::<FaultSpec>(spec).unwrap_err().to_string();
        assert!(error.contains(mistake), "{spec}: {error}");
    }
    let error = toml::from_str::<InjectSpec>("at = 3\nkind = \"broken\"").unwrap_err().to_string();
    assert!(error.contains("unknown variant `broken`"), "{error}");
    for (spec, mistake) in [
        ("at = 3", "either `kind` or `raw`"),
        ("at = 3\nkind = \"missing-uuid\"\nraw = \"x\"", "either `kind` or `raw`"),
        ("at = 3\nkind = \"missing-uuid\"\ncount = 999_999", "more than 100000"),
        ("at = 3\nkind = \"oversize\"\ncount = 17", "more than 16"),
    ] {
        let inject: InjectSpec = toml::from_str(spec).unwrap();
        let error = MockOkta::builder().injects([inject]).start().unwrap_err().to_string();
        assert!(error.contains(mistake), "{spec}: {error}");
    }
}

#[test]
fn a_fault_is_written_as_it_is_read() {
    let address = "endpoint = \"token\"\nfrom = \"90s\"\nuntil = \"6h20m\"\nrequests = \"1,5..8\"\n\
                   pages = 3\nwalks = \"2..\"\nattempts = \"1..=2\"\nevery = 3\ntimes = 4\n\
                   per_million = 5\nramp = true\non = \"1500ms\"\noff = \"1d\"";
    for fault in &catalogue().faults {
        for address in ["", address] {
            // The example may have some of the keys itself.
            let mut table: toml::Table = fault.example.parse().unwrap();
            table.extend(address.parse::<toml::Table>().unwrap());
            let spec: FaultSpec = table.try_into().unwrap();
            let written = toml::to_string(&spec).unwrap();
            assert_eq!(toml::from_str::<FaultSpec>(&written).unwrap(), spec, "{written}");
            let json = serde_json::to_string(&spec).unwrap();
            assert_eq!(serde_json::from_str::<FaultSpec>(&json).unwrap(), spec, "{json}");
        }
    }
    let spec: FaultSpec = toml::from_str("kind = \"latency\"\ndelay = 90\nfrom = \"1h\"").unwrap();
    assert_eq!(
        toml::to_string(&spec).unwrap(),
        "kind = \"latency\"\ndelay = \"1m30s\"\nfrom = \"1h\"\n"
    );
    let inject = "at = \"-1m30s\"\nkind = \"tied-events\"\ncount = 3\nby = \"6h\"\n";
    assert_eq!(toml::to_string(&toml::from_str::<InjectSpec>(inject).unwrap()).unwrap(), inject);
}

#[test]
fn durations_are_read_as_people_write_them() {
    for (text, millis, written) in [
        ("90", 90_000, "1m30s"),
        ("250ms", 250, "250ms"),
        ("6h20m", 22_800_000, "6h20m"),
        ("7d", 604_800_000, "7d"),
        ("1d 2h", 93_600_000, "1d2h"),
        ("0", 0, "0s"),
    ] {
        assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        assert_eq!(shown(Duration::from_millis(millis)), written, "{text}");
        assert_eq!(duration(written), duration(text), "{text}");
    }
    assert_eq!(offset("-90s"), Ok(-90_000));
    for text in ["", "soon", "3 parsecs", "-1s"] {
        duration(text).unwrap_err();
    }
}
