"""What the application stores: one file a collection, and this registry. Add yours below."""

from app.collection import registry
from app.collections.notes import NOTES

COLLECTIONS = registry(NOTES)
