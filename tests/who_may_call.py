"""Who may call which operation: the one table, that the tests of routes, of the document and of attacks read.

A route without a row fails in `tests/unit/test_openapi.py`. Those of collections follow from their declarations.
"""

from typing import Final

from app.collection import Collection
from app.collections import COLLECTIONS

ANYONE: Final = "anyone"
SIGNED_IN: Final = "whoever is signed in"
WITH_A_ROLE: Final = "whoever has the role"


def rows_of(collection: Collection) -> dict[str, str]:
    """Return what the declaration of a collection says of its operations."""
    reader = SIGNED_IN if collection.read in ("owner", "member", "public") else WITH_A_ROLE
    writer = SIGNED_IN if collection.write in ("owner", "member") else WITH_A_ROLE
    rows = {"list": reader, "get": reader} | dict.fromkeys(("create", "put", "patch", "delete"), writer)
    if collection.sync:
        rows["changes"] = reader
    if collection.counters:
        rows["increment"] = writer
    named = {f"{collection.name}_{verb}": caller for verb, caller in rows.items()}
    if collection.is_public:
        named |= {f"public_{collection.name}_{verb}": ANYONE for verb in ("list", "get")}
    return named


WHO_MAY_CALL: Final[dict[str, str]] = {
    **{name: caller for collection in COLLECTIONS.values() for name, caller in rows_of(collection).items()},
    "health": ANYONE,
    "health_ready": ANYONE,
    "well_known_jwks": ANYONE,
    "well_known_openid_configuration": ANYONE,
    "auth_options": ANYONE,
    "auth_register": ANYONE,
    "auth_login": ANYONE,
    "auth_refresh": ANYONE,
    "auth_logout": ANYONE,
    "auth_verify_email": ANYONE,
    "auth_forgot_password": ANYONE,
    "auth_reset_password": ANYONE,
    "auth_confirm_email": ANYONE,
    "auth_reauthenticate": SIGNED_IN,
    "users_get_me": SIGNED_IN,
    "users_change_me": SIGNED_IN,
    "users_delete_me": SIGNED_IN,
    "users_export_me": SIGNED_IN,
    "users_list_profiles": SIGNED_IN,
    "users_change_my_password": SIGNED_IN,
    "users_change_my_email": SIGNED_IN,
    "users_list_my_sessions": SIGNED_IN,
    "users_end_my_session": SIGNED_IN,
    "users_end_my_other_sessions": SIGNED_IN,
    "users_list": WITH_A_ROLE,
    "users_get": WITH_A_ROLE,
    "users_change": WITH_A_ROLE,
    "users_delete": WITH_A_ROLE,
    "users_end_sessions": WITH_A_ROLE,
    "users_make_reset_link": WITH_A_ROLE,
    "transactions_create": SIGNED_IN,
    "realtime_create_ticket": SIGNED_IN,
    "shop_checkout": SIGNED_IN,
}
