"""What people may type about themselves."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from mend.accounts.models import MAX_EMAIL, MAX_NAME, Scope
from mend.accounts.people import fold_email
from mend.errors import N_
from mend.web.forms import FormModel
from mend.web.text import Line

# One @ with something on both sides and a dot behind it: the rest only a mail can tell.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


# A path of ours in plain characters. Browsers read // and /\ as another site, and skip tabs and line breaks.
_OUR_PATH = re.compile(r"/(?:[!-.0-\[\]-~][!-\[\]-~]*)?")
_MAX_PATH = 300


def our_path(target: str) -> str:
    """`target` when it is a path of ours, else nothing: a bad link leads nowhere and keeps nobody out."""
    return target if len(target) <= _MAX_PATH and _OUR_PATH.fullmatch(target) else ""


def _address(text: str) -> str:
    # Judged as it is kept: folding may turn one letter into several, or into white space.
    address = fold_email(text)
    if len(address) > MAX_EMAIL or not _ADDRESS.fullmatch(address):
        raise ValueError(N_("Please enter an email address, such as noa@example.org."))
    return text


Name = Annotated[Line, Field(min_length=1, max_length=MAX_NAME)]
Email = Annotated[Line, Field(min_length=1, max_length=MAX_EMAIL), AfterValidator(_address)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Zone = Annotated[str, Field(min_length=1, max_length=64)]
# Where to go after signing in.
NextPath = Annotated[str, AfterValidator(our_path)]


class SignUp(FormModel):
    name: Name
    email: Email
    password: Password
    time_zone: Zone
    next: NextPath = ""


class SignIn(FormModel):
    email: Annotated[Line, Field(min_length=1, max_length=MAX_EMAIL)]
    password: Password
    next: NextPath = ""


class ChangePassword(FormModel):
    current_password: Password
    new_password: Password


class Profile(FormModel):
    name: Name
    time_zone: Zone


class NewToken(FormModel):
    name: Name
    scope: Scope


class TimeZone(FormModel):
    time_zone: Zone
