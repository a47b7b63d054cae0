//! What a working day of the log is held to: the figures of scenario facts 4 and 5, each once.
//!
//! No public source says what the log of a real org is made of; the facts are a model fitted to a
//! few published numbers, so every figure is a range. Tests hold the traffic to them, and
//! `mock-okta describe` prints what was measured next to them.

/// A range in which something measured on an ordinary Thursday has to lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// What is measured. For a share of events it is what [`group`] returns.
    pub(crate) name: &'static str,
    /// Where the figure is from.
    pub(crate) facts: &'static str,
    /// The least, inclusive.
    pub(crate) low: f64,
    /// The most, inclusive.
    pub(crate) high: f64,
}

impl Target {
    /// Whether `measured` is as it should be.
    pub(crate) fn holds(&self, measured: f64) -> bool {
        (self.low..=self.high).contains(&measured)
    }
}

const fn target(name: &'static str, facts: &'static str, low: f64, high: f64) -> Target {
    Target { name, facts, low, high }
}

/// Percent of all events, Identity Engine ("OIE medium"). Grants to service apps are of the same
/// types as grants to people's apps, so they count as `oauth2` and not as `rest`.
pub(crate) const SHARES_OIE: [Target; 9] = [
    target("policy", "4.1: 24 %", 22.0, 26.0),
    target("sso", "4.1: 19 %", 17.5, 20.5),
    target("oauth2", "4.1: 17 %, 4.2: 15 % of 12 %", 17.0, 20.5),
    target("auth_via_mfa", "4.1: 11 %", 9.8, 12.2),
    target("verify", "4.1: 7 %", 6.2, 7.9),
    target("session.start", "4.1: 6 %", 5.4, 6.8),
    target("push", "4.1: 3 %", 2.5, 3.5),
    target("session.end", "4.1: 1 %", 0.8, 1.2),
    target("rest", "4.1: 12 % less 4.2: 15 % of 12 %", 8.7, 12.0),
];

/// Percent of all events, Classic ("Classic-light"), made of the counts per person of facts 4.1.
pub(crate) const SHARES_CLASSIC: [Target; 9] = [
    target("policy", "4.1: 1.4 of 8.2", 15.0, 19.0),
    target("sso", "4.1: 3.0 of 8.2", 33.5, 39.5),
    target("oauth2", "4.1: 0.3 of 8.2, 4.2: 15 % of 8 %", 3.6, 6.0),
    target("auth_via_mfa", "4.1: 0.7 of 8.2", 7.2, 9.8),
    target("verify", "4.1: 0.2 of 8.2", 1.8, 3.1),
    target("session.start", "4.1: 1.3 of 8.2", 14.0, 17.5),
    target("push", "4.1: 0.4 of 8.2", 3.8, 6.0),
    target("session.end", "4.1: 0.2 of 8.2", 1.9, 3.0),
    target("rest", "4.1: 8 % and 0.05 of 8.2, less 4.2: 15 % of 8 %; 4.3", 6.2, 9.8),
];

/// Events per person who comes to work, Identity Engine, without those in which nobody's day has a
/// part.
pub(crate) const PER_PERSON_OIE: [Target; 9] = [
    target("session.start", "4.1: 1.3", 1.2, 1.4),
    target("policy", "4.1: 5.0", 4.6, 5.4),
    target("sso", "4.1: 4.0", 3.7, 4.3),
    target("auth_via_mfa", "4.1: 2.3", 2.1, 2.5),
    target("verify", "4.1: 1.5", 1.35, 1.65),
    target("push", "4.1: 0.6", 0.5, 0.7),
    target("oauth2", "4.1: 3.5", 3.2, 3.8),
    target("session.end", "4.1: 0.2", 0.17, 0.23),
    target("all", "4.1: 18.5, and 12 % more of other things", 19.5, 22.5),
];

/// The same, Classic.
pub(crate) const PER_PERSON_CLASSIC: [Target; 9] = [
    target("session.start", "4.1: 1.3", 1.2, 1.4),
    target("policy", "4.1: 1.4", 1.25, 1.55),
    target("sso", "4.1: 3.0", 2.75, 3.25),
    target("auth_via_mfa", "4.1: 0.7", 0.6, 0.8),
    target("verify", "4.1: 0.2", 0.15, 0.25),
    target("push", "4.1: 0.4", 0.32, 0.48),
    target("oauth2", "4.1: 0.3", 0.24, 0.36),
    target("session.end", "4.1: 0.2", 0.17, 0.23),
    target("all", "4.1: 7.6, and 8 % more of other things", 7.6, 8.9),
];

/// Percent of the events that are nobody's day, by what [`business`] returns.
pub(crate) const NON_USER: [Target; 6] = [
    target("groups", "4.2: 25 %", 20.0, 30.0),
    target("apps", "4.2: 25 %", 20.0, 30.0),
    target("imports", "4.2: 20 %", 16.0, 25.0),
    target("service tokens", "4.2: 15 %", 11.5, 18.5),
    target("profiles", "4.2: 8 %", 6.0, 10.0),
    target("notices", "4.2: 7 %", 5.0, 9.0),
];

/// Percent of all events that are nobody's day, by engine.
pub(crate) const NON_USER_OIE: Target = target("non-user", "4.1: 12 %", 10.5, 13.5);
/// The same, Classic.
pub(crate) const NON_USER_CLASSIC: Target = target("non-user", "4.1: 8 %", 6.8, 9.2);

/// Percent of all events, by what `actor.type` says: a person, the org itself, an app or a token.
/// Every app that fetches its user's tokens is the actor of that, so there are more apps than the
/// facts have.
pub(crate) const ACTORS: [Target; 3] = [
    target("User", "4.2: 86 to 90 %", 84.0, 90.5),
    target("SystemPrincipal", "4.2: 7 to 9 %", 5.5, 9.5),
    target("PublicClientApp", "4.2: 3 to 5 %", 2.5, 9.5),
];
/// The same, Classic: two thirds of what nobody's day has a part in, and people for the rest.
pub(crate) const ACTORS_CLASSIC: [Target; 3] = [
    target("User", "4.2: 86 to 90 %, of 8 % and not 12 %", 90.0, 94.5),
    target("SystemPrincipal", "4.2: 7 to 9 %, the same", 4.0, 6.5),
    target("PublicClientApp", "4.2: 3 to 5 %, the same", 1.4, 3.5),
];

/// What goes wrong, and what is rare: percent of what the name says after `/`. The first is
/// Identity Engine's alone: with Classic, a push that nobody answers just expires (1.2).
pub(crate) const FAILURES: [Target; 13] = [
    target("push failed / pushes", "4.3: 4 to 5 %", 3.5, 5.5),
    target("wrong password / sign-ins", "4.3: 2 to 4 %", 2.0, 4.0),
    target("unknown user / session starts", "4.3: 0.2 %", 0.1, 0.3),
    target("lockout / people", "4.3: 0.05 to 0.2 %", 0.05, 0.2),
    target("push denied / pushes", "4.3: 0.2 %", 0.08, 0.35),
    target("policy DENY / sign-ins", "4.3: 0.2 to 0.5 %", 0.2, 0.5),
    target("unauthorised app / session starts", "4.3: 29 per 1,000", 2.3, 3.5),
    target("isProxy / session starts", "4.3: 31 per 1,000", 2.3, 3.9),
    target("factors reset / session starts", "4.3: 3.5 per 1,000", 0.2, 0.5),
    target("factor deactivated / session starts", "4.3: 3.3 per 1,000", 0.2, 0.48),
    target("rate-limit violation / session starts", "4.3: 2.9 per 1,000", 0.17, 0.42),
    target("admin grant / session starts", "4.3: 1.1 per 1,000", 0.05, 0.18),
    target("app lifecycle / session starts", "4.3: 12 per 1,000", 0.8, 1.6),
];

/// Bytes of an event as compact JSON, Identity Engine: of all, then the mean of a type. The samples
/// that the facts rest on have some members each; events here have them all, so the upper bound of a
/// type is a quarter above them.
pub(crate) const SIZES_OIE: [Target; 11] = [
    target("mean", "4.7: 2.7 KB", 2_450.0, 2_950.0),
    target("median", "4.7: 2.4 KB", 2_100.0, 2_700.0),
    target("p95", "4.7: 4.5 KB", 4_000.0, 4_900.0),
    target("p99", "4.7: 5.5 KB", 4_200.0, 5_800.0),
    target("policy.evaluate_sign_on", "4.7: 4.2 to 4.8 KB", 3_800.0, 4_900.0),
    target("user.authentication.sso", "4.7: 1.7 to 3.4 KB", 1_700.0, 3_400.0),
    target("user.session.start", "4.7: 2.2 to 2.8 KB", 2_200.0, 3_100.0),
    target("user.authentication.auth_via_mfa", "4.7: 2.0 to 2.2 KB", 1_900.0, 2_750.0),
    target("app.oauth2.authorize.code", "4.7: 2.05 KB", 1_800.0, 2_800.0),
    target("app.oauth2.token.grant.access_token", "4.7: 2.15 KB", 1_600.0, 2_400.0),
    target("group.user_membership.add", "4.7: 2.2 KB", 1_500.0, 2_500.0),
];

/// The same, Classic. The samples have shortened identifiers and no members that are null, which
/// the facts call low; written out in full, with the identifiers of a real org, that is 40 %
/// more.
pub(crate) const SIZES_CLASSIC: [Target; 6] = [
    target("mean", "4.7: 1.5 KB, low", 1_350.0, 2_200.0),
    target("median", "4.7: 1.5 KB, low", 1_300.0, 2_200.0),
    target("p95", "4.7: 2.2 KB", 1_700.0, 2_500.0),
    target("policy.evaluate_sign_on", "4.7: 1.3 to 1.9 KB, low", 1_300.0, 2_250.0),
    target("user.session.start", "4.7: 1.3 to 1.6 KB, low", 1_300.0, 2_100.0),
    target("user.authentication.sso", "4.7: from 1.7 KB", 1_500.0, 2_300.0),
];

/// Percent of the sign-ins that a second factor ended, by `debugData.factor`.
pub(crate) const FACTORS: [Target; 6] = [
    target("OKTA_VERIFY_PUSH", "4.6: 45 %, of 75 to 90 % with a factor", 45.0, 62.0),
    target("SIGNED_NONCE", "4.6: 14 to 20 %: FastPass", 13.0, 27.0),
    target("OKTA_SOFT_TOKEN", "4.6: 12 %", 10.0, 18.0),
    target("FIDO_WEBAUTHN", "4.6: 4 %", 3.0, 6.5),
    target("SMS_FACTOR", "4.6: 8 %", 7.0, 12.0),
    target("EMAIL", "4.6: 2 %", 1.0, 3.5),
];
/// The same, Classic, which has no `FastPass`. Codes are between what facts 4.6 say and what is left
/// of facts 4.1 when messages are counted.
pub(crate) const FACTORS_CLASSIC: [Target; 5] = [
    target("OKTA_VERIFY_PUSH", "4.6: 45 of 71 %", 48.0, 68.0),
    target("OKTA_SOFT_TOKEN", "4.6: 12 of 71 %; 4.1: 43 % without a message", 13.0, 32.0),
    target("FIDO_WEBAUTHN", "4.6: 4 of 71 %", 4.0, 9.0),
    target("SMS_FACTOR", "4.6: 8 of 71 %", 8.0, 14.0),
    target("EMAIL", "4.6: 2 of 71 %", 1.0, 4.0),
];

/// Percent of session starts, by the system that the browser runs on.
pub(crate) const SYSTEMS: [Target; 5] = [
    target("Windows", "4.6: 62 %", 56.0, 68.0),
    target("Mac", "4.6: 27 %, phones apart", 22.0, 36.0),
    target("iOS", "4.6: 6 %", 3.0, 9.0),
    target("Android", "4.6: 3 %", 1.0, 5.0),
    target("Linux", "4.6: 2 %", 1.0, 4.5),
];

/// Percent of session starts, by browser.
pub(crate) const BROWSERS: [Target; 4] = [
    target("CHROME", "4.6: 58 %", 50.0, 66.0),
    target("EDGE", "4.6: 24 %", 19.0, 29.0),
    target("SAFARI", "4.6: 10 %", 6.0, 16.0),
    target("FIREFOX", "4.6: 5 %", 2.0, 8.0),
];

/// How many there are of each.
pub(crate) const DISTINCT: [Target; 3] = [
    target("apps", "4.6: about 100, large orgs 200 and more; 5: 88 to 231", 88.0, 260.0),
    target(
        "addresses per person who signs in",
        "4.6: 3 to 6 a month, most from the top two",
        1.0,
        1.5,
    ),
    target("sessions per person", "4.5: 1 to 2 session starts in 8 h of work", 1.0, 2.0),
];

/// Second factors for each who signs in, by engine.
pub(crate) const SECOND_FACTORS_OIE: Target = target(
    "second factors",
    "5: 2.1 a day of students (Miami University), 4.1: 2.3 with passwords",
    1.0,
    2.8,
);
/// The same, Classic.
pub(crate) const SECOND_FACTORS_CLASSIC: Target = target("second factors", "4.1: 0.7", 0.6, 0.8);

/// How many come to work, as a multiple of a Thursday.
#[cfg(test)]
pub(crate) const WEEK: [Target; 7] = [
    target("Monday", "4.4: 1.15", 1.07, 1.23),
    target("Tuesday", "4.4: 1.05", 0.98, 1.12),
    target("Wednesday", "4.4: 1.03", 0.96, 1.10),
    target("Thursday", "4.4: 1.0", 1.0, 1.0),
    target("Friday", "4.4: 0.9", 0.83, 0.97),
    target("Saturday", "4.4: 0.09", 0.05, 0.13),
    target("Sunday", "4.4: 0.07", 0.04, 0.11),
];

/// The sign-ins of the busiest hour, as a multiple of the mean hour of the day.
pub(crate) const PEAKS: [Target; 2] = [
    target("one site", "4.4: 4 to 5", 3.8, 5.4),
    target("three regions", "4.4: 2 to 2.5", 1.8, 2.6),
];

/// The group of [`SHARES_OIE`] and [`SHARES_CLASSIC`] that events of `event_type` count in.
pub(crate) fn group(event_type: &str) -> &'static str {
    match event_type {
        "policy.evaluate_sign_on" => "policy",
        "user.authentication.sso" => "sso",
        "user.authentication.auth_via_mfa" => "auth_via_mfa",
        "user.authentication.verify" => "verify",
        "user.session.start" => "session.start",
        "user.session.end" => "session.end",
        "system.push.send_factor_verify_push"
        | "system.sms.send_factor_verify_message"
        | "system.email.send_factor_verify_message" => "push",
        _ if event_type.starts_with("app.oauth2.") => "oauth2",
        _ => "rest",
    }
}

/// The kind of [`NON_USER`] business that an event of `event_type` is, if it is any. A grant of a
/// token is only if a service asked for it: `grant_type` is `debugData.grantType`.
pub(crate) fn business(event_type: &str, grant_type: Option<&str>) -> Option<&'static str> {
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| event_type.starts_with(prefix));
    if event_type == "user.account.update_profile" || starts(&["group.user_membership.rule."]) {
        Some("profiles")
    } else if starts(&["group."]) {
        Some("groups")
    } else if starts(&["application.provision.", "application.user_membership."]) {
        Some("apps")
    } else if starts(&["system.import.", "system.agent."]) {
        Some("imports")
    } else if starts(&["app.oauth2."]) {
        (grant_type == Some("client_credentials")).then_some("service tokens")
    } else if starts(&["event_hook.", "inline_hook.", "system.org.rate_limit.", "system.email."]) {
        Some("notices").filter(|_| group(event_type) == "rest")
    } else {
        None
    }
}
