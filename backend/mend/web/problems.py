"""Errors as the asker can use them: a page, a fragment for htmx, or problem+json (RFC 9457) for scripts."""

from http import HTTPStatus
from urllib.parse import quote

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from mend.errors import N_, DomainError, Invalid, NotFound, NotSignedIn, TooMany, places_of
from mend.web.forms import wrong_fields
from mend.web.templates import page, wants_fragment, words_for

log = structlog.get_logger()

API = "/api"

TOO_LARGE = N_("That is more than Mend can take at once. Please send less.")
_OTHER_STATUSES = {
    400: N_("Mend could not read that."),
    404: N_("There is nothing here."),
    405: N_("That cannot be done here."),
    413: TOO_LARGE,
}


class Problem(BaseModel):
    """What went wrong, in a sentence to show to the person who pressed (RFC 9457)."""

    status: int = Field(description="The status of the answer, once more.", examples=[410])
    title: str = Field(description="The name of the status.", examples=["Gone"])
    detail: str = Field(
        description="A sentence in the language of the token's owner.",
        examples=["This pause was over before it could be sent. Nobody was told."],
    )
    errors: dict[str, str] = Field(
        default={}, description="What is wrong with single fields, by their names; only with 422."
    )


def is_api(path: str) -> bool:
    """Whether `path` is for scripts with a token of their own, and never for pages."""
    return path == API or path.startswith(f"{API}/")


def wants_json(request: Request) -> bool:
    """Whether a script asks rather than a person."""
    if is_api(request.url.path):
        return True
    accepts = request.headers.get("accept", "")
    return "json" in accepts or request.headers.get("content-type", "").startswith("application/json")


def headers_of(error: DomainError | None) -> dict[str, str]:
    """What an answer to `error` says beside its words: when to try again, or how to prove who asks."""
    if isinstance(error, TooMany):
        return {"Retry-After": str(error.retry_after)}
    return {"WWW-Authenticate": error.challenge} if error and error.challenge else {}


def answer_for(request: Request, error: DomainError, errors: dict[str, str] | None = None) -> Response:
    """The answer to a request that ended in `error`; `errors` (field → sentence) are for scripts alone."""
    sentence = words_for(request).say(error.sentence, **error.values)
    headers = headers_of(error)
    if wants_json(request):
        problem = {"status": error.status, "title": HTTPStatus(error.status).phrase, "detail": sentence}
        return JSONResponse(
            problem | ({"errors": errors} if errors else {}),
            error.status,
            headers | {"Cache-Control": "no-store"},
            "application/problem+json",
        )
    if isinstance(error, NotSignedIn):
        return _to_sign_in(request)
    if wants_fragment(request):
        return page(
            request, "errors/_error.html", error.status, headers, status=error.status, sentence=sentence
        )
    return page(request, "errors/error.html", error.status, headers, status=error.status, sentence=sentence)


def _to_sign_in(request: Request) -> Response:
    # After signing in, people come back to the page they wanted; a post is not replayed.
    target = "/sign-in"
    if request.method == "GET" and request.url.path != "/":
        target = f"/sign-in?next={quote(request.url.path)}"
    if wants_fragment(request):
        return Response(status_code=204, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def add_handlers(app: FastAPI) -> None:
    """Teach `app` to answer every error in sentences."""

    @app.exception_handler(DomainError)
    async def _domain(request: Request, error: DomainError) -> Response:
        return answer_for(request, error)

    @app.exception_handler(RequestValidationError)
    async def _validation(request: Request, error: RequestValidationError) -> Response:
        if any(complaint["loc"][:1] == ("path",) for complaint in error.errors()):
            return answer_for(request, NotFound(N_("There is nothing here.")))
        wrong = wrong_fields(words_for(request), error.errors()) if is_api(request.url.path) else {}
        if not wrong:
            return answer_for(request, Invalid(N_("Mend could not read that.")))
        name, problem = next(iter(wrong.items()))
        return answer_for(request, Invalid(N_("%(name)s: %(problem)s"), name=name, problem=problem), wrong)

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        sentence = _OTHER_STATUSES.get(error.status_code, _OTHER_STATUSES[400])
        answer = answer_for(request, DomainError(sentence, status=error.status_code))
        answer.headers.update(error.headers or {})  # such as what is allowed instead (405)
        return answer


def answer_for_unforeseen(request: Request, error: Exception) -> Response:
    """The answer to a mistake of ours, after noting where it was made.

    The log gets the kind, the route and the lines of code; never the message, which may hold what partners
    wrote.
    """
    route = getattr(request.scope.get("route"), "path", "")
    log.error("unforeseen", kind=type(error).__name__, route=route, places=places_of(error))
    # What was read for the page may be lost with the transaction: this one names nobody.
    request.state.person = request.state.member = None
    sentence = N_("Something broke on our side. Nothing was changed. Please try again.")
    try:
        return answer_for(request, DomainError(sentence, status=500))
    except Exception as second:  # noqa: BLE001 - where not even a page can be made, the sentence stands alone
        log.error("unforeseen", kind=type(second).__name__, route=route, places=places_of(second))  # noqa: TRY400
        return PlainTextResponse(sentence, 500)
