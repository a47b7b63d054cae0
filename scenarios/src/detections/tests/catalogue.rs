use std::collections::BTreeSet;

use super::super::{Scope, Span, catalogue, rule};

#[test]
fn ids_are_those_of_the_facts() {
    // O1 to O60, each once in its plain form, in this order; variants name their repository.
    let rules = catalogue();
    let plain: Vec<_> = rules.iter().map(|rule| rule.id).filter(|id| !id.contains('-')).collect();
    let expected: Vec<_> = (1..=60).map(|number| format!("O{number}")).collect();
    assert_eq!(plain, expected);
    for variant in rules.iter().map(|rule| rule.id).filter(|id| id.contains('-')) {
        let (id, repository) = variant.split_once('-').unwrap();
        assert!(rule(id).is_some() && ["CH", "OC", "SG"].contains(&repository), "{variant}");
    }
    let ids: BTreeSet<_> = rules.iter().map(|rule| rule.id).collect();
    assert_eq!(ids.len(), rules.len());
}

#[test]
fn every_rule_is_documented() {
    let repositories = [
        "Azure/Azure-Sentinel/",
        "SigmaHQ/sigma/",
        "chronicle/detection-rules/",
        "elastic/detection-rules/",
        "falcosecurity/plugins/",
        "okta/customer-detections/",
        "panther-labs/panther-analysis/",
        "splunk/security_content/",
    ];
    for rule in catalogue() {
        assert!(!rule.name.is_empty() && !rule.logic.contains("  "), "{}", rule.id);
        for source in rule.sources {
            let known = repositories.iter().any(|repository| source.starts_with(repository));
            let file = [".toml", ".yml", ".yaml", ".yaral", ".py"];
            let named = file.iter().any(|end| source.ends_with(end)) && !source.contains('\\');
            assert!((known && named) || rule.id == "O47", "{}: {source}", rule.id);
        }
    }
}

#[test]
fn the_scope_and_the_span_belong_together() {
    for rule in catalogue() {
        let single = matches!(rule.scope, Scope::Event);
        assert_eq!(single, rule.span == Span::Event, "{}", rule.id);
        assert_eq!(single, rule.span.length().is_zero(), "{}", rule.id);
    }
    let unsafe_at_scale: Vec<_> = catalogue()
        .into_iter()
        .filter(|rule| !rule.scope.is_scale_safe())
        .map(|rule| rule.id)
        .collect();
    let expected = ["O16", "O17", "O18", "O19", "O20", "O21", "O22", "O25", "O46", "O55"];
    assert_eq!(unsafe_at_scale, expected);
}
