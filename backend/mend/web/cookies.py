"""The one cookie: an opaque token that names a signed-in browser."""

from fastapi import Request, Response

# The longest that browsers keep a cookie (RFC 6265bis, section 5.5); the server knows when a token is over.
KEPT_SECONDS = 400 * 24 * 3600


def cookie_name(*, secure: bool) -> str:
    """What the cookie is called at an address that is `secure` or not."""
    # `__Host-` binds the cookie to this very host; browsers take it over HTTPS only, and Safari refuses
    # secure cookies on http://localhost.
    return "__Host-mend" if secure else "mend"


def _name(request: Request) -> str:
    return cookie_name(secure=request.app.state.settings.is_secure)


def read_token(request: Request) -> str | None:
    """The token this browser brought, if any."""
    return request.cookies.get(_name(request))


def keep_token(request: Request, response: Response, token: str) -> None:
    """Let this browser keep `token`."""
    response.set_cookie(
        _name(request),
        token,
        max_age=KEPT_SECONDS,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.app.state.settings.is_secure,
    )


def drop_token(request: Request, response: Response) -> None:
    """Let this browser forget."""
    response.delete_cookie(
        _name(request), path="/", httponly=True, samesite="lax", secure=request.app.state.settings.is_secure
    )
