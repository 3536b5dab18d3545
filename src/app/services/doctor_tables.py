"""Whether the tables are there, in the shape that the application reads and writes them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from app.repositories.obstacles import Obstacle, Refused
from app.repositories.operator_table_shapes import TABLE_SHAPES, IndexShape, TableShape
from app.repositories.operator_tables import OperatorTables
from app.services.doctor import Finding, failed, good, refusal, warning

_NEEDS: Final = "dynamodb:DescribeTable and dynamodb:DescribeTimeToLive"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a table, and what to do. A light one lets the application work."""

    found: str
    remedy: str
    is_light: bool = False

    def of(self, check: str) -> Finding:
        """Return it as what a check found."""
        return (warning if self.is_light else failed)(check, self.found, self.remedy)


async def examine_tables(tables: OperatorTables, names: Mapping[str, str], *, is_local: bool) -> list[Finding]:
    """Examine the tables, named by their names in the template."""
    findings = []
    for logical_id, wanted in TABLE_SHAPES.items():
        findings += await _examined(tables, names[logical_id], _CHECKS[logical_id], wanted, is_local)
    return findings


_CHECKS: Final = {"UsersTable": "users table", "SessionsTable": "sessions table", "DataTable": "data table"}


async def _examined(tables: OperatorTables, name: str, check: str, wanted: TableShape, is_local: bool) -> list[Finding]:
    try:
        table = await tables.described(name)
    except Refused as refused:
        if refused.obstacle is not Obstacle.MISSING:
            return [refusal(check, refused, needs=_NEEDS)]
        made_by = "`make dev`" if is_local else "`make deploy`"
        remedy = f"Run {made_by}, which makes it, or look at the name and the region."
        return [failed(check, f"There is no table {name}.", remedy)]
    if table.status not in {"ACTIVE", "UPDATING"}:
        return [failed(check, f"{name} is {table.status}.", "Wait until it is ACTIVE, and run this again.")]
    faults = list(_faults(name, table.shape, wanted, is_local))
    return [fault.of(check) for fault in faults] or [good(check, name)]


def _faults(name: str, found: TableShape, wanted: TableShape, is_local: bool) -> Iterator[Fault]:
    if found.key != wanted.key:
        # No other fault counts beside it: it is another table, or has to be made anew.
        remedy = "The key of a table cannot be changed. " + _anew(name, is_local)
        yield Fault(f"The key of {name} is {found.key}, and has to be {wanted.key}.", remedy)
        return
    if missing := [index for index in wanted.indexes if index not in found.indexes]:
        yield Fault(f"{name} has no index {', '.join(missing)}.", _mended(name, is_local))
    for index, shape in found.indexes.items():
        if index in wanted.indexes and (fault := _fault_of(shape, wanted.indexes[index])) is not None:
            yield Fault(f"The index {index} of {name} {fault}.", _mended(name, is_local))
    if found.ttl_attribute != wanted.ttl_attribute:
        yield _ttl_fault(name, found.ttl_attribute, wanted.ttl_attribute, is_local)
    if wanted.stream is not None and found.stream != wanted.stream:
        state = "has no stream" if found.stream is None else f"has a stream of {found.stream}"
        yield Fault(f"{name} {state}, and has to have one of {wanted.stream}.", _mended(name, is_local))


def _ttl_fault(name: str, found: str | None, wanted: str | None, is_local: bool) -> Fault:
    state = "is off" if found is None else f"is {found}"
    command = f"aws dynamodb update-time-to-live --table-name {name} --time-to-live-specification "
    remedy = f"Turn it on: {command}Enabled=true,AttributeName={wanted}"
    if found is not None:
        remedy = f"Turn that off, `{command}Enabled=false,AttributeName={found}`, and an hour later {wanted} on."
    elif is_local:
        remedy = "Start `make dev`, which turns it on."
    what = f"The TTL attribute of {name} {state}, so what has expired stays; it has to be {wanted}."
    return Fault(what, remedy, is_light=True)


def _fault_of(found: IndexShape, wanted: IndexShape) -> str | None:
    if found.key != wanted.key:
        return f"has the key {found.key}, and has to have {wanted.key}"
    if found.projection not in {wanted.projection, "ALL"}:
        return f"holds {found.projection}, and has to hold {wanted.projection}"
    return None


def _anew(name: str, is_local: bool) -> str:
    if is_local:
        return "Stop `make dev`, `rm -rf .cloud`, which deletes all that is stored here, and start it again."
    return f"Look whether {name} is the table that was meant; else restore its items into a table of the right key."


def _mended(name: str, is_local: bool) -> str:
    if is_local:
        return _anew(name, is_local)
    return "Run `make deploy` with this release; where CloudFormation sees nothing to do, detect the stack's drift."
