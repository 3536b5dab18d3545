"""Deployed stacks: what CloudFormation says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.blocking import RunBlocking
from app.repositories.obstacles import Obstacle, Refused, asked
from app.repositories.operator_account import OperatorAccount


class StackRefused(Refused):
    """CloudFormation did not describe the stack."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack: its state as CloudFormation names it, its outputs and its parameters."""

    name: str
    region: str
    status: str
    outputs: Mapping[str, str]
    parameters: Mapping[str, str]


class Stacks:
    """The stacks of an account, in one region."""

    def __init__(self, account: OperatorAccount, run: RunBlocking) -> None:
        self._account = account
        self._run = run

    async def by_name(self, name: str) -> Stack:
        """Describe a stack.

        Raises
        ------
        StackRefused
            With `MISSING` if there is none of this name, which CloudFormation itself calls a validation error.
        """
        try:
            return await asked(self._run, lambda: self._described(name))
        except Refused as refused:
            is_missing = "does not exist" in str(refused) or "failed to satisfy constraint" in str(refused)
            raise StackRefused(Obstacle.MISSING if is_missing else refused.obstacle, str(refused)) from refused

    def _described(self, name: str) -> Stack:
        client = self._account.cloudformation
        (found,) = client.describe_stacks(StackName=name)["Stacks"]
        return Stack(
            found["StackName"],
            client.meta.region_name,
            found["StackStatus"],
            {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", ())},
            {it["ParameterKey"]: it.get("ParameterValue", "") for it in found.get("Parameters", ())},
        )
