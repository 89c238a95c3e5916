"""Pictures in a bucket that speaks S3: Amazon's, or MinIO, Garage, Ceph, R2, B2 and their like.

Nobody but Mend reads from it: there are no public links, every picture goes through a page's own request.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from mend.pictures.storage import StorageFailed

# A picture has half a megabyte, and somebody waits for it: a storage that takes longer is as good as none.
_PATIENCE, _TO_CONNECT, _TO_TRY = timedelta(seconds=15), timedelta(seconds=4), timedelta(seconds=20)
# A page fetches several at once, and each keeps a turn of all requests: only a quick no is tried again.
_TO_SHOW, _TO_SHOW_AGAIN = timedelta(seconds=4), timedelta(seconds=2)


class Bucket:
    """A bucket, or the part of one that begins with `prefix`."""

    def __init__(
        self, bucket: str, prefix: str, *, endpoint: str, region: str, key_id: str, secret: str
    ) -> None:
        self._where = f"s3://{bucket}/{prefix}".rstrip("/")

        def store(patience: timedelta, to_try: timedelta) -> S3Store:
            return S3Store(
                bucket,
                prefix=prefix or None,
                endpoint=endpoint or f"https://s3.{region}.amazonaws.com",
                region=region,
                access_key_id=key_id,
                secret_access_key=secret,
                disable_bulk_delete=True,  # not everything that speaks S3 can
                client_options={
                    "timeout": patience,
                    "connect_timeout": _TO_CONNECT,
                    "allow_http": endpoint.startswith("http:"),
                },
                retry_config={"max_retries": 2, "retry_timeout": to_try},
            )

        self._store, self._to_show = store(_PATIENCE, _TO_TRY), store(_TO_SHOW, _TO_SHOW_AGAIN)

    @property
    def where(self) -> str:
        """The bucket and the part of it."""
        return self._where

    def put(self, name: str, content: bytes) -> None:
        """One request; the storage keeps all of it or nothing."""
        try:
            obstore.put(self._store, name, content, attributes={"Content-Type": "image/jpeg"})
        except (BaseError, OSError) as error:
            raise StorageFailed from error

    def get(self, name: str) -> bytes | None:
        """What is kept by this name; a page waits for it, so not for long."""
        try:
            return bytes(obstore.get(self._to_show, name).bytes())
        except (FileNotFoundError, NotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise StorageFailed from error

    def delete(self, *names: str) -> None:
        """Take these away."""
        for name in names:
            try:
                obstore.delete(self._store, name)
            except (FileNotFoundError, NotFoundError):
                continue
            except (BaseError, OSError) as error:
                raise StorageFailed from error

    def written_before(self, moment: datetime) -> Iterator[str]:
        """Everything last written before `moment`."""
        try:
            for found in obstore.list(self._store):
                yield from (one["path"] for one in found if one["last_modified"] < moment)
        except (BaseError, OSError) as error:
            raise StorageFailed from error
