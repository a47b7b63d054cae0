//! What the program says when it is ready.

use serde::Serialize;
use serde_json::Value;

/// The one line on stdout: where the org is and how to get in. What does not apply is null.
#[derive(Debug, Serialize)]
pub(super) struct ReadyLine<'a> {
    pub(super) ready: bool,
    pub(super) url: &'a str,
    pub(super) admin_url: &'a str,
    pub(super) org_id: &'a str,
    pub(super) ssws_token: &'a str,
    pub(super) client_id: &'a str,
    pub(super) private_key_jwk: &'a Value,
    pub(super) seed: u64,
    /// What a client has to trust.
    pub(super) ca_file: Option<&'a str>,
    pub(super) proxy_url: Option<&'a str>,
    /// Only where the control plane asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) admin_token: Option<&'a str>,
}

impl ReadyLine<'_> {
    /// Three lines to paste, for somebody at a terminal. With a proxy they call the org by the
    /// name that it has at Okta, `host`.
    pub(super) fn paste(&self, host: &str) -> String {
        let Self { url, admin_url, ssws_token, ca_file, proxy_url, .. } = self;
        let okta = format!("https://{host}");
        let url = if proxy_url.is_some() { okta.as_str() } else { url };
        let proxy = proxy_url.map(|proxy| format!("HTTPS_PROXY={proxy} ")).unwrap_or_default();
        let trust = ca_file.map(|file| format!("SSL_CERT_FILE={file} ")).unwrap_or_default();
        // curl does not read that variable everywhere.
        let cacert = ca_file.map(|file| format!("--cacert {file} ")).unwrap_or_default();
        format!(
            "{proxy}curl {cacert}-H 'Authorization: SSWS {ssws_token}' '{url}/api/v1/logs?limit=3'\n\
             {proxy}{trust}OKTA_ORG_URL={url} OKTA_API_TOKEN={ssws_token} OKTA_DOMAIN_ID=demo \
             okta-connector run\n\
             {admin_url}/health\n"
        )
    }
}
