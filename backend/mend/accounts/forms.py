"""What people may type about themselves."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from mend.accounts.models import MAX_EMAIL, MAX_NAME
from mend.errors import N_
from mend.web.forms import FormModel
from mend.web.text import Line

# One @ with something on both sides and a dot behind it: the rest only a mail can tell.
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def _address(text: str) -> str:
    if not _ADDRESS.fullmatch(text):
        raise ValueError(N_("Please enter an email address, such as noa@example.org."))
    return text


Name = Annotated[Line, Field(min_length=1, max_length=MAX_NAME)]
Email = Annotated[Line, Field(min_length=1, max_length=MAX_EMAIL), AfterValidator(_address)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]
Zone = Annotated[str, Field(min_length=1, max_length=64)]
# Where to go after signing in: a path of ours, never another site.
NextPath = Annotated[str, Field(max_length=300, pattern=r"^(/([^/\\][^\\]*)?)?$")]


class SignUp(FormModel):
    name: Name
    email: Email
    password: Password
    time_zone: Zone
    next: NextPath = ""


class SignIn(FormModel):
    email: Annotated[str, Field(min_length=1, max_length=MAX_EMAIL)]
    password: Password
    next: NextPath = ""


class ChangePassword(FormModel):
    current_password: Password
    new_password: Password


class Profile(FormModel):
    name: Name
    time_zone: Zone


class TimeZone(FormModel):
    time_zone: Zone
