"""A folder and a bucket keep pictures alike; the bucket over a real connection, signed as S3 wants it."""

import os
import stat
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from mend.pictures.bucket import Bucket
from mend.pictures.folder import Folder
from mend.pictures.opening import open_storage
from mend.pictures.storage import Storage, StorageFailed, names_of
from mend.settings import Settings
from tests.fakes.object_store import BUCKET, KEY_ID, REGION, SECRET, ObjectStore

LARGE, SMALL = "couple/one.jpg", "couple/one.small.jpg"


@pytest.fixture(scope="module")
def object_store() -> Iterator[ObjectStore]:
    with ObjectStore() as store:
        yield store


def settings_for(store: ObjectStore, folder: Path, secret: str = SECRET) -> Settings:
    return Settings.model_validate(
        {
            "data_dir": folder,
            "pictures": f"s3://{BUCKET}/mend",
            "s3_endpoint": store.endpoint,
            "s3_region": REGION,
            "s3_key_id": KEY_ID,
            "s3_secret": secret,
        }
    )


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path, object_store: ObjectStore) -> Storage:
    object_store.kept.clear()
    object_store.fails_with = None
    if request.param == "folder":
        return open_storage(Settings(data_dir=tmp_path))
    return open_storage(settings_for(object_store, tmp_path))


def test_what_is_put_is_there_until_it_is_taken_away(storage: Storage) -> None:
    assert storage.get(LARGE) is None
    storage.put(LARGE, b"light")
    storage.put(SMALL, b"less light")
    storage.put(LARGE, b"other light")
    assert (storage.get(LARGE), storage.get(SMALL)) == (b"other light", b"less light")
    for _ in range(2):
        storage.delete(LARGE, SMALL)
    assert (storage.get(LARGE), storage.get(SMALL)) == (None, None)


def test_it_knows_what_was_written_before(storage: Storage) -> None:
    assert list(storage.written_before(datetime.now(UTC))) == []
    storage.put(LARGE, b"light")
    now = datetime.now(UTC)
    assert list(storage.written_before(now + timedelta(minutes=1))) == [LARGE]
    assert list(storage.written_before(now - timedelta(minutes=1))) == []


def test_the_folder_is_its_owners_and_holds_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Folder(tmp_path / "pictures")
    folder.put(LARGE, b"light")
    path = tmp_path / "pictures" / LARGE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFailed, match="can’t be kept or fetched"):
        folder.put(LARGE, b"other light")
    assert folder.get(LARGE) == b"light"
    assert [found.name for found in path.parent.iterdir()] == [path.name]


def test_a_bucket_keeps_its_part_to_itself(object_store: ObjectStore, tmp_path: Path) -> None:
    storage = open_storage(settings_for(object_store, tmp_path))
    object_store.kept = {"elsewhere/x.jpg": (b"x", datetime.now(UTC))}
    storage.put(LARGE, b"light")
    assert object_store.kept.keys() == {"elsewhere/x.jpg", f"mend/{LARGE}"}
    assert list(storage.written_before(datetime.now(UTC) + timedelta(hours=1))) == [LARGE]
    assert storage.where == f"s3://{BUCKET}/mend"


def test_a_bucket_that_does_not_believe_us_is_said_to_fail(object_store: ObjectStore, tmp_path: Path) -> None:
    storage = open_storage(settings_for(object_store, tmp_path, secret="another secret"))
    object_store.kept.clear()
    with pytest.raises(StorageFailed):
        storage.put(LARGE, b"light")
    with pytest.raises(StorageFailed):
        storage.get(LARGE)
    assert object_store.kept == {}
    assert object_store.refused


def test_a_bucket_that_is_not_there_is_said_to_fail(tmp_path: Path) -> None:
    gone = Bucket(BUCKET, "", endpoint="http://127.0.0.1:9", region=REGION, key_id=KEY_ID, secret=SECRET)
    with pytest.raises(StorageFailed):
        gone.delete(LARGE)


def test_nobody_waits_long_for_a_slow_bucket(
    object_store: ObjectStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = open_storage(settings_for(object_store, tmp_path))
    monkeypatch.setattr(object_store, "waits", 7.0)
    asked_at = time.monotonic()
    with pytest.raises(StorageFailed):
        storage.get(LARGE)
    assert time.monotonic() - asked_at < 6.5


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"pictures": "https://example.org/photos"}, "must look like s3://bucket"),
        ({"pictures": "s3://"}, "must look like s3://bucket"),
        ({"pictures": "s3://photographs"}, "it needs MEND_S3_KEY_ID and MEND_S3_SECRET"),
        ({"s3_endpoint": "https://s3.example.org/bucket"}, "MEND_S3_ENDPOINT must look like"),
    ],
)
def test_settings_of_half_a_bucket_are_refused(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Settings.model_validate(values)


def test_files_are_named_after_couple_and_picture_alone() -> None:
    couple, picture = uuid4(), uuid4()
    assert names_of(couple, picture) == (f"{couple}/{picture}.jpg", f"{couple}/{picture}.small.jpg")
