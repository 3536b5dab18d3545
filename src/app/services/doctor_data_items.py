"""The invariants of the data table: documents fit their model, lie where they belong and are in their indexes."""

from collections.abc import Collection as Names
from collections.abc import Iterator, Mapping

from app import clock
from app.collection import Collection
from app.collection.layout import Layout
from app.repositories.document_items import document_of
from app.repositories.document_keys import (
    CHANGES_ATTRIBUTES,
    INDEX_ATTRIBUTES,
    change_entries,
    index_entries,
    places_of,
)
from app.repositories.operations import Key
from app.services.doctor_breaches import Beside, Breach, Item, account_beside, purge_beside
from app.services.document_content import content_of, data_of, upgraded
from app.services.refusals import UNFIT, reason_of

_LATE_SECONDS = 2 * 86400
"""How long after its last pass a purge may still be there: the daily look has found it by then."""


class DataItems:
    """Examines items of the data table.

    Parameters
    ----------
    incomplete
        Collections that have an index in which not every document is yet, which `doctor` says by itself.
    options
        Those that lead a command to this deployment.
    """

    def __init__(
        self,
        collections: Mapping[str, Collection],
        layouts: Mapping[str, Layout],
        *,
        incomplete: Names[str] = (),
        options: str = "",
    ) -> None:
        self._collections = collections
        self._layouts = layouts
        self._incomplete = frozenset(incomplete)
        self._options = options

    def beside(self, item: Item) -> list[Key]:
        """Return the keys of what an item has to agree with."""
        if item["pk"] == "PURGE":
            return [account_beside(item["sk"])]
        if not self._is_of_owner(item):
            return []
        return [account_beside(item["owner_id"]), purge_beside(item["owner_id"])]

    def breaches(self, item: Item, beside: Beside) -> Iterator[Breach]:
        """Examine a document, a tombstone, or the marker of a purge. What is of no declared collection is let be."""
        if item["pk"] == "PURGE":
            yield from self._of_purge(item, beside)
        elif _name(item) in self._layouts and "deleted_at" in item:
            yield from self._of_tombstone(item)
        elif _name(item) in self._layouts:
            yield from self._of_document(item, beside)

    def _of_purge(self, item: Item, beside: Beside) -> Iterator[Breach]:
        user_id = item["sk"]
        if account_beside(user_id) in beside:
            yield Breach(
                "purge of",
                user_id,
                "is of somebody who has an account",
                f"If the account is meant to be there, delete the item PURGE / {user_id} at once, since it has all "
                "removed that is theirs. Else delete the account: "
                f"`python -m app.cli users delete {user_id}{self._options}`.",
            )
        if item["sweep_at"] + _LATE_SECONDS <= clock.seconds():
            yield Breach(
                "purge of",
                user_id,
                "was to be done days ago",
                f'Look at the log of the events function, then invoke it with {{"purge": "{user_id}"}}.',
            )

    def _of_tombstone(self, item: Item) -> Iterator[Breach]:
        layout = self._layouts[_name(item)]
        expected = change_entries(layout, item["pk"], item["sk"], item["changed_at"])
        left = [name for name in INDEX_ATTRIBUTES if name in item]
        # One that is older than the index of changes is not in it.
        wrong = [name for name in CHANGES_ATTRIBUTES if name in item and item[name] != expected.get(name)]
        if left or wrong:
            yield Breach(
                f"tombstone of {layout.name}",
                item["sk"],
                f"is still listed: {', '.join((*left, *wrong))}",
                "Remove these attributes.",
            )
        if not isinstance(item.get("ttl"), int):
            yield Breach(f"tombstone of {layout.name}", item["sk"], "has no end", "Delete the item.")

    def _of_document(self, item: Item, beside: Beside) -> Iterator[Breach]:
        name, document_id = _name(item), item["sk"]
        collection, layout, document = self._collections[name], self._layouts[name], document_of(dict(item))
        kind = f"document of {name}"
        if item["pk"] not in places_of(layout, document.owner_id, document_id):
            remedy = "Export it, delete the item, and import it again, which lays it where it is found."
            yield Breach(kind, document_id, f"lies in {item['pk']}, where nobody looks for it", remedy)
        keys = (account_beside(document.owner_id), purge_beside(document.owner_id))
        if self._is_of_owner(item) and not any(key in beside for key in keys):
            yield Breach(
                kind,
                document_id,
                f"is of {document.owner_id}, who has no account, and whom no purge removes",
                "Restore the account, or delete the item: nobody can read it.",
            )
        try:
            fields = data_of(content_of(collection, upgraded(collection, document)))
            expected = index_entries(layout, item["pk"], document.owner_id, document_id, fields)
        except UNFIT as error:
            remedy = "Correct the item, or give the model a default or the collection an `upgrade`, and deploy that."
            yield Breach(kind, document_id, f"does not fit its model ({reason_of(error)})", remedy)
            return
        expected |= change_entries(layout, item["pk"], document_id, item["changed_at"])
        found = {key: item[key] for key in (*INDEX_ATTRIBUTES, *CHANGES_ATTRIBUTES) if key in item}
        if found != expected and name not in self._incomplete:
            wrong = sorted(key for key in found | expected if found.get(key) != expected.get(key))
            yield Breach(
                kind,
                document_id,
                f"is not in its indexes as its content says: {', '.join(wrong)}",
                f"Write them anew: `python -m app.cli reindex {name}{self._options}`.",
            )

    def _is_of_owner(self, item: Item) -> bool:
        """Tell whether it is a document that goes with its owner."""
        layout = self._layouts.get(_name(item))
        return layout is not None and not layout.is_shared and "deleted_at" not in item


def _name(item: Item) -> str:
    """Return the collection of an item; what it names may be none."""
    return str(item["pk"]).partition("#")[0]
