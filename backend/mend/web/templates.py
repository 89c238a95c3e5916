"""Rendering: one environment, and the handful of things every page knows."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from mend.clock import now
from mend.web.assets import asset_url
from mend.web.words import Words, choose_locale, offered_locales, words_in


@pass_context
def _gettext(context: Context, sentence: str) -> str:
    words: Words = context["words"]
    return str(words.translations.ugettext(sentence))


@pass_context
def _ngettext(context: Context, one: str, many: str, number: int) -> str:
    words: Words = context["words"]
    return str(words.translations.ungettext(one, many, number))


@lru_cache(maxsize=4)
def environment(frontend: Path, *, watch: bool) -> Environment:
    """The templates under `frontend`; `watch` reloads a changed one."""
    made = Environment(
        loader=FileSystemLoader(frontend / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=watch,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(_gettext, _ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals["asset"] = lambda name: asset_url(frontend / "dist", name)
    return made


def words_for(request: Request) -> Words:
    """The language of this request: the signed-in person's, else the browser's."""
    catalogues = request.app.state.settings.frontend_dir / "locale"
    person = getattr(request.state, "person", None)
    wanted = (person.locale if person else None) or choose_locale(
        request.headers.get("accept-language", ""), offered_locales(catalogues)
    )
    return words_in(catalogues, wanted)


def wants_fragment(request: Request) -> bool:
    """Whether htmx asks, and so swaps a part of a page it has."""
    return request.headers.get("hx-request") == "true"


def go_on(request: Request, target: str) -> Response:
    """On to another page, for htmx as for a browser."""
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def render(request: Request, name: str, /, **context: Any) -> str:
    """The template `name` with `context` and what every page knows."""
    settings = request.app.state.settings
    template = environment(settings.frontend_dir, watch=settings.is_development).get_template(name)
    known = {
        "person": getattr(request.state, "person", None),
        "member": getattr(request.state, "member", None),
        "words": words_for(request),
        "tab": "",
        "path": request.url.path,
        # Milliseconds since 1970: phones count by the server's clock.
        "made_at": int(now().timestamp() * 1000),
    }
    return template.render(known | context)


def page(
    request: Request,
    name: str,
    /,
    status_code: int = 200,
    headers: dict[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """An HTML answer that no cache may keep, for it may hold what partners wrote."""
    return HTMLResponse(
        render(request, name, **context), status_code, {"Cache-Control": "no-store"} | (headers or {})
    )
