"""What scripts can read about `/api`: the description in OpenAPI 3.1, the same for everybody."""

from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import JSONResponse

from mend.web.problems import Problem

router = APIRouter(include_in_schema=False)

VERSION = "1"
SUMMARY = "The button from outside: signals for shortcuts, widgets and voice assistants."
DESCRIPTION = (
    "Send a personal token with every request. Each token may do one thing. "
    "Whatever goes wrong is answered as a problem (RFC 9457), with a sentence in `detail` to show or speak."
)
# What every route of the API may answer besides its own.
EVERYWHERE: dict[int | str, dict[str, Any]] = {
    401: {"description": "No token, or one that Mend does not know."},
    403: {"description": "The token is for something else. Nothing was changed."},
    404: {"description": "There is nothing with that id, or you are not linked with anybody."},
    429: {"description": "Too many wrong tokens; try again after as many seconds as `Retry-After` says."},
    "default": {"description": "Anything else that went wrong. Nothing was changed."},
}
_A_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


@router.get("/api/openapi.json")
def description(request: Request) -> Response:
    """The description of the API."""
    return JSONResponse(describe(request.app))


def describe(app: FastAPI) -> dict[str, Any]:
    """The API of `app` in OpenAPI 3.1. FastAPI's own, where every error is a problem."""
    described = app.openapi()
    described["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    for operations in described["paths"].values():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status == "default" or int(status) >= 400:  # noqa: PLR2004 - where errors begin
                    answer["content"] = _A_PROBLEM
    return described
