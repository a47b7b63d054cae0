//! Whose request something is, which is asked of every request.

use clock::Timestamp;

use crate::limits::Principal;
use crate::service::{Call, Endpoint, Tenant};

use super::resource::{Caller, Gate, Identity, Need, Refusal};
use super::token::{TokenForm, skew};

/// Says whose bucket `call` counts for, and who asks, or why they are refused.
///
/// At the token endpoint anybody may ask; whose bucket it is follows from whom the request
/// claims to come from, which its handler checks.
pub(crate) fn identify(tenant: &Tenant, call: &Call, now: Timestamp) -> Identity {
    let mut directory = tenant.directory();
    let Some(gate) = gate(tenant, call, now) else {
        let claimed = match call.endpoint {
            Endpoint::Token => TokenForm::read(call).and_then(|form| form.claimed_client()),
            _ => None,
        };
        let app = claimed.and_then(|client| Some(directory.app(&client).ok()?.id));
        let principal = app.map_or(Principal::Nobody, Principal::Known);
        return Identity::new(principal, Ok(Caller::Anyone));
    };
    gate.check(&mut directory)
}

/// Who asks with `call`, which the limit let through, or why they are refused.
///
/// Only now is a proof used up. Both of Okta's SDKs that speak `DPoP` repeat after a 429 what
/// they sent, proof and all, which would lead nowhere if it had been.
pub(crate) fn admit(
    tenant: &Tenant,
    call: &Call,
    now: Timestamp,
    identity: Identity,
) -> Result<Caller, Refusal> {
    if let (Some(proof), Some(gate)) = (&identity.proof, gate(tenant, call, now)) {
        gate.spend(&mut tenant.directory(), proof)?;
    }
    identity.caller
}

/// What stands before an endpoint that asks for credentials.
fn gate<'a>(tenant: &'a Tenant, call: &'a Call, now: Timestamp) -> Option<Gate<'a>> {
    Some(Gate {
        call,
        need: Need::of(call)?,
        peer: call.peer(),
        host: &tenant.world.org().host,
        now,
        auth_now: (tenant.auth_now(), skew(&tenant.switches())),
    })
}
