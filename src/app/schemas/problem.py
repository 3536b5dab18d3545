"""The body of every error (RFC 9457)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class ProblemError(BaseModel):
    """One place in the request that was wrong."""

    model_config = ConfigDict(populate_by_name=True, json_schema_extra={"additionalProperties": True})

    where: Literal["body", "query", "path", "header"] = Field(alias="in")
    pointer: str = Field(description="JSON Pointer (RFC 6901) to the value within that part of the request.")
    code: str = Field(description="A stable word for programs.")
    message: str = Field(description="A sentence for people.")


class SecondFactorChallenge(BaseModel):
    """What to answer after the right password, where an account has a second factor."""

    id: str
    methods: list[str] = Field(description="Clients ignore those they do not know.")
    expires_in: int = Field(description="Seconds until the challenge ends.")


class Problem(BaseModel):
    """An error, as RFC 9457 describes it. More types and members may come; ignore those you do not know."""

    model_config = ConfigDict(json_schema_extra={"additionalProperties": True})

    type: str = Field(description="Which error this is; stable.", examples=["urn:problem-type:not-found"])
    title: str = Field(description="What kind of error this is, for people.")
    status: int = Field(description="The HTTP status.", ge=400, le=599)
    detail: str = Field(description="What went wrong this time and what to do.")
    instance: str = Field(description="The request's id, as in X-Request-Id.")
    errors: list[ProblemError] | None = Field(default=None, description="Which parts of the request were wrong.")
    challenge: SecondFactorChallenge | None = Field(
        default=None, description="With `second-factor-required`. Reserved: no account has a second factor yet."
    )
