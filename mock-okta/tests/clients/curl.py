"""curl: what the answers look like on the wire."""

import gzip
import json
import re
import shutil
import subprocess
import sys

from checks import Checks, Mock, equal


def curl(*flags):
    """The status line, the headers as (name, value) in their order, and the body."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--max-time", "30", "--include", *flags],
        capture_output=True, timeout=60, check=True,
    )
    head, body = done.stdout.split(b"\r\n\r\n", 1)
    status, *lines = head.decode().split("\r\n")
    return status, [tuple(line.split(": ", 1)) for line in lines], body


def logs(mock, *flags):
    return curl(
        *flags, "--header", f"Authorization: SSWS {mock.token}", f"{mock.url}/api/v1/logs?limit=1000"
    )


def page(mock):
    status, headers, body = logs(mock)
    equal(status.split()[1], "200", "the status")
    equal(len(json.loads(body)), 1000, "the events of a page")
    links = [value for name, value in headers if name == "link"]
    equal(len(links), 2, "lines named `link`, in lower case")
    for link, rel in zip(links, ("self", "next")):
        if not re.fullmatch(rf'<{re.escape(mock.url)}/api/v1/logs\?\S+>; rel="{rel}"', link):
            raise AssertionError(link)
    named = dict(headers)
    for name in ("date", "x-okta-request-id", "x-rate-limit-limit", "x-rate-limit-remaining",
                 "x-rate-limit-reset", "strict-transport-security"):
        if name not in named:
            raise AssertionError(f"no {name} among {named}")
    if "content-encoding" in named:
        raise AssertionError("compressed without being asked")
    return f"{len(body):,} bytes"


def compressed(mock):
    _, plain, expected = logs(mock)
    _, headers, body = logs(mock, "--header", "Accept-Encoding: gzip")
    equal(dict(headers).get("content-encoding"), "gzip", "the encoding")
    equal(gzip.decompress(body), expected, "the body")
    # And curl itself can read it.
    _, _, unpacked = logs(mock, "--compressed")
    equal(unpacked, expected, "the body that curl unpacks")
    return f"{len(body):,} bytes for {len(expected):,}"


def negotiated(mock):
    """Both protocols are offered, and the page is the same."""
    status, headers, body = logs(mock, "--http2")
    equal(status.strip(), "HTTP/2 200", "the status line")
    equal(len([name for name, _ in headers if name == "link"]), 2, "lines named `link`")
    older, _, same = logs(mock, "--http1.1")
    equal(older, "HTTP/1.1 200 OK", "the status line")
    equal(same, body, "the body")


def tunnelled(mock):
    status, headers, body = curl(
        "--proxy", mock.proxy_url, "--suppress-connect-headers",
        "--header", f"Authorization: SSWS {mock.token}",
        "https://acme.okta.com/api/v1/logs?limit=10",
    )
    equal(status.split()[1], "200", "the status")
    equal(len(json.loads(body)), 10, "the events of a page")
    for name, value in headers:
        if name == "link" and not value.startswith("<https://acme.okta.com/api/v1/logs?"):
            raise AssertionError(value)


def main(folder):
    if not shutil.which("curl"):
        print("curl is not installed", flush=True)
        return
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True, check=True)
    checks = Checks(f"curl {version.stdout.split()[1]}")
    plain, secure, proxy = (Mock(folder, name) for name in ("plain", "open", "proxy"))
    checks.run("a page and its headers", lambda: page(plain))
    checks.run("gzip", lambda: compressed(plain))
    checks.run("HTTP/2 over TLS", lambda: negotiated(secure))
    checks.run("acme.okta.com through the proxy", lambda: tunnelled(proxy))
    checks.end()


main(sys.argv[1])
