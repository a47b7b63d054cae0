"""Okta's Python SDK, as its own documentation uses it."""

import asyncio
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from urllib.parse import urlsplit

from okta.client import Client
from okta.pagination import paginate_pages

from checks import FEW, MANY, Checks, Mock, complete, equal, obedient

PAGES_MAX = 100


async def walk(config, limit):
    """The `uuid`s of the log, and how many pages it took. The SDK finds the next page itself."""
    since = (datetime.now(timezone.utc) - timedelta(hours=1)).isoformat(timespec="seconds")
    async with Client(config) as client:
        mistakes = []

        async def page(**query):
            events, answer, mistake = await client.list_log_events(**query)
            # The SDK's pagination ends at a mistake without a word.
            mistakes.extend([mistake] if mistake else [])
            return events, answer, mistake

        seen, pages = [], 0
        async for events, number, _ in paginate_pages(
            page, limit=limit, max_pages=PAGES_MAX, since=since, sort_order="ASCENDING"
        ):
            seen += [event.uuid for event in events]
            pages = number
        if mistakes:
            raise AssertionError(mistakes)
        return seen, pages


def everything(mock, records=MANY, **config):
    seen, pages = asyncio.run(walk({"orgUrl": mock.url} | config, limit=records // 10))
    complete(seen, mock, records)
    return f"{len(seen):,} events in {pages} pages"


def refused(mock, **config):
    said = everything(mock, FEW, **config)
    return f"{said}, {obedient(mock.lines('requests'))} times 429"


def app(mock, **more):
    """What the app of `mock` signs its requests for tokens with."""
    return {
        "authorizationMode": "PrivateKey",
        "clientId": mock.client_id,
        "scopes": ["okta.logs.read"],
        "privateKey": mock.key,
        **more,
    }


def bound(mock):
    said = everything(mock, **app(mock, dpopEnabled=True))
    asked = [line["status"] for line in mock.lines("requests") if line["endpoint"] == "token"]
    equal(asked, [400, 200], "the answers, the first of which asks for a nonce")
    return said


def main(folder):
    checks = Checks(f"python okta {version('okta')}")
    names = ("open", "tight", "rough", "proxy", "bound", "tight-bound")
    open_, tight, rough, proxy, bound_, tight_bound = (Mock(folder, name) for name in names)
    checks.run("SSWS", lambda: everything(open_, token=open_.token))
    checks.run("SSWS and 429", lambda: refused(tight, token=tight.token))
    checks.run("SSWS, a folded Link and a concurrency 429", lambda: refused(rough, token=rough.token))
    at = urlsplit(proxy.proxy_url)
    through = {"orgUrl": "https://acme.okta.com", "proxy": {"host": at.hostname, "port": at.port}}
    checks.run(
        "SSWS as acme.okta.com through the proxy",
        lambda: everything(proxy, FEW, token=proxy.token, **through),
    )
    checks.run("private_key_jwt", lambda: everything(open_, **app(open_)))
    checks.run("private_key_jwt, DPoP and the nonce", lambda: bound(bound_))
    checks.run(
        "private_key_jwt, DPoP and 429",
        lambda: refused(tight_bound, **app(tight_bound, dpopEnabled=True)),
    )
    checks.end()


main(sys.argv[1])
