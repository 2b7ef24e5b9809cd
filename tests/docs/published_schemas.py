"""`python -m tests.docs.published_schemas`: writes docs/schemas anew from the code. Look at the difference: it is a
change of a contract."""

from __future__ import annotations

import json
from typing import Any

from api.contracts.published import schemas
from tests.docs.examples import PROJECT

FOLDER = PROJECT / "docs" / "schemas"


def text_of(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for name, schema in schemas().items():
        (FOLDER / f"{name}.json").write_text(text_of(schema), "utf-8")


if __name__ == "__main__":
    main()
