//! What can get lost without anybody having asked for it.

use clock::Timestamp;

use super::app_keys::KeyStatus;
use super::apps::AppStatus;
use super::store::Directory;

/// Something that an org had, of everybody who had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// Access tokens are revoked.
    AccessTokens,
    /// API tokens are revoked.
    ApiTokens,
    /// Apps are deactivated, and with them their access tokens.
    Apps,
    /// Scopes are no longer granted. Access tokens that have them keep them to their end.
    Grants,
    /// Keys are deactivated, the last one of an app included, which the API would refuse.
    Keys,
    /// Apps have no role any more.
    Roles,
}

impl Directory {
    /// Takes `loss` away at `now`. What is not there cannot get lost.
    pub(crate) fn lose(&mut self, loss: Loss, now: Timestamp) {
        if loss == Loss::ApiTokens {
            self.api_tokens.clear();
        }
        for app in &mut self.apps {
            match loss {
                Loss::AccessTokens | Loss::ApiTokens => {}
                Loss::Apps => app.status = AppStatus::Inactive,
                Loss::Grants => app.grants.clear(),
                Loss::Keys => {
                    for key in app.keys.iter_mut().filter(|key| key.is_active()) {
                        key.status = KeyStatus::Inactive;
                        key.updated = now;
                    }
                }
                Loss::Roles => app.roles.clear(),
            }
        }
        if matches!(loss, Loss::AccessTokens | Loss::Apps) {
            let clients: Vec<_> = self.apps.iter().map(|app| app.id).collect();
            for client in clients {
                self.revocations.revoke_client(client);
            }
        }
    }
}
