"""The storage that the settings name."""

from mend.pictures.bucket import Bucket
from mend.pictures.folder import Folder
from mend.pictures.storage import Storage
from mend.settings import Settings


def open_storage(settings: Settings) -> Storage:
    """A folder beside the database, or a bucket (`MEND_PICTURES=s3://bucket/prefix`). Not tried here."""
    if not settings.pictures:
        return Folder(settings.pictures_folder)
    bucket, _, prefix = settings.pictures.removeprefix("s3://").partition("/")
    return Bucket(
        bucket,
        prefix.strip("/"),
        endpoint=settings.s3_endpoint,
        region=settings.s3_region,
        key_id=settings.s3_key_id,
        secret=settings.s3_secret.get_secret_value(),
    )
