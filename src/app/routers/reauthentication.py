"""/auth/reauthenticate: a signed-in user proves with the password that it is still them."""

from typing import Annotated

from fastapi import status

from app.dependencies import CallingDevice, LiveUser, ProcessRuntime, live_user
from app.errors import InvalidCredentials
from app.problems import responses
from app.request_reading import FROM_JSON
from app.routers.strict_router import strict_router
from app.schemas.credentials import Reauthentication

router = strict_router("/auth/reauthenticate", "auth", live_user)


@router.post(
    "",
    operation_id="auth_reauthenticate",
    summary="Prove again who I am",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(InvalidCredentials),
)
async def reauthenticate(
    body: Annotated[Reauthentication, FROM_JSON], user: LiveUser, device: CallingDevice, runtime: ProcessRuntime
) -> None:
    """Stamp this session, for 10 minutes, for what needs a recent proof.

    Fails with `invalid-credentials` where the password is wrong. After failures in a row one has to wait: 429 says how
    long. The session goes on.

    Costs 5 calls: 6 read units, 14 write units.
    """
    await runtime.reauthentication.prove(user, body.password, device.address)
