//! `GET /api/v1/logs` (facts 1).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use http::StatusCode;

use crate::query::{Asked, LogQuery};
use crate::service::{Answer, Endpoint, Exchange, Tenant};
use crate::switches::LinkForm;

use super::errors::ApiError;
use super::intake::answer;
use super::reply::{Origin, Reply};

/// A page of the log.
pub(crate) async fn list(State(tenant): State<Arc<Tenant>>, request: Request) -> Response {
    answer(&tenant, Endpoint::Logs, request, page).await
}

fn page(tenant: &Tenant, exchange: &Exchange<'_>) -> Answer {
    let (call, switches) = (exchange.call, tenant.switches());
    let (log, key, now) = (&tenant.log, tenant.world.key(), exchange.occasion.now);
    let asked = Asked { log, key, now, switches };
    let query = match LogQuery::parse(&call.params, &asked) {
        Ok(query) => query,
        Err(refused) => return exchange.refuse(&ApiError::query(&refused, &switches)),
    };
    let page = query.page(&asked);
    let mut body = Vec::with_capacity(page.items.len() * EVENT_BYTES_TYPICAL + 2);
    log.write_page(&page, &mut body);
    let mut reply = Reply::json(StatusCode::OK, Origin::Application, body);
    reply.links = query.links(&call.origin, &call.params, &page, &asked);
    reply.links.folded = switches.link() == LinkForm::Folded;
    Answer { reply, page: Some(page) }
}

const EVENT_BYTES_TYPICAL: usize = 2_560;
