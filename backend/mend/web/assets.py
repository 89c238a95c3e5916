"""The front end's built files: where they are, and how they are served.

Built names carry a hash of the content, so a file never changes and may be kept for ever; a `.br` or `.gz`
beside it is sent to whoever takes it.
"""

import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse

from mend.errors import N_, NotFound

router = APIRouter()

FOREVER = "public, max-age=31536000, immutable"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")


@lru_cache(maxsize=4)
def _names(dist: Path, _built: int) -> dict[str, str]:
    names: dict[str, str] = json.loads((dist / "assets.json").read_text())
    return names


def _built(dist: Path) -> int:
    return (dist / "assets.json").stat().st_mtime_ns


def asset_url(dist: Path, name: str) -> str:
    """The address of the built file called `name` in the sources, such as `app.js`."""
    return f"/assets/{_names(dist, _built(dist))[name]}"


def built_file(request: Request, path: Path, *, cache_control: str) -> FileResponse:
    """`path`, in the smallest encoding the asker takes."""
    headers = {"Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    accepted = accepted_encodings(request.headers.get("accept-encoding", ""))
    for encoding, suffix in _ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(
                packed, media_type=media_type, headers=headers | {"Content-Encoding": encoding}
            )
    return FileResponse(path, media_type=media_type, headers=headers)


def accepted_encodings(header: str) -> set[str]:
    """The encodings somebody takes (RFC 9110, section 12.5.3); a weight of zero means not that one."""
    parts = [part.lower().replace(" ", "").partition(";") for part in header.split(",")]
    return {name for name, _, weight in parts if not (weight.startswith("q=") and not weight.strip("q=0."))}


@router.get("/assets/{name:path}", include_in_schema=False)
def asset(request: Request, name: str) -> FileResponse:
    """One built file: only what the build lists, so no name can lead anywhere else."""
    dist: Path = request.app.state.settings.frontend_dir / "dist"
    if name not in _names(dist, _built(dist)).values():
        raise NotFound(N_("There is nothing here."))
    return built_file(request, dist / name, cache_control=FOREVER)
