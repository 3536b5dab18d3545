"""What the application stores: one file a collection, and this registry. Add yours below."""

from app.collection import registry
from app.collections.messages import MESSAGES
from app.collections.notes import NOTES
from app.collections.orders import ORDERS
from app.collections.products import PRODUCTS

COLLECTIONS = registry(NOTES, MESSAGES, PRODUCTS, ORDERS)
