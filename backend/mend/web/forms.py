"""Forms: what was typed, checked by a Pydantic model, kept when it does not fit.

A model of ours forbids extra fields; every complaint becomes a sentence beside its field.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from starlette.datastructures import UploadFile

from mend.errors import N_, DomainError, Invalid, Malformed
from mend.web.templates import words_for
from mend.web.words import Words

MAX_FIELDS = 40
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data"}
_NEVER_SHOWN_AGAIN = ("password",)

# Pydantic's kinds of complaint, as a person would say them.
_SENTENCES = {
    "missing": N_("Please fill this in."),
    "string_too_short": N_("This is too short. It needs at least %(min_length)d characters."),
    "string_too_long": N_("This is too long. At most %(max_length)d characters fit."),
    "greater_than_equal": N_("Please choose %(ge)s or more."),
    "less_than_equal": N_("Please choose %(le)s or less."),
    "int_parsing": N_("Please enter a whole number."),
    "int_from_float": N_("Please enter a whole number."),
    "uuid_parsing": N_("That is not an id of Mend."),
    "unknown": N_("Mend does not know this field."),
    "enum": N_("Please choose one of the options."),
    "literal_error": N_("Please choose one of the options."),
    "extra_forbidden": N_("The form holds a field that does not belong here. Please reload the page."),
}
_OTHERWISE = N_("Please check this.")
# Behind a validator of ours, and in JSON, Pydantic names the same complaint differently.
_ALIASES = {
    "too_short": "string_too_short",
    "too_long": "string_too_long",
    "int_parsing_size": "int_parsing",
    "int_type": "int_parsing",
    "uuid_type": "uuid_parsing",
}
_NAME_SHOWN = 40  # letters of a field's name that somebody made up


class FormModel(BaseModel):
    """What a form may hold: nothing unknown, white space around words taken off."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)


class Button(FormModel):
    """A form that is only a button."""


def _or_nothing(typed: object) -> object:
    return None if isinstance(typed, str) and not typed.strip() else typed


Value = TypeVar("Value")
# A field that may be left empty; a browser sends it all the same.
OrNothing = Annotated[Value | None, BeforeValidator(_or_nothing)]


@dataclass(frozen=True)
class TypedFields:
    """The fields as they were typed, and the language to complain in."""

    values: dict[str, str]
    words: Words


async def read_fields(request: Request) -> TypedFields:
    """The posted form; a repeated field, a file or another kind of body is refused (400)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _FORM_TYPES:
        raise Malformed(N_("This is not a form that Mend can read."))
    values: dict[str, str] = {}
    async with request.form(max_files=0, max_fields=MAX_FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                raise Malformed(N_("This form takes no files."))
            if name in values:
                raise Malformed(N_("The form holds the same field twice. Please reload the page."))
            values[name] = value
    return TypedFields(values, words_for(request))


Typed = Annotated[TypedFields, Depends(read_fields)]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Form(Generic[Model]):
    """A form on its way: `input` when all of it fits, else `errors` (field → sentence; "" for all of it)."""

    words: Words
    input: Model | None = None
    values: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def blank(cls, request: Request, **values: str) -> "Form[Model]":
        """A form nobody has typed into yet, with what we know filled in."""
        return cls(words_for(request), values=values)

    @classmethod
    def read(cls, model: type[Model], typed: TypedFields) -> "Form[Model]":
        """Check what was typed against `model`."""
        shown = {name: value for name, value in typed.values.items() if not name.endswith(_NEVER_SHOWN_AGAIN)}
        try:
            return cls(typed.words, model.model_validate(typed.values), shown)
        except ValidationError as error:
            errors: dict[str, str] = {}
            for complaint in error.errors():
                name = str(complaint["loc"][0]) if complaint["loc"] else ""
                if complaint["type"] == "extra_forbidden":
                    name = ""
                errors.setdefault(name, _sentence(typed.words, complaint))
            return cls(typed.words, None, shown, errors)

    def with_error(self, error: DomainError) -> "Form[Model]":
        """The same form with what the domain said, nothing typed lost."""
        sentence = self.words.say(error.sentence, **error.values)
        return replace(self, errors=self.errors | {error.field or "": sentence})

    def or_refuse(self) -> Model:
        """The input, or `Invalid`: for forms that are a button and have nothing to type."""
        if self.input is None:
            raise Invalid(next(iter(self.errors.values()), _OTHERWISE))
        return self.input


def wrong_fields(words: Words, complaints: Sequence[Any]) -> dict[str, str]:
    """What is wrong with each field of a JSON body (field → sentence); nothing when it is no such body."""
    errors: dict[str, str] = {}
    for complaint in complaints:
        match complaint["loc"]:
            case ("body", str(name)):
                kind = "unknown" if complaint["type"] == "extra_forbidden" else complaint["type"]
                errors.setdefault(name[:_NAME_SHOWN], _sentence(words, complaint | {"type": kind}))
    return errors


def _sentence(words: Words, complaint: Any) -> str:
    kind, values = _ALIASES.get(complaint["type"], complaint["type"]), complaint.get("ctx", {})
    if kind == "value_error":
        return words.say(str(values["error"]))
    # A length checked after a validator of ours comes under the kind of lists; forms hold text only.
    kind = {"too_short": "string_too_short", "too_long": "string_too_long"}.get(kind, kind)
    if kind == "string_too_short" and values.get("min_length") == 1:
        kind = "missing"
    return words.say(_SENTENCES.get(kind, _OTHERWISE), **values)
