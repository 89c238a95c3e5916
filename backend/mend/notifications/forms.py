"""What a browser sends about its subscription, and a worker about what it showed."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Registration(BaseModel):
    """A push subscription as the browser made it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    endpoint: Annotated[str, Field(min_length=1, max_length=1024)]
    p256dh: Annotated[str, Field(min_length=1, max_length=100)]
    auth: Annotated[str, Field(min_length=1, max_length=40)]
    key: Annotated[str, Field(min_length=1, max_length=100)]
    # Made just now. One from before is only looked up: what was let go of is never taken back.
    fresh: bool = True


class Receipt(BaseModel):
    """A device's word that it showed a delivery."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    delivery: Annotated[str, Field(pattern=r"^[0-9a-f-]{36}\.[0-9a-f-]{36}$")]
    token: Annotated[str, Field(min_length=1, max_length=64)]
