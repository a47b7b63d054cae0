//! Who asks for the Admin Console, and how (O48 and O49).

use super::super::each::Each;
use super::super::event::Event;
use super::super::rule::{Rule, Scope, Span};
use super::repository::{okta, panther, sigma};
use super::signs::SIGN_ON_POLICY;

pub(in super::super) static RULES: [Rule; 4] = [
    Rule {
        id: "O48",
        name: "Admin Console from a new device and address",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[panther!("okta_rules/okta_new_behavior_accessing_admin_console")],
        logic: "policy.evaluate_sign_on with a target named `Okta Admin Console`: New Device and \
                New IP POSITIVE in behaviors, or, when there are no behaviors, in \
                logOnlySecurityData",
        start: |rule, _| {
            Each::start(rule, |event| {
                let behaviors = &event.behaviors;
                asks_for_console(event)
                    && ["New Device", "New IP"].into_iter().all(|name| match behaviors.text {
                        Some(_) => behaviors.says_positive(name),
                        None => behaviors.log_only_positive(name),
                    })
            })
        },
    },
    Rule {
        id: "O48-OC",
        name: "Admin Console from a new device or address",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[okta!("request_to_access_admin_console_from_new_device_or_ip")],
        logic: "policy.evaluate_sign_on with a target named `Okta Admin Console`: New Device and \
                New IP POSITIVE in behaviors, or one of them in logOnlySecurityData",
        start: |rule, _| {
            Each::start(rule, |event| {
                let behaviors = &event.behaviors;
                let in_text =
                    behaviors.says_positive("New Device") && behaviors.says_positive("New IP");
                let in_log = behaviors.log_only_positive("New Device")
                    || behaviors.log_only_positive("New IP");
                asks_for_console(event) && (in_text || in_log)
            })
        },
    },
    Rule {
        id: "O48-SG",
        name: "Admin Console with any new behaviour",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_new_behaviours_admin_console")],
        logic: "policy.evaluate_sign_on with a target named `Okta Admin Console` and the text \
                POSITIVE in behaviors or in logOnlySecurityData",
        start: |rule, _| {
            Each::start(rule, |event| {
                let texts = [&event.behaviors.text, &event.behaviors.log_only_text];
                asks_for_console(event)
                    && texts.into_iter().flatten().any(|text| text.contains("POSITIVE"))
            })
        },
    },
    Rule {
        id: "O49",
        name: "admin activity through a proxy",
        scope: Scope::Event,
        span: Span::Event,
        sources: &[sigma!("okta_admin_activity_from_proxy_query")],
        logic: "requestUri contains `admin` and isProxy true",
        start: |rule, _| {
            Each::start(rule, |event| event.debug_has("requestUri", "admin") && event.network.proxy)
        },
    },
];

fn asks_for_console(event: &Event) -> bool {
    let mut names = event.targets.iter().map(|target| target.display_name.as_deref());
    event.is(SIGN_ON_POLICY) && names.any(|name| name == Some("Okta Admin Console"))
}
