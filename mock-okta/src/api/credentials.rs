//! How credentials are refused (facts 4.2).

use http::StatusCode;

use crate::auth::audit::{Notice, kind, note};
use crate::auth::resource::Challenge;
use crate::auth::{Caller, Refusal};
use crate::faults::Occasion;
use crate::log::NoteKind;
use crate::service::{Call, Exchange, Tenant};
use crate::switches::{InvalidToken, Switches};

use super::errors::ApiError;
use super::reply::Reply;

/// The answer to a request whose credentials are `refused`.
pub(crate) fn refuse(
    tenant: &Tenant,
    call: &Call,
    occasion: &Occasion<'_>,
    refused: &Refusal,
) -> Reply {
    let error = match refused {
        Refusal::Challenge(challenge) => return challenged(&tenant.switches(), call, challenge),
        Refusal::NoSession => ApiError::invalid_session(),
        Refusal::OutsideZone => {
            let exchange = Exchange { call, caller: &Caller::Anyone, occasion };
            note(tenant, &exchange, &Caller::Anyone, &[outside()]);
            ApiError::forbidden()
        }
        Refusal::RoleMissing => ApiError::forbidden(),
        Refusal::WrongToken => ApiError::invalid_token(),
    };
    error.reply(&occasion.marks.error_id())
}

/// A refusal in a header, in the form that the switches have for it.
pub(crate) fn challenged(switches: &Switches, call: &Call, challenge: &Challenge) -> Reply {
    let status = challenge.error.status;
    let short = switches.invalid_token() == InvalidToken::Short;
    let header = if short && status == StatusCode::UNAUTHORIZED {
        challenge.short()
    } else {
        challenge.long(&call.origin.authority, &call.origin.path)
    };
    Reply { www_authenticate: Some(header), ..Reply::empty(status) }
}

fn outside() -> Notice {
    Notice::new(&OUTSIDE)
        .ended("FAILURE", "The request came from outside the allowed network zones of the token")
}

static OUTSIDE: NoteKind = NoteKind {
    severity: "WARN",
    ..kind(
        "system.api_token.request_outside_allowed_range",
        "API token used outside of its allowed network zone",
    )
};
