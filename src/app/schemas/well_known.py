"""Bodies of /.well-known."""

from typing import Literal

from pydantic import BaseModel, Field


class JsonWebKey(BaseModel):
    """A public key that access tokens are signed with (RFC 7517, RFC 7518 §6.2.1)."""

    kty: Literal["EC"]
    crv: Literal["P-256"]
    x: str = Field(description="Base64url, 32 bytes.", examples=["f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"])
    y: str = Field(description="Base64url, 32 bytes.", examples=["x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"])
    kid: str = Field(
        description="The key's RFC 7638 thumbprint, as in the header of a token.",
        examples=["oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U"],
    )
    use: Literal["sig"]
    alg: Literal["ES256"]


class JsonWebKeySet(BaseModel):
    """The keys to verify access tokens with: the next one to sign, the one that signs, and the one before it."""

    keys: list[JsonWebKey]


class OpenIdConfiguration(BaseModel):
    """What a service needs to verify access tokens by itself. There are no authorization or token endpoints here."""

    issuer: str = Field(
        description="The `iss` of every access token, and its `aud`.", examples=["https://app.example.com/api"]
    )
    jwks_uri: str = Field(
        description="Where the keys are.", examples=["https://app.example.com/api/.well-known/jwks.json"]
    )
    subject_types_supported: list[Literal["public"]] = Field(description="`sub` is the same for every service.")
