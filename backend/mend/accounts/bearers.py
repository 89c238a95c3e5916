"""Who asks with a personal token: what every route of the API stands on. Cookies count for nothing there.

A good token works whatever others on its network try, for a pause must leave the house at once. What is
nobody's token is counted by network, as wrong passwords are: with 256 random bits there is nothing to guess,
but much to look up.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from mend.accounts.models import Person, Scope
from mend.accounts.throttle import network_of, note_try
from mend.accounts.tokens import check_scope, is_use_worth_noting, note_token_use, whose_token
from mend.clock import now
from mend.database import unit_of_work
from mend.errors import NoToken, WrongToken

FREE_FROM_ONE_NETWORK = 30  # a button that was forgotten after its token was revoked, pressed a few times

_bearer = HTTPBearer(
    scheme_name="personalToken",
    description="A personal token, made in Mend under *Your account*, *Buttons outside Mend*. It may do one "
    "thing only, which each request here names as its scope.",
    auto_error=False,
)


@dataclass(frozen=True)
class Bearer:
    """Asks for a token with this scope; gives the person it belongs to."""

    scope: Scope

    def __call__(
        self, request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
    ) -> Person:
        """Who asks.

        `NoToken`, `WrongToken`, `OutOfScope`, or `TooMany` after many wrong ones. Its short transactions are
        its own and over before the route's begins: what a refusal notes must outlive the refusal.
        """
        if credentials is None:
            raise NoToken
        engine, at = request.app.state.engine, now()
        try:
            with unit_of_work(engine, writes=False) as session:
                person, token = whose_token(session, credentials.credentials)
        except WrongToken:
            with unit_of_work(engine) as session:
                network = network_of(request.client.host) if request.client else ""
                note_try(session, "token from", network, at, free=FREE_FROM_ONE_NETWORK)
            raise
        request.state.person = person  # from here on answers are in their language
        check_scope(token, self.scope)
        if is_use_worth_noting(token, at):
            with unit_of_work(engine) as session:
                note_token_use(session, token.id, at)
        return person


MaySend = Annotated[Person, Security(Bearer(Scope.SEND), scopes=[Scope.SEND.value])]
MayRead = Annotated[Person, Security(Bearer(Scope.READ), scopes=[Scope.READ.value])]
