"""The gateway's authorizer: who a token speaks for, as an IAM policy that API Gateway caches.

A policy names the whole stage, because the gateway uses one cached answer for every route that the token is sent to.
"""

import re
from typing import Any

from app import logs
from app.errors import AppError, ServiceUnavailable, Unauthenticated
from app.security.caller import Caller
from app.services.identity import Identity

_METHOD_ARN = re.compile(r"(arn:[a-z-]+:execute-api:[a-z0-9-]+:[0-9]*:[a-z0-9]+/[^/*]+)/.*", re.DOTALL)
NOBODY = "anonymous"


class AuthorizerUnavailable(Exception):
    """The question cannot be answered now. The gateway turns a raised error into 503 and caches nothing."""


async def answer(event: dict[str, Any], identity: Identity) -> dict[str, Any]:
    """Answer a TOKEN authorizer event: Allow with the caller as context, or Deny, never an error for a bad token.

    Raises
    ------
    AuthorizerUnavailable
        Sessions cannot be read. A Deny would be cached as one and sign people out for a minute.
    """
    arn = event.get("methodArn")
    stage = _METHOD_ARN.fullmatch(arn) if isinstance(arn, str) else None
    token = event.get("authorizationToken")
    if stage is None or not isinstance(token, str):
        return _deny("*" if stage is None else f"{stage.group(1)}/*")
    resource = f"{stage.group(1)}/*"
    try:
        caller = (await identity.of_headers([token])).caller
    except Unauthenticated:
        logs.event("authorizer.denied")
        return _deny(resource)
    except ServiceUnavailable as error:
        raise AuthorizerUnavailable from error
    except AppError as error:
        logs.failure("authorizer.failed", error)
        raise AuthorizerUnavailable from error
    logs.event("authorizer.allowed", user_id=caller.user_id, session_id=caller.session_id)
    return _allow(caller, resource)


def _allow(caller: Caller, resource: str) -> dict[str, Any]:
    return {
        "principalId": caller.user_id,
        "policyDocument": _policy("Allow", resource),
        # The gateway takes strings, numbers and booleans alone.
        "context": {
            "user_id": caller.user_id,
            "session_id": caller.session_id,
            "roles": ",".join(caller.roles),
            "auth_time": str(caller.auth_time),
        },
    }


def _deny(resource: str) -> dict[str, Any]:
    return {"principalId": NOBODY, "policyDocument": _policy("Deny", resource), "context": {}}


def _policy(effect: str, resource: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [statement]}
