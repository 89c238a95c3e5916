"""All checks, one after the other, on one installation."""

import asyncio
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from mend.doctor.finding import Finding
from mend.doctor.house import backups, data_folder, database, disk, environment, pictures, secret, vapid_key
from mend.doctor.outside import answers_at, certificate, clock, push_services
from mend.outward import Resolver, resolve
from mend.pictures.opening import open_storage
from mend.settings import Settings


def look_over(settings: Settings, now: datetime, resolver: Resolver = resolve) -> list[Finding]:
    """Every check, on this installation."""
    trust = ssl.create_default_context()
    push, heard = asyncio.run(push_services(settings, trust, resolver))
    findings = [environment(settings)]
    if settings.is_secure:
        parts = urlsplit(settings.origin)
        findings.append(certificate(parts.hostname or "", parts.port or 443, trust, now))
    findings += [
        data_folder(settings.data_dir),
        vapid_key(settings.data_dir / "vapid.pem"),
        secret(settings.data_dir / "secret"),
        *answers_at(settings, trust),
        *database(settings, now),
        push,
        clock(heard),
        # Asking would make the folder.
        *([pictures(open_storage(settings))] if settings.data_dir.is_dir() else []),
        disk(settings.data_dir),
        backups(settings.data_dir, now),
    ]
    return findings
