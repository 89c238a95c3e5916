"""What people may type while linking."""

from typing import Annotated

from pydantic import Field

from mend.web.forms import FormModel

MAX_TYPED_CODE = 300  # a whole link fits, should somebody paste one


class Code(FormModel):
    code: Annotated[str, Field(min_length=1, max_length=MAX_TYPED_CODE)]
