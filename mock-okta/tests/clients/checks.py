"""What the Python clients share: mocks to talk to, and one line for every check."""

import json
import sys
import traceback
import urllib.request
from datetime import datetime
from pathlib import Path

MANY = 10_000
FEW = 2_000
"""How many records a mock replays (see `run`); that makes ten pages, as large as we ask for."""


class Mock:
    """A mock that `run` started, as its ready line describes it."""

    def __init__(self, folder, name):
        self.ready = (Path(folder) / f"{name}.json").read_text()
        ready = json.loads(self.ready)
        self.url = ready["url"]
        self.admin_url = ready["admin_url"]
        self.token = ready["ssws_token"]
        self.client_id = ready["client_id"]
        self.key = ready["private_key_jwk"]
        self.proxy_url = ready.get("proxy_url")

    def lines(self, what):
        """What the control plane lists at `what`, such as `requests`."""
        with urllib.request.urlopen(f"{self.admin_url}/{what}", timeout=30) as answer:
            return [json.loads(line) for line in answer]

    def ledger(self):
        """The `uuid`s of the log, in the order in which it was committed."""
        return [json.loads(line["raw"])["uuid"] for line in self.lines("ledger")]


class Checks:
    """Runs checks one after the other; a failure ends its check, not the others."""

    def __init__(self, client):
        self.client = client
        self.failed = 0

    def run(self, name, check):
        """`check` returns what to say besides `name`, or raises."""
        try:
            said = check()
        except Exception:
            self.failed += 1
            traceback.print_exc()
            print(f"FAIL {self.client}: {name}", flush=True)
        else:
            print(f"ok   {self.client}: {name}{', ' if said else ''}{said or ''}", flush=True)

    def end(self):
        sys.exit(1 if self.failed else 0)


def equal(found, expected, what):
    if found != expected:
        raise AssertionError(f"{what}: {found!r}, expected {expected!r}")


def complete(seen, mock, records=MANY):
    """Every record was seen once, in the order in which it was committed."""
    ledger = mock.ledger()
    equal(len(set(seen)), len(seen), "distinct of those seen")
    if len(seen) < records:
        raise AssertionError(f"{len(seen)} records seen of {records}")
    if seen != ledger[: len(seen)]:
        raise AssertionError("the order is not that of the ledger")


def obedient(requests):
    """After a 429 the same page was asked for again, not before the window had ended.

    Returns how many 429s there were.
    """
    refused = 0
    for refusal, again in zip(requests, requests[1:]):
        if refusal["status"] != 429:
            continue
        refused += 1
        equal(again["target"], refusal["target"], "what was asked for after a 429")
        equal(again["status"], 200, "the answer after having waited")
        if datetime.fromisoformat(again["at"]).timestamp() < refusal["rate"]["reset"]:
            raise AssertionError(f"asked again at {again['at']}, before the window had ended")
    if refused == 0:
        raise AssertionError("nothing was refused: the check has shown nothing")
    return refused
