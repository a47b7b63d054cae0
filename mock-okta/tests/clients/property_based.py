"""schemathesis: whatever it makes up from openapi.yaml, the mock answers with a documented status
and an answer of the documented shape, and never with a 5xx."""

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from checks import Checks, Mock

HERE = Path(__file__).parent


def explored(folder, mock, *flags):
    config = ["--config-file", str(HERE / "schemathesis.toml")]
    program = Path(sys.executable).with_name("schemathesis")
    run = ["run", str(HERE / "openapi.yaml"), "--url", mock.url, *flags]
    done = subprocess.run(
        [program, *config, *run],
        cwd=folder,
        env=os.environ | {"SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"), "READY": mock.ready},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    cases = re.search(r"(\d+) generated", done.stdout)
    if done.returncode != 0 or not cases:
        raise AssertionError(done.stdout + done.stderr)
    # By the mock's own count: no run of nothing, and what a 429 would hide is seen.
    statuses = {}
    for request in mock.lines("requests"):
        statuses[request["status"]] = statuses.get(request["status"], 0) + 1
    said = " and ".join(f"{count} times {status}" for status, count in sorted(statuses.items()))
    return statuses, f"{cases[1]} requests, answered {said}"


def main(folder):
    checks = Checks(f"schemathesis {version('schemathesis')}")
    still, silent, tight = (Mock(folder, name) for name in ("still", "silent", "tight"))

    def expect(mock, wanted, *flags):
        statuses, said = explored(folder, mock, *flags)
        if not wanted <= set(statuses):
            raise AssertionError(f"{wanted} were expected among {said}")
        return said

    def ssws(mock):
        return ("--header", f"Authorization: SSWS {mock.token}")

    checks.run("with an API token", lambda: expect(still, {200, 400}, *ssws(still)))
    checks.run("without credentials", lambda: expect(silent, {403}, "--max-examples", "50"))
    few = ("--max-examples", "20")
    checks.run("beyond the limit", lambda: expect(tight, {429}, *ssws(tight), *few))
    checks.end()


main(sys.argv[1])
