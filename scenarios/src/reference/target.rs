//! What an event was done to: choosing among the targets (section 2).
//!
//! Position has no meaning, except that it says which of several is the first.

use super::person::{Person, Role};
use super::{EventType, Json, Text, fields};

/// The targets: the elements of `target` that are objects.
pub(super) fn all(record: &Json) -> Vec<&Json> {
    match record.member("target") {
        Some(Json::Array(items)) => {
            items.iter().filter(|item| matches!(item, Json::Object(_))).collect()
        }
        _ => Vec::new(),
    }
}

/// The first target of exactly this type.
pub(super) fn first_of_type<'a>(targets: &[&'a Json], okta_type: &str) -> Option<&'a Json> {
    first(targets, |target| is_of_type(target, okta_type))
}

/// `payload.target_app`.
pub(super) fn application(targets: &[&Json]) -> Option<Text> {
    let app =
        first_of_type(targets, "AppInstance").or_else(|| first_of_type(targets, "AppUser"))?;
    fields::text(app.member("displayName"))
}

/// The target that `raw_metadata.target_*` describes.
pub(super) fn primary<'a>(
    targets: &[&'a Json],
    event_type: EventType,
    person: Option<&Person>,
) -> Option<&'a Json> {
    let is_another =
        |target: &Json| person.is_none_or(|person| fields::text(target.member("id")) != person.id);
    let person_acted = person.is_some_and(|person| person.role == Role::Actor);
    let affected_person = if event_type == EventType::Admin && person_acted {
        first(targets, |target| is_of_type(target, "User") && is_another(target))
    } else {
        None
    };
    affected_person
        .or_else(|| first_of_type(targets, "AppInstance"))
        .or_else(|| first_of_type(targets, "UserGroup"))
        .or_else(|| first(targets, is_another))
        .or_else(|| targets.first().copied())
}

fn is_of_type(target: &Json, okta_type: &str) -> bool {
    fields::text(target.member("type")).is_some_and(|it| it == okta_type)
}

fn first<'a>(targets: &[&'a Json], wanted: impl Fn(&Json) -> bool) -> Option<&'a Json> {
    targets.iter().copied().find(|target| wanted(target))
}
