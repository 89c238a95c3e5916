"""The anonymous part of Mend. Nothing here looks at who is asking; a phone keeps these pages for everyone."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from mend.errors import N_, NotFound
from mend.pwa.manifest import manifest
from mend.web.assets import built_file
from mend.web.templates import page, words_for

router = APIRouter(include_in_schema=False)

# Kept by the reader's own browser alone, in the reader's language, and asked for again at every visit. No
# `Vary`: the worker's cache would compare a header that a page's request does not show it, and find nothing.
_ASK_AGAIN = {"Cache-Control": "private, no-cache"}


def _kept_page(request: Request, name: str) -> Response:
    return page(request, name, headers=_ASK_AGAIN)


@router.get("/manifest.webmanifest")
def web_manifest(request: Request) -> JSONResponse:
    """What the home screen needs to know."""
    frontend = request.app.state.settings.frontend_dir
    return JSONResponse(
        manifest(frontend, words_for(request)), headers=_ASK_AGAIN, media_type="application/manifest+json"
    )


@router.get("/sw.js")
def service_worker(request: Request) -> Response:
    """The service worker. At the root, so that it may answer for every page."""
    path = request.app.state.settings.frontend_dir / "dist" / "sw.js"
    if not path.is_file():
        raise NotFound(N_("There is nothing here."))
    return built_file(request, path, cache_control="no-cache")


@router.get("/pause")
def pause_page(request: Request) -> Response:
    """The button was tapped: the ring, and then the card. What it sends goes to the signals."""
    return _kept_page(request, "pwa/pause.html")


@router.get("/offline")
def shell(request: Request) -> Response:
    """What a phone shows in place of a page it cannot get."""
    return _kept_page(request, "pwa/offline.html")


@router.get("/safety")
def safety(request: Request) -> Response:
    """Help for whoever is not safe."""
    return _kept_page(request, "pwa/safety.html")


@router.get("/install")
def install_help(request: Request) -> Response:
    """How to put Mend on the home screen."""
    return _kept_page(request, "pwa/install.html")
