"""Everything that can be set from outside, read once from the environment. Imports nothing of ours."""

import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parents[2]

# The push services of the browsers in use; a device's endpoint must live at one of them.
PUSH_HOSTS = (
    "fcm.googleapis.com",
    "jmt17.google.com",  # Chromium builds without Google's brand
    "updates.push.services.mozilla.com",
    "*.push.services.mozilla.com",
    "web.push.apple.com",
    "*.push.apple.com",
    "*.notify.windows.com",
)

# A mailbox at a named host; Apple refuses tokens with any other contact.
CONTACT = re.compile(r"mailto:[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]+")
_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?:/[A-Za-z0-9!_.*'()/-]*)?")
_ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?/?")


class Settings(BaseSettings):
    """The settings of one installation. Unsafe values in production are refused at the start."""

    model_config = SettingsConfigDict(env_prefix="MEND_", extra="ignore", frozen=True, populate_by_name=True)

    environment: Literal["development", "production"] = "development"
    port: int = Field(8000, validation_alias="PORT", ge=0, le=65535)
    host: str = "127.0.0.1"
    data_dir: Path = Field(PROJECT / "data", validation_alias="DATA_DIR")
    database_url: str = Field("", validation_alias="DATABASE_URL")
    public_url: str = ""
    frontend_dir: Path = PROJECT / "frontend"
    migrations_dir: Path = PROJECT / "migrations"
    # A mailbox a push service can write to when something is wrong (RFC 8292, section 2.1).
    push_contact: str = "mailto:mend@example.org"
    push_hosts: Annotated[tuple[str, ...], NoDecode] = PUSH_HOSTS
    # Tests only: for each, one more origin, exact to the port, that may be on this machine.
    push_test_origin: str | None = None
    calendar_test_origin: str | None = None
    # The worker runs as a thread of the server unless `mend worker` runs beside it.
    worker_in_server: bool | None = None
    # Four to eight: the default of forty threads cost a fifth of the throughput when measured.
    threads: Annotated[int, Field(ge=1, le=64)] = 6
    # Where photographs are kept: s3://bucket/prefix; empty: a folder in the data folder.
    pictures: str = ""
    s3_endpoint: str = ""  # empty: Amazon's for the region
    s3_region: str = "us-east-1"
    s3_key_id: str = ""
    s3_secret: SecretStr = SecretStr("")

    @model_validator(mode="before")
    @classmethod
    def _split_hosts(cls, values: dict[str, object]) -> dict[str, object]:
        hosts = values.get("push_hosts")
        if isinstance(hosts, str):
            values["push_hosts"] = tuple(host.strip() for host in hosts.split(",") if host.strip())
        return values

    @model_validator(mode="after")
    def _refuse_unsafe_production(self) -> Self:
        if self.environment == "production":
            if not self.is_secure:
                raise ValueError(
                    "MEND_PUBLIC_URL must begin with https:// in production: push needs it, privacy too."
                )
            if self.push_test_origin:
                raise ValueError("MEND_PUSH_TEST_ORIGIN is for tests only; unset it in production.")
            if self.calendar_test_origin:
                raise ValueError("MEND_CALENDAR_TEST_ORIGIN is for tests only; unset it in production.")
            if self.push_contact == "mailto:mend@example.org":
                raise ValueError(
                    "MEND_PUSH_CONTACT must be a mailbox of yours, such as mailto:you@your.domain."
                )
        if not CONTACT.fullmatch(self.push_contact):
            raise ValueError("MEND_PUSH_CONTACT must look like mailto:you@your.domain.")
        if self.public_url and not _ORIGIN.fullmatch(self.public_url):
            raise ValueError(
                "MEND_PUBLIC_URL must look like https://mend.your.domain, with nothing behind it."
            )
        if self.database_url and not self.database_url.startswith(("sqlite:", "postgresql")):
            raise ValueError("DATABASE_URL must begin with sqlite: or postgresql:.")
        return self

    @model_validator(mode="after")
    def _refuse_half_a_bucket(self) -> Self:
        if self.pictures:
            if not _BUCKET.fullmatch(self.pictures):
                raise ValueError("MEND_PICTURES must look like s3://bucket or s3://bucket/prefix.")
            if not (self.s3_key_id and self.s3_secret.get_secret_value()):
                raise ValueError("MEND_PICTURES names a bucket: it needs MEND_S3_KEY_ID and MEND_S3_SECRET.")
        if self.s3_endpoint and not _ORIGIN.fullmatch(self.s3_endpoint):
            raise ValueError("MEND_S3_ENDPOINT must look like https://s3.your.domain, without a bucket.")
        return self

    @cached_property
    def origin(self) -> str:
        """Where people reach Mend, as browsers write an origin: no slash at the end, no usual port."""
        origin = (self.public_url or f"http://localhost:{self.port}").rstrip("/").lower()
        return origin.removesuffix(":443" if origin.startswith("https:") else ":80")

    @property
    def is_secure(self) -> bool:
        """Whether people reach Mend over HTTPS."""
        return urlsplit(self.origin).scheme == "https"

    @property
    def is_development(self) -> bool:
        """Whether pages for those who build Mend are served."""
        return self.environment == "development"

    @property
    def database(self) -> str:
        """The database's address for SQLAlchemy; without DATABASE_URL a SQLite file in the data folder."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'mend.sqlite3'}"
        if url.startswith("postgresql://"):
            return url.replace("postgresql://", "postgresql+psycopg://", 1)
        return url

    @property
    def pictures_folder(self) -> Path:
        """Where photographs are kept unless the settings name a bucket."""
        return self.data_dir / "pictures"

    @property
    def runs_worker_in_server(self) -> bool:
        """With SQLite the worker is a thread of the server; with PostgreSQL it is `mend worker`."""
        if self.worker_in_server is not None:
            return self.worker_in_server
        return self.database.startswith("sqlite")
