"""A small object store on this machine that speaks S3 and believes no request it cannot check.

Signatures are checked by Amazon's description of Signature Version 4, written apart from the library under
test: a wrong secret, a changed path or a changed body is a 403.
"""

import hashlib
import hmac
import threading
import time
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.sax.saxutils import escape

REGION, KEY_ID, SECRET, BUCKET = "eu-test-1", "AKIDMEND", "a secret of the bucket's", "photographs"


class ObjectStore:
    """What it keeps, by key, with the moment it was written; and how it misbehaves, when it is told to."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[bytes, datetime]] = {}
        self.refused: list[str] = []
        self.fails_with: int | None = None
        self.waits = 0.0  # seconds, before it answers who asks for something
        store = self

        class Handler(_Handler):
            kept_by = store

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.endpoint = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    kept_by: ObjectStore
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        body = self._body()
        if self._is_believed(body):
            self.kept_by.kept[self._key] = (body, datetime.now(UTC))
            self._answer(200, headers={"ETag": '"1"'})

    def do_GET(self) -> None:
        time.sleep(self.kept_by.waits)
        if not self._is_believed(b""):
            return
        if not self._key:
            self._answer(200, self._listing())
        elif self._key in self.kept_by.kept:
            body, at = self.kept_by.kept[self._key]
            self._answer(200, body, {"ETag": '"1"', "Last-Modified": format_datetime(at, usegmt=True)})
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def do_DELETE(self) -> None:
        if self._is_believed(b""):
            self.kept_by.kept.pop(self._key, None)
            self._answer(204)

    @property
    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix(f"/{BUCKET}").removeprefix("/")

    def _listing(self) -> bytes:
        prefix = dict(parse_qsl(urlsplit(self.path).query)).get("prefix", "")
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f'<ETag>"1"</ETag><Size>{len(body)}</Size></Contents>'
            for key, (body, at) in sorted(self.kept_by.kept.items())
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", "0")))

    def _is_believed(self, body: bytes) -> bool:
        if self.kept_by.fails_with:
            self._answer(self.kept_by.fails_with)
            return False
        if self.path.startswith(f"/{BUCKET}") and self._signature(body) == self._given:
            return True
        self.kept_by.refused.append(self.path)
        self._answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        return False

    @property
    def _given(self) -> str:
        return self.headers.get("Authorization", "").partition("Signature=")[2]

    def _signature(self, body: bytes) -> str:
        """What the request must be signed with; "" for one that says something else than it holds."""
        given, said = self.headers.get("Authorization", ""), self.headers.get("x-amz-content-sha256", "")
        day, at = self.headers.get("x-amz-date", "")[:8], self.headers.get("x-amz-date", "")
        scope = f"{day}/{REGION}/s3/aws4_request"
        if f"Credential={KEY_ID}/{scope}" not in given or said != hashlib.sha256(body).hexdigest():
            return ""
        signed = given.partition("SignedHeaders=")[2].partition(",")[0]
        parts = urlsplit(self.path)
        query = "&".join(
            f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}"
            for name, value in sorted(parse_qsl(parts.query, keep_blank_values=True))
        )
        headers = "".join(f"{name}:{self.headers.get(name, '').strip()}\n" for name in signed.split(";"))
        asked = "\n".join((self.command, parts.path, query, headers, signed, said))
        to_sign = "\n".join(("AWS4-HMAC-SHA256", at, scope, hashlib.sha256(asked.encode()).hexdigest()))
        key = f"AWS4{SECRET}".encode()
        for part in (day, REGION, "s3", "aws4_request", to_sign):
            key = hmac.digest(key, part.encode(), "sha256")
        return key.hex()

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
        """Nothing is written: a test that fails says what it saw."""
