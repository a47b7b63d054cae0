//! All rules.

use super::rule::Rule;
use super::rules::{
    admin, apps, bombing, brute, console, cookie, device, dormant, proxy, push, reset, spray,
    stolen, travel, warning,
};

/// Every rule, sorted by number; a variant follows the rule whose number it shares.
///
/// ```
/// for rule in scenarios::detections::catalogue() {
///     assert!(!rule.logic.is_empty() && !rule.sources.is_empty(), "{}", rule.id);
/// }
/// ```
pub fn catalogue() -> Vec<&'static Rule> {
    let themes: [&'static [Rule]; 15] = [
        &admin::RULES,
        &apps::RULES,
        &bombing::RULES,
        &brute::RULES,
        &console::RULES,
        &cookie::RULES,
        &device::RULES,
        &dormant::RULES,
        &proxy::RULES,
        &push::RULES,
        &reset::RULES,
        &spray::RULES,
        &stolen::RULES,
        &travel::RULES,
        &warning::RULES,
    ];
    let mut rules: Vec<&Rule> = themes.into_iter().flatten().collect();
    rules.sort_by_key(|rule| (number(rule.id), rule.id));
    rules
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    catalogue().into_iter().find(|rule| rule.id == id)
}

/// The number in `O12` and in `O12-SG`.
fn number(id: &str) -> u32 {
    let digits = id.trim_start_matches('O').split('-').next().unwrap_or_default();
    // Ids are checked by a test.
    digits.parse().unwrap_or(u32::MAX)
}
