"""Deployed functions: what Lambda says of them."""

from collections.abc import Mapping

from app.blocking import RunBlocking
from app.repositories.obstacles import asked
from app.repositories.operator_account import OperatorAccount


class OperatorFunctions:
    """Asks Lambda. Raises `Refused` when it does not tell."""

    def __init__(self, account: OperatorAccount, run: RunBlocking) -> None:
        self._account = account
        self._run = run

    async def environment(self, name: str) -> Mapping[str, str]:
        """Return a function's environment variables, with those that Lambda itself sets and settings look at."""

        def read() -> dict[str, str]:
            client = self._account.functions
            answer = client.get_function_configuration(FunctionName=name)
            facts = {"AWS_LAMBDA_FUNCTION_NAME": name, "AWS_REGION": client.meta.region_name}
            return {**answer.get("Environment", {}).get("Variables", {}), **facts}

        return await asked(self._run, read)
