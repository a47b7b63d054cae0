"""requests-oauth2client: an OAuth client in Python that knows nothing of Okta."""

import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

import requests
from requests_oauth2client import EndpointError, OAuth2Client

from checks import Checks, Mock, complete, equal

SCOPE = "okta.logs.read"
PAGES_MAX = 100


def discovered(mock, document="openid-configuration", **more):
    """A client that found the endpoints by itself."""
    return OAuth2Client.from_discovery_endpoint(
        url=f"{mock.url}/.well-known/{document}",
        issuer=mock.url,
        client_id=mock.client_id,
        private_key=mock.key,
        **more,
    )


def walk(mock, token):
    """Reads the log with `token`, which also makes the proofs if it is bound to a key."""
    since = (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat(timespec="seconds")
    seen, pages = [], 0
    url, query = f"{mock.url}/api/v1/logs", {"since": since, "limit": 1000}
    with requests.Session() as session:
        while pages < PAGES_MAX:
            answer = session.get(url, params=query, auth=token, timeout=30)
            answer.raise_for_status()
            events = answer.json()
            if not events:
                break
            seen += [event["uuid"] for event in events]
            pages += 1
            url, query = answer.links["next"]["url"], None
    complete(seen, mock)
    return f"{len(seen):,} events in {pages} pages"


def bearer(mock, document):
    token = discovered(mock, document).client_credentials(scope=SCOPE)
    equal((token.token_type, token.scope), ("Bearer", SCOPE), "the token")
    return walk(mock, token)


def bound(mock):
    token = discovered(mock).client_credentials(scope=SCOPE, dpop=True)
    equal(token.token_type, "DPoP", "the token")
    asked = [line["status"] for line in mock.lines("requests") if line["endpoint"] == "token"]
    equal(asked, [400, 200], "the answers, the first of which asks for a nonce")
    return walk(mock, token)


def refusal(ask):
    """What the authorization server says against `ask`."""
    try:
        ask()
    except EndpointError as refused:
        return refused.response.status_code, refused.error, refused.description
    raise AssertionError("it was not refused")


def refused(mock, strict):
    """The exact words of Okta (facts 5.4, 6)."""
    stranger = OAuth2Client(
        token_endpoint=f"{mock.url}/oauth2/v1/token", client_id="0oaStranger", private_key=mock.key
    )
    equal(
        refusal(lambda: stranger.client_credentials(scope=SCOPE)),
        (
            401,
            "invalid_client",
            "The issuer claim for client_assertion is not a valid client_id.",
        ),
        "an unknown client",
    )
    equal(
        refusal(lambda: discovered(mock).client_credentials(scope="okta.users.manage")),
        (400, "consent_required", "You are not allowed any of the requested scopes."),
        "a scope that was not granted",
    )
    equal(
        refusal(lambda: discovered(mock).client_credentials()),
        (400, "invalid_scope", "No scopes were requested."),
        "no scope",
    )
    equal(
        refusal(lambda: discovered(strict).client_credentials(scope=SCOPE)),
        (400, "invalid_dpop_proof", "The DPoP proof JWT header is missing."),
        "no proof where one is required",
    )


def main(folder):
    checks = Checks(f"requests-oauth2client {version('requests-oauth2client')}")
    open_, bound_ = Mock(folder, "open"), Mock(folder, "bound")
    for document in ("openid-configuration", "oauth-authorization-server"):
        checks.run(f"{document} and private_key_jwt", lambda: bearer(open_, document))
    checks.run("private_key_jwt, DPoP and the nonce", lambda: bound(bound_))
    checks.run("refusals in Okta's words", lambda: refused(open_, bound_))
    checks.end()


main(sys.argv[1])
