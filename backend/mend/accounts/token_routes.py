"""The page of personal tokens: make one, see it once, revoke it; and how to use it."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from mend.accounts.forms import NewToken
from mend.accounts.identity import SignedInAsker, signed_in_asker
from mend.accounts.models import Scope
from mend.accounts.tokens import make_token, revoke_token, tokens_of
from mend.clock import now
from mend.database import SessionDep
from mend.errors import DomainError
from mend.web.forms import Form, Typed
from mend.web.problems import headers_of
from mend.web.templates import page

router = APIRouter(include_in_schema=False)


def _tokens_page(
    request: Request,
    session: Session,
    asker: SignedInAsker,
    form: Form[NewToken] | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    return page(
        request,
        "accounts/tokens.html",
        status,
        headers,
        tab="us",
        form=form or Form.blank(request, scope=Scope.SEND.value),
        tokens=tokens_of(session, asker.person),
    )


@router.get("/account/tokens")
def tokens_page(request: Request, session: SessionDep, asker: SignedInAsker) -> Response:
    """What outside of Mend has a token of one's own."""
    return _tokens_page(request, session, asker)


@router.post("/account/tokens")
def new_token(request: Request, typed: Typed, session: SessionDep, asker: SignedInAsker) -> Response:
    """A new token. This answer is the only place it is ever shown: it stands in no address and no cache."""
    form = Form.read(NewToken, typed)
    if form.input is None:
        return _tokens_page(request, session, asker, form, 422)
    try:
        text = make_token(session, asker.person, name=form.input.name, scope=form.input.scope, now=now())
    except DomainError as error:
        return _tokens_page(request, session, asker, form.with_error(error), error.status, headers_of(error))
    return page(
        request,
        "accounts/token_made.html",
        201,
        tab="us",
        text=text,
        name=form.input.name,
        scope=form.input.scope,
    )


@router.post("/account/tokens/{token_id}/revocation")
def revoke_one(token_id: UUID, session: SessionDep, asker: SignedInAsker) -> Response:
    """One of one's own tokens stops working."""
    revoke_token(session, asker.person, token_id)
    return RedirectResponse("/account/tokens", 303)


@router.get("/account/tokens/how", dependencies=[Depends(signed_in_asker)])
def how_to_use_tokens(request: Request) -> Response:
    """How to make a button outside of Mend, for each kind of phone."""
    return page(
        request,
        "accounts/token_how.html",
        tab="us",
        address=f"{request.app.state.settings.origin}/api/signals",
    )
