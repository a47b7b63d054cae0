"""What schemathesis cannot make up: a signed client assertion, in the place of the word `signed`."""

import itertools
import json
import os
import urllib.request
from datetime import datetime

import jwt
import schemathesis

READY = json.loads(os.environ["READY"])
KEY = READY["private_key_jwk"]
NUMBERS = itertools.count(1)


def now():
    """By the mock's clock, which may stand still."""
    with urllib.request.urlopen(f"{READY['admin_url']}/clock", timeout=30) as answer:
        return int(datetime.fromisoformat(json.load(answer)["now"]).timestamp())


NOW = now()


def assertion():
    claims = {
        "iss": READY["client_id"],
        "sub": READY["client_id"],
        "aud": f"{READY['url']}/oauth2/v1/token",
        "iat": NOW,
        "exp": NOW + 300,
        "jti": f"number-{next(NUMBERS)}",
    }
    return jwt.encode(claims, jwt.PyJWK(KEY, "RS256").key, "RS256", {"kid": KEY["kid"]})


@schemathesis.hook
def before_call(_context, case, _kwargs):
    if isinstance(case.body, dict) and case.body.get("client_assertion") == "signed":
        case.body = case.body | {"client_assertion": assertion()}
