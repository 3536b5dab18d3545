"""Write web/openapi.json from the code, or with --check tell whether it is up to date."""

import json
import sys
from pathlib import Path

from app.main import create_app
from app.settings import Settings

TARGET = Path(__file__).parent.parent / "web" / "openapi.json"


def document() -> str:
    """Return the OpenAPI document as it is committed."""
    settings = Settings.from_environment({"APP_STAGE": "local"})
    return json.dumps(create_app(settings).openapi(), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write or check; the exit code is 1 when the committed document is stale."""
    current = document()
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(current, encoding="utf-8")
        return 0
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == current:
        return 0
    print("web/openapi.json does not match the code any more. Run `make openapi` and commit what it writes.")
    return 1


if __name__ == "__main__":
    sys.exit(main())
