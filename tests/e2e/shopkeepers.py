"""Administrators for tests in a browser, and what they keep through the API."""

from dataclasses import dataclass

import httpx

from tests.e2e.stack import DeployedStack


@dataclass(frozen=True)
class Product:
    """Something that a test sells."""

    id: str
    name: str


@dataclass(frozen=True)
class Shopkeeper:
    """An administrator, who keeps the shop through the API."""

    email: str
    password: str
    api: httpx.Client

    def stock(self, product: Product, by: int) -> None:
        """Add to what there is of a product, or take away."""
        path = f"/data/products/{product.id}/increment"
        self.api.post(path, json={"field": "stock", "by": by}).raise_for_status()

    def left(self, product: Product) -> int:
        """Return how many of a product there are."""
        return int(self.api.get(f"/data/products/{product.id}").raise_for_status().json()["stock"])

    def change(self, product: Product, **fields: str) -> None:
        """Change what is written about a product."""
        self.api.patch(f"/data/products/{product.id}", json=fields).raise_for_status()

    def remove(self, product: Product) -> None:
        """Take a product out of the shop."""
        self.api.delete(f"/data/products/{product.id}")


def signed_in(api: httpx.Client, credentials: dict[str, str]) -> str:
    """Sign a client in, and return the id of who that is."""
    answer = api.post("/auth/login", json=credentials).raise_for_status()
    api.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return str(api.get("/users/me").raise_for_status().json()["id"])


def make_admin(stack: DeployedStack, user_id: str) -> None:
    """Give somebody the role by which products are kept."""
    stack.cloud.client("dynamodb").update_item(
        TableName=stack.outputs["UsersTable"],
        Key={"pk": {"S": f"USER#{user_id}"}, "sk": {"S": "ACCOUNT"}},
        UpdateExpression="SET #roles = :roles",
        ExpressionAttributeNames={"#roles": "roles"},
        ExpressionAttributeValues={":roles": {"L": [{"S": "admin"}]}},
    )
