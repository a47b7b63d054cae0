//! Whose request something is, which is asked of every request.

use clock::Timestamp;

use crate::limits::Principal;
use crate::service::{Call, Endpoint, Tenant};

use super::resource::{Caller, Gate, Need, Refusal};
use super::token::{TokenForm, skew};

/// Says whose bucket `call` counts for, and who asks, or why they are refused.
///
/// At the token endpoint anybody may ask; whose bucket it is follows from whom the request
/// claims to come from, which its handler checks.
pub(crate) fn identify(
    tenant: &Tenant,
    call: &Call,
    now: Timestamp,
) -> (Principal, Result<Caller, Refusal>) {
    let mut directory = tenant.directory();
    let Some(need) = Need::of(call) else {
        let claimed = match call.endpoint {
            Endpoint::Token => TokenForm::read(call).and_then(|form| form.claimed_client()),
            _ => None,
        };
        let app = claimed.and_then(|client| Some(directory.app(&client).ok()?.id));
        return (app.map_or(Principal::Nobody, Principal::Known), Ok(Caller::Anyone));
    };
    let gate = Gate {
        call,
        need,
        peer: call.peer(),
        host: &tenant.world.org().host,
        now,
        auth_now: (tenant.auth_now(), skew(&tenant.switches())),
    };
    gate.check(&mut directory)
}
