"""What somebody downloads who opens Mend for the first time, in bytes as they cross the network."""

import gzip
import http.client
import re
from urllib.parse import urlsplit

import pytest

from tests.patience import PATIENCE

KB = 1024
LIMITS = {"script": 20 * KB, "style": 10 * KB, "all": 60 * KB}


def _fetch(origin: str, path: str, accept: str) -> tuple[int, str, bytes]:
    """Bytes on the wire (the body as sent), the encoding, and the body."""
    where = urlsplit(origin)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Accept-Encoding": accept})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    assert answer.status == 200, path
    return len(body), answer.headers.get("Content-Encoding", ""), body


def first_load(origin: str, path: str, accept: str) -> dict[str, int]:
    """Bytes of scripts, styles and everything a browser fetches to show `path`, fonts and icons included."""
    size, encoding, page = _fetch(origin, path, accept)
    html = (gzip.decompress(page) if encoding == "gzip" else page).decode()
    sizes = {"script": 0, "style": 0, "all": size}
    addresses = set(re.findall(r'<(?:script|link|img)[^>]* (?:src|href)="(/[^"]+)"', html))
    for address in addresses:
        part, _, _ = _fetch(origin, address, accept)
        kind = "script" if address.endswith(".js") else "style" if address.endswith(".css") else ""
        if kind:
            sizes[kind] += part
        sizes["all"] += part
    return sizes


@pytest.mark.parametrize("accept", ["gzip, br", "gzip"])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-up"])
def test_the_first_page_is_small(origin: str, path: str, accept: str) -> None:
    sizes = first_load(origin, path, accept)
    assert sizes["script"] > 0
    assert sizes["style"] > 0
    for kind, limit in LIMITS.items():
        assert sizes[kind] <= limit, f"{kind}: {sizes[kind]} bytes"


def test_the_pause_page_is_small(origin: str) -> None:
    sizes = first_load(origin, "/pause", "gzip, br")
    assert sizes["script"] <= LIMITS["script"]
    assert sizes["all"] <= LIMITS["all"]
