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


def asset_url(dist: Path, name: str) -> str:
    """The address of the built file called `name` in the sources, such as `app.js`."""
    built = (dist / "assets.json").stat().st_mtime_ns
    return f"/assets/{_names(dist, built)[name]}"


def built_file(request: Request, path: Path, *, cache_control: str) -> FileResponse:
    """`path`, in the smallest encoding the asker takes."""
    headers = {"Cache-Control": cache_control, "Vary": "Accept-Encoding"}
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    accepted = {
        part.partition(";")[0].strip() for part in request.headers.get("accept-encoding", "").split(",")
    }
    for encoding, suffix in _ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if encoding in accepted and packed.is_file():
            return FileResponse(
                packed, media_type=media_type, headers=headers | {"Content-Encoding": encoding}
            )
    return FileResponse(path, media_type=media_type, headers=headers)


@router.get("/assets/{name:path}", include_in_schema=False)
def asset(request: Request, name: str) -> FileResponse:
    """One built file."""
    dist: Path = request.app.state.settings.frontend_dir / "dist"
    path = (dist / name).resolve()
    if not path.is_relative_to(dist.resolve()) or not path.is_file():
        raise NotFound(N_("There is nothing here."))
    return built_file(request, path, cache_control=FOREVER)
