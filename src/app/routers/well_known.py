"""/.well-known: what another service needs to verify our access tokens by itself."""

from fastapi import Response

from app.dependencies import ProcessRuntime
from app.routers.strict_router import strict_router
from app.schemas.well_known import JsonWebKey, JsonWebKeySet, OpenIdConfiguration

# Well below the time that a key is published before it signs (services/key_rotation.py).
_FOR_FIVE_MINUTES = "public, max-age=300"

router = strict_router("/.well-known", "well-known")


@router.get("/jwks.json", operation_id="well_known_jwks", summary="Read the keys that verify access tokens")
async def jwks(response: Response, runtime: ProcessRuntime) -> JsonWebKeySet:
    """Answer with the public keys (RFC 7517). A key is here 15 minutes before it signs; find it by its `kid`.

    Tokens are JWTs signed with ES256 (RFC 9068): require `typ: at+jwt`, and compare `iss`, `aud` and `exp`. Whether
    a token's session has ended meanwhile is known here alone.

    Fails as any request may. Costs nothing.
    """
    keys = [JsonWebKey.model_validate(key_set.public_jwk()) for key_set in await runtime.keys.published()]
    response.headers["Cache-Control"] = _FOR_FIVE_MINUTES
    return JsonWebKeySet(keys=keys)


@router.get(
    "/openid-configuration",
    operation_id="well_known_openid_configuration",
    summary="Read who issues access tokens, and where the keys are",
)
async def openid_configuration(response: Response, runtime: ProcessRuntime) -> OpenIdConfiguration:
    """Answer with the metadata (OpenID Connect Discovery 1.0, RFC 8414) that is true of this service.

    Fails as any request may. Costs nothing.
    """
    issuer = await runtime.site.issuer()
    response.headers["Cache-Control"] = _FOR_FIVE_MINUTES
    return OpenIdConfiguration(
        issuer=issuer, jwks_uri=f"{issuer}/.well-known/jwks.json", subject_types_supported=["public"]
    )
