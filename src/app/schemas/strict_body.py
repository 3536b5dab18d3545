"""What every body of a request is."""

from pydantic import BaseModel, ConfigDict


class StrictBody(BaseModel):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid")
