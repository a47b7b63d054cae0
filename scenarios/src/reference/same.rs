//! Whether two outputs are the same, and where they first differ.

use std::fmt;

use super::{Json, Text};

/// The first place at which two values differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Where, such as `$.payload.user` or `$.evidence.targets[0]`.
    pub path: String,
    /// What the first value has there: JSON, or a list of keys when the keys differ.
    pub left: String,
    /// What the second value has there.
    pub right: String,
}

/// Compares two outputs by the rule of section 4: equal parsed values and equal key order,
/// numbers as they are written.
///
/// # Errors
///
/// The first difference in document order.
///
/// ```
/// use scenarios::reference::{Json, OUTPUT_DEPTH_MAX, same};
///
/// let read = |text: &str| Json::read(text.as_bytes(), OUTPUT_DEPTH_MAX);
/// let (a, b) = (read(r#"{"payload":{"os":"X"}}"#)?, read(r#"{"payload":{"os":null}}"#)?);
/// assert!(same(&a, &a).is_ok());
/// assert_eq!(same(&a, &b).unwrap_err().to_string(), r#"$.payload.os: "X", not null"#);
/// # Ok::<(), scenarios::reference::Malformed>(())
/// ```
pub fn same(left: &Json, right: &Json) -> Result<(), Difference> {
    compare("$", left, right)
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, not {}", self.path, self.left, self.right)
    }
}

impl std::error::Error for Difference {}

fn compare(path: &str, left: &Json, right: &Json) -> Result<(), Difference> {
    match (left, right) {
        (Json::Object(lefts), Json::Object(rights)) => {
            let (left_keys, right_keys) = (keys(lefts), keys(rights));
            if left_keys != right_keys {
                return Err(Difference {
                    path: path.to_owned(),
                    left: left_keys,
                    right: right_keys,
                });
            }
            for ((key, left), (_, right)) in lefts.iter().zip(rights) {
                compare(&member_path(path, key), left, right)?;
            }
            Ok(())
        }
        (Json::Array(lefts), Json::Array(rights)) if lefts.len() == rights.len() => {
            for (index, (left, right)) in lefts.iter().zip(rights).enumerate() {
                compare(&format!("{path}[{index}]"), left, right)?;
            }
            Ok(())
        }
        _ if left == right => Ok(()),
        _ => {
            Err(Difference { path: path.to_owned(), left: left.to_text(), right: right.to_text() })
        }
    }
}

fn keys(members: &[(Text, Json)]) -> String {
    let keys: Vec<String> = members.iter().map(|(key, _)| key.to_json()).collect();
    format!("keys {}", keys.join(" "))
}

fn member_path(path: &str, key: &Text) -> String {
    let name = key.to_string();
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain { format!("{path}.{name}") } else { format!("{path}[{}]", key.to_json()) }
}
