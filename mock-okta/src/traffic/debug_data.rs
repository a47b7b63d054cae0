//! `debugData` of a request: what every request has, and what only browsers or an engine have.

use std::slice;

use super::behaviors::Behaviors;
use super::flows::{classic, is_classic_sign_in};
use super::json::Text;
use super::scene::Scene;
use crate::world::Id;

impl Scene<'_> {
    /// `debugData` of a request that a browser made to `uri`, which may have a query, with `extra`
    /// members first.
    pub(crate) fn browser_debug<'s>(
        &'s self,
        uri: &'s str,
        extra: &[(&'static str, Text<'s>)],
    ) -> Vec<(&'static str, Text<'s>)> {
        let (path, query) = self.address(uri);
        self.browser_debug_of(path, Text::Url(path, query), extra)
    }

    /// The same, of a request for `url`, whose path is `path`.
    pub(crate) fn browser_debug_of<'s>(
        &'s self,
        path: &'s str,
        url: Text<'s>,
        extra: &[(&'static str, Text<'s>)],
    ) -> Vec<(&'static str, Text<'s>)> {
        if self.is_by_token() {
            return self.plain_debug_of(path, url, extra);
        }
        let mut debug = Vec::with_capacity(extra.len() + 10);
        // The older engine tells of the sign-in only while it lasts.
        let signs_in = !self.is_classic() || is_classic_sign_in(path);
        if signs_in {
            debug.push(("authnRequestId", Text::Ascii(self.sign_in.as_bytes())));
        }
        debug.extend(extra.iter().filter(|(key, _)| self.tells(path, key)));
        // A program runs no widget; it has cookies only when it was given somebody's.
        let widget = self.guise.browser.is_some() && self.guise.agent.is_browser();
        if widget && signs_in {
            debug.push(("deviceFingerprint", Text::Hex(slice::from_ref(&self.fingerprint))));
        }
        if self.guise.browser.is_some() {
            debug.push(("dtHash", Text::Hex(&self.dt_hash)));
        }
        // Of real events, only what came of an answer has been seen with it.
        if widget && path == "/idp/idx/challenge/answer" {
            debug.push(("oktaUserAgentExtended", Text::Str(WIDGET)));
        }
        if let Some(veil) = self.guise.vantage.network.veil {
            debug.push(("proxyType", Text::Str(veil.proxy_type)));
        }
        debug.extend_from_slice(&[
            ("requestId", Text::Ascii(self.request.as_bytes())),
            ("requestUri", Text::Str(path)),
        ]);
        if signs_in {
            let suspected = if self.guise.suspected { "true" } else { "false" };
            debug.push(("threatSuspected", Text::Str(suspected)));
        }
        if let Some(veil) = self.guise.vantage.network.veil {
            debug.push(("tunnels", Text::Str(veil.tunnels)));
        }
        debug.push(("url", url));
        debug
    }

    /// `debugData` of a request that was made to `uri` without a browser's marks.
    pub(crate) fn plain_debug<'s>(
        &'s self,
        uri: &'s str,
        extra: &[(&'static str, Text<'s>)],
    ) -> Vec<(&'static str, Text<'s>)> {
        let (path, query) = self.address(uri);
        self.plain_debug_of(path, Text::Url(path, query), extra)
    }

    fn plain_debug_of<'s>(
        &'s self,
        path: &'s str,
        url: Text<'s>,
        extra: &[(&'static str, Text<'s>)],
    ) -> Vec<(&'static str, Text<'s>)> {
        let mut debug = Vec::with_capacity(extra.len() + 3);
        debug.extend_from_slice(extra);
        debug.extend_from_slice(&[
            ("requestId", Text::Ascii(self.request.as_bytes())),
            ("requestUri", Text::Str(path)),
            ("url", url),
        ]);
        debug
    }

    /// Whether the org's engine writes `key` into `debugData` of a request to `path`: the older one
    /// has behaviours and risk where a session begins, and elsewhere only when they are news.
    fn tells(&self, path: &str, key: &str) -> bool {
        match key {
            _ if !self.is_classic() => true,
            "logOnlySecurityData" => false,
            "behaviors" | "risk" => {
                let first = is_classic_sign_in(path) && !path.contains("/factors/");
                first || self.flow.behaviors != Behaviors::default()
            }
            _ => true,
        }
    }

    /// The actor's enrolment of a second factor with the older engine.
    pub(crate) fn classic_enrolment(&self) -> Id {
        let prefix = self.actor.habits.factor.classic_prefix();
        self.world.mint().id(prefix, u64::from(self.actor.number))
    }

    /// Path and query of `uri`, as the org's engine has it.
    fn address<'s>(&'s self, uri: &'s str) -> (&'s str, &'s str) {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        if !self.is_classic() {
            return (path, query);
        }
        let factor = self
            .factor_path
            .get_or_init(|| format!("/api/v1/authn/factors/{}/verify", self.classic_enrolment()));
        (classic::path(path, factor), query)
    }
}

const WIDGET: &str = "okta-auth-js/7.8.1 okta-signin-widget-7.25.1";
