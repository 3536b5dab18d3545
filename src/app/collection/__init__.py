"""What a collection is: the vocabulary in which `app.collections` declares what the application stores."""

from app.collection.declaration import Collection, CollectionError, Rules
from app.collection.indexes import Index
from app.collection.integers import BigInteger
from app.collection.markers import CreateOnly, Private, ServerSet
from app.collection.registry import registry

__all__ = [
    "BigInteger",
    "Collection",
    "CollectionError",
    "CreateOnly",
    "Index",
    "Private",
    "Rules",
    "ServerSet",
    "registry",
]
