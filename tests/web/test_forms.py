"""Forms: every complaint is a sentence beside its field, and what was typed is kept, but for passwords."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import pytest
from pydantic import Field

from mend.errors import N_, Invalid, Refused
from mend.settings import PROJECT
from mend.web.forms import MAX_FIELDS, Form, FormModel, TypedFields
from mend.web.text import Emoji, Line, Lines
from mend.web.words import words_in
from tests.markup import parse
from tests.people import Visitor

pytestmark = pytest.mark.any_database

ENGLISH = words_in(PROJECT / "frontend" / "locale", "en")


class Colour(StrEnum):
    """Something to choose from."""

    BLUE = "blue"
    RED = "red"


class Sample(FormModel):
    """One field of each kind."""

    name: Annotated[Line, Field(min_length=1, max_length=10)] = "x"
    plain: Annotated[str, Field(min_length=3, max_length=10)] = "xxx"
    many: Annotated[Lines, Field(max_length=10)] = ""
    emoji: Emoji = ""
    minutes: Annotated[int, Field(ge=5, le=240)] = 20
    id: UUID | None = None
    colour: Colour = Colour.BLUE
    answer: Literal["yes", "no"] = "yes"
    share: float = 0.5
    password: str = ""
    new_password: str = ""


class Needy(FormModel):
    """A form that must be filled in."""

    name: Line


def read(**values: str) -> Form[Sample]:
    return Form.read(Sample, TypedFields(values, ENGLISH))


def test_what_fits_is_read_with_white_space_taken_off() -> None:
    form = read(name="  Noa ", minutes=" 30 ", colour="red")
    assert form.errors == {}
    assert form.input is not None
    assert (form.input.name, form.input.minutes, form.input.colour) == ("Noa", 30, Colour.RED)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 11, "This is too long. At most 10 characters fit."),
        ("name", "a\u202eb", "This holds characters that cannot be shown."),
        ("plain", "xx", "This is too short. It needs at least 3 characters."),
        ("plain", "x" * 11, "This is too long. At most 10 characters fit."),
        ("many", "x\n" * 9, "This is too long. At most 10 characters fit."),
        ("emoji", "two", "Please choose one single emoji."),
        ("minutes", "4", "Please choose 5 or more."),
        ("minutes", "241", "Please choose 240 or less."),
        ("minutes", "", "Please enter a whole number."),
        ("minutes", "soon", "Please enter a whole number."),
        ("minutes", "5.5", "Please enter a whole number."),
        ("minutes", "9" * 5000, "Please enter a whole number."),
        ("id", "x", "That is not an id of Mend."),
        ("colour", "green", "Please choose one of the options."),
        ("answer", "perhaps", "Please choose one of the options."),
        ("share", "x", "Please check this."),
    ],
)
def test_every_complaint_is_a_sentence_beside_its_field(field: str, value: str, sentence: str) -> None:
    form = read(**{field: value})
    assert form.input is None
    assert form.errors == {field: sentence}
    assert form.values == {field: value}


def test_a_missing_field_is_asked_for() -> None:
    form = Form.read(Needy, TypedFields({}, ENGLISH))
    assert form.errors == {"name": "Please fill this in."}


def test_a_field_that_does_not_belong_is_the_whole_forms_trouble() -> None:
    form = read(name="Noa", is_admin="yes")
    assert form.input is None
    assert list(form.errors) == [""]
    assert "does not belong here" in form.errors[""]


def test_line_breaks_count_once_as_browsers_count_them() -> None:
    form = read(many="a\r\nb\r\nc\r\nd\r\ne")
    assert form.input is not None
    assert form.input.many == "a\nb\nc\nd\ne"


@pytest.mark.parametrize("minutes", ["30", "soon"])
def test_passwords_are_never_kept_to_be_shown_again(minutes: str) -> None:
    form = read(name="Noa", password="secret words", new_password="more secret words", minutes=minutes)
    assert form.values == {"name": "Noa", "minutes": minutes}
    assert "secret" not in repr(form.values) + repr(form.errors)


def test_what_the_domain_says_stands_beside_its_field_and_nothing_typed_is_lost() -> None:
    form = read(name="Noa").with_error(
        Invalid(N_("Please wait %(seconds)d seconds."), field="name", seconds=3)
    )
    assert form.errors == {"name": "Please wait 3 seconds."}
    assert form.values == {"name": "Noa"}
    assert form.with_error(Refused(N_("No."))).errors == {"name": "Please wait 3 seconds.", "": "No."}


def test_a_button_that_does_not_fit_is_refused_with_the_first_sentence() -> None:
    assert read(minutes="30").or_refuse().minutes == 30
    with pytest.raises(Invalid, match="Please choose 240 or less"):
        read(minutes="999").or_refuse()


@pytest.mark.parametrize(
    ("kind", "body", "status", "sentence"),
    [
        ("application/x-www-form-urlencoded", b"a=1&a=2", 400, "The form holds the same field twice."),
        ("text/html", b"<p>", 400, "This is not a form that Mend can read."),
        ("multipart/form-data", b"x", 400, "Mend could not read that."),
        ("multipart/form-data; boundary=b", b"nonsense", 400, "Mend could not read that."),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\nx\r\n--b--\r\n',
            400,
            "Mend could not read that.",
        ),
        (
            "multipart/form-data; boundary=b",
            b"".join(
                b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % number
                for number in range(MAX_FIELDS + 1)
            )
            + b"--b--\r\n",
            400,
            "Mend could not read that.",
        ),
    ],
)
def test_a_body_that_is_no_form_is_refused_in_words(
    anyone: Visitor, kind: str, body: bytes, status: int, sentence: str
) -> None:
    answer = anyone.post("/sign-in", content=body, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert parse(answer.text).one("p", class_="lead").text.startswith(sentence)


def test_many_fields_in_a_plain_form_are_refused_like_any_unknown_one(anyone: Visitor) -> None:
    body = "&".join(f"f{number}=x" for number in range(500))
    answer = anyone.post(
        "/sign-in", content=body, headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code in {400, 422}


def test_a_form_sent_as_multipart_is_read_the_same(anyone: Visitor) -> None:
    fields = {"email": (None, "nobody@example.org"), "password": (None, "x")}
    assert anyone.post("/sign-in", files=fields).status_code == 422


@pytest.mark.parametrize(
    "body", [b"email=%FF%FE&password=x", b"email=%00&password=x", b"%=%&&&=;", b"\xff\xfe"]
)
def test_bytes_that_are_no_text_are_a_sentence_and_no_fault(anyone: Visitor, body: bytes) -> None:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = anyone.post("/sign-in", content=body, headers=kind)
    assert answer.status_code == 422
    assert parse(answer.text).one(role="alert").text


def test_what_was_typed_is_shown_as_text_and_never_as_a_page(anyone: Visitor) -> None:
    typed = '"><script>alert(1)</script>'
    page = parse(anyone.post_form("/sign-in", email=typed, password="").text)
    assert page.one("input", name="email").attrs["value"] == typed
    assert "alert" not in page.text
